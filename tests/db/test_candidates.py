"""Candidates: proposed by jobs, judged by people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import builders as a
from tracker.errors import NotAllowedError, NotHeldError, OvertakenError
from tracker.types import (
    ChangeKind,
    EventKind,
    Outcome,
    Pairing,
    Reason,
    Span,
    Verdict,
)

BY = {"who": "Ana", "now": a.NOW}
PASSAGE = Span(0, 14)


def pairing(ask_id, revision_id, **more):
    values = {
        "score": 0.7,
        "proposed": True,
        "passage": PASSAGE,
        "reasons": (Reason("names Norvania", 0.5),),
    }
    return Pairing(ask_id=ask_id, document_id=revision_id, **values | more)


def record(store, *pairings):
    return store.candidates.record(pairings, revisions_done=[], asks_done=[], now=a.NOW)


@pytest.fixture
def revision(store):
    store.sources.sync([a.source()])
    store.sources.record_visit(a.visit(capture="c" * 64), [a.change()])
    return store.documents.pending()[0]


@pytest.fixture
def ask(letter):
    return letter.asks[1]


@pytest.fixture
def candidate(store, ask, revision):
    record(store, pairing(ask.id, revision.id))
    return store.candidates.list()[0]


def test_a_proposed_pairing_is_a_candidate_with_its_passage(store, candidate, ask, revision):
    assert (candidate.ask_id, candidate.revision_id) == (ask.id, revision.id)
    assert (candidate.quote, candidate.verdict) == ("The department", Verdict.NEW)
    assert candidate.reasons == (Reason("names Norvania", 0.5),)
    assert (candidate.source, candidate.title) == ("releases", "Release r-1")
    assert store.asks.row(ask.id).waiting_candidates == 1


def test_a_pairing_that_is_not_proposed_is_not_kept(store, ask, revision):
    assert record(store, pairing(ask.id, revision.id, proposed=False)) == 0
    assert store.candidates.list() == ()


def test_recording_writes_no_event(store, candidate, ask):
    assert store.ledger.events(ask_id=ask.id) == ()


def test_what_was_compared_leaves_the_queue(store, ask, revision):
    store.candidates.record([], revisions_done=[revision.id], asks_done=[ask], now=a.NOW)

    assert store.documents.pending() == ()
    assert [o.pending for o in store.asks.for_matching()] == [True, False]


def test_a_rejected_candidate_stays_rejected_for_that_revision(store, candidate, ask, revision):
    store.candidates.judge(candidate.id, Verdict.REJECTED, why="another country", **BY)

    assert record(store, pairing(ask.id, revision.id, score=0.9)) == 0

    [held] = store.candidates.list()
    assert (held.verdict, held.score) == (Verdict.REJECTED, 0.7)


def revise(store):
    changed = a.change(kind=ChangeKind.CHANGED, text="The department said more of Norvania.")
    store.sources.record_visit(a.visit(), [changed])
    return store.documents.pending()[-1]


def test_a_new_revision_takes_the_place_of_one_nobody_judged(store, candidate, ask):
    later = revise(store)

    assert record(store, pairing(ask.id, later.id, score=0.8)) == 1

    [held] = store.candidates.list()
    assert (held.id, held.revision_id, held.score) == (candidate.id, later.id, 0.8)


def test_a_new_revision_of_a_rejected_one_is_a_new_candidate(store, candidate, ask):
    store.candidates.judge(candidate.id, Verdict.REJECTED, **BY)
    later = revise(store)

    assert record(store, pairing(ask.id, later.id)) == 1

    assert len(store.candidates.list(ask_id=ask.id)) == 2
    assert len(store.candidates.list(verdicts=[Verdict.NEW])) == 1


def test_matching_a_revision_takes_earlier_ones_off_the_queue(store, revision):
    later = revise(store)

    store.candidates.record([], revisions_done=[later.id], asks_done=[], now=a.NOW)

    assert store.documents.pending() == ()


def test_the_best_candidate_stands_first(store, letter, revision):
    first, second = letter.asks
    record(store, pairing(first.id, revision.id, score=0.4), pairing(second.id, revision.id))

    assert [c.score for c in store.candidates.list()] == [0.7, 0.4]


def test_candidates_of_a_struck_ask_are_not_shown(store, candidate, ask):
    store.asks.strike(ask.id, why="background", **BY)

    assert store.candidates.list() == ()


def test_a_verdict_sets_no_outcome(store, candidate, ask):
    event = store.candidates.judge(candidate.id, Verdict.ACCEPTED, **BY)

    assert (event.kind, event.before, event.after) == (
        EventKind.CANDIDATE_ACCEPTED,
        "new",
        "accepted",
    )
    assert store.asks.row(ask.id).state.outcome is Outcome.NO_RESPONSE
    [evidence] = store.ledger.evidence(ask.id)
    assert event.evidence_id == evidence.id


def test_a_verdict_can_be_undone_and_undone_again(store, candidate):
    event = store.candidates.judge(candidate.id, Verdict.LATER, **BY)

    undo = store.ledger.undo(event.id, **BY)
    assert store.candidates.get(candidate.id).verdict is Verdict.NEW
    store.ledger.undo(undo.id, **BY)

    assert store.candidates.get(candidate.id).verdict is Verdict.LATER


def test_a_verdict_that_changes_nothing_is_refused(store, candidate):
    with pytest.raises(NotAllowedError, match="'new' is no verdict"):
        store.candidates.judge(candidate.id, Verdict.NEW, **BY)
    store.candidates.judge(candidate.id, Verdict.ACCEPTED, **BY)

    for verdict in (Verdict.ACCEPTED, Verdict.REJECTED):
        with pytest.raises(NotAllowedError, match="it is accepted already; a wrong entry can be"):
            store.candidates.judge(candidate.id, verdict, **BY)


def test_accepting_once_more_must_say_something_new(store, candidate):
    store.candidates.accept(candidate.id, Outcome.PARTLY_ANSWERED, **BY)

    with pytest.raises(NotAllowedError, match="accepted already, and ask 2 is partly answered"):
        store.candidates.accept(candidate.id, Outcome.PARTLY_ANSWERED, **BY)

    again = store.candidates.accept(candidate.id, Outcome.PARTLY_ANSWERED, why="by phone", **BY)
    other = store.candidates.accept(candidate.id, Outcome.ANSWERED, **BY)
    assert (again.why, other.after) == ("by phone", "answered")


def test_nobody_judges_nothing(store, candidate):
    with pytest.raises(NotAllowedError, match="nobody is named"):
        store.candidates.judge(candidate.id, Verdict.REJECTED, who="", now=a.NOW)

    assert store.candidates.get(candidate.id).verdict is Verdict.NEW


def test_accepting_fixes_the_evidence_and_sets_the_outcome(store, candidate, ask, revision):
    event = store.candidates.accept(candidate.id, Outcome.ANSWERED, seen=0, **BY)

    assert (event.kind, event.before, event.after) == (
        EventKind.OUTCOME_SET,
        "no response yet",
        "answered",
    )
    [evidence] = store.ledger.evidence(ask.id)
    assert event.evidence_id == evidence.id
    assert (evidence.quote, evidence.passage, evidence.how) == (
        "The department",
        PASSAGE,
        "polled from 'releases'",
    )
    assert (evidence.raw_hash, evidence.text_hash) == ("c" * 64, revision.text_hash)
    assert store.candidates.get(candidate.id).verdict is Verdict.ACCEPTED
    assert store.asks.row(ask.id).state.outcome is Outcome.ANSWERED


def test_undoing_the_outcome_takes_the_acceptance_back_with_it(store, candidate, ask):
    event = store.candidates.accept(candidate.id, Outcome.ANSWERED, **BY)

    undo = store.ledger.undo(event.id, who="Ben", now=a.NOW + timedelta(hours=1))

    assert undo.undoes == event.id
    assert store.candidates.get(candidate.id).verdict is Verdict.NEW
    assert store.asks.row(ask.id).state.outcome is Outcome.NO_RESPONSE
    assert len(store.ledger.evidence(ask.id)) == 1


def test_an_acceptance_comes_back_when_its_undo_is_undone(store, candidate, ask):
    event = store.candidates.accept(candidate.id, Outcome.ANSWERED, **BY)
    undo = store.ledger.undo(event.id, **BY)

    store.ledger.undo(undo.id, **BY)

    assert store.candidates.get(candidate.id).verdict is Verdict.ACCEPTED
    assert store.asks.row(ask.id).state.outcome is Outcome.ANSWERED
    store.ledger.undo(event.id, **BY)
    assert store.asks.row(ask.id).state.outcome is Outcome.NO_RESPONSE
    assert store.candidates.get(candidate.id).verdict is Verdict.NEW


def test_an_acceptance_on_which_an_outcome_rests_is_not_undone_alone(store, candidate, ask):
    store.candidates.accept(candidate.id, Outcome.ANSWERED, **BY)
    accepted, outcome = store.ledger.events(ask_id=ask.id)

    with pytest.raises(NotAllowedError, match=f"rests on it; undo event {outcome.id} instead"):
        store.ledger.undo(accepted.id, **BY)


def test_an_accepted_candidate_can_set_the_outcome_later(store, candidate, ask):
    store.candidates.judge(candidate.id, Verdict.ACCEPTED, **BY)

    event = store.candidates.accept(
        candidate.id, Outcome.PARTLY_ANSWERED, who="Ben", now=a.NOW + timedelta(hours=1)
    )
    store.ledger.undo(event.id, **BY)

    assert store.candidates.get(candidate.id).verdict is Verdict.ACCEPTED
    assert store.asks.row(ask.id).state.outcome is Outcome.NO_RESPONSE


def test_an_outcome_that_the_rules_forbid_leaves_the_candidate_as_it_was(store, candidate):
    with pytest.raises(NotAllowedError, match="meant for requested actions"):
        store.candidates.accept(candidate.id, Outcome.CLAIMED_DONE, **BY)

    assert store.candidates.get(candidate.id).verdict is Verdict.NEW


def test_the_second_of_two_people_is_told_what_the_first_did(store, candidate, ask):
    store.ledger.append(ask.id, EventKind.OUTCOME_SET, "acknowledged", why="a postcard", **BY)

    with pytest.raises(
        OvertakenError,
        match=r"outcome set to acknowledged .* by Ana at 2026-11-21",
    ):
        store.candidates.accept(candidate.id, Outcome.ANSWERED, who="Ben", now=a.NOW, seen=0)


def test_private_documents_make_private_candidates_and_evidence(store, ask):
    document = store.documents.add_by_hand(
        identity="m-1",
        url="",
        title="Reply",
        published=None,
        text="The department replied.",
        raw_hash="r" * 64,
        private=True,
        **BY,
    )
    revision = store.documents.revisions(document.id)[0]
    record(store, pairing(ask.id, revision.id))
    [candidate] = store.candidates.list()

    store.candidates.judge(candidate.id, Verdict.ACCEPTED, **BY)

    assert candidate.private is True
    [evidence] = store.ledger.evidence(ask.id)
    assert (evidence.private, evidence.how) == (True, "filed by hand")


def test_a_candidate_that_is_not_held_is_named(store):
    with pytest.raises(NotHeldError, match="no such candidate: '3'; `askwatch review list`"):
        store.candidates.get(3)
