"""Every month adds up, and so do the months with what is left out of them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracker.test_responsiveness import SENT, TODAY, decided
from tracker.trends import trend
from tracker.types import Outcome


def test_an_ask_moves_from_heap_to_heap_in_the_month_of_its_evidence():
    one = decided((Outcome.ACKNOWLEDGED, 40), (Outcome.ANSWERED, 100))

    months = trend([one], TODAY).months

    assert [month.heaps for month in months[:5]] == [
        (0, 0, 0, 0, 1),
        (0, 1, 0, 0, 0),
        (0, 1, 0, 0, 0),
        (1, 0, 0, 0, 0),
        (1, 0, 0, 0, 0),
    ]
    assert (months[0].first, months[-1].first) == (date(2026, 1, 1), date(2026, 11, 1))
    assert [month.asked for month in months[:2]] == [1, 0]


def test_an_ask_that_is_answered_at_once_is_never_only_acknowledged():
    months = trend([decided((Outcome.ANSWERED, 3))], TODAY).months

    assert all(month.heaps == (1, 0, 0, 0, 0) for month in months)


def test_what_is_declined_is_a_heap_of_its_own_from_the_day_on_which_they_said_so():
    one = decided((Outcome.ACKNOWLEDGED, 40), (Outcome.DECLINED, 100))
    soon = decided((Outcome.DECLINED, 3))
    unknown = decided((Outcome.ACKNOWLEDGED, 40), (Outcome.DECLINED, None))

    told = trend([one, soon, unknown], TODAY)

    assert [month.heaps for month in told.months[:4]] == [
        (0, 0, 1, 0, 1),
        (0, 1, 1, 0, 0),
        (0, 1, 1, 0, 0),
        (0, 0, 2, 0, 0),
    ]
    assert told.undated == 1


def test_what_was_given_up_is_closed_and_no_longer_open():
    months = trend([decided((Outcome.WITHDRAWN, None)), decided()], TODAY).months

    assert months[-1].heaps == (0, 0, 0, 1, 1)


def test_a_day_before_the_letter_or_after_today_counts_as_these():
    early = decided((Outcome.ANSWERED, -50))
    late = decided((Outcome.ANSWERED, 900))

    months = trend([early, late], TODAY).months

    assert months[0].heaps == (1, 0, 0, 0, 1)
    assert months[-1].heaps == (2, 0, 0, 0, 0)


def test_a_letter_dated_ahead_of_today_was_sent_by_today():
    [month] = trend([decided(letter_date=date(2027, 5, 1))], TODAY).months

    assert month.sent == 1


def test_a_response_on_an_unknown_day_is_left_out_and_said():
    told = trend([decided((Outcome.ANSWERED, None)), decided(letter_date=None)], TODAY)

    assert (told.months, told.undated, told.unplaced) == ((), 1, 1)


def test_without_asks_there_are_no_months():
    assert trend([], TODAY).months == ()


@pytest.mark.parametrize("today", [SENT, TODAY])
@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from(list(Outcome)), st.none() | st.integers(-30, 400)),
            max_size=3,
        ),
        max_size=6,
    )
)
def test_the_last_month_and_what_is_left_out_are_all_asks(today, histories):
    courses = [decided(*history) for history in histories]

    told = trend(courses, today)

    sent = told.months[-1].sent if told.months else 0
    assert sent + told.undated + told.unplaced == len(courses)
    assert sum(month.asked for month in told.months) == sent
    assert all(number >= 0 for month in told.months for number in month.heaps)
