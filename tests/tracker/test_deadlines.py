"""Due days, clocks and their explanations."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracker.samples import ask, row
from tracker import deadlines
from tracker.config import AddresseeRule, Deadlines
from tracker.types import Addressee, AskState, Clock, Outcome

RULES = Deadlines()
TODAY = date(2023, 12, 1)
STATE_LETTER = row(letter_date=date(2023, 11, 29))
PRIVATE = (Addressee(name="Otto Bly", office="Harbour Board"),)


def test_a_letter_to_state_is_due_21_business_days_later_and_says_whose_rule_that_is():
    due = deadlines.due(STATE_LETTER, RULES, TODAY)

    assert due.day == date(2023, 12, 29)
    assert due.why == (
        "due 29 Dec 2023: 21 business days after 29 Nov 2023, State's own goal (GAO-14-424)"
    )
    assert (due.clock, due.days) == (Clock.WAITING, 28)


@pytest.mark.parametrize(
    ("today", "clock"),
    [
        (date(2023, 12, 20), Clock.WAITING),
        (date(2023, 12, 21), Clock.DUE_SOON),
        (date(2023, 12, 29), Clock.DUE_SOON),
        (date(2023, 12, 30), Clock.OVERDUE),
        (date(2024, 1, 31), Clock.OVERDUE),
        (date(2024, 2, 1), Clock.LONG_OVERDUE),
    ],
)
def test_the_clock_runs_from_waiting_to_long_overdue(today, clock):
    assert deadlines.due(STATE_LETTER, RULES, today).clock is clock


def test_the_first_date_that_exists_decides():
    by_hand = AskState(due=date(2023, 12, 4))
    own = ask(due=date(2023, 12, 11))
    letter = {"letter_date": date(2023, 11, 29), "reply_by": date(2023, 12, 18)}

    reasons = [
        deadlines.due(one, RULES, TODAY).why
        for one in (
            row(ask=own, state=by_hand, **letter),
            row(ask=own, **letter),
            row(**letter),
            row(addressees=PRIVATE, letter_date=date(2023, 11, 29)),
        )
    ]

    assert reasons == [
        "due 4 Dec 2023: set by hand",
        "due 11 Dec 2023: the ask's own date",
        "due 18 Dec 2023: the letter asks for a reply by then",
        "due 12 Jan 2024: 30 business days after 29 Nov 2023, our default",
    ]


def test_a_deadline_before_the_letter_is_passed_over_and_told():
    slip = row(letter_date=date(2023, 11, 29), reply_by=date(2022, 12, 18))

    assert deadlines.due(slip, RULES, TODAY).why == (
        "due 29 Dec 2023: 21 business days after 29 Nov 2023, State's own goal (GAO-14-424) "
        "(the letter also names 18 Dec 2022, which lies before it)"
    )


def test_a_letter_that_prints_no_date_counts_from_its_announcement():
    announced = row(letter_date=None, announced=date(2023, 11, 29))

    assert "after 29 Nov 2023, when the letter was announced, " in (
        deadlines.due(announced, RULES, TODAY).why
    )


def test_an_undated_letter_has_no_due_day_and_says_what_to_do():
    due = deadlines.due(row(letter_date=None), RULES, TODAY)

    assert (due.day, due.clock, due.days) == (None, Clock.WAITING, None)
    assert due.why == "no due date: the letter has no date; set one by hand"


def test_an_undated_letter_with_a_deadline_is_overdue_but_never_long():
    due = deadlines.due(row(letter_date=None, reply_by=date(2020, 1, 1)), RULES, TODAY)

    assert due.clock is Clock.OVERDUE


def test_a_fixed_date_is_long_overdue_after_twice_its_time():
    ten_days = row(letter_date=date(2023, 11, 1), reply_by=date(2023, 11, 11))

    assert deadlines.due(ten_days, RULES, date(2023, 11, 21)).clock is Clock.OVERDUE
    assert deadlines.due(ten_days, RULES, date(2023, 11, 22)).clock is Clock.LONG_OVERDUE


def test_a_date_at_the_end_of_the_calendar_does_no_harm():
    never = row(state=AskState(due=date.max))

    assert deadlines.due(never, RULES, TODAY).clock is Clock.WAITING
    assert deadlines.add_business_days(date.max - timedelta(days=3), 40) == date.max


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (
            AskState(outcome=Outcome.ANSWERED),
            "the clock stands still since the ask is answered; it was due 29 Dec 2023: "
            "21 business days after 29 Nov 2023, State's own goal (GAO-14-424)",
        ),
    ],
)
def test_the_clock_stands_still_once_nothing_is_wanted(state, why):
    due = deadlines.due(row(letter_date=date(2023, 11, 29), state=state), RULES, TODAY)

    assert (due.clock, due.days, due.why) == (Clock.STOPPED, None, why)


def test_a_closed_ask_of_an_undated_letter_needs_no_date():
    due = deadlines.due(
        row(letter_date=None, state=AskState(outcome=Outcome.WITHDRAWN)), RULES, TODAY
    )

    assert (due.day, due.why) == (None, "the clock stands still since the ask is withdrawn")


def test_of_several_rules_the_shortest_holds_and_an_unsourced_one_is_named():
    rules = Deadlines(
        rules=(
            AddresseeRule(office="State", business_days=21, source="a goal"),
            AddresseeRule(office="Harbour Board", business_days=10),
        )
    )
    both = row(letter_date=date(2023, 11, 29), addressees=(*PRIVATE, *row().addressees))

    assert deadlines.due(both, rules, TODAY).why == (
        "due 13 Dec 2023: 10 business days after 29 Nov 2023, the rule for 'Harbour Board'"
    )


def test_a_rule_for_state_does_not_catch_the_united_states():
    envoy = (Addressee(name=None, office="United States Trade Envoy"),)

    assert "our default" in deadlines.due(row(addressees=envoy), RULES, TODAY).why


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 7, 3),
        date(2027, 12, 31),
        date(2023, 11, 10),
        date(2026, 11, 26),
        date(2026, 6, 19),
    ],
)
def test_federal_holidays_count_on_the_day_they_are_observed(day):
    assert not deadlines.is_business_day(day)


@settings(deadline=None)
@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(1, 60))
def test_counting_ends_on_a_business_day_with_the_right_number_between(start, count):
    end = deadlines.add_business_days(start, count)

    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    assert deadlines.is_business_day(end)
    assert sum(map(deadlines.is_business_day, days)) == count
