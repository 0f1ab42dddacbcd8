"""Evidence whose source says otherwise: a candidate for a person, never an outcome."""

from __future__ import annotations

import pytest

from db.store import Store
from tests import builders as a
from tracker.types import ChangeKind, EventKind, Outcome, Pairing, Reason, Span, Verdict

BY = {"who": "Ana", "now": a.NOW}
SAYS = "The department froze the assets of the police. It said no more."
DENIES = "The department will weigh freezing the assets of the police. It said no more."
AROUND = "The department froze the assets of the police. It said much more."


def published(store: Store, text: str, kind: ChangeKind = ChangeKind.CHANGED) -> int:
    """Keep a text of the watched document, compared with all asks; return its revision."""
    store.sources.record_visit(a.visit(), [a.change(kind=kind, text=text)])
    [revision] = store.documents.pending()
    store.candidates.record((), revisions_done=[revision.id], asks_done=[], now=a.NOW)
    return revision.id


@pytest.fixture
def ask(store, letter):
    """An ask whose outcome rests on a watched document."""
    store.sources.sync([a.source()])
    revision = published(store, SAYS, ChangeKind.NEW)
    [ask, _] = letter.asks
    fixed = store.ledger.add_evidence(ask.id, revision, Span(0, 46), **BY)
    store.ledger.append(ask.id, EventKind.OUTCOME_SET, "claimed done", evidence_id=fixed.id, **BY)
    return ask


def waiting(store):
    return store.candidates.list(verdicts=[Verdict.NEW, Verdict.LATER])


def test_a_change_is_proposed_with_the_difference_and_changes_no_outcome(store, ask):
    published(store, DENIES)

    [found] = waiting(store)
    row = store.asks.row(ask.id)
    assert (found.ask_id, found.evidence_id) == (ask.id, 1)
    assert found.quote == "The department will weigh freezing the assets of the police."
    assert found.reasons[0].words == (
        "evidence changed: evidence 1 reads now: The department "
        "[-froze-] {+will weigh freezing+} the assets of the police."
    )
    assert (row.state.outcome, row.waiting_candidates, row.changed_evidence) == (
        Outcome.CLAIMED_DONE,
        1,
        1,
    )


def test_words_that_stand_while_others_change_are_told_apart(store, ask):
    published(store, AROUND)

    [found] = waiting(store)
    assert (found.score, found.quote) == (0.5, "The department froze the assets of the police.")
    assert "the words of evidence 1 stand" in found.reasons[0].words


def test_a_title_alone_changes_no_evidence(store, ask):
    change = a.change(kind=ChangeKind.CHANGED, text=SAYS, title="Another title")
    store.sources.record_visit(a.visit(), [change])
    [revision] = store.documents.pending()

    store.candidates.record((), revisions_done=[revision.id], asks_done=[], now=a.NOW)

    assert waiting(store) == ()


def test_a_source_that_says_the_same_again_says_so_where_its_change_still_waits(store, ask):
    published(store, DENIES)
    revision = published(store, SAYS)

    [found] = waiting(store)
    assert (found.revision_id, found.quote) == (revision, SAYS[:46])
    assert "says again what evidence 1 says" in found.reasons[0].words


def test_what_still_holds_is_recorded_with_the_new_words_and_asked_no_more(store, ask):
    published(store, AROUND)
    [found] = waiting(store)

    event = store.candidates.judge(found.id, Verdict.ACCEPTED, why="no matter", **BY)

    assert (event.kind, event.candidate_id) == (EventKind.EVIDENCE_HOLDS, found.id)
    assert [e.quote for e in store.ledger.evidence(ask.id)] == [SAYS[:46], SAYS[:46]]
    assert store.asks.row(ask.id).state.doubted is None
    published(store, SAYS)
    [again] = waiting(store)
    assert again.evidence_id == event.evidence_id


def test_what_no_longer_holds_is_said_until_a_person_decides_anew(store, ask):
    published(store, DENIES)
    [found] = waiting(store)

    event = store.candidates.judge(found.id, Verdict.REJECTED, why="they take it back", **BY)

    state = store.asks.row(ask.id).state
    assert (event.kind, event.evidence_id) == (EventKind.EVIDENCE_LOST, 1)
    assert (state.doubted, state.outcome) == (event.id, Outcome.CLAIMED_DONE)
    published(store, AROUND)
    published(store, DENIES)
    assert len(waiting(store)) == 1
    store.ledger.append(ask.id, EventKind.OUTCOME_SET, "declined", why="so they say", **BY)
    assert store.asks.row(ask.id).state.doubted is None


def test_a_verdict_on_changed_evidence_can_be_taken_back(store, ask):
    published(store, DENIES)
    [found] = waiting(store)
    event = store.candidates.judge(found.id, Verdict.REJECTED, why="they take it back", **BY)

    store.ledger.undo(event.id, **BY)

    assert waiting(store) == (found,)
    assert store.asks.row(ask.id).state.doubted is None


def test_a_change_may_be_an_answer_of_another_kind(store, ask):
    published(store, DENIES)
    [found] = waiting(store)

    event = store.candidates.accept(found.id, Outcome.PARTLY_ANSWERED, why="less now", **BY)

    *_, accepted, _ = store.ledger.events(ask_id=ask.id)
    assert accepted.kind is EventKind.CANDIDATE_ACCEPTED
    assert store.asks.row(ask.id).state.outcome is Outcome.PARTLY_ANSWERED
    store.ledger.undo(event.id, **BY)
    assert store.asks.row(ask.id).state.outcome is Outcome.CLAIMED_DONE


def test_evidence_on_which_nothing_rests_any_more_is_not_watched(store, ask, letter):
    store.ledger.undo(store.ledger.events(ask_id=ask.id)[-1].id, **BY)
    other = letter.asks[1].id
    fixed = store.ledger.add_evidence(other, 1, Span(0, 46), **BY)
    store.ledger.append(other, EventKind.OUTCOME_SET, "answered", evidence_id=fixed.id, **BY)
    store.asks.strike(other, why="no ask", **BY)

    published(store, DENIES)

    assert waiting(store) == ()


def test_changed_evidence_goes_before_a_pairing_of_the_same_revision(store, ask):
    store.sources.record_visit(a.visit(), [a.change(kind=ChangeKind.CHANGED, text=DENIES)])
    [revision] = store.documents.pending()
    pairing = Pairing(
        ask_id=ask.id,
        document_id=revision.id,
        score=0.9,
        proposed=True,
        passage=Span(0, 14),
        reasons=(Reason("names the police"),),
    )

    store.candidates.record([pairing], revisions_done=[revision.id], asks_done=[], now=a.NOW)

    [found] = waiting(store)
    assert found.evidence_id == 1


def test_a_source_that_is_emptied_leaves_nothing_to_accept(store, ask):
    published(store, "")

    [found] = waiting(store)
    assert found.quote == ""
    assert "[-The department froze the assets of the police.-]" in found.reasons[0].words
