"""Events and evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests import builders as a
from tracker import ledger
from tracker.errors import AskwatchError, NotAllowedError, NotHeldError, OvertakenError
from tracker.types import AskKind, AskState, EventKind, Outcome, Span

BY = {"who": "Ana", "now": a.NOW}
O = EventKind.OUTCOME_SET  # noqa: E741


@pytest.fixture
def ask(letter):
    return letter.asks[1]


@pytest.fixture
def reply(store):
    document = store.documents.add_by_hand(
        identity="m-1",
        url="",
        title="Reply",
        published=None,
        text="We have sent the report.",
        raw_hash="r" * 64,
        private=False,
        **BY,
    )
    return store.documents.revisions(document.id)[0]


def test_an_event_says_who_when_what_and_why(store, letter, ask):
    event = store.ledger.append(ask.id, O, "answered", why=" by telephone ", who=" Ana ", now=a.NOW)

    assert store.ledger.events(ask_id=ask.id) == (event,)
    assert (event.who, event.at, event.letter_id) == ("Ana", a.NOW, letter.id)
    assert (event.before, event.after, event.why) == (
        "no response yet",
        "answered",
        "by telephone",
    )


def test_nobody_decides_nothing(store, ask):
    with pytest.raises(NotAllowedError, match="nobody is named; say who decides with --by"):
        store.ledger.append(ask.id, O, "answered", why="x", who=" ", now=a.NOW)


def test_an_outcome_needs_a_reason_or_evidence(store, ask, reply):
    with pytest.raises(NotAllowedError, match="it has no reason"):
        store.ledger.append(ask.id, O, "answered", **BY)

    evidence = store.ledger.add_evidence(ask.id, reply.id, Span(0, 7), **BY)
    event = store.ledger.append(ask.id, O, "answered", evidence_id=evidence.id, **BY)

    assert event.evidence_id == evidence.id


def test_evidence_of_another_ask_does_not_count(store, letter, ask, reply):
    evidence = store.ledger.add_evidence(letter.asks[0].id, reply.id, Span(0, 7), **BY)

    with pytest.raises(NotHeldError, match="no such evidence"):
        store.ledger.append(ask.id, O, "answered", evidence_id=evidence.id, **BY)


def test_the_same_passage_is_evidence_once(store, ask, reply):
    first = store.ledger.add_evidence(ask.id, reply.id, Span(0, 7), **BY)

    assert store.ledger.add_evidence(ask.id, reply.id, Span(0, 7), **BY) == first
    with pytest.raises(NotHeldError, match="no such revision: '99'"):
        store.ledger.add_evidence(ask.id, 99, Span(0, 7), **BY)
    with pytest.raises(NotHeldError, match="no such ask: '99'"):
        store.ledger.add_evidence(99, reply.id, Span(0, 7), **BY)
    with pytest.raises(NotAllowedError, match="no words stand there"):
        store.ledger.add_evidence(ask.id, reply.id, Span(0, 700), **BY)


def test_only_decisions_on_an_ask_can_be_appended(store, ask):
    with pytest.raises(NotAllowedError, match="'candidate accepted': it is no decision"):
        store.ledger.append(ask.id, EventKind.CANDIDATE_ACCEPTED, "accepted", **BY)
    with pytest.raises(NotHeldError, match="no such ask: '99'"):
        store.ledger.append(99, O, "answered", why="x", **BY)


def test_a_person_who_saw_the_newest_event_may_go_on(store, ask):
    event = store.ledger.append(ask.id, EventKind.NOTE_ADDED, "called", seen=0, **BY)

    store.ledger.append(ask.id, EventKind.OWNER_SET, "Ben", seen=event.id, **BY)

    with pytest.raises(OvertakenError, match="owner set to Ben by Ana at 2026-11-21 12:00 UTC"):
        store.ledger.append(ask.id, EventKind.OWNER_SET, "Cyd", seen=event.id, **BY)


def test_a_person_who_comes_late_is_told_all_that_happened_in_between(store, ask):
    store.ledger.append(ask.id, O, "declined", why="by telephone", who="Ben", now=a.NOW)
    for tag in "abcd":
        store.ledger.append(ask.id, EventKind.TAG_ADDED, tag, **BY)

    with pytest.raises(OvertakenError) as told:
        store.ledger.append(ask.id, EventKind.NOTE_ADDED, "x", seen=0, **BY)
    store.ledger.append(ask.id, EventKind.OWNER_SET, "Cyd", **BY)
    with pytest.raises(OvertakenError) as more:
        store.ledger.append(ask.id, EventKind.NOTE_ADDED, "x", seen=0, **BY)

    assert "declined (before: no response yet) by Ben at 2026-11-21 12:00 UTC (by telephone)" in (
        str(told.value)
    )
    assert str(told.value).count("tag added") == 4
    assert "1 earlier changes; tag added: a by Ana" in str(more.value)


def test_events_can_be_asked_for_from_a_moment_on(store, letter, ask):
    later = a.NOW + timedelta(hours=1)
    event = store.ledger.append(ask.id, EventKind.NOTE_ADDED, "called", who="Ana", now=later)

    assert store.ledger.events(since=later) == (event,)
    assert store.ledger.events(letter_id=letter.id, since=later) == (event,)
    assert len(store.ledger.events()) == 3


def test_an_undo_restores_what_was_and_can_be_undone(store, ask):
    event = store.ledger.append(ask.id, O, "answered", why="by telephone", **BY)

    undo = store.ledger.undo(event.id, who="Ben", now=a.NOW, why="a mistake")
    assert store.asks.row(ask.id).state.outcome is Outcome.NO_RESPONSE
    assert (undo.kind, undo.undoes, undo.why) == (EventKind.UNDONE, event.id, "a mistake")
    assert (undo.before, undo.after) == ("answered", "no response yet")
    store.ledger.undo(undo.id, **BY)

    assert store.asks.row(ask.id).state.outcome is Outcome.ANSWERED


def test_an_event_is_taken_back_once(store, ask):
    event = store.ledger.append(ask.id, O, "answered", why="by telephone", **BY)
    store.ledger.undo(event.id, **BY)

    with pytest.raises(NotAllowedError, match="it is taken back already"):
        store.ledger.undo(event.id, **BY)
    with pytest.raises(NotHeldError, match="no such event: '99'"):
        store.ledger.undo(99, **BY)


def test_a_letter_that_was_added_cannot_be_taken_back_but_its_confirmation(store, letter):
    added, confirmed = store.ledger.events(letter_id=letter.id)

    with pytest.raises(NotAllowedError, match="'letter added' cannot be taken back; edit it"):
        store.ledger.undo(added.id, **BY)
    undo = store.ledger.undo(confirmed.id, **BY)
    assert store.letters.get(letter.id).confirmed is None
    store.ledger.undo(undo.id, **BY)

    assert store.letters.get(letter.id).confirmed == letter.confirmed


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET who = 'somebody else'",
        "DELETE FROM events",
        "UPDATE evidence SET quote = 'other words'",
        "DELETE FROM evidence",
        "UPDATE revisions SET text = 'other words'",
        "DELETE FROM revisions",
        "DELETE FROM documents",
    ],
)
def test_the_database_itself_refuses_to_change_what_happened(store, ask, reply, statement):
    store.ledger.add_evidence(ask.id, reply.id, Span(0, 7), **BY)

    with (
        pytest.raises(IntegrityError, match="are kept as they are"),
        store._database.writing() as connection,
    ):
        connection.execute(text(statement))


changes = st.lists(
    st.one_of(
        st.tuples(st.just(O), st.sampled_from([o.value for o in Outcome])),
        st.tuples(st.just(EventKind.POSITION_SET), st.sampled_from(["agrees", None])),
        st.tuples(st.just(EventKind.OWNER_SET), st.sampled_from(["Ana", "Ben", None])),
        st.tuples(st.just(EventKind.DUE_SET), st.sampled_from(["2026-12-01", None])),
        st.tuples(st.just(EventKind.PROMISE_SET), st.sampled_from(["2026-12-01", None])),
        st.tuples(
            st.just(EventKind.CLOCK_PAUSED),
            st.sampled_from(["2026-12-01", "2026-12-03/2026-12-09"]),
        ),
        st.tuples(st.just(EventKind.CLOCK_RESUMED), st.just("2026-12-05")),
        st.tuples(
            st.sampled_from([EventKind.TAG_ADDED, EventKind.TAG_REMOVED]), st.sampled_from("ab")
        ),
        st.tuples(st.just(EventKind.UNDONE), st.integers(0, 5)),
    ),
    max_size=8,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=changes)
def test_undoing_everything_backwards_restores_every_state(store, changes):
    letter_text = f"Dear Secretary: Tell us of day {len(store.letters.all())}. Why?"
    found = a.found(letter_text, "Why?", AskKind.INFORMATION)
    letter = store.letters.add(
        a.reading(letter_text, asks=(found,)),
        letter_text,
        a.new_source(letter_text),
        confirmed=False,
        **BY,
    )
    [ask] = letter.asks
    states, done = [AskState()], []
    for kind, value in changes:
        try:
            if kind is EventKind.UNDONE:
                which = done[value].id if value < len(done) else 10**6
                event = store.ledger.undo(which, **BY)
            else:
                event = store.ledger.append(ask.id, kind, value, why="so", **BY)
        except AskwatchError:
            continue
        done.append(event)
        states.append(store.asks.row(ask.id).state)

    assert states[-1] == ledger.state(store.ledger.events(ask_id=ask.id))
    for event, before in zip(reversed(done), reversed(states[:-1]), strict=True):
        store.ledger.undo(event.id, **BY)
        now = store.asks.row(ask.id).state
        assert replace(now, last_event=None) == replace(before, last_event=None)


def test_a_promise_a_pause_and_tags_are_kept_with_their_evidence(store, ask, reply):
    evidence = store.ledger.add_evidence(ask.id, reply.id, Span(0, 7), **BY)
    append = store.ledger.append
    event = append(ask.id, EventKind.PROMISE_SET, "2026-12-01", evidence_id=evidence.id, **BY)
    append(ask.id, EventKind.CLOCK_PAUSED, "2026-12-01/2026-12-09", why="recess", **BY)
    append(ask.id, EventKind.CLOCK_RESUMED, "2026-12-04", **BY)
    append(ask.id, EventKind.TAG_ADDED, "courts", **BY)

    state = store.asks.row(ask.id).state

    assert state.promise is not None
    assert (state.promise.event, state.promise.evidence_id) == (event.id, evidence.id)
    assert [(str(p.start), str(p.end)) for p in state.pauses] == [("2026-12-01", "2026-12-04")]
    assert state.tags == ("courts",)


def strange(store, ask, **columns):
    values = {"kind": "'weighed'", "after": "'x'", "version": "1"} | columns
    with store._database.writing() as connection:
        connection.execute(
            text(
                f"INSERT INTO events (at, who, kind, letter_id, ask_id, after, version) VALUES "
                f"('2026-11-21 12:00:00', 'Ana', {values['kind']}, 1, {ask.id}, {values['after']}, "
                f"{values['version']})"
            )
        )
    return store.ledger.events(ask_id=ask.id)[-1]


def test_an_event_of_another_version_is_kept_and_stops_its_own_ask_only(store, letter, ask):
    event = strange(store, ask)
    other = letter.asks[0].id

    assert (event.kind, event.written, event.after) == (EventKind.UNKNOWN, "weighed", "x")
    assert [row.state.unread for row in store.asks.board()] == [(), (event.id,)]
    with pytest.raises(NotAllowedError, match=f"'event {event.id}': another version of askwatch"):
        store.ledger.append(ask.id, EventKind.NOTE_ADDED, "x", **BY)
    with pytest.raises(NotAllowedError, match="this version does not know what it did"):
        store.ledger.undo(event.id, **BY)
    store.ledger.append(other, EventKind.NOTE_ADDED, "x", **BY)


def test_an_older_value_that_is_no_longer_known_can_be_taken_back(store, ask):
    event = strange(store, ask, kind="'outcome set'", after="'forgotten'")
    assert store.asks.row(ask.id).state.unread == (event.id,)

    store.ledger.undo(event.id, **BY)

    assert store.asks.row(ask.id).state.unread == ()
    store.ledger.append(ask.id, O, "answered", why="by telephone", **BY)


def test_evidence_becomes_private_with_its_document(store, ask, reply):
    store.ledger.add_evidence(ask.id, reply.id, Span(0, 7), **BY)
    same = {"identity": "m-1", "url": "", "title": "Reply", "published": None, "private": True}

    store.documents.add_by_hand(text=reply.text, raw_hash="r" * 64, **same, **BY)

    assert [one.private for one in store.ledger.evidence(ask.id)] == [True]
