"""The ledger: what may be said next, and why something may not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.happened import event, outcome, patient, refused, undo
from tracker import ledger
from tracker.errors import NotAllowedError
from tracker.types import (
    AskKind,
    AskState,
    EventKind,
    Outcome,
    Position,
)

ACTION, INFORMATION = AskKind.ACTION, AskKind.INFORMATION
STATE = AskState(
    outcome=Outcome.ANSWERED,
    position=Position.NOTED,
    adequate=True,
    due=date(2026, 5, 1),
    owner="Ben",
)


@pytest.mark.parametrize(
    ("now", "change", "expected"),
    [
        (STATE, EventKind.OUTCOME_SET, "answered"),
        (STATE, EventKind.POSITION_SET, "noted"),
        (STATE, EventKind.ADEQUACY_SET, "yes"),
        (AskState(adequate=False), EventKind.ADEQUACY_SET, "no"),
        (STATE, EventKind.DUE_SET, "2026-05-01"),
        (STATE, EventKind.OWNER_SET, "Ben"),
        (STATE, EventKind.NOTE_ADDED, None),
        (AskState(), EventKind.OUTCOME_SET, "no response yet"),
        (AskState(), EventKind.POSITION_SET, None),
        (AskState(), EventKind.ADEQUACY_SET, None),
        (AskState(), EventKind.DUE_SET, None),
    ],
)
def test_what_stood_before_is_written_as_events_write_it(now, change, expected):
    assert ledger.before(now, change) == expected


def test_the_table_speaks_of_every_outcome_in_order():
    assert list(ledger.RULES) == list(Outcome)


def test_verified_done_comes_only_after_claimed_done():
    at = {
        o for o in Outcome if Outcome.VERIFIED_DONE in ledger.choices(ACTION, AskState(outcome=o))
    }

    assert at == {Outcome.CLAIMED_DONE}


def test_questions_end_in_answered_and_actions_do_not():
    asked, urged = (set(ledger.choices(kind, AskState())) for kind in (INFORMATION, ACTION))

    assert asked - urged == {Outcome.ANSWERED}
    assert urged - asked == {Outcome.CLAIMED_DONE}


@patient
@given(
    st.sampled_from(list(AskKind)), st.sampled_from(list(Outcome)), st.sampled_from(list(Outcome))
)
def test_what_is_offered_is_what_is_allowed(kind, now, then):
    state = AskState(outcome=now)
    try:
        ledger.check(kind, state, EventKind.OUTCOME_SET, then.value, why="it was so")
        allowed = True
    except NotAllowedError:
        allowed = False

    assert allowed == (then in ledger.choices(kind, state))


def test_a_refused_outcome_says_why_and_what_to_do():
    o = EventKind.OUTCOME_SET
    now = AskState()

    assert refused(ACTION, now, o, "answered", why="x") == (
        "outcome not possible: 'answered': it is meant for asks for information; "
        "this one ends in 'claimed done'"
    )
    assert refused(INFORMATION, now, o, "claimed done", why="x") == (
        "outcome not possible: 'claimed done': it is meant for requested actions; "
        "this one ends in 'answered'"
    )
    assert refused(ACTION, now, o, "verified done", why="x") == (
        "outcome not possible: 'verified done': the ask stands at 'no response yet'; "
        "it may follow 'claimed done'; a wrong entry can be undone"
    )
    assert refused(ACTION, now, o, "no response yet", why="x") == (
        "outcome not changed: 'no response yet': it stands so already"
    )
    assert refused(ACTION, now, o, None).startswith("outcome not possible: '': no such outcome; ")


def test_an_outcome_needs_evidence_or_a_reason():
    refused(INFORMATION, AskState(), EventKind.OUTCOME_SET, "answered")
    refused(INFORMATION, AskState(), EventKind.OUTCOME_SET, "answered", why="  ")

    ledger.check(INFORMATION, AskState(), EventKind.OUTCOME_SET, "answered", evidence=True)


def test_going_back_to_no_response_needs_a_reason_beside_any_evidence():
    refused(INFORMATION, STATE, EventKind.OUTCOME_SET, "no response yet", evidence=True)

    ledger.check(INFORMATION, STATE, EventKind.OUTCOME_SET, "no response yet", why="wrong letter")


def test_an_owner_is_a_name_and_no_novel():
    assert refused(ACTION, AskState(), EventKind.OWNER_SET, "Ben " * 60) == (
        f"owner not possible: '{('Ben ' * 10)[:39]}…': too long; "
        "write a name of up to 200 characters"
    )


def test_a_second_answer_of_the_same_kind_is_allowed_with_its_evidence():
    ledger.check(INFORMATION, STATE, EventKind.OUTCOME_SET, "answered", evidence=True)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (EventKind.POSITION_SET, "likes"),
        (EventKind.ADEQUACY_SET, "perhaps"),
        (EventKind.ADEQUACY_SET, "no"),
        (EventKind.DUE_SET, "31 November"),
        (EventKind.OWNER_SET, " "),
        (EventKind.NOTE_ADDED, ""),
        (EventKind.NOTE_ADDED, None),
        (EventKind.PROMISE_SET, "soon"),
        (EventKind.PROMISE_SET, "2026-11-30"),
        (EventKind.PROMISE_SET, None),
        (EventKind.CLOCK_PAUSED, "2026-11-30"),
        (EventKind.CLOCK_RESUMED, "2026-11-30"),
        (EventKind.TAG_ADDED, ""),
        (EventKind.TAG_ADDED, "two\nlines"),
        (EventKind.TAG_ADDED, "x" * 41),
        (EventKind.TAG_REMOVED, "hearing"),
    ],
)
def test_a_value_that_is_none_is_refused(change, after):
    refused(INFORMATION, STATE, change, after)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (EventKind.POSITION_SET, "agrees"),
        (EventKind.POSITION_SET, None),
        (EventKind.ADEQUACY_SET, "yes"),
        (EventKind.ADEQUACY_SET, None),
        (EventKind.DUE_SET, "2026-11-30"),
        (EventKind.DUE_SET, None),
        (EventKind.OWNER_SET, None),
        (EventKind.OWNER_SET, "Ben"),
        (EventKind.NOTE_ADDED, "called"),
        (EventKind.ASK_EDITED, None),
        (EventKind.TAG_ADDED, "hearing"),
    ],
)
def test_a_right_value_passes(change, after):
    ledger.check(INFORMATION, STATE, change, after)


def test_no_response_cannot_be_judged_adequate_or_not():
    assert "set the outcome first" in refused(ACTION, AskState(), EventKind.ADEQUACY_SET, "yes")


def test_only_what_stands_and_bears_nothing_can_be_undone():
    claimed = [outcome(1, Outcome.CLAIMED_DONE), outcome(2, Outcome.VERIFIED_DONE)]
    for events, number, words in (
        (claimed, 9, "the ask has no such event"),
        ([*claimed, undo(3, 2)], 2, "it is taken back already"),
        (claimed, 1, "event 2 says 'verified done'; undo that first"),
        ([*claimed, undo(3, 2), undo(4, 1)], 3, "a later change rests on it"),
    ):
        with pytest.raises(NotAllowedError, match=words):
            ledger.check_undo(events, number)

    ledger.check_undo(claimed, 2)
    ledger.check_undo([*claimed, undo(3, 2)], 1)
    ledger.check_undo([*claimed, undo(3, 2)], 3)
    ledger.check_undo(
        [event(1, EventKind.NOTE_ADDED, "hm"), event(2, EventKind.OWNER_SET, "Ben")], 1
    )


@pytest.mark.parametrize(
    ("state", "wanted", "still"),
    [
        (AskState(), True, False),
        (AskState(outcome=Outcome.ACKNOWLEDGED), True, False),
        (AskState(outcome=Outcome.ANSWERED), False, True),
        (AskState(outcome=Outcome.ANSWERED, adequate=True), False, True),
        (AskState(outcome=Outcome.ANSWERED, adequate=False), True, False),
        (AskState(outcome=Outcome.CLAIMED_DONE), True, True),
        (AskState(outcome=Outcome.CLAIMED_DONE, adequate=False), True, False),
        (AskState(outcome=Outcome.VERIFIED_DONE), False, True),
    ],
)
def test_an_ask_is_outstanding_until_its_outcome_is_final_and_adequate(state, wanted, still):
    assert ledger.outstanding(state) is wanted
    assert ledger.stopped(state) is still


def test_the_rollup_counts_every_ask_once_in_the_order_of_outcomes():
    states = [STATE, AskState(), STATE, AskState(outcome=Outcome.ACKNOWLEDGED)]

    assert ledger.rollup(states) == (("no response yet", 1), ("acknowledged", 1), ("answered", 2))
