"""The list of letters."""

from __future__ import annotations

import pytest

from tests import builders
from tests.builders import NOW
from tests.tui.seeing import rows, settled, words
from tui.screens.letter import LetterScreen
from tui.screens.letters import LettersScreen


@pytest.fixture
def thanks(store):
    """A newer letter that asks nothing, confirmed."""
    text = "We thank you all."
    return store.letters.add(
        builders.reading(text, title="Thanks for the ferry", stated_total=9),
        text,
        builders.new_source(text),
        who="Ana",
        now=NOW,
        confirmed=True,
    )


async def test_letters_to_confirm_stand_first_and_those_without_asks_are_there(app, thanks):
    async with app.run_test(size=(170, 30)) as pilot:
        await settled(pilot)
        await pilot.press("l")
        await settled(pilot)

        assert isinstance(app.screen, LettersScreen)
        assert words(app, "#counts") == "2 letters: 1 to confirm"
        first, second = rows(app)
        assert (first[0], first[2], first[6]) == ("? to confirm", "Harbour police of Norvania", "2")
        assert first[7] == "?! 1 to review, 1 overdue"
        assert (second[0], second[5], second[6]) == ("✓ confirmed", "2 of 9", "0")


@pytest.mark.parametrize("keys", [["r"], ["s"], ["enter"], ["enter", "g"]])
async def test_the_key_leads_there_from_everywhere(app, keys):
    async with app.run_test() as pilot:
        await settled(pilot)
        for key in (*keys, "l"):
            await pilot.press(key)
            await settled(pilot)

        assert isinstance(app.screen, LettersScreen)


async def test_a_letter_without_asks_is_opened(app, thanks):
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("l")
        await settled(pilot)
        await pilot.press("slash", *"ferry", "enter", "enter")
        await settled(pilot)

        assert isinstance(app.screen, LetterScreen)
        assert "We thank you all." in words(app, "#text")


async def test_letters_are_narrowed_sorted_and_found_by_their_campaign(app, store, thanks):
    held = store.campaigns.add("Ports", who="Ana", now=NOW)
    store.campaigns.file(thanks.id, held.id, who="Ana", now=NOW)
    async with app.run_test(size=(140, 30)) as pilot:
        await settled(pilot)
        await pilot.press("l")
        await settled(pilot)
        await pilot.press("t", "t", "t", "t")
        await settled(pilot)
        assert "2 letters: 1 to confirm · shown: 2, sorted by campaign" in words(app, "#counts")
        assert [row[4] for row in rows(app)] == ["Ports", ""]

        await pilot.press("slash", *"campaign:ports")
        await settled(pilot)
        assert [row[2] for row in rows(app)] == ["Thanks for the ferry"]

        await pilot.press("escape", "slash", *"campain:ports")
        await settled(pilot)
        assert "did you mean campaign:?" in str(app.screen.query_one("#filter").border_subtitle)
