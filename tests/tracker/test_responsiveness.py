"""Figures that cannot mislead."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracker.samples import due, event, row
from tracker import ledger
from tracker.responsiveness import Course, course, figures
from tracker.types import AskState, Clock, Due, Event, Outcome

SENT = date(2026, 1, 5)
TODAY = date(2026, 11, 20)
DUE = Due(day=date(2026, 2, 4), why="", clock=Clock.LONG_OVERDUE, days=-289)


def decided(*outcomes: tuple[Outcome, int | None], **more: object) -> Course:
    """An ask to which these responses came, each so many days after the letter, if known."""
    history: list[Event] = []
    claimed: dict[int, date | None] = {}
    for number, (outcome, days) in enumerate(outcomes, 1):
        claimed[number] = SENT + timedelta(days=days) if days is not None else None
        history.append(event(number, after=outcome.value, evidence_id=number))
    state = ledger.state(history)
    clock = Clock.STOPPED if ledger.stopped(state) else DUE.clock
    term = Due(day=DUE.day, why="", clock=clock, days=None)
    given = {"letter_date": SENT, "state": state} | more
    return course(row(**given), term, history, claimed)


def test_an_acknowledgment_is_a_response_and_no_answer():
    told = figures([decided((Outcome.ACKNOWLEDGED, 10))], TODAY)

    assert (told.responded, told.answered) == (1, 0)
    assert (told.response.days, told.response.came) == (10, 1)
    assert (told.answer.days, told.answer.waiting, told.answer.longest) == (None, 1, 319)


def test_open_asks_count_as_open_in_the_middle_time():
    fast = [decided((Outcome.ANSWERED, days)) for days in (5, 6, 7)]
    silent = [decided() for _ in range(5)]

    assert figures(fast, TODAY).answer.days == 6
    assert figures([*fast, *silent], TODAY).answer.days is None
    assert figures([*fast, *silent[:2]], TODAY).answer.days == 7


def test_a_response_without_a_known_day_is_counted_but_gives_no_day():
    told = figures([decided((Outcome.ANSWERED, None)), decided((Outcome.DECLINED, 40))], TODAY)

    assert (told.responded, told.response.came, told.response.undated) == (2, 1, 1)
    assert (
        told.answer
        == figures(
            [decided((Outcome.ANSWERED, None)), decided((Outcome.DECLINED, 3))], TODAY
        ).answer
    )
    assert (told.answer.undated, told.answer.waiting) == (1, 0)


def test_an_answer_that_is_not_adequate_is_none():
    history = [event(1, after="answered", evidence_id=1)]
    poor = AskState(outcome=Outcome.ANSWERED, adequate=False)

    told = course(row(letter_date=SENT, state=poor), DUE, history, {1: SENT})

    assert (told.responded, told.answered, told.answer) == (True, False, None)


def test_an_ask_of_an_undated_letter_has_no_days():
    told = figures(
        [decided((Outcome.ANSWERED, 5), letter_date=None), decided(letter_date=None)], TODAY
    )

    assert (told.answer.came, told.answer.undated, told.answer.unplaced) == (0, 1, 1)
    assert told.answered == 1


def timing(one: Course) -> str:
    [(heap, _)] = [pair for pair in figures([one], TODAY).timing if pair[1]]
    return heap


@pytest.mark.parametrize(
    ("one", "heap"),
    [
        (decided((Outcome.ACKNOWLEDGED, 30)), "in time"),
        (decided((Outcome.ACKNOWLEDGED, 31)), "late"),
        (decided((Outcome.ACKNOWLEDGED, None)), "cannot be told"),
        (decided(), "late"),
        (decided((Outcome.WITHDRAWN, 3)), "cannot be told"),
        (course(row(), due(9), [], {}), "not due yet"),
        (course(row(), due(None, Clock.PAUSED), [], {}), "not due yet"),
        (course(row(), due(None), [], {}), "cannot be told"),
    ],
)
def test_the_first_response_is_measured_by_the_due_day(one, heap):
    assert timing(one) == heap


def test_what_closed_without_an_answer_waited_until_then():
    history = [event(1, after="withdrawn", at=datetime(2026, 1, 20, tzinfo=UTC))]
    stopped = Due(day=DUE.day, why="", clock=Clock.STOPPED, days=None)
    closed = course(row(letter_date=SENT, state=ledger.state(history)), stopped, history, {})

    told = figures([closed, decided((Outcome.ANSWERED, 30))], TODAY)

    assert (told.answer.days, told.answer.waiting, told.answer.longest) == (30, 0, None)


COURSES = st.lists(
    st.tuples(st.sampled_from(list(Outcome)), st.none() | st.integers(0, 300)), max_size=3
).map(lambda said: decided(*said))


@settings(deadline=None, max_examples=50)
@given(st.lists(COURSES, max_size=12))
def test_counts_and_timings_add_up_to_the_asks(courses):
    told = figures(courses, TODAY)

    assert dict(told.counts)["total"] == told.asks == sum(number for _, number in told.timing)
    assert told.answered <= told.responded <= told.asks
    assert told.answer.came + told.answer.undated == told.answered
