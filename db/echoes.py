"""Near-identical documents: one candidate, with the others listed beside it.

The first official one stands as the candidate, until a person has judged it;
after that a later copy only joins it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from db.document_rows import get_revision
from db.tables import Values, candidates, documents, echoes, revisions, sources
from tracker.text import short
from tracker.types import Echo, Revision, Verdict

if TYPE_CHECKING:
    from tracker.matching.same import Standing

_OPEN = (Verdict.NEW.value, Verdict.LATER.value)
_AT_ONCE = 5000
"""Candidates that are asked for in one question."""
_TEXTS = 100
"""Texts that are held at once to be compared."""
_HALF = 0.4
"""How much shorter a text may be and still be compared; copies differ by less."""


class Like(NamedTuple):
    """A candidate of which another document says the same."""

    id: int
    revision_id: int
    verdict: str


def join(connection: Connection, held: Like, revision: Revision, values: Values) -> None:
    """Lay a revision beside the ask's candidate that says the same.

    Where the candidate has not been judged and the revision comes before it, they
    change places: `values` are then what the candidate says.
    """
    document = echoes.c.document_id == revision.document_id
    connection.execute(delete(echoes).where(echoes.c.candidate_id == held.id, document))
    beside, said = revision, get_revision(connection, held.revision_id)
    if held.verdict in _OPEN and _standing(revision) < _standing(said):
        connection.execute(update(candidates).where(candidates.c.id == held.id).values(values))
        beside = said
    row: Values = {"revision_id": beside.id, "document_id": beside.document_id}
    connection.execute(insert(echoes).values(row | {"candidate_id": held.id}))


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


def alike(connection: Connection, new: Mapping[int, Revision]) -> dict[int, Like]:
    """Return of some asks the first candidate that says the same as a revision, by ask."""
    # Arrays are for who compares texts, not for all who open the store.
    from tracker.matching.same import Runs, runs, same

    if not new:
        return {}
    wanted = {ask_id: list[Any]() for ask_id in new}
    for row in _of_equals(connection, new):
        length = len(new[row.ask_id].text)
        if min(length, row.length) >= _HALF * max(length, row.length):
            wanted[row.ask_id].append(row)
    held: dict[int, Runs] = {}
    needed = sorted({row.revision_id for some in wanted.values() for row in some})
    for start in range(0, len(needed), _TEXTS):
        these = revisions.c.id.in_(needed[start : start + _TEXTS])
        for one in connection.execute(select(revisions.c.id, revisions.c.text).where(these)):
            held[one.id] = runs(one.text)
    own = {new[ask_id].id: new[ask_id].text for ask_id, some in wanted.items() if some}
    mine = {key: runs(text) for key, text in own.items()}
    found: dict[int, Like] = {}
    for ask_id, some in wanted.items():
        for row in some:
            if ask_id not in found and same(mine[new[ask_id].id], held[row.revision_id]):
                found[ask_id] = Like(row.id, row.revision_id, row.verdict)
    return found


def _of_equals(connection: Connection, new: Mapping[int, Revision]) -> Iterator[Row[Any]]:
    """Return the candidates of some asks beside which a document may lie, the oldest first."""
    c, d = candidates.c, documents.c
    query = select(d.id, d.private, d.organisation)
    query = query.where(d.id.in_(sorted({one.document_id for one in new.values()})))
    own = {row.id: (row.private, row.organisation) for row in connection.execute(query)}
    length = func.length(revisions.c.text).label("length")
    others = (
        select(c.id, c.ask_id, c.document_id, c.revision_id, c.verdict, length)
        .add_columns(d.private, d.organisation)
        .join(revisions, c.revision_id == revisions.c.id)
        .join(documents, c.document_id == d.id)
        .where(c.ask_id.in_(sorted(new)), c.evidence_id.is_(None))
        .order_by(c.id)
    )
    for row in connection.execute(others):
        mine = new[row.ask_id].document_id
        # What is private to different organisations never lies side by side.
        if row.document_id != mine and (row.private, row.organisation) == own[mine]:
            yield row


def _standing(revision: Revision) -> Standing:
    from tracker.matching.same import standing

    published = revision.published.date() if revision.published else None
    return standing(revision.url, published, revision.id)
