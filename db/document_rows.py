"""Documents inside a transaction: read from their rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, select

from db import rows
from db.tables import documents, revisions, sources
from tracker.text import short
from tracker.types import Document, Revision


def get_document(connection: Connection, document_id: int) -> Document:
    """Return a document, or raise NotHeldError."""
    query = all_documents().where(documents.c.id == document_id)
    return as_document(rows.one(connection, query, "document", document_id))


def get_revision(connection: Connection, revision_id: int) -> Revision:
    """Return a revision, or raise NotHeldError."""
    query = select(revisions).where(revisions.c.id == revision_id)
    return as_revision(rows.one(connection, query, "revision", revision_id))


def all_documents() -> Select[Any]:
    """Return the query for all documents, each with the name of its source."""
    name = sources.c.name.label("source")
    return select(documents, name).join(sources, documents.c.source_id == sources.c.id)


def newest_revisions() -> Select[Any]:
    """Return the query for the newest revision of each document, the oldest first."""
    newest = (revisions.c.document_id == documents.c.id) & (
        revisions.c.number == documents.c.revisions
    )
    return select(revisions).join(documents, newest).order_by(revisions.c.id)


def as_document(row: Row[Any]) -> Document:
    """Return a row as a document."""
    return Document(
        id=row.id,
        source=row.source,
        guid=row.identity,
        url=row.url,
        title=short(row.title),
        published=row.published,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        revisions=row.revisions,
        vanished=row.vanished,
        private=row.private,
    )


def as_revision(row: Row[Any]) -> Revision:
    """Return a row as a revision."""
    return Revision(
        id=row.id,
        document_id=row.document_id,
        number=row.number,
        title=short(row.title),
        url=row.url,
        published=row.published,
        text=row.text,
        text_hash=row.text_hash,
        seen=row.seen,
        capture=row.capture,
    )
