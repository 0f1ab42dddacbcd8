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
from db.echoes import Alike, join
from db.tables import Values, candidates, echoes, revisions
from tracker.types import Pairing, Revision, Verdict

Found = tuple[Pairing, int | None]
"""A pairing, and the id of the evidence that a new revision may have changed."""

_OPEN = (Verdict.NEW, Verdict.LATER)


def keep(connection: Connection, found: Iterable[Found], now: datetime) -> int:
    """Keep pairings, each ask's in this order; return how many brought anything new."""
    kept, left = 0, list(found)
    while left:
        some, left = _keep_some(connection, left, now)
        kept += some
    return kept


def _keep_some(
    connection: Connection, found: Sequence[Found], now: datetime
) -> tuple[int, list[Found]]:
    """Keep pairings; return how many, and those that have to wait for what these say."""
    texts = _texts(connection, {int(pairing.document_id) for pairing, _ in found})
    pairs = [(int(pairing.ask_id), texts[int(pairing.document_id)]) for pairing, _ in found]
    asks = sorted({ask_id for ask_id, _ in pairs})
    held = _held(connection, asks, {one.document_id for one in texts.values()})
    beside = _beside(connection, asks, texts)
    alike = Alike(connection, pairs)
    done: defaultdict[int, list[Revision]] = defaultdict(list)
    new: list[Values] = []
    later: list[Found] = []
    over: set[int] = set()  # asks of which not all is any more as it was looked up
    kept = 0
    for pair, (ask_id, revision) in zip(found, pairs, strict=True):
        if ask_id in over or any(_meets(revision, one, alike) for one in done[ask_id]):
            over.add(ask_id)
            later.append(pair)
            continue
        done[ask_id].append(revision)
        its = held[ask_id, revision.document_id]
        if (ask_id, revision.id) in beside or any(r.revision_id == revision.id for r in its):
            continue
        values = _values(pair[0], revision, pair[1], now)
        earlier = [r.id for r in its if r.revision_id < revision.id and r.verdict in _OPEN]
        if earlier:
            query = update(candidates).where(candidates.c.id == earlier[0])
            connection.execute(query.values(values))
            over.add(ask_id)
        elif pair[1] is None and (like := alike.candidate(ask_id, revision)):
            join(connection, like, revision, values)
            over.add(ask_id)
            continue
        else:
            new.append(values)
        kept += 1
    if new:
        connection.execute(insert(candidates), new)
    return kept, later


def _meets(one: Revision, other: Revision, alike: Alike) -> bool:
    """Say whether what becomes of a revision depends on what became of another one."""
    return one.document_id == other.document_id or alike.same(one.id, other.id)


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
