"""Places are kept: each is found again as it was left, and what is dear to read rests."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError
from time import monotonic, sleep

from textual.widgets import Input

from tests import builders as a
from tests.tui.seeing import rows, settled, until, words
from tests.tui.test_overviews import preview
from tui import manners
from tui.app import WATCH_SECONDS
from tui.screens.base import ViewScreen
from tui.screens.board import BoardScreen
from tui.widgets.filter import FilterBar
from tui.widgets.table import Table


async def go(pilot, *keys: str) -> None:
    await settled(pilot)
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


def publish(store, *titles: str) -> None:
    changes = [a.change(title, title=title, text=f"Of {title}.") for title in titles]
    store.sources.record_visit(a.visit(), changes, capture=None)


async def test_a_place_is_found_again_as_it_was_left_with_what_came_since(app, store):
    publish(store, "ferry", "pier")
    async with app.run_test(size=(120, 30)) as pilot:
        await go(pilot, "d", "j")
        here, key = app.screen, app.screen.query_one(Table).current
        await go(pilot, "r", "b")
        publish(store, "lantern")
        await pilot.resize_terminal(80, 24)
        await go(pilot, "d")

        assert app.screen is here
        assert here.query_one(Table).current == key
        assert "lantern" in [row[2] for row in rows(app)]
        assert here.has_class("-narrow")
        assert len(rows(app)[0]) == 3  # a narrow window has no room for the source


async def test_a_search_begun_from_elsewhere_forgets_the_one_before(app, store):
    publish(store, "ferry", "pier")
    async with app.run_test(size=(120, 30)) as pilot:
        await go(pilot, "d", "slash", *"pier", "enter", "r", "d")
        assert [row[2] for row in rows(app)] == ["pier"]
        assert not isinstance(app.focused, Input)

        await go(pilot, "r", "slash")
        assert app.focused is app.screen.query_one(FilterBar)
        assert {"ferry", "pier"} < {row[2] for row in rows(app)}


async def test_screens_are_made_before_somebody_goes_there(app, monkeypatch):
    monkeypatch.setattr("tui.going.BETWEEN", 0.001)
    async with app.run_test() as pilot:
        await settled(pilot)
        app.make_next()
        await until(pilot, lambda: all(map(app.is_screen_installed, set(app.places()) - NO_KEY)))
        assert all(app.get_screen(place).is_running for place in set(app.places()) - NO_KEY)


NO_KEY = {"board", "letter"}
"""One lies below them all, of the other there are as many as letters."""


async def test_what_takes_long_rests_before_it_is_read_for_others(app_with, store):
    made = []
    app = app_with(digests=lambda stop: made.append(1) or (preview("a@x.example"),))
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, "M")
        screen = app.screen
        screen._rests_until = monotonic() + 1000
        store.ledger.append(1, "note added", "ring them", who="Ben", now=a.NOW)
        app._reload(ViewScreen.others_wrote)
        app._reload(ViewScreen.others_wrote)
        await settled(pilot)
        assert made == [1]

        screen._rested()
        await settled(pilot)
        assert made == [1, 1]


async def test_what_others_write_is_seen_within_two_seconds(app, monkeypatch):
    def slow(self):
        sleep(0.3)
        return before(self)

    before = BoardScreen.view
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        monkeypatch.setattr(BoardScreen, "view", slow)
        app.screen.reload()
        await settled(pilot)
        rest = app.screen._rests_until - monotonic()
        assert 0 < rest <= 2 - WATCH_SECONDS


async def test_what_others_write_during_a_rest_is_read_after_it(app, store, monkeypatch):
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("down", "up")
        await pilot.pause(0.2)  # the ask under the cursor has been told by now
        await settled(pilot)
        later = []
        app.screen._rests_until = monotonic() + 1000
        monkeypatch.setattr(app.screen, "set_timer", lambda rest, act: later.append(act))
        app.screen.others_wrote()
        assert later == [app.screen._rested]

        store.ledger.append(1, "outcome set", "withdrawn", who="Ben", now=a.NOW, why="moot")
        app.screen._rested()
        await until(pilot, lambda: len(rows(app)) == 1)


async def test_who_asks_for_something_waits_for_no_rest(app, monkeypatch):
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        read = []
        monkeypatch.setattr(app.screen, "_read", lambda: read.append(1))
        app.screen._rests_until = monotonic() + 1000
        await pilot.press("v")
        assert read == [1]


async def test_a_digest_that_was_left_is_made_when_somebody_comes_back(app_with):
    begun, done = threading.Event(), []

    def slow(stop):
        begun.set()
        while not done:
            if stop():
                raise CancelledError
            sleep(0.005)
        return (preview("a@x.example"),)

    app = app_with(digests=slow)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("M")
        await until(pilot, begun.is_set)
        await pilot.press("b")
        await settled(pilot)
        assert app.doing is None

        done.append(True)
        await go(pilot, "M")
        assert "To: a@x.example" in words(app, "#digest-heading")


async def test_what_is_worked_out_beside_waits_until_a_key_is_drawn(app, monkeypatch):
    waited = []

    def pause(seconds: float) -> None:
        waited.append(seconds)
        app._pressed -= manners.DRAWING

    monkeypatch.setattr(manners, "sleep", pause)
    async with app.run_test() as pilot:
        await pilot.press("j")
        app._pressed = monotonic()
        app.give_way()
        app.give_way()

    assert len(waited) == 1
    assert 0 < waited[0] <= manners.DRAWING
