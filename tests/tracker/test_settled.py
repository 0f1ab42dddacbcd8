"""What stays as it is for an ask until somebody changes something."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.tracker.samples import row as board_row
from tracker import settled
from tracker.config import Deadlines
from tracker.standing import Standing
from tracker.types import AskState, Outcome

DAY = date(2026, 11, 20)


def test_an_untouched_ask_is_left_to_candidates_and_the_day():
    row = board_row()

    found = settled.settled(row, Deadlines(), DAY)

    assert (found.heap, found.outstanding, found.stopped) == (None, True, False)
    assert found.day is not None
    assert found.asked == row.letter_date


def test_a_persons_word_decides_and_stops_the_clock():
    row = replace(board_row(), state=AskState(outcome=Outcome.WITHDRAWN, owner="Ana"))

    found = settled.settled(row, Deadlines(), DAY)

    assert (found.heap, found.outstanding, found.stopped) == (Standing.CLOSED, False, True)
    assert (found.owner, "ana" in found.words) == ("Ana", True)


def test_what_a_filter_looks_through_is_folded():
    row = board_row()

    found = settled.settled(row, Deadlines(), DAY)

    assert row.letter_title.lower() in found.words
    assert found.to == found.addressees.lower()


def test_other_rules_have_another_name():
    assert settled.name(Deadlines()) != settled.name(Deadlines(default_business_days=7))
    assert settled.name(Deadlines()) == settled.name(Deadlines())
