"""Promises and pauses: what may be said, and which days do not count."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracker.samples import ask, event, row
from tracker import deadlines, ledger, pauses, wording
from tracker.config import Deadlines
from tracker.errors import NotAllowedError
from tracker.types import AskKind, AskState, Clock, EventKind, Outcome, Pause, Promise

RULES = Deadlines()
WAIT = date(2023, 12, 4)
BACK = date(2023, 12, 11)
LETTER = date(2023, 11, 29)
PLAIN = date(2023, 12, 29)
"""When an answer is due to a letter to State of that day, without a pause."""


def paused(start: date = WAIT, end: date | None = BACK, **state: object) -> AskState:
    pause = Pause(start=start, end=end, why="they asked for time", event=3)
    return AskState(pauses=(pause,), **state)


def due(today: date, state: AskState, **more: object):
    return deadlines.due(row(letter_date=LETTER, state=state, **more), RULES, today)


def check(state: AskState, change: EventKind, after: str | None, **reason: object) -> None:
    ledger.check(AskKind.ACTION, state, change, after, **reason)


def test_days_of_a_pause_are_counted_out_and_said():
    told = due(date(2023, 12, 20), paused())

    assert (told.day, told.clock) == (date(2024, 1, 8), Clock.WAITING)
    assert told.why == (
        "due 8 Jan 2024: 21 business days after 29 Nov 2023, State's own goal (GAO-14-424), "
        "and 5 business days for the pause"
    )


def test_a_paused_clock_has_no_due_day_until_somebody_says_until_when():
    told = due(date(2023, 12, 20), paused(end=None))

    assert (told.day, told.clock, told.days) == (None, Clock.PAUSED, None)
    assert told.why == (
        "paused since 4 Dec 2023 (they asked for time); 19 business days left of: 21 business "
        "days after 29 Nov 2023, State's own goal (GAO-14-424), and 12 business days for the pause"
    )
    assert wording.due_short(told) == "paused"


def test_a_pause_with_an_end_has_a_due_day_and_ends_by_itself():
    told = due(date(2023, 12, 7), paused())

    assert (told.day, told.clock) == (date(2024, 1, 8), Clock.PAUSED)
    assert told.why.startswith("paused since 4 Dec 2023 until 11 Dec 2023 (they asked for time); ")
    assert wording.due_short(told) == "8 Jan 2024, paused"
    assert due(BACK, paused()).clock is Clock.WAITING


def test_a_pause_of_one_day_left_and_of_no_reason_is_told():
    last = AskState(pauses=(Pause(start=PLAIN, end=None, why=None, event=3),))

    assert due(PLAIN, last).why.startswith(
        "paused since 29 Dec 2023; 1 business day left of: 21 business days"
    )


def test_a_date_of_the_letter_moves_with_a_pause_and_one_set_by_hand_does_not():
    own = ask(due=date(2023, 12, 15))

    assert due(date(2023, 12, 13), paused(), ask=own).day == date(2023, 12, 22)
    assert due(date(2023, 12, 13), paused(due=date(2023, 12, 15))).day == date(2023, 12, 15)
    assert due(date(2023, 12, 5), paused(end=None, due=date(2023, 12, 15))).day == date(
        2023, 12, 15
    )


def test_a_pause_after_the_due_day_is_left_out_of_the_days_over():
    late = paused(date(2024, 1, 8), date(2024, 1, 18))

    told = due(date(2024, 1, 28), late)

    assert (told.day, told.days, told.clock) == (PLAIN, -20, Clock.OVERDUE)
    assert "pause" not in told.why


def test_an_undated_letter_can_be_paused():
    told = deadlines.due(row(letter_date=None, state=paused(end=None)), RULES, WAIT)
    fixed = row(letter_date=None, reply_by=date(2023, 12, 15), state=paused())

    assert told.why == "paused since 4 Dec 2023 (they asked for time)"
    assert deadlines.due(fixed, RULES, BACK).day == date(2023, 12, 22)


def test_a_due_day_in_a_far_future_costs_no_counting():
    far = paused(end=None, due=date.max)

    assert due(WAIT, far).why == "paused since 4 Dec 2023 (they asked for time)"


def test_a_pause_stops_no_clock_that_stands_still():
    done = paused(outcome=Outcome.WITHDRAWN)

    assert due(WAIT, done).clock is Clock.STOPPED


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(1, 40), st.integers(0, 120))
def test_as_many_business_days_count_with_a_pause_as_without(begins, lasts, now):
    start = date.fromordinal(LETTER.toordinal() + begins)
    state = paused(start, date.fromordinal(start.toordinal() + lasts))
    today = date.fromordinal(LETTER.toordinal() + now)

    day = due(today, state).day

    off = pauses.off(state.pauses, today)
    assert day is not None
    assert deadlines.business_days(LETTER, day, off) == 21


def test_a_promise_stands_beside_the_due_day_and_is_told_when_it_is_broken():
    promise = Promise(day=date(2023, 12, 15), event=3, why="at the hearing", evidence_id=None)
    state = AskState(promise=promise)

    early, late = due(date(2023, 12, 1), state), due(date(2023, 12, 18), state)

    assert (early.day, early.promised, early.promise_days) == (PLAIN, promise.day, 14)
    assert wording.status(row(state=state), early) == (
        "Due in 28 days; promised by 15 Dec 2023, in 14 days"
    )
    assert wording.status(row(state=state), late) == (
        "Due in 11 days; the answer promised by 15 Dec 2023 is 3 days late"
    )
    assert due(date(2023, 12, 18), AskState(promise=promise, outcome=Outcome.CLOSED)).promised is (
        None
    )


def test_a_promise_needs_evidence_or_who_said_it():
    check(AskState(), EventKind.PROMISE_SET, "2026-11-30", evidence=True)
    check(AskState(), EventKind.PROMISE_SET, "2026-11-30", why="she said so at the hearing")
    promise = Promise(day=WAIT, event=3, why=None, evidence_id=1)
    check(AskState(promise=promise), EventKind.PROMISE_SET, None)

    assert ledger.before(AskState(promise=promise), EventKind.PROMISE_SET) == "2023-12-04"
    assert ledger.before(AskState(), EventKind.PROMISE_SET) is None


@pytest.mark.parametrize(
    ("state", "change", "after", "why", "words"),
    [
        (AskState(), EventKind.CLOCK_PAUSED, "2023-12-04", None, "it has no reason; say why"),
        (AskState(), EventKind.CLOCK_PAUSED, "soon", "x", "name days, like 2026-11-30"),
        (AskState(), EventKind.CLOCK_PAUSED, None, "x", "name days, like 2026-11-30"),
        (AskState(), EventKind.CLOCK_PAUSED, "2023-12-04/2023-12-04", "x", "ends before it begins"),
        (AskState(), EventKind.CLOCK_PAUSED, "2023-12-04/2093-12-04", "x", "longer than 1830 days"),
        (paused(), EventKind.CLOCK_PAUSED, "2023-12-10", "x", "it is paused since 2023-12-04, unt"),
        (paused(end=None), EventKind.CLOCK_PAUSED, "2024-12-10", "x", "nobody has said until when"),
        (AskState(outcome=Outcome.ANSWERED), EventKind.CLOCK_PAUSED, "2023-12-04", "x", "is answe"),
        (AskState(), EventKind.CLOCK_RESUMED, "2023-12-04", None, "it is not paused then"),
        (paused(), EventKind.CLOCK_RESUMED, "2023-12-11", None, "it is not paused then"),
        (paused(), EventKind.CLOCK_RESUMED, "2023-12-01", None, "the pause begins on 2023-12-04"),
        (paused(), EventKind.CLOCK_RESUMED, "soon", None, "no day; name one"),
        (AskState(tags=("a",)), EventKind.TAG_REMOVED, "b", None, "has no such tag, but: a"),
        (AskState(tags=("a",)), EventKind.TAG_ADDED, "a", None, "the ask has it already"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(state, change, after, why, words):
    with pytest.raises(NotAllowedError, match=words):
        check(state, change, after, why=why)


def test_a_pause_may_follow_another_and_end_early():
    check(paused(), EventKind.CLOCK_PAUSED, pauses.written(BACK, None), why="again")
    check(paused(), EventKind.CLOCK_PAUSED, pauses.written(BACK, date(2024, 1, 1)), why="again")
    check(paused(end=None), EventKind.CLOCK_RESUMED, "2023-12-04")
    check(AskState(tags=("a",)), EventKind.TAG_REMOVED, "a")

    assert ledger.before(paused(), EventKind.CLOCK_RESUMED) == "2023-12-04"
    assert ledger.before(AskState(), EventKind.CLOCK_RESUMED) is None


def test_resuming_on_the_first_day_leaves_no_pause_and_after_the_end_changes_nothing():
    begun = [event(1, kind=EventKind.CLOCK_PAUSED, after="2023-12-04/2023-12-11")]

    def state(day: str) -> AskState:
        return ledger.state([*begun, event(2, kind=EventKind.CLOCK_RESUMED, after=day)])

    assert state("2023-12-04").pauses == ()
    assert state("2023-12-06").pauses[0].end == date(2023, 12, 6)
    assert state("2023-12-20").pauses[0].end == BACK
