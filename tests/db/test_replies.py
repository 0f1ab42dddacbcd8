"""Replies filed by hand, and what may not be shown outside."""

from __future__ import annotations

from datetime import date

import pytest

from tests import builders as a
from tracker.errors import NotAllowedError, NotHeldError
from tracker.outside import Private
from tracker.text import text_hash
from tracker.types import EventKind, Pairing, Reason, Span, Verdict

BY = {"who": "Ana", "now": a.NOW}
WORDS = "We have frozen the assets."


@pytest.fixture
def reply(store):
    """A document that somebody filed by hand, not private."""
    return file(store, private=False)


def file(store, *, private: bool, text: str = WORDS):
    return store.documents.add_by_hand(
        identity=text_hash(text),
        url="file:reply.txt",
        title="Reply",
        published=a.NOW,
        text=text,
        raw_hash="r" * 64,
        private=private,
        **BY,
    )


def test_a_reply_is_added_to_its_letter_once_with_its_days_kept_apart(store, letter, reply):
    days = {"dated": date(2025, 4, 2), "received": date(2025, 4, 9)}

    assert store.letters.add_reply(letter.id, reply.id, **days, **BY)
    assert not store.letters.add_reply(letter.id, reply.id, **days, **BY)

    event = store.ledger.events(letter_id=letter.id)[-1]
    assert event.after == f"document {reply.id}, dated 2025-04-02, received 2025-04-09"
    assert store.letters.replies(letter.id) == (reply.id,)
    with pytest.raises(NotAllowedError, match="'reply added' cannot be taken back; reject what"):
        store.ledger.undo(event.id, **BY)
    with pytest.raises(NotHeldError, match="no such letter: '9'"):
        store.letters.add_reply(9, reply.id, dated=None, received=None, **BY)


def test_a_document_filed_by_hand_is_found_by_its_text(store, reply):
    assert store.documents.with_text(text_hash(WORDS)) == reply
    assert store.documents.with_text(text_hash("other words")) is None


def test_what_private_documents_gave_is_private_from_the_first_event_on(store, letter, reply):
    [first, second] = (ask.id for ask in letter.asks)
    [revision] = store.documents.revisions(reply.id)
    fixed = store.ledger.add_evidence(first, revision.id, Span(0, 7), **BY)
    event = store.ledger.append(
        first, EventKind.OUTCOME_SET, "claimed done", evidence_id=fixed.id, **BY
    )
    pairing = Pairing(
        ask_id=second,
        document_id=revision.id,
        score=0.5,
        proposed=True,
        passage=Span(0, 7),
        reasons=(Reason("x"),),
    )
    store.candidates.record([pairing], revisions_done=[], asks_done=[], now=a.NOW)
    [candidate] = store.candidates.list()
    judged = store.candidates.judge(candidate.id, Verdict.REJECTED, **BY)
    assert store.ledger.private() == Private()

    file(store, private=True)

    assert store.ledger.private() == Private(
        evidence=frozenset({fixed.id}),
        candidates=frozenset({candidate.id}),
        since={first: event.id, second: judged.id},
    )


def test_evidence_is_listed_with_the_day_that_it_claims(store, letter, reply):
    [revision] = store.documents.revisions(reply.id)
    fixed = store.ledger.add_evidence(letter.asks[0].id, revision.id, Span(0, 7), **BY)

    assert store.ledger.claimed() == {fixed.id: a.NOW}
