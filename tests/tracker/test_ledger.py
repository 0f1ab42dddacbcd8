"""The ledger: what events say, and what may be said next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.happened import START, event, outcome, patient, refused, undo
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

ACTION, INFORMATION = AskKind.ACTION, AskKind.INFORMATION


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
