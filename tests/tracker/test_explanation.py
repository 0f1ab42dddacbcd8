"""Clocks explained, each in one sentence."""

from __future__ import annotations

from datetime import date

from tests.tracker.samples import ask, row
from tracker.config import Deadlines
from tracker.explanation import explain
from tracker.types import AskState, Outcome, Pause, Promise

RULES = Deadlines()
LETTER = date(2023, 11, 29)
PROMISE = Promise(day=date(2023, 12, 15), event=4, why="she said so at a hearing", evidence_id=None)
PAUSE = Pause(start=date(2023, 12, 4), end=date(2023, 12, 11), why="asked for time", event=5)


def told(today: date = date(2023, 12, 20), **more: object) -> tuple[str, ...]:
    return explain(row(**{"letter_date": LETTER, **more}), RULES, today)


def test_a_counted_day_names_its_rule_and_what_was_left_out():
    assert told() == (
        "Due 29 Dec 2023: 21 business days after 29 Nov 2023, State's own goal (GAO-14-424).",
        "Neither the ask nor the letter names a day; of the rules for its addressees the "
        "shortest counts, and our default where there is none.",
        "Not counted: weekends, and the federal holiday Christmas Day (25 Dec 2023).",
    )
    assert told(letter_date=date(2023, 12, 20))[-1] == (
        "Not counted: weekends, and the federal holidays Christmas Day (25 Dec 2023), "
        "New Year's Day (1 Jan 2024) and Martin Luther King Jr. Day (15 Jan 2024)."
    )


def test_a_fortnight_without_a_holiday_names_none_and_years_are_not_read_out():
    short = Deadlines(default_business_days=5, rules=())
    long = Deadlines(default_business_days=900, rules=())

    assert explain(row(letter_date=LETTER), short, LETTER)[-1] == "Not counted: weekends."
    assert len(explain(row(letter_date=LETTER), long, LETTER)) == 2


def test_a_named_day_needs_no_rule():
    assert told(ask=ask(due=date(2023, 12, 22))) == ("Due 22 Dec 2023: the ask's own date.",)


def test_an_overdue_ask_says_since_when_and_why_nobody_is_alarmed():
    last = told(
        date(2024, 1, 3),
        reply_by=date(2023, 12, 29),
        waiting_candidates=1,
        state=AskState(outcome=Outcome.ACKNOWLEDGED, adequate=False),
    )

    assert last[1:] == (
        "An answer is overdue on 3 Jan 2024: 29 Dec 2023, 5 days over.",
        "An acknowledgment is no answer, so the clock runs on.",
        "The answer was called not adequate, so one is still wanted.",
        "1 possible answer waits for review, so nobody is alarmed before somebody reads it.",
    )
    assert "2 possible answers wait for review" in told(waiting_candidates=2)[-1]


def test_promises_and_pauses_are_told_with_their_events():
    state = AskState(promise=PROMISE, pauses=(PAUSE,), due=date(2023, 12, 29))

    assert told(state=state)[1:] == (
        "Event 4 records the promise of an answer by 15 Dec 2023 (she said so at a hearing): the "
        "answer promised by 15 Dec 2023 is 5 days late; a promise moves no due day.",
        "Event 5 paused the clock from 4 Dec 2023 to 11 Dec 2023: asked for time; "
        "a day set by hand does not move with it.",
    )


def test_an_open_pause_and_a_promise_no_longer_wanted_say_so():
    pause = Pause(start=date(2023, 12, 4), end=None, why=None, event=5)
    promise = Promise(day=PROMISE.day, event=4, why=None, evidence_id=2)
    state = AskState(outcome=Outcome.ANSWERED, promise=promise, pauses=(pause,))

    assert told(state=state)[-2:] == (
        "Event 4 records the promise of an answer by 15 Dec 2023: nothing more is wanted; "
        "a promise moves no due day.",
        "Event 5 paused the clock from 4 Dec 2023 on, with no end named.",
    )
