"""The tables of sources, of what they published, and of what in it answers an ask."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, false
from sqlmodel import Field

from db.table import Table, queue


class Source(Table, table=True):
    """A place that is watched: its settings, and what its visits have come to."""

    __tablename__ = "sources"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    host: str = Field(index=True)
    title: str
    ways: str
    every: float
    enabled: bool
    expects: float | None
    valid_from: date | None
    valid_to: date | None
    proven: bool
    delay: float | None = None
    next_due: datetime | None = None
    claimed_by: str | None = None
    claimed_until: datetime | None = None
    last_visit: int | None = None
    last_good: datetime | None = None
    newest: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0
    documents: int = 0
    gaps: int = 0
    listing: str = "[]"
    health: str | None = None
    """As it was last told; None: nothing was told yet."""


class HealthChange(Table, table=True):
    """A source began to fare otherwise."""

    __tablename__ = "health_changes"
    id: int | None = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="sources.id")
    at: datetime = Field(index=True)
    was: str | None
    state: str
    words: str


class Visit(Table, table=True):
    """One look at a source."""

    __tablename__ = "visits"
    __table_args__ = (Index("ix_visits_source_id_id", "source_id", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="sources.id")
    at: datetime = Field(index=True)
    status: str
    url: str
    http_status: int | None
    new: int
    revised: int
    documents: int
    seconds: float
    bytes: int
    error: str | None
    next_due: datetime
    etag: str | None
    last_modified: str | None
    capture: str | None


class Document(Table, table=True):
    """A published document, with what a poll asks of its latest revision."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("host", "identity"),)
    id: int | None = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="sources.id", index=True)
    host: str
    identity: str
    url: str
    title: str
    published: datetime | None = Field(index=True)
    first_seen: datetime
    last_seen: datetime
    vanished: datetime | None
    private: bool
    revisions: int
    text_hash: str
    organisation: str | None = None
    """Whose alone it is, where it is private in a team; None: no team's."""


class Revision(Table, table=True):
    """One state of a document's text."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("document_id", "number"), queue("revisions"))
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="documents.id")
    number: int
    title: str
    url: str
    published: datetime | None
    text: str
    text_hash: str = Field(index=True)
    seen: datetime
    capture: str | None
    pending: bool


class Capture(Table, table=True):
    """A body in the archive."""

    __tablename__ = "captures"
    hash: str = Field(primary_key=True)
    url: str
    media_type: str
    size: int
    at: datetime


class Candidate(Table, table=True):
    """A passage that may answer an ask."""

    __tablename__ = "candidates"
    __table_args__ = (UniqueConstraint("ask_id", "revision_id"),)
    id: int | None = Field(default=None, primary_key=True)
    ask_id: int = Field(foreign_key="asks.id")
    revision_id: int = Field(foreign_key="revisions.id", index=True)
    document_id: int = Field(foreign_key="documents.id", index=True)
    score: float
    start: int
    end: int
    quote: str
    reasons: str
    verdict: str
    proposed_at: datetime
    evidence_id: int | None = Field(default=None, foreign_key="evidence.id")
    told: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """An addressee's words in a news story; its score is no likeness."""


class Echo(Table, table=True):
    """A document that says the same as a candidate's."""

    __tablename__ = "echoes"
    __table_args__ = (UniqueConstraint("candidate_id", "document_id"),)
    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="candidates.id")
    revision_id: int = Field(foreign_key="revisions.id")
    document_id: int = Field(foreign_key="documents.id")


class Calibration(Table, table=True):
    """A threshold that was learnt from decisions; None: back to the one that comes along."""

    __tablename__ = "calibrations"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    who: str
    threshold: float | None
    accepted: int
    rejected: int


class Evidence(Table, table=True):
    """A passage as it stood when somebody decided by it."""

    __tablename__ = "evidence"
    id: int | None = Field(default=None, primary_key=True)
    ask_id: int = Field(foreign_key="asks.id", index=True)
    revision_id: int = Field(foreign_key="revisions.id", index=True)
    start: int
    end: int
    quote: str
    url: str
    title: str
    published: datetime | None
    first_seen: datetime
    raw_hash: str | None
    text_hash: str
    how: str
    private: bool
