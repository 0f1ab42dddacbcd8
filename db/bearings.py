"""On which asks a document bears: as evidence, or as a possible answer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, null, select

from db.ask_rows import live
from db.tables import asks, candidates, events, evidence, letters, revisions
from tracker.text import short
from tracker.types import Bearing, EventKind, Span, Verdict

MOST = 200
"""Of either kind so many are told."""


def of_document(connection: Connection, document_id: int) -> tuple[Bearing, ...]:
    """Return the asks for which a document is evidence, then those it may answer, best first.

    A passage that is evidence is not told again as a candidate.
    """
    e, c = evidence.c, candidates.c
    proof = _of(e, null().label("verdict")).join(evidence, e.ask_id == asks.c.id)
    proof = proof.join(revisions, revisions.c.id == e.revision_id)
    proof = proof.where(revisions.c.document_id == document_id).order_by(e.id).limit(MOST)
    maybe = _of(c, c.verdict).join(candidates, c.ask_id == asks.c.id)
    maybe = maybe.where(c.document_id == document_id).order_by(c.score.desc()).limit(MOST)
    told = [_as_bearing(row) for row in connection.execute(proof)]
    held = {(one.ask_id, one.revision_id) for one in told}
    others = (_as_bearing(row) for row in connection.execute(maybe))
    return (*told, *(one for one in others if (one.ask_id, one.revision_id) not in held))


def replied(connection: Connection, document_id: int) -> tuple[int, ...]:
    """Return the letters to which a document was filed as a reply, by id."""
    c = events.c
    said = f"document {document_id}"
    query = select(c.letter_id).where(
        c.kind == EventKind.REPLY_ADDED.value,
        (c.after == said) | c.after.startswith(f"{said},", autoescape=True),
    )
    return tuple(sorted(set(connection.execute(query).scalars())))


def _of(passage: Any, verdict: Any) -> Select[Any]:
    columns = (asks.c.id, asks.c.number, asks.c.summary, asks.c.letter_id, letters.c.title)
    where = (passage.revision_id, passage.start, passage.end)
    query = select(*columns, *where, verdict.label("verdict"))
    query = query.select_from(asks).join(letters, letters.c.id == asks.c.letter_id)
    return query.where(~asks.c.struck, live())


def _as_bearing(row: Row[Any]) -> Bearing:
    return Bearing(
        ask_id=row.id,
        number=row.number,
        summary=row.summary,
        letter_id=row.letter_id,
        letter_title=short(row.title),
        revision_id=row.revision_id,
        passage=Span(row.start, row.end),
        verdict=None if row.verdict is None else Verdict(row.verdict),
    )
