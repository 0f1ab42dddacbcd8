"""The ledger: what events say, and what may be said next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker import ledger
from tracker.errors import NotAllowedError
from tracker.types import (
    AskKind,
    AskState,
    Event,
    EventKind,
    Outcome,
    Pause,
    Position,
    Promise,
)

# A busy machine is no failure.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ACTION, INFORMATION = AskKind.ACTION, AskKind.INFORMATION


def event(number: int, kind: EventKind, after: str | None = None, undoes: int | None = None):
    return Event(
        id=number,
        at=START + timedelta(hours=number),
        who="Ana",
        kind=kind,
        letter_id=1,
        ask_id=1,
        before=None,
        after=after,
        why="because",
        undoes=undoes,
    )


def outcome(number: int, value: Outcome) -> Event:
    return event(number, EventKind.OUTCOME_SET, value.value)


def undo(number: int, undoes: int) -> Event:
    return event(number, EventKind.UNDONE, undoes=undoes)


CHANGES = st.one_of(
    st.tuples(st.just(EventKind.OUTCOME_SET), st.sampled_from([o.value for o in Outcome])),
    st.tuples(
        st.just(EventKind.POSITION_SET), st.sampled_from([None, *[p.value for p in Position]])
    ),
    st.tuples(st.just(EventKind.ADEQUACY_SET), st.sampled_from([None, "yes", "no"])),
    st.tuples(st.just(EventKind.DUE_SET), st.none() | st.dates().map(date.isoformat)),
    st.tuples(
        st.just(EventKind.OWNER_SET), st.none() | st.sampled_from(["Ben", "Cy", "ask again", "?"])
    ),
    st.tuples(st.just(EventKind.NOTE_ADDED), st.sampled_from(["Ben", "Cy", "ask again", "?"])),
    st.tuples(st.just(EventKind.CANDIDATE_REJECTED), st.just("rejected")),
    st.tuples(
        st.sampled_from([EventKind.TAG_ADDED, EventKind.TAG_REMOVED]), st.sampled_from(["a", "b"])
    ),
    st.tuples(st.just(EventKind.PROMISE_SET), st.none() | st.dates().map(date.isoformat)),
    st.tuples(
        st.just(EventKind.CLOCK_PAUSED),
        st.sampled_from(["2026-03-02", "2026-03-09/2026-03-16", "2026-04-01"]),
    ),
    st.tuples(st.just(EventKind.CLOCK_RESUMED), st.sampled_from(["2026-03-02", "2026-03-12"])),
    st.tuples(st.sampled_from([EventKind.EVIDENCE_HOLDS, EventKind.EVIDENCE_LOST]), st.none()),
    st.tuples(st.just(EventKind.UNKNOWN), st.just("from tomorrow")),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Any events, some of which take back earlier ones that still stand."""
    events: list[Event] = []
    for number in range(1, draw(st.integers(0, 12)) + 1):
        taken = {e.undoes for e in events if e.kind is EventKind.UNDONE}
        free = [e.id for e in events if e.id not in taken]
        if free and draw(st.booleans()):
            events.append(undo(number, draw(st.sampled_from(free))))
        else:
            kind, after = draw(CHANGES)
            events.append(event(number, kind, after))
    return events


def without_last(state: AskState) -> tuple[object, ...]:
    return (
        state.outcome,
        state.position,
        state.adequate,
        state.due,
        state.owner,
        state.notes,
        state.tags,
        state.promise,
        state.pauses,
        state.doubted,
        state.unread,
        state.decided,
    )


def test_an_ask_without_events_has_no_response_yet():
    assert ledger.state([]) == AskState()


@patient
@given(histories())
def test_replaying_the_events_gives_the_state_again(events):
    assert ledger.state(iter(events)) == ledger.state(events)
    assert ledger.state(events).last_event == (events[-1].id if events else None)


@patient
@given(histories(), CHANGES)
def test_an_undo_restores_exactly_what_was_before(events, change):
    number = len(events) + 1
    changed = [*events, event(number, *change)]

    undone = ledger.state([*changed, undo(number + 1, number)])

    assert without_last(undone) == without_last(ledger.state(events))


@patient
@given(histories(), CHANGES)
def test_an_undone_undo_restores_the_change(events, change):
    number = len(events) + 1
    changed = [*events, event(number, *change)]

    again = ledger.state([*changed, undo(number + 1, number), undo(number + 2, number + 1)])

    assert without_last(again) == without_last(ledger.state(changed))


@patient
@given(histories())
def test_events_that_hold_keep_their_order(events):
    held = ledger.live(events)

    assert [e.id for e in held] == sorted(e.id for e in held)
    assert all(e.kind is not EventKind.UNDONE for e in held)


def test_each_kind_of_event_changes_its_own_field():
    events = [
        outcome(1, Outcome.ANSWERED),
        event(2, EventKind.POSITION_SET, "disagrees"),
        event(3, EventKind.ADEQUACY_SET, "no"),
        event(4, EventKind.DUE_SET, "2026-04-01"),
        event(5, EventKind.OWNER_SET, "Ben"),
        event(6, EventKind.NOTE_ADDED, "call again"),
        event(7, EventKind.CANDIDATE_ACCEPTED, "accepted"),
        event(8, EventKind.NOTE_ADDED, None),
        event(9, EventKind.TAG_ADDED, "hearing"),
        event(10, EventKind.TAG_ADDED, "courts"),
        event(11, EventKind.TAG_ADDED, "hearing"),
        event(12, EventKind.TAG_REMOVED, "courts"),
        event(13, EventKind.PROMISE_SET, "2026-05-01"),
        event(14, EventKind.CLOCK_PAUSED, "2026-03-09"),
        event(15, EventKind.CLOCK_RESUMED, "2026-03-16"),
        event(16, EventKind.EVIDENCE_LOST, "rejected"),
    ]

    assert ledger.state(events) == AskState(
        outcome=Outcome.ANSWERED,
        position=Position.DISAGREES,
        adequate=False,
        due=date(2026, 4, 1),
        owner="Ben",
        notes=("call again",),
        tags=("hearing",),
        promise=Promise(day=date(2026, 5, 1), event=13, why="because", evidence_id=None),
        pauses=(Pause(start=date(2026, 3, 9), end=date(2026, 3, 16), why="because", event=14),),
        doubted=16,
        last_event=16,
        decided=START + timedelta(hours=1),
    )


def test_a_new_outcome_clears_the_word_on_adequacy():
    events = [
        outcome(1, Outcome.PARTLY_ANSWERED),
        event(2, EventKind.ADEQUACY_SET, "no"),
        outcome(3, Outcome.ANSWERED),
    ]

    assert ledger.state(events).adequate is None


@pytest.mark.parametrize(
    ("kind", "after"),
    [
        (EventKind.OUTCOME_SET, "forgotten"),
        (EventKind.OUTCOME_SET, None),
        (EventKind.ADEQUACY_SET, "perhaps"),
        (EventKind.DUE_SET, "soon"),
        (EventKind.CLOCK_PAUSED, "2026-03-09/2026-03-02"),
        (EventKind.CLOCK_RESUMED, None),
        (EventKind.PROMISE_SET, "soon"),
        (EventKind.UNKNOWN, "x"),
    ],
)
def test_an_event_that_cannot_be_read_is_named_and_the_others_count(kind, after):
    state = ledger.state([event(1, EventKind.OWNER_SET, "Ben"), event(4, kind, after)])

    assert (state.unread, state.owner, state.outcome) == ((4,), "Ben", Outcome.NO_RESPONSE)
    assert "another version of askwatch wrote it" in refused(
        ACTION, state, EventKind.NOTE_ADDED, "called"
    )


def test_a_newer_form_of_a_known_kind_counts_for_nothing():
    newer = replace(event(1, EventKind.OWNER_SET, "Ben"), version=2)

    state = ledger.state([newer])

    assert (state.owner, state.unread) == (None, (1,))


def test_what_cannot_be_read_is_taken_back_only_where_its_deed_is_known():
    odd = outcome(1, Outcome.ANSWERED)
    ledger.check_undo([replace(odd, after="forgotten"), event(2, EventKind.NOTE_ADDED, "x")], 1)
    ledger.check_undo([replace(odd, after="forgotten"), event(2, EventKind.NOTE_ADDED, "x")], 2)

    with pytest.raises(NotAllowedError, match="does not know what it did; update askwatch"):
        ledger.check_undo([event(1, EventKind.UNKNOWN, "x")], 1)


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


def refused(kind, state, change, after, **reason) -> str:
    with pytest.raises(NotAllowedError) as error:
        ledger.check(kind, state, change, after, **reason)
    return str(error.value)


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
