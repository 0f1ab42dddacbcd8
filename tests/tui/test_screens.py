"""Letter, sources, help, palette, and what every screen must bear."""

from __future__ import annotations

import pytest
from textual.command import CommandPalette

from tests import builders
from tests.builders import NOW
from tests.tui.seeing import click, rows, settled, words
from tracker.errors import FetchError, StoreError
from tracker.types import EventKind, Outcome
from tui.screens.board import BoardScreen
from tui.screens.decide import DecideScreen
from tui.screens.help import HelpScreen
from tui.screens.letter import LetterScreen
from tui.screens.sources import SourcesScreen
from tui.widgets.header import Masthead


async def open_letter(app, pilot):
    await settled(pilot)
    await pilot.press("enter")
    await settled(pilot)
    await pilot.pause()
    assert isinstance(app.screen, LetterScreen)


async def test_letter_shows_its_asks_marked_and_its_signatories(app):
    async with app.run_test(size=(140, 40)) as pilot:
        await open_letter(app, pilot)

        assert f"[1] {builders.RELEASE_FUNDS}" in words(app, "#text")
        assert "Copy to Milo Reed" in words(app, "#facts")
        assert "▸ Ada Bright" in words(app, "#more")
        assert "!?" in words(app, "#facts") or "?!" in words(app, "#facts")
        assert "Boris Calm  ? no member found" in words(app, "#more")
        assert [row[0] for row in rows(app)] == ["1", "2"]


async def test_reading_is_confirmed_with_one_key(app, store):
    async with app.run_test(size=(140, 40)) as pilot:
        await open_letter(app, pilot)
        await pilot.press("c")
        await settled(pilot)

        assert store.letters.get(1).confirmed == NOW
        assert "Reading confirmed" in words(app, "#facts")

        before = store.ledger.events()
        await pilot.press("c")
        await settled(pilot)
        told = [one.message for one in app._notifications]
        assert "It is confirmed already, since 21 Nov 2026 07:00." in told
        assert store.ledger.events() == before


async def test_outcome_set_by_hand_needs_a_reason(app, store):
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        await pilot.press("a", "enter", "enter")
        assert isinstance(app.screen, DecideScreen)

        await pilot.press(*"ok", "enter")
        await settled(pilot)

        assert store.ledger.events(ask_id=1)[-1].why == "ok"
        assert store.asks.row(1).state.outcome is not Outcome.NO_RESPONSE


async def test_sources_show_health_and_are_polled_on_request(app_with):
    asked = []
    app = app_with(
        poll=lambda name: asked.append(name) or "polled",
        test=lambda name: f"{name} answers with 3 items",
    )
    async with app.run_test(size=(140, 30)) as pilot:
        await pilot.press("s")
        await settled(pilot)
        assert isinstance(app.screen, SourcesScreen)
        assert rows(app)[0][1] == "releases"
        assert builders.FEED in words(app, "#detail")

        await pilot.press("g")
        await settled(pilot)

        assert asked == ["releases"]
        assert rows(app)[0][4] == "···········█"
        assert "1 new document in 12 weeks, 1 in the last" in words(app, "#detail")

        await pilot.press("t", "x")
        await settled(pilot)
        said = {one.message for one in app._notifications}
        assert "releases answers with 3 items" in said
        assert any("write enabled = false" in words for words in said)


async def test_what_is_corrected_is_compared_at_once_and_said(app_with, store):
    found = [2]
    app = app_with(match=lambda: found.pop() if found else 0)
    async with app.run_test(size=(140, 30), notifications=True) as pilot:
        await settled(pilot)
        app.carry_out(lambda: None, "changed")
        await settled(pilot)
        await pilot.pause()

        said = [one.message for one in app._notifications]
        assert said == ["changed", "2 to review that may answer what was changed"]


async def test_failed_poll_is_told_in_words(app_with):
    def refuse(name):
        raise FetchError("could not fetch", name, "no answer within 30 s")

    app = app_with(poll=refuse)
    async with app.run_test() as pilot:
        await pilot.press("s")
        await settled(pilot)
        await pilot.press("g")
        await settled(pilot)

        assert [str(n.message) for n in app._notifications] == [
            "could not fetch: 'releases': no answer within 30 s"
        ]


async def test_sources_can_be_filtered(app):
    async with app.run_test() as pilot:
        await pilot.press("s")
        await settled(pilot)
        await pilot.press("slash", *"nothing like it")

        assert rows(app) == []


@pytest.mark.parametrize("keys", [["b"], ["r"], ["s"]])
async def test_help_names_the_keys_of_the_screen(app, keys):
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press(*keys)
        await settled(pilot)
        await pilot.press("question_mark")
        assert isinstance(app.screen, HelpScreen)
        assert "Undo" in words(app, "#help VerticalScroll Static")

        await pilot.press("escape")
        assert not isinstance(app.screen, HelpScreen)

        await pilot.press("question_mark")
        await click(pilot, "ctrl+p")
        assert isinstance(app.screen, CommandPalette)


async def test_board_key_leads_home_from_everywhere(app):
    async with app.run_test() as pilot:
        await open_letter(app, pilot)
        await pilot.press("b")

        assert isinstance(app.screen, BoardScreen)


async def test_escape_goes_back(app):
    async with app.run_test() as pilot:
        await open_letter(app, pilot)
        await pilot.press("escape")

        assert isinstance(app.screen, BoardScreen)


async def test_palette_offers_the_screens(app):
    async with app.run_test() as pilot:
        await settled(pilot)
        names = {command.title for command in app.get_system_commands(app.screen)}

        assert {"Board", "Review", "Sources", "Undo"} <= names


async def test_store_that_cannot_be_read_is_told_in_words(app, monkeypatch):
    def broken(_):
        raise StoreError("could not read the database", "askwatch.db", "the disk is gone")

    async with app.run_test() as pilot:
        await settled(pilot)
        monkeypatch.setattr(app.store.board, "groups", broken)
        await pilot.press("v")
        await settled(pilot)

        assert any("the disk is gone" in str(n.message) for n in app._notifications)


async def test_nothing_in_a_text_takes_effect(app_with, store):
    evil = "[red]Ministry[/red] \x1b]8;;http://evil.example\x07of \u202eTruth [@click=app.quit]x[/]"
    store.asks.edit(1, who="Ana", now=NOW, summary=evil)
    store.ledger.append(1, EventKind.NOTE_ADDED, evil, who="Ana", now=NOW)
    app = app_with(organisation=evil)
    async with app.run_test(size=(180, 40)) as pilot:
        await settled(pilot)
        shown = rows(app)[0][1]
        assert shown.startswith("[red]Ministry[/red] ]8;;http://evil.example")
        await open_letter(app, pilot)

        everything = words(app, "#more") + words(app, "#text") + shown
        app.screen.query_one(Masthead).doing(evil)
        everything += words(app, "Masthead")
        assert "\x1b" not in everything
        assert "\u202e" not in everything
