"""Pairings become candidates: inside the transaction that takes what was compared off the queue.

Pairings of different asks know nothing of each other, so what is held of them is looked up
together: while they are kept nobody else can write.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from db import rows
from db.document_rows import as_revision, get_revision
from db.echoes import alike, join
from db.tables import Values, candidates, echoes, revisions
from tracker.types import Pairing, Revision, Verdict

Found = tuple[Pairing, int | None]
"""A pairing, and the id of the evidence that a new revision may have changed."""

_OPEN = (Verdict.NEW, Verdict.LATER)


def keep(connection: Connection, found: Iterable[Found], now: datetime) -> int:
    """Keep pairings, each ask's in this order; return how many brought anything new."""
    rounds: defaultdict[int, list[Found]] = defaultdict(list)
    seen: defaultdict[int | str, int] = defaultdict(int)
    for one in found:
        ask_id = one[0].ask_id
        rounds[seen[ask_id]].append(one)
        seen[ask_id] += 1
    return sum(_keep_some(connection, some, now) for some in rounds.values())


def _keep_some(connection: Connection, found: Sequence[Found], now: datetime) -> int:
    """Keep pairings of as many asks."""
    asks = [int(pairing.ask_id) for pairing, _ in found]
    texts = _texts(connection, {int(pairing.document_id) for pairing, _ in found})
    held = _held(connection, asks, {one.document_id for one in texts.values()})
    beside = _beside(connection, asks, texts)
    new: dict[int, tuple[Revision, Values]] = {}
    kept = 0
    for pairing, evidence_id in found:
        ask_id, revision = int(pairing.ask_id), texts[int(pairing.document_id)]
        its = held[ask_id, revision.document_id]
        if (ask_id, revision.id) in beside or any(r.revision_id == revision.id for r in its):
            continue
        values = _values(pairing, revision, evidence_id, now)
        earlier = [r.id for r in its if r.revision_id < revision.id and r.verdict in _OPEN]
        if earlier:
            query = update(candidates).where(candidates.c.id == earlier[0])
            connection.execute(query.values(values))
            kept += 1
        else:
            new[ask_id] = revision, values
    may_join = {
        ask_id: revision
        for ask_id, (revision, values) in new.items()
        if values["evidence_id"] is None
    }
    for ask_id, like in alike(connection, may_join).items():
        join(connection, like, *new.pop(ask_id))
    if new:
        connection.execute(insert(candidates), [values for _, values in new.values()])
    return kept + len(new)


def _texts(connection: Connection, ids: Iterable[int]) -> dict[int, Revision]:
    query = select(revisions).where(revisions.c.id.in_(sorted(ids)))
    held = {row.id: as_revision(row) for row in connection.execute(query)}
    return held | {one: get_revision(connection, one) for one in ids if one not in held}


def _held(
    connection: Connection, asks: Sequence[int], documents: Iterable[int]
) -> defaultdict[tuple[int, int], list[Any]]:
    """Return the candidates of some asks in some documents, the oldest first."""
    c = candidates.c
    query = select(c.id, c.ask_id, c.document_id, c.revision_id, c.verdict).order_by(c.id)
    query = query.where(c.ask_id.in_(asks), c.document_id.in_(sorted(documents)))
    held: defaultdict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        held[row.ask_id, row.document_id].append(row)
    return held


def _beside(
    connection: Connection, asks: Sequence[int], texts: Iterable[int]
) -> set[tuple[int, int]]:
    """Return the asks and revisions of which the one lies beside a candidate of the other."""
    query = select(candidates.c.ask_id, echoes.c.revision_id).join(
        candidates, echoes.c.candidate_id == candidates.c.id
    )
    query = query.where(candidates.c.ask_id.in_(asks), echoes.c.revision_id.in_(sorted(texts)))
    return {(row.ask_id, row.revision_id) for row in connection.execute(query)}


def _values(pairing: Pairing, revision: Revision, evidence_id: int | None, now: datetime) -> Values:
    return {
        "ask_id": int(pairing.ask_id),
        "revision_id": revision.id,
        "document_id": revision.document_id,
        "score": pairing.score,
        "start": pairing.passage.start,
        "end": pairing.passage.end,
        "quote": pairing.passage.of(revision.text),
        "reasons": rows.written(pairing.reasons),
        "verdict": Verdict.NEW.value,
        "proposed_at": now,
        "evidence_id": evidence_id,
        "told": pairing.told,
    }
