"""Near-identical documents: one candidate, with the others listed beside it.

The first official one stands as the candidate, until a person has judged it;
after that a later copy only joins it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select, update

from db.document_rows import get_revision
from db.tables import Values, candidates, documents, echoes, revisions, sources
from tracker.text import short
from tracker.types import Echo, Revision, Verdict

if TYPE_CHECKING:
    from tracker.matching.same import Standing

_OPEN = (Verdict.NEW.value, Verdict.LATER.value)
_AT_ONCE = 5000
"""Candidates that are asked for in one question."""
_HALF = 0.4
"""How much shorter a text may be and still be compared; copies differ by less."""


def joined(connection: Connection, ask_id: int, revision: Revision, values: Values) -> bool:
    """Lay a revision beside the ask's candidate that says the same; say whether there is one.

    Where the candidate has not been judged and the revision comes before it, they
    change places: `values` are then what the candidate says.
    """
    candidate = _like(connection, ask_id, revision)
    if candidate is None:
        return False
    document = echoes.c.document_id == revision.document_id
    connection.execute(delete(echoes).where(echoes.c.candidate_id == candidate[0], document))
    key, held, verdict = candidate
    beside = revision
    if verdict in _OPEN and _standing(revision) < _standing(held):
        connection.execute(update(candidates).where(candidates.c.id == key).values(values))
        beside = held
    row: Values = {"revision_id": beside.id, "document_id": beside.document_id}
    connection.execute(insert(echoes).values(row | {"candidate_id": key}))
    return True


def beside(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Echo, ...]]:
    """Return the near-identical documents beside some candidates, by candidate."""
    d = documents.c
    query = (
        select(
            echoes.c.candidate_id,
            echoes.c.revision_id,
            echoes.c.document_id,
            d.title,
            d.url,
            d.published,
            sources.c.name.label("source"),
        )
        .join(documents, echoes.c.document_id == d.id)
        .join(sources, d.source_id == sources.c.id)
        .order_by(echoes.c.id)
    )
    found: dict[int, list[Echo]] = defaultdict(list)
    for start in range(0, len(ids), _AT_ONCE):
        some = echoes.c.candidate_id.in_(ids[start : start + _AT_ONCE])
        for row in connection.execute(query.where(some)):
            values = dict(row._mapping)
            found[values.pop("candidate_id")].append(Echo(**values | {"title": short(row.title)}))
    return {key: tuple(some) for key, some in found.items()}


def _like(
    connection: Connection, ask_id: int, revision: Revision
) -> tuple[int, Revision, str] | None:
    """Return the ask's candidate of another document that says the same, with its verdict."""
    # Arrays are for who compares texts, not for all who open the store.
    from tracker.matching.same import runs, same

    c, length = candidates.c, len(revision.text)
    own = documents.alias("own")
    alike = (own.c.id == revision.document_id) & (own.c.private == documents.c.private)
    # What is private to different organisations never lies side by side.
    alike &= own.c.organisation.is_not_distinct_from(documents.c.organisation)
    query = (
        select(c.id, c.revision_id, c.verdict, revisions.c.text)
        .join(revisions, c.revision_id == revisions.c.id)
        .join(documents, c.document_id == documents.c.id)
        .join(own, alike)
        .where(
            c.ask_id == ask_id,
            c.document_id != revision.document_id,
            c.evidence_id.is_(None),
        )
        .order_by(c.id)
    )
    mine = None
    for row in connection.execute(query):
        if min(length, len(row.text)) >= _HALF * max(length, len(row.text)):
            mine = runs(revision.text) if mine is None else mine
            if same(mine, runs(row.text)):
                return row.id, get_revision(connection, row.revision_id), row.verdict
    return None


def _standing(revision: Revision) -> Standing:
    from tracker.matching.same import standing

    published = revision.published.date() if revision.published else None
    return standing(revision.url, published, revision.id)
