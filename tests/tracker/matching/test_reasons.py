"""What is said of a pair."""

from __future__ import annotations

from datetime import date

import pytest

from tests.tracker.matching.conftest import LETTER_DAY, ask, text
from tracker.matching import prepare, rank


def reasons(vocabulary, one=None, **changes):
    index = prepare([one or text()], vocabulary)
    [(_, [found])] = rank([ask(**changes)], index, vocabulary)
    return [reason.words for reason in found.reasons]


def test_the_reasons_name_place_act_words_speaker_and_days(vocabulary):
    assert reasons(vocabulary) == [
        "names Norvania",
        "says “imposed visa limits on”",
        "shares harbour, police",
        "same addressee",
        "34 days after the letter",
    ]


def test_rare_names_count_and_common_ones_do_not(vocabulary):
    one = text(1, "The Department applied the Brightwater Act to nobody yet.")

    quote = "We ask that Department to apply the Brightwater Act."

    found = reasons(vocabulary, one, quote=quote, summary="")

    assert "names Brightwater Act" in found
    assert "names Department" not in found


@pytest.mark.parametrize(
    ("day", "words"),
    [(LETTER_DAY, "the same day as the letter"), (date(2025, 3, 4), "1 day after the letter")],
)
def test_days_are_counted_in_plain_words(vocabulary, day, words):
    assert reasons(vocabulary, text(published=day))[-1] == words


def test_there_is_always_a_reason(vocabulary):
    one = text(1, "Bread is baked.", author="", title="Bread")

    assert "close in meaning" in reasons(
        vocabulary, one, quote="why?", summary="", letter_date=None
    )
