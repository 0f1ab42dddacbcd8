"""Near-identical documents: one candidate, with the others listed beside it.

The first official one stands as the candidate, until a person has judged it;
after that a later copy only joins it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from db.document_rows import get_revision
from db.tables import Values, candidates, documents, echoes, revisions, sources
from tracker.text import short
from tracker.types import Echo, Revision, Verdict

if TYPE_CHECKING:
    from tracker.matching.same import Runs, Standing

_OPEN = (Verdict.NEW.value, Verdict.LATER.value)
_AT_ONCE = 5000
"""Candidates that are asked for in one question."""
_TEXTS, _KEPT = 100, 1000
"""Texts that are held at once to be compared, and of how many their runs are remembered."""
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


class Alike:
    """Which texts say the same as candidates of an ask, or as each other."""

    def __init__(self, connection: Connection, pairs: Collection[tuple[int, Revision]]) -> None:
        """Look up what some revisions may lie beside, each for an ask."""
        self._runs = {one.id: _runs((one.text_hash, len(one.text)), one.text) for _, one in pairs}
        self._own = _whose(connection, {one.document_id for _, one in pairs})
        self._beside: defaultdict[int, list[Row[Any]]] = defaultdict(list)
        for row in _standing_alone(connection, {ask_id for ask_id, _ in pairs}):
            self._beside[row.ask_id].append(row)
        near: dict[int, _Key] = {
            row.revision_id: (row.text_hash, row.length)
            for ask_id, one in pairs
            for row in self._beside[ask_id]
            if self._may_be(row, one)
        }
        self._runs |= {id_: _KNOWN[key] for id_, key in near.items() if key in _KNOWN}
        missing = [id_ for id_ in near if id_ not in self._runs]
        for start in range(0, len(missing), _TEXTS):
            these = revisions.c.id.in_(missing[start : start + _TEXTS])
            query = select(revisions.c.id, revisions.c.text).where(these)
            for id_, text in connection.execute(query).tuples():
                self._runs[id_] = _runs(near[id_], text)

    def candidate(self, ask_id: int, revision: Revision) -> Like | None:
        """Return the ask's first candidate of another document that says the same."""
        for row in self._beside[ask_id]:
            if self._may_be(row, revision) and self.same(revision.id, row.revision_id):
                return Like(row.id, row.revision_id, row.verdict)
        return None

    def same(self, one: int, other: int) -> bool:
        """Say whether two revisions that were looked up are near-identical."""
        from tracker.matching.same import same

        return same(self._runs[one], self._runs[other])

    def _may_be(self, row: Row[Any], revision: Revision) -> bool:
        # What is private to different organisations never lies side by side.
        its, own = (row.private, row.organisation), self._own[revision.document_id]
        less, more = sorted((row.length, len(revision.text)))
        return row.document_id != revision.document_id and its == own and less >= _HALF * more


_Key = tuple[str, int]
"""The hash and the length of a text."""
_KNOWN: dict[_Key, Runs] = {}
"""The runs of texts; of many the ones that were worked out first are forgotten."""


def _runs(key: _Key, text: str) -> Runs:
    # Arrays are for who compares texts, not for all who open the store.
    from tracker.matching.same import runs

    if (known := _KNOWN.get(key)) is None:
        known = runs(text)
        while len(_KNOWN) >= _KEPT:
            _KNOWN.pop(next(iter(_KNOWN)), None)
        _KNOWN[key] = known
    return known


def _whose(connection: Connection, ids: Collection[int]) -> dict[int, tuple[bool, str | None]]:
    d = documents.c
    query = select(d.id, d.private, d.organisation).where(d.id.in_(sorted(ids)))
    return {row.id: (row.private, row.organisation) for row in connection.execute(query)}


def _standing_alone(connection: Connection, ask_ids: Collection[int]) -> Iterable[Row[Any]]:
    """Return the candidates of some asks beside which a document may lie, the oldest first."""
    c, d, length = candidates.c, documents.c, func.length(revisions.c.text)
    query = (
        select(c.id, c.ask_id, c.document_id, c.revision_id, c.verdict)
        .add_columns(revisions.c.text_hash, length.label("length"), d.private, d.organisation)
        .join(revisions, c.revision_id == revisions.c.id)
        .join(documents, c.document_id == d.id)
        .where(c.ask_id.in_(sorted(ask_ids)), c.evidence_id.is_(None))
        .order_by(c.id)
    )
    return connection.execute(query)


def _standing(revision: Revision) -> Standing:
    from tracker.matching.same import standing

    published = revision.published.date() if revision.published else None
    return standing(revision.url, published, revision.id)
