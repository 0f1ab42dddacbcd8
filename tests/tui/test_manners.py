"""What works the same everywhere: copying, exporting, calling off, crashing, what is new."""

from __future__ import annotations

import json
import threading
from concurrent.futures import CancelledError
from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.tui.seeing import click, rows, settled, until, words
from tracker.errors import StoreError
from tracker.types import EventKind, Outcome, Verdict
from tui import keeping
from tui.commands.board import open_board
from tui.commands.ending import DashboardCrash, ended
from tui.screens.board import BoardScreen
from tui.screens.letter import LetterScreen
from tui.screens.news import NewsScreen
from tui.screens.sources import SourcesScreen
from tui.widgets.trouble import Trouble


async def test_what_the_cursor_stands_on_is_copied_with_where_it_stands(app):
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("y")
        await settled(pilot)
        assert app.clipboard.splitlines() == [
            f"“{builders.RELEASE_FUNDS}”",
            "Harbour police of Norvania, 3 Mar 2025, to Orla Finch, Secretary of Distant Affairs",
        ]

        await pilot.press("r")
        await settled(pilot)
        await pilot.press("y")
        await settled(pilot)

        assert app.clipboard.splitlines()[1:] == [
            "Assets frozen, 1 Apr 2025, releases",
            "https://releases.example.gov/r-1",
        ]


async def test_what_is_shown_is_exported_and_nothing_is_written_over(app, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "askwatch-board-2026-11-21.jsonl"
    file.write_text("mine")
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("e")
        app.screen.query_one("#form #form").value = "json"
        await pilot.press("ctrl+s")
        assert "it exists already" in words(app, "#wrong")
        assert file.read_text() == "mine"

        app.screen.query_one("#replace").value = "yes"
        await pilot.press("ctrl+s")
        await settled(pilot)

    found = [json.loads(line) for line in file.read_text().splitlines()]
    assert [(one["id"], one["quote"]) for one in found] == [
        (1, builders.RELEASE_FUNDS),
        (2, builders.SEND_REPORT),
    ]


async def test_long_work_is_shown_and_can_be_called_off(app_with):
    ended = threading.Event()

    def poll(name):
        assert ended.wait(10)
        raise CancelledError

    app = app_with(poll=poll, call_off=ended.set)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("s")
        await until(pilot, lambda: rows(app))
        await pilot.press("g")
        await until(pilot, lambda: "looking at releases" in words(app, "Masthead"))

        await pilot.press("ctrl+x")
        await settled(pilot)

        assert [one.message for one in app._notifications] == ["called off: looking at releases"]
        assert app.doing is None


async def test_a_store_that_cannot_be_opened_ends_the_dashboard_with_the_reason(app_with):
    def closed():
        raise StoreError("could not open the database", "askwatch.db", "it is a folder")

    app = app_with(open=closed)
    async with app.run_test() as pilot:
        await until(pilot, lambda: not app.is_running)

    assert "it is a folder" in str(app.refused)


async def test_a_bug_ends_the_dashboard_with_what_was_wrong_and_where(app, monkeypatch):
    monkeypatch.setattr(app.store.board, "groups", lambda _: 1 // 0)
    with pytest.raises(Exception, match="division"):
        async with app.run_test() as pilot:
            await settled(pilot)

    assert isinstance(app.crash, ZeroDivisionError)
    assert app.crash_place == "BoardScreen"


def test_a_crash_leaves_a_report_without_a_word_of_a_letter(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def run():
        try:
            raise ValueError(builders.TEXT)
        except ValueError as error:
            raise DashboardCrash("LetterScreen") from error

    assert ended(run) == 1
    [report] = (tmp_path / "askwatch" / "crashes").iterdir()
    text = report.read_text()
    assert str(report) in capsys.readouterr().err
    assert "screen LetterScreen" in text
    assert "ValueError" in text
    assert "test_manners.py" in text
    assert "Finch" not in text


async def test_what_came_in_since_the_last_visit_stands_on_top_and_as_a_list(app_with, store):
    store.looked.note("Ana", NOW - timedelta(days=1))
    store.ledger.append(
        2, EventKind.OUTCOME_SET, Outcome.ACKNOWLEDGED, who="Ben", now=NOW, why="a note came"
    )
    app = app_with()
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        told = "1 new possible answer · 1 outcome set by others: press i"
        assert told in words(app, "#counts")

        await pilot.press("i")
        await settled(pilot)
        assert isinstance(app.screen, NewsScreen)
        assert [row[0] for row in rows(app)] == ["? possible answer", "✎ outcome set"]

        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, LetterScreen)

    assert store.looked.last("Ana") == NOW


async def test_numbers_and_headings_can_be_clicked(app):
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.click("#counts", offset=(24, 0))
        await settled(pilot)
        assert [row[0] for row in rows(app)] == ["! overdue"]

        await pilot.press("escape", "1")
        await settled(pilot)
        assert [row[0] for row in rows(app)] == ["? to review"]

        await pilot.press("escape")
        await settled(pilot)
        grid = app.screen.query_one("Grid")
        await pilot.click("Grid", offset=(sum(grid.widths[:2]) + 6, 0))
        await settled(pilot)
        assert "sorted by letter" in words(app, "#counts")

        await click(pilot, "1 possible answer to review")
        assert app.screen.PLACE == "review"


async def test_owner_and_promise_are_recorded_of_the_ask_under_the_cursor(app, store):
    async with app.run_test(size=(170, 40)) as pilot:
        await settled(pilot)
        await pilot.press("O", *"Ben", "enter")
        await settled(pilot)
        await pilot.press("P", *"2026-12-05", "enter", "enter")
        assert "it has no reason" in words(app, "#wrong")

        await pilot.press(*"said so", "enter")
        await settled(pilot)

        state = store.asks.row(1).state
        assert (state.owner, state.promise.why) == ("Ben", "said so")
        assert rows(app)[0][-2] == "Ben"
        await until(pilot, lambda: "promise set to 5 Dec 2026" in words(app, "#detail"))


def test_the_command_ends_with_the_crash(monkeypatch):
    class Broken:
        refused, crash, crash_place = None, KeyError("x"), "BoardScreen"

        def __init__(self, desk):
            pass

        def run(self):
            pass

    monkeypatch.setattr("tui.app.AskwatchApp", Broken)
    monkeypatch.setattr("tui.commands.board.at_terminal", lambda: True)
    monkeypatch.setattr("tui.commands.board.desk", lambda kit: None)
    with pytest.raises(DashboardCrash, match="BoardScreen"):
        open_board(None)


async def test_a_key_pressed_before_the_rows_are_there_is_kept_for_them(app_with, monkeypatch):
    asked, read, there = [], SourcesScreen.view, threading.Event()
    monkeypatch.setattr(SourcesScreen, "view", lambda self: there.wait(20) and read(self))
    app = app_with(poll=lambda name: asked.append(name) or f"{name}: unchanged")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("s", "g")
        assert asked == []

        there.set()
        await until(pilot, lambda: asked == ["releases"])


async def test_enters_that_come_at_once_choose_and_record(app, store):
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        for key in "ra":
            await pilot.press(key)
            await settled(pilot)
        app.simulate_key("enter")
        app.simulate_key("enter")

        await until(pilot, lambda: store.candidates.get(1).verdict is Verdict.ACCEPTED)


async def test_keys_that_come_at_once_reach_what_the_ones_before_have_opened(app, store):
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        for key in ("r", "a", "1", "enter", "b", "end", "O", *"Ben", "enter", "l", "enter"):
            app.simulate_key(key)

        await until(pilot, lambda: isinstance(app.screen, LetterScreen))
        await settled(pilot)

    assert store.candidates.get(1).verdict is Verdict.ACCEPTED
    assert store.asks.row(2).state.owner == "Ben"


async def test_what_cannot_be_read_says_why_and_is_read_as_soon_as_it_can_be(app, monkeypatch):
    def away(_):
        raise StoreError("could not read", "askwatch.db", "the disk is gone", "plug it in")

    with monkeypatch.context() as broken:
        broken.setattr(BoardScreen, "view", away)
        async with app.run_test(size=(120, 30)) as pilot:
            await until(pilot, lambda: any(one.has_focus for one in app.screen.query(Trouble)))
            assert "the disk is gone; plug it in" in words(app, "Trouble")
            assert not app.screen.query_one("#counts").display

            broken.undo()
            await pilot.press("enter")
            await settled(pilot)

            assert len(rows(app)) == 2
            assert app.screen.query_one("#counts").display
            assert app.screen.focused is app.screen.query_one("Grid")


async def test_who_waits_for_the_store_is_told_so_and_not_for_a_moment(app, monkeypatch):
    go_on = threading.Event()
    monkeypatch.setattr(keeping, "LONG", 0.0)
    async with app.run_test(size=(100, 24)) as pilot:
        await settled(pilot)
        kept = app.carry_out(lambda: go_on.wait(10), "kept")
        await until(pilot, lambda: [one.name[:7] for one in app._waiting] == ["keeping"])
        app.tell_waiting()
        assert words(app, "Masthead").endswith("⟳ keeping it in the store · 0 s")

        monkeypatch.setattr(keeping, "LONG", 60.0)
        go_on.set()
        await kept.wait()
        app.tell_waiting()
        assert words(app, "Masthead").endswith("Outstanding asks")

        with app.waiting("reading the store"):
            app.tell_waiting()
            assert "⟳" not in words(app, "Masthead")
