"""Evidence whose source says otherwise now: found when a new revision was compared.

It becomes a candidate like any other, which a person judges; no outcome changes.
Used inside the transaction that takes the revision off the queue.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from db import events as lines
from db.document_rows import get_revision
from db.tables import asks, candidates, events, evidence, revisions
from tracker import ledger
from tracker.redline import counterpart, difference
from tracker.types import EventKind, Evidence, Pairing, Reason, Revision, Verdict

_RESTS = {
    EventKind.OUTCOME_SET,
    EventKind.PROMISE_SET,
    EventKind.CANDIDATE_ACCEPTED,
    EventKind.EVIDENCE_HOLDS,
}
"""The kinds of event that rest on evidence."""
_DECIDE = "accept it if the decision still holds, reject it if it no longer does"


def found(connection: Connection, revision_ids: Sequence[int]) -> Iterator[tuple[Pairing, int]]:
    """Yield what tells of changed evidence, with the evidence's id.

    Of a document that is evidence for an ask by an earlier revision: once for each
    ask, by the newest evidence on which something still rests. Nothing, where the
    new revision says the same, or the same as one that was judged already.
    """
    earlier, new = revisions.alias(), revisions.c
    before = (earlier.c.document_id == new.document_id) & (earlier.c.id < new.id)
    query = select(new.id).join(earlier, before).where(new.id.in_(revision_ids))
    fixed_before = query.where(earlier.c.id.in_(select(evidence.c.revision_id)))
    for revision_id in connection.execute(fixed_before.distinct().order_by(new.id)).scalars().all():
        revision = get_revision(connection, revision_id)
        for fixed in _evidence(connection, revision):
            pairing = _pairing(connection, fixed, revision)
            if pairing is not None:
                yield pairing, fixed.id


def _evidence(connection: Connection, revision: Revision) -> list[Evidence]:
    """Return the newest evidence of each ask that earlier revisions of the document gave."""
    earlier = select(revisions.c.id).where(
        revisions.c.document_id == revision.document_id, revisions.c.id < revision.id
    )
    standing = select(asks.c.id).where(~asks.c.struck)
    held = lines.read_evidence(
        connection, evidence.c.revision_id.in_(earlier), evidence.c.ask_id.in_(standing)
    )
    newest: dict[int, Evidence] = {}
    for fixed in held:
        if fixed.id in _resting(connection, fixed.ask_id):
            newest[fixed.ask_id] = fixed
    return list(newest.values())


def _resting(connection: Connection, ask_id: int) -> set[int | None]:
    history = lines.read(connection, events.c.ask_id == ask_id)
    return {event.evidence_id for event in ledger.live(history) if event.kind in _RESTS}


def _pairing(connection: Connection, fixed: Evidence, revision: Revision) -> Pairing | None:
    open_, judged = _told(connection, fixed)
    same = fixed.text_hash == revision.text_hash
    if revision.text_hash in judged or (same and not open_):
        return None
    before = get_revision(connection, fixed.revision_id).text
    passage = counterpart(fixed.passage, before, revision.text)
    after = passage.of(revision.text)
    stands = after == fixed.quote
    return Pairing(
        ask_id=fixed.ask_id,
        document_id=revision.id,
        score=0.5 if stands else 1.0,
        proposed=True,
        passage=passage,
        reasons=(Reason(_words(fixed, after, same, stands), 1.0), Reason(_DECIDE)),
    )


def _told(connection: Connection, fixed: Evidence) -> tuple[bool, set[str]]:
    """Say whether a change of this evidence waits already, and which texts were judged."""
    c = candidates.c
    query = select(c.verdict, revisions.c.text_hash).where(c.evidence_id == fixed.id)
    rows = connection.execute(query.join(revisions, c.revision_id == revisions.c.id)).all()
    waiting = {Verdict.NEW.value, Verdict.LATER.value}
    return (
        any(row.verdict in waiting for row in rows),
        {row.text_hash for row in rows if row.verdict not in waiting},
    )


def _words(fixed: Evidence, after: str, same: bool, stands: bool) -> str:
    if same:
        return f"evidence changed: its source says again what evidence {fixed.id} says"
    if stands:
        return f"evidence changed: the words of evidence {fixed.id} stand, others around them not"
    return f"evidence changed: evidence {fixed.id} reads now: {difference(fixed.quote, after)}"
