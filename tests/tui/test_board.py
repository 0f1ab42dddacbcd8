"""The home screen."""

from __future__ import annotations

from datetime import UTC

import pytest

from tests import builders
from tests.builders import NOW
from tests.tui.seeing import rows, settled, until, words
from tracker.coverage import Coverage, Covered
from tracker.errors import StoreError
from tracker.types import EventKind, Outcome
from tui.board import Told
from tui.screens.board import BoardScreen
from tui.screens.letter import LetterScreen
from tui.widgets import detail


async def test_board_lists_outstanding_asks_with_due_day_and_candidates(app):
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)

        first, second = rows(app)
        assert first[0] == "? to review"
        assert first[-1] == "1"
        assert second[0] == "! overdue"
        assert "over" in second[4], second


async def test_counts_add_up_to_the_total(app):
    async with app.run_test() as pilot:
        await settled(pilot)

        assert words(app, "#counts").startswith("2 asks: 1 to review · 1 overdue")


async def test_ask_under_the_cursor_is_explained_with_its_coverage(app):
    async with app.run_test() as pilot:
        await settled(pilot)
        detail = words(app, "#detail")

        assert builders.RELEASE_FUNDS in detail
        assert "No public response found in 1 source" in detail
        assert "30 business days after 3 Mar 2025" in detail


async def test_settled_asks_show_only_on_request(app, store):
    store.ledger.append(1, EventKind.OUTCOME_SET, Outcome.WITHDRAWN, who="Ana", now=NOW, why="moot")
    async with app.run_test() as pilot:
        await settled(pilot)
        assert len(rows(app)) == 1

        await pilot.press("v")
        await settled(pilot)

        assert len(rows(app)) == 2


async def test_filter_narrows_while_typing_and_escape_clears_it(app):
    async with app.run_test() as pilot:
        await settled(pilot)

        await pilot.press("slash", *"overdue")
        await settled(pilot)
        assert [row[0] for row in rows(app)] == ["! overdue"]

        await pilot.press("escape")
        await settled(pilot)
        assert len(rows(app)) == 2


async def test_filter_line_goes_away_when_it_is_left_empty(app):
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("slash")
        assert app.screen.query_one("#filter").display

        await pilot.press("enter")

        assert not app.screen.query_one("#filter").display


async def test_empty_board_says_what_to_do_first(app, store):
    for ask_id in (1, 2):
        store.asks.strike(ask_id, who="Ana", now=NOW, why="no ask")
    async with app.run_test() as pilot:
        await settled(pilot)

        assert rows(app) == []
        assert app.screen.query_one(".empty").display
        assert words(app, "#counts") == "0 asks: none yet"
        await pilot.press("enter", "a")
        assert isinstance(app.screen, BoardScreen)


async def test_what_another_process_writes_appears_without_losing_the_cursor(app, store):
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("down")

        from db.store import Store

        with Store.open(store.url) as other:
            other.ledger.append(2, EventKind.OWNER_SET, "Ben", who="Ben", now=NOW)
            other.ledger.append(
                1, EventKind.OUTCOME_SET, Outcome.WITHDRAWN, who="Ben", now=NOW, why="moot"
            )
        await until(pilot, lambda: len(rows(app)) == 1)

        assert builders.SEND_REPORT in words(app, "#detail")


async def test_enter_opens_the_letter_of_the_ask(app):
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("down", "enter")
        await settled(pilot)

        assert isinstance(app.screen, LetterScreen)
        assert "The Honorable [to] Orla Finch" in words(app, "#text")


@pytest.mark.parametrize("width", [80, 109, 110, 200])
async def test_columns_fit_the_width_of_the_window(app, width):
    async with app.run_test(size=(width, 24)) as pilot:
        await settled(pilot)
        table = app.screen.query_one("Grid")

        assert table.virtual_size.width <= width
        assert len(table.titles) == {80: 5, 109: 5, 110: 6, 200: 7}[width]


async def test_columns_are_fitted_anew_when_the_window_changes(app):
    async with app.run_test(size=(140, 30)) as pilot:
        await settled(pilot)
        await pilot.press("down")

        await pilot.resize_terminal(80, 30)
        await settled(pilot)

        assert len(app.screen.query_one("Grid").titles) == 5
        assert builders.SEND_REPORT in words(app, "#detail")


async def test_asks_are_sorted_and_grouped_by_one_key(app):
    async with app.run_test(size=(140, 30)) as pilot:
        await settled(pilot)

        await pilot.press("t")
        await settled(pilot)

        heading, *asks = rows(app)
        assert heading[:2] == ["?!", "— Harbour police of Norvania —"]
        assert len(asks) == 2
        assert "sorted by letter" in words(app, "#counts")
        await pilot.press("home", "enter", "a")
        assert isinstance(app.screen, BoardScreen)


async def test_filter_that_cannot_be_used_says_why(app):
    async with app.run_test(size=(140, 30)) as pilot:
        await settled(pilot)

        await pilot.press("slash", *"colour:")
        await settled(pilot)

        assert "no such field" in str(app.screen.query_one("#filter").border_subtitle)


async def test_rows_far_away_are_read_when_they_come_in_sight(app, monkeypatch):
    monkeypatch.setattr("tui.board.near", lambda desk, keys, cursor: keys[:1])
    async with app.run_test(size=(140, 30)) as pilot:
        await settled(pilot)
        # A row is asked for once it is drawn, which may be a moment later.
        await until(pilot, lambda: [row[0] for row in rows(app)] == ["? to review", "! overdue"])


async def test_a_store_that_is_away_is_told_until_it_is_back(app, store, monkeypatch):
    def away() -> int:
        raise StoreError("could not read the database", "here", "no server answers there")

    async with app.run_test() as pilot:
        await settled(pilot)
        with monkeypatch.context() as patch:
            patch.setattr(store, "data_version", away)
            await until(pilot, lambda: "⚠ no store, trying again" in words(app, "Masthead"))
            assert rows(app)
        await until(pilot, lambda: "no store" not in words(app, "Masthead"))

        told = [one.message for one in app._notifications]
        assert "no server answers there" in told[0]
        assert told[1:] == ["the store is back"]


def test_of_hundreds_of_sources_the_pane_tells_of_those_that_missed_most():
    sources = tuple(
        Covered(source=builders.source(f"s{n}"), looks=9, good=9, gaps=n == 120, last_good=NOW)
        for n in range(200)
    )
    looked = Coverage(since=NOW.date(), until=NOW.date(), sources=sources)
    told = detail._told(Told(ask_id=7, clock=(), timeline=(), coverage=looked), UTC)

    assert "s120" in next(line for line in told if ": looked at" in line)
    assert sum(": looked at" in line for line in told) == detail.SOURCES
    assert told[-1].strip() == "180 sources more, better watched: `askwatch ask coverage 7`"
