"""Signatories: who signed, who serves, and what they wait for."""

from __future__ import annotations

import pytest

from tests import builders
from tests.builders import NOW
from tests.tui.seeing import rows, settled, words
from tui.screens.letter import LetterScreen
from tui.screens.people import PeopleScreen
from tui.screens.person import PersonScreen

HOSTILE = "[bold]Boris\x1b[2J[/] Calm"


@pytest.fixture
def roster(store):
    store.roster.replace([builders.member()], NOW)


@pytest.fixture
def hostile(store):
    """A letter whose title and signatory would draw themselves if anybody let them."""
    text = "We ask.\n" + builders.RELEASE_FUNDS
    return store.letters.add(
        builders.reading(
            text,
            title="[red]Ferry\x1b[31m[/red]",
            asks=(builders.found(text, builders.RELEASE_FUNDS, "action"),),
            signatories=(builders.signatory(HOSTILE, lead=True),),
        ),
        text,
        builders.new_source(text),
        who="Ana",
        now=NOW,
        confirmed=True,
    )


async def test_people_are_told_with_seat_letters_and_what_is_outstanding(app, roster, hostile):
    async with app.run_test(size=(140, 30)) as pilot:
        await settled(pilot)
        await pilot.press("S")
        await settled(pilot)

        assert isinstance(app.screen, PeopleScreen)
        assert "3 signatories: 1 serving today · 0 left office · 2 not made out" in words(
            app, "#counts"
        )
        wide = [row for row in rows(app) if row[0] == "Ada Bright"]
        assert wide == [
            ["Ada Bright", "Senate", "Independent", "Ohio", "✓ serves", "1", "1", "", "2"]
        ]
        assert ["[bold]Boris[2J[/] Calm", "", "", "", "? not made out", "1", "1", "", "1"] in rows(
            app
        )

        await pilot.press("slash", *"ohio", "enter")
        await settled(pilot)
        assert [row[0] for row in rows(app)] == ["Ada Bright"]

        await pilot.press("w", "t", "t")
        await settled(pilot)
        assert "shown: 1, sorted by name, only those who serve today" in words(app, "#counts")


async def test_enter_shows_letters_with_their_asks_and_opens_one(app, roster):
    async with app.run_test(size=(140, 30)) as pilot:
        await settled(pilot)
        await pilot.press("S")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)

        assert isinstance(app.screen, PersonScreen)
        assert words(app, "#counts") == (
            "Ada Bright, Sen. I-OH, serves\n"
            "1 letter (1 as lead, 0 as cosigner) with 2 asks: 2 outstanding"
        )
        letter, first, second = rows(app)
        assert letter[:3] == ["3 Mar 2025", "▸ lead: Harbour police of Norvania", "2 of 2 open"]
        assert first[1].startswith("└ Freeze")
        assert second[2] == "! overdue"

        await pilot.press("down", "down", "enter")
        await settled(pilot)
        assert isinstance(app.screen, LetterScreen)


async def test_a_list_of_nobody_says_what_to_do(app_with, tmp_path):
    from db.store import Store

    with Store.open(str(tmp_path / "other.db")) as other:
        app = app_with(open=lambda: other)
        async with app.run_test() as pilot:
            await settled(pilot)
            await pilot.press("S")
            await settled(pilot)

            assert rows(app) == []
            assert "askwatch letter add" in words(app, "Table .empty")

            await pilot.press("R")
            await settled(pilot)
            assert words(app, "#trend-words") == "No asks yet."
            assert not app.screen.query_one("#trend").display
