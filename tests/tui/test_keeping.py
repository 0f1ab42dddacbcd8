"""What was typed in a window outlives a store that refuses it."""

from __future__ import annotations

from threading import Event

from textual.widgets import Input

from tests.builders import NOW
from tests.tui.seeing import settled, until, words
from tracker.errors import ForbiddenError, StoreError
from tracker.types import EventKind, Outcome, Verdict
from tui.screens import window
from tui.screens.board import BoardScreen
from tui.screens.decide import DecideScreen


async def test_a_reason_is_kept_while_the_store_is_away_and_stored_when_it_is_back(
    app, store, monkeypatch
):
    append, away = store.ledger.append, [True]

    def falters(*args, **more):
        if away:
            raise StoreError("store not reached", "db.example", "connection refused")
        return append(*args, **more)

    monkeypatch.setattr(store.ledger, "append", falters)
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("a", "1", *"they wrote", "enter")
        await until(pilot, lambda: words(app, "#wrong").startswith("! store not reached"))
        assert app.screen.query_one(Input).value == "they wrote"
        assert store.ledger.events(ask_id=1) == ()

        away.clear()
        await pilot.press(*" back", "enter")
        await until(pilot, lambda: not isinstance(app.screen, DecideScreen))

        [event] = store.ledger.events(ask_id=1)
        assert event.why == "they wrote back"


async def test_who_comes_second_is_told_and_may_record_hers_after_that(app, store):
    by = {"who": "Ben", "now": NOW}
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("N", *"called them")
        store.ledger.append(1, EventKind.OUTCOME_SET, Outcome.ACKNOWLEDGED, why="a note", **by)
        await pilot.press("enter")
        await until(pilot, lambda: "Ben" in words(app, "#wrong"))
        assert "saved once more" in words(app, "#wrong")
        assert app.screen.query_one(Input).value == "called them"

        await pilot.press("enter")
        await until(pilot, lambda: len(store.ledger.events(ask_id=1)) == 2)

        assert store.asks.row(1).state.outcome is Outcome.ACKNOWLEDGED
        assert [one.after for one in store.ledger.events(ask_id=1)][1] == "called them"


async def test_a_correction_without_the_right_to_it_stays_in_its_window(app, store, monkeypatch):
    def forbids(*args, **more):
        raise ForbiddenError("not changed", "asks", "rita may read only", "ask a manager")

    monkeypatch.setattr(store.asks, "edit", forbids)
    monkeypatch.setattr(store.candidates, "accept", forbids)
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("enter", "i", "end", *" now", "ctrl+s")
        await until(pilot, lambda: "rita may read only" in words(app, "#wrong"))
        assert app.screen.query_one("#summary", Input).value.endswith(" now")

        await pilot.press("escape", "r", "a", "1", *"read", "enter")
        await until(pilot, lambda: "rita may read only" in words(app, "#wrong"))
        assert app.screen.query_one(Input).value == "read"
        assert store.candidates.get(1).verdict is Verdict.NEW


async def test_keys_wait_for_a_slow_store_and_escape_does_not(app, store, monkeypatch):
    append, free = store.ledger.append, Event()
    monkeypatch.setattr(window, "LONG", 0.01)
    monkeypatch.setattr(store.ledger, "append", lambda *a, **k: (free.wait(30), append(*a, **k))[1])
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("N", *"called", "enter", *"later")
        await until(pilot, lambda: words(app, "#wrong").startswith("Keeping it in the store"))
        assert app.screen.query_one(Input).value == "called"

        await pilot.press("escape")
        assert isinstance(app.screen, BoardScreen)
        free.set()
        await until(pilot, lambda: bool(store.ledger.events(ask_id=1)))
        assert [one.after for one in store.ledger.events(ask_id=1)] == ["called"]
