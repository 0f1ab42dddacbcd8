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
    async with app.run_test(size=(140, 30)) as pilot:
        await settled(pilot)
        await pilot.press("l")
        await settled(pilot)

        assert isinstance(app.screen, LettersScreen)
        assert words(app, "#counts") == "2 letters: 1 to confirm"
        first, second = rows(app)
        assert (first[0], first[2], first[5]) == ("? to confirm", "Harbour police of Norvania", "2")
        assert (second[0], second[4], second[5]) == ("✓ confirmed", "2 of 9", "0")


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
