"""Documents with their revisions: what is held, what waits for matching."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Select, bindparam, insert, or_, select, update

from db import bearings, listing, rows, sql
from db.document_rows import (
    all_documents,
    as_document,
    as_revision,
    get_document,
    get_revision,
    newest_revisions,
)
from db.engine import Database
from db.listing import UNLISTED, Line
from db.prepared import Prepared
from db.sources import BY_HAND, by_hand
from db.tables import Values, documents, revisions, sources
from tracker.text import short, text_hash
from tracker.types import Bearing, Document, Held, Revision

# Made once: a poll asks them of every source.
_PLACE = Prepared(select(sources.c.listing).where(sources.c.name == bindparam("place")))
_KNOWN: Select[Any] = select(
    documents.c.id,
    documents.c.identity,
    documents.c.title,
    documents.c.text_hash,
    documents.c.published,
    documents.c.last_seen,
    sources.c.name,
).join(sources, documents.c.source_id == sources.c.id)
_HELD = Prepared(
    _KNOWN.where(
        documents.c.host
        == select(sources.c.host).where(sources.c.name == bindparam("place")).scalar_subquery(),
        documents.c.identity.in_(sql.among("identities", sql.EachText)),
    )
)
_LISTED = Prepared(_KNOWN.where(documents.c.id.in_(sql.among("ids", sql.EachNumber))))


class Documents:
    """Documents as they are kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def held(self, source: str, identities: Iterable[str]) -> dict[str, Held]:
        """Return, of these identities, the documents that the source's host already has."""
        wanted = sql.each(identities)
        with self._database.glance() as connection:
            found = _HELD.all(connection, {"place": source, "identities": wanted})
            return {row.identity: _as_held(row) for row in found}

    def last_listing(self, source: str) -> dict[str, Held]:
        """Return the documents on the latest good page of the source's main way, in page order.

        Raises:
            NotHeldError: no such source.
        """
        with self._database.reading() as connection:
            place = _PLACE.one(connection, "source", source, {"place": source})
            lines = listing.read(place.listing)
            found = _LISTED.all(connection, {"ids": sql.each(line.document for line in lines)})
            by_id = {row.id: row for row in found}
            return {
                by_id[line.document].identity: _as_held(by_id[line.document], line)
                for line in lines
            }

    def get(self, document_id: int) -> Document:
        """Return a document.

        Raises:
            NotHeldError: no such document.
        """
        with self._database.reading() as connection:
            return get_document(connection, document_id)

    def list(
        self, *, source: str | None = None, limit: int | None = None, offset: int = 0
    ) -> tuple[Document, ...]:
        """Return documents, last recorded first."""
        query = all_documents().order_by(documents.c.id.desc()).limit(limit).offset(offset)
        if source is not None:
            query = query.where(sources.c.name == source)
        with self._database.reading() as connection:
            return tuple(as_document(row) for row in connection.execute(query))

    def revisions(self, document_id: int) -> tuple[Revision, ...]:
        """Return a document's revisions, oldest first.

        Raises:
            NotHeldError: no such document.
        """
        query = select(revisions).where(revisions.c.document_id == document_id)
        with self._database.reading() as connection:
            get_document(connection, document_id)
            found = connection.execute(query.order_by(revisions.c.number))
            return tuple(as_revision(row) for row in found)

    def revision(self, revision_id: int) -> Revision:
        """Return one revision.

        Raises:
            NotHeldError: no such revision.
        """
        with self._database.reading() as connection:
            return get_revision(connection, revision_id)

    def bearings(self, document_id: int) -> tuple[Bearing, ...]:
        """Return the asks for which it is evidence, then those that it may answer."""
        with self._database.reading() as connection:
            return bearings.of_document(connection, document_id)

    def replies_to(self, document_id: int) -> tuple[int, ...]:
        """Return the letters to which it was filed as a reply, by id."""
        with self._database.reading() as connection:
            return bearings.replied(connection, document_id)

    def with_text(self, text_hash: str) -> Document | None:
        """Return the document that somebody filed by hand with this text; None: nobody did."""
        c = documents.c
        query = all_documents().where(c.host == BY_HAND, c.text_hash == text_hash).order_by(c.id)
        with self._database.reading() as connection:
            row = connection.execute(query.limit(1)).first()
        return None if row is None else as_document(row)

    def latest(
        self, *, since: date | None = None, after: int = 0, limit: int = 500
    ) -> tuple[Revision, ...]:
        """Return the latest revision of each document, a page at a time, by revision id.

        Only of documents published on that day or later, or undated, where `since`
        is given. `after` is the last id of the page before.
        """
        c = documents.c
        query = newest_revisions().where(revisions.c.id > after).limit(limit)
        if since is not None:
            begin = datetime.combine(since, time(), UTC)
            query = query.where(or_(c.published.is_(None), c.published >= begin))
        with self._database.reading() as connection:
            return tuple(as_revision(row) for row in connection.execute(query))

    def pending(
        self, limit: int = 500, *, span: tuple[int, int] | None = None
    ) -> tuple[Revision, ...]:
        """Return revisions that wait for matching, oldest first; `candidates.record` clears them.

        Of a document with several only the latest matters: earlier ones are not
        returned, and are cleared with it. `span`: only those from one id to another,
        both included.
        """
        query = newest_revisions().where(revisions.c.pending).limit(limit)
        if span is not None:
            query = query.where(revisions.c.id.between(*span))
        with self._database.reading() as connection:
            return tuple(as_revision(row) for row in connection.execute(query))

    def pending_ids(self) -> tuple[int, ...]:
        """Return the ids of all revisions that wait for matching."""
        query = select(revisions.c.id).where(revisions.c.pending).order_by(revisions.c.id)
        with self._database.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def add_by_hand(
        self,
        *,
        identity: str,
        url: str,
        title: str,
        published: datetime | None,
        text: str,
        raw_hash: str,
        private: bool,
        now: datetime,
        who: str,
    ) -> Document:
        """File a document that a person brings; it waits for matching.

        The same text or the same identity twice is the same document; another text
        under the same identity is its next revision. What was filed as private
        stays private.

        Raises:
            NotAllowedError: nobody is named.
        """
        rows.named(who)
        digest, c = text_hash(text), documents.c
        own = self._own(identity) if private else identity
        latest: Values = {"url": url, "title": title, "published": published}
        latest |= {"last_seen": now, "text_hash": digest}
        with self._database.writing() as connection:
            source_id = by_hand(connection)
            same = or_(c.identity.in_((identity, own)), c.text_hash == digest)
            query = select(documents).where(c.host == BY_HAND, same)
            held = connection.execute(query.order_by(c.text_hash != digest)).first()
            if held is None:
                values: Values = {"source_id": source_id, "host": BY_HAND, "identity": own}
                values |= {"first_seen": now, "private": private, "revisions": 1, **latest}
                key, number = rows.insert(connection, insert(documents).values(values)), 1
            elif held.text_hash != digest:
                key, number = held.id, held.revisions + 1
                latest |= {"revisions": number, "private": held.private or private}
                connection.execute(update(documents).where(c.id == key).values(latest))
            else:
                private = held.private or private
                connection.execute(update(documents).where(c.id == held.id).values(private=private))
                return get_document(connection, held.id)
            revision: Values = {"document_id": key, "number": number, "title": title, "url": url}
            revision |= {"published": published, "text": text, "text_hash": digest, "seen": now}
            connection.execute(insert(revisions).values(capture=raw_hash, pending=True, **revision))
            return get_document(connection, key)

    def _own(self, identity: str) -> str:
        """Return what tells a private document from others: two organisations may hold the same.

        Neither shall know it of the other.
        """
        me = self._database.me
        return f"{identity} ({me.organisation})" if me else identity


def _as_held(row: Any, line: Line = UNLISTED) -> Held:
    return Held(
        title=short(row.title),
        text_hash=row.text_hash,
        published=row.published,
        last_seen=row.last_seen,
        source=row.name,
        mark=line.mark,
        missed=line.missed,
    )
