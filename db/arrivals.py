"""What a page brings, compared with the rows that are held, and kept.

Used inside the transaction of a visit. The comparison was already made outside
(`tracker.changes`); it is made again here by hash and title, because another
feed of the same host may have brought the document in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from db import rows, sql
from db.listing import Line
from db.prepared import Prepared, inserting
from db.tables import Values, documents, revisions
from tracker.types import Change, ChangeKind

_LATEST = ("url", "title", "published", "last_seen", "vanished", "text_hash")
_LISTED = (documents.c.host == bindparam("at_host")) & documents.c.identity.in_(
    sql.among("identities", sql.EachText)
)
_FIND = Prepared(select(documents.c.id).where(_LISTED))
_SEE = Prepared(
    update(documents)
    .where(_LISTED)
    .values(last_seen=bindparam("now"), vanished=None)
    .returning(
        documents.c.id,
        documents.c.identity,
        documents.c.title,
        documents.c.text_hash,
        documents.c.revisions,
    )
)
_ADD = inserting(documents)
_ADD_REVISION = inserting(revisions)
_REVISED = Prepared(
    update(documents)
    .where(documents.c.id == bindparam("key"))
    .values(revisions=documents.c.revisions + 1),
    _LATEST,
)
_MISSED = Prepared(
    update(documents)
    .where(_LISTED, documents.c.vanished.is_(None))
    .values(vanished=bindparam("now"))
)


class Arrivals:
    """The documents of one visit to one source."""

    def __init__(self, connection: Connection, source_id: int, host: str, now: datetime) -> None:
        self._connection, self._source_id, self._host, self._now = connection, source_id, host, now
        self.added = 0
        """How many documents were not held before."""
        self.newest: datetime | None = None
        """The latest publication date among all that were listed."""

    def keep(self, changes: Sequence[Change], capture: str | None) -> list[Line]:
        """Keep what is new or revised; return the listing of all documents, in page order."""
        # Backwards: pages list the newest first, and ids should follow the days.
        listed = {change.identity: change for change in reversed(changes)}
        held = self._seen(listed)
        new = [change for identity, change in listed.items() if identity not in held]
        self.added = len(new)
        ids = {identity: int(row.id) for identity, row in held.items()} | self._add(new)
        self._revise([(held[i], change) for i, change in listed.items() if i in held], capture)
        first = [self._revision(ids[c.identity], 1, c, capture) for c in new]
        _ADD_REVISION.run(self._connection, first)
        for change in changes:
            self.newest = rows.later(self.newest, change.item.published)
        return [Line(ids[name], listed[name].item.mark) for name in reversed(listed)]

    def miss(self, identities: Iterable[str]) -> None:
        """Note that documents do not stand where they should; the first time counts."""
        missing = list(identities)
        if missing:
            _MISSED.run(self._connection, [self._these(missing)])

    def await_(self, identities: Sequence[str], before: Iterable[Line]) -> list[Line]:
        """Return the lines of documents that are missing now; since before, if they were."""
        if not identities:
            return []
        ids = {row.id for row in _FIND.all(self._connection, self._these(identities))}
        return [Line(b.document, "", b.missed or self._now) for b in before if b.document in ids]

    def _seen(self, identities: Iterable[str]) -> dict[str, Any]:
        """Note that documents stand on the page; return those that were held before."""
        found = _SEE.all(self._connection, self._these(identities))
        return {row.identity: row for row in found}

    def _these(self, identities: Iterable[str]) -> Values:
        return {"at_host": self._host, "identities": sql.each(identities), "now": self._now}

    def _add(self, new: Sequence[Change]) -> dict[str, int]:
        always = {
            "source_id": self._source_id,
            "host": self._host,
            "first_seen": self._now,
            "private": False,
            "organisation": None,
            "revisions": 1,
        }
        return {
            change.identity: _ADD.add(
                self._connection, {"identity": change.identity, **always, **self._latest(change)}
            )
            for change in new
        }

    def _revise(self, pairs: Sequence[tuple[Any, Change]], capture: str | None) -> None:
        changed = [(row, change) for row, change in pairs if _differs(row, change)]
        _ADD_REVISION.run(
            self._connection,
            [self._revision(row.id, row.revisions + 1, c, capture) for row, c in changed],
        )
        _REVISED.run(
            self._connection,
            [{"key": row.id, **self._latest(change)} for row, change in changed],
        )

    def _latest(self, change: Change) -> Values:
        item = change.item
        return {
            "url": item.url,
            "title": item.title,
            "published": item.published,
            "last_seen": self._now,
            "vanished": None,
            "text_hash": change.text_hash,
        }

    def _revision(
        self, document_id: int, number: int, change: Change, capture: str | None
    ) -> Values:
        item = change.item
        return {
            "document_id": document_id,
            "number": number,
            "title": item.title,
            "url": item.url,
            "published": item.published,
            "text": item.text,
            "text_hash": change.text_hash,
            "seen": self._now,
            "capture": capture,
            "pending": True,
        }


def _differs(row: Any, change: Change) -> bool:
    same = row.text_hash == change.text_hash and row.title == change.item.title
    return change.kind is not ChangeKind.SAME and not same
