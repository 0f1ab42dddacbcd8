"""Every ask in exactly one heap."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracker.samples import due, row
from tracker import standing
from tracker.standing import Standing
from tracker.types import AskState, Clock, Outcome

STATES = st.builds(
    AskState, outcome=st.sampled_from(list(Outcome)), adequate=st.sampled_from([None, True, False])
)
ASKS = st.tuples(
    st.builds(
        lambda state, waiting: row(state=state, waiting_candidates=waiting),
        STATES,
        st.integers(0, 2),
    ),
    st.sampled_from(list(Clock)).map(lambda clock: due(-3, clock)),
)


@settings(deadline=None)
@given(st.lists(ASKS, max_size=30))
def test_the_heaps_add_up_to_the_total(asks):
    *heaps, total = standing.counts(asks)

    assert total == ("total", len(asks))
    assert sum(number for _, number in heaps) == len(asks)
    assert [name for name, _ in heaps] == [heap.value for heap in Standing]


@pytest.mark.parametrize(
    ("state", "waiting", "clock", "heap"),
    [
        (AskState(), 0, Clock.DUE_SOON, Standing.WAITING),
        (AskState(), 0, Clock.LONG_OVERDUE, Standing.OVERDUE),
        (AskState(), 1, Clock.OVERDUE, Standing.TO_REVIEW),
        (AskState(), 1, Clock.PAUSED, Standing.TO_REVIEW),
        (AskState(), 0, Clock.PAUSED, Standing.PAUSED),
        (AskState(outcome=Outcome.ACKNOWLEDGED), 1, Clock.OVERDUE, Standing.ACKNOWLEDGED),
        (AskState(outcome=Outcome.VERIFIED_DONE), 0, Clock.STOPPED, Standing.ANSWERED),
        (AskState(outcome=Outcome.ANSWERED, adequate=False), 0, Clock.OVERDUE, Standing.INADEQUATE),
        (AskState(outcome=Outcome.WITHDRAWN), 0, Clock.STOPPED, Standing.CLOSED),
    ],
)
def test_a_persons_word_goes_before_candidates_and_clock(state, waiting, clock, heap):
    assert standing.of(row(state=state, waiting_candidates=waiting), due(-3, clock)) is heap


def test_nobody_is_alarmed_while_a_possible_answer_waits_unread():
    late = due(-3, Clock.OVERDUE)

    assert standing.alarmed(row(), late)
    assert not standing.alarmed(row(waiting_candidates=1), late)
    assert not standing.alarmed(row(), due(3))
