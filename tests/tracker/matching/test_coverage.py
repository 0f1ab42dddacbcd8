"""What a story about a letter says of an answer."""

from __future__ import annotations

from datetime import date

import pytest

from tests.tracker.matching.conftest import ask, text
from tracker.matching import told

STORY = (
    "Two senators asked Secretary Finch to freeze the assets of the harbour police. "
    "Their letter urges Orla Finch to report on the courts of Norvania. "
    "Secretary Orla Finch, who spoke at a dinner, said her office would freeze more assets. "
    "Orla Finch repeated that the harbour is old. "
    "The mayor said that nothing was true."
)
ASKS = (
    ask(1),
    ask(2, quote="Tell us when the report on the courts comes.", summary="Send the report."),
)


def test_what_an_addressee_says_goes_to_the_ask_that_it_fits(vocabulary):
    story = text(9, STORY, published=None, about_letter=5)

    [found] = told(ASKS, story, vocabulary)

    assert (found.ask_id, found.document_id, found.proposed) == (1, 9, True)
    assert found.passage.of(STORY).startswith("Secretary Orla Finch, who spoke at a dinner, said")
    assert found.reasons


def test_of_two_statements_on_one_ask_the_closer_one_is_shown(vocabulary):
    words = "Finch said that she would. Finch said that the harbour police has no assets left."

    [found] = told(ASKS[:1], text(9, words), vocabulary)

    assert "assets left" in found.passage.of(words)


@pytest.mark.parametrize(
    ("words", "day"),
    [(STORY, date(2025, 3, 2)), ("Two senators wrote to Orla Finch.", date(2025, 3, 9))],
)
def test_a_story_older_than_the_letter_or_without_a_statement_tells_nothing(vocabulary, words, day):
    assert told(ASKS, text(9, words, published=day), vocabulary) == ()
