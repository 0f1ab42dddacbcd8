"""The tables; private to this package.

Queries use the plain tables at the bottom (`tables.asks.c.quote`); values that
leave the package are those of `tracker.types`. Lists inside a row are JSON.
Days are dates, moments are UTC. A change here needs a migration: a test compares.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Index, MetaData, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class _Table(SQLModel):
    # What checks values is never asked here, so it is not built.
    model_config = {"defer_build": True}
    metadata: ClassVar[MetaData] = metadata


def _queue(table: str) -> Index:
    """An index of the rows that wait for matching; empty while none do."""
    waiting = text("pending")
    return Index(f"ix_{table}_pending", "id", sqlite_where=waiting)


class Member(_Table, table=True):
    """A member of Congress."""

    __tablename__ = "members"
    bioguide: str = Field(primary_key=True)
    first: str
    last: str
    middle: str
    suffix: str
    nickname: str
    official: str
    seen: datetime


class Term(_Table, table=True):
    """One stretch of a member in one seat."""

    __tablename__ = "terms"
    id: int | None = Field(default=None, primary_key=True)
    bioguide: str = Field(foreign_key="members.bioguide", index=True)
    chamber: str
    state: str
    district: int | None
    party: str
    start: date
    end: date


class Campaign(_Table, table=True):
    """Letters that belong together."""

    __tablename__ = "campaigns"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    added: datetime
    removed: bool


class Letter(_Table, table=True):
    """A letter; its text is that of its main source."""

    __tablename__ = "letters"
    id: int | None = Field(default=None, primary_key=True)
    title: str
    kind: str
    letter_date: date | None
    reply_by: date | None
    stated_total: int | None
    committee: str | None
    text: str
    warnings: str
    recorded: datetime
    confirmed: datetime | None
    merged_into: int | None = Field(foreign_key="letters.id", index=True)
    campaign_id: int | None = Field(foreign_key="campaigns.id", index=True)


class LetterSource(_Table, table=True):
    """A text from which a letter is known, and what it was read to say."""

    __tablename__ = "letter_sources"
    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letters.id", index=True)
    main: bool
    kind: str
    url: str | None
    name: str
    publisher: str | None
    published: date | None
    text: str
    text_hash: str = Field(unique=True)
    raw_hash: str = Field(index=True)
    media_type: str
    pages: str
    reading: str | None
    recorded: datetime


class Addressee(_Table, table=True):
    """An official to whom a letter goes, or who gets a copy."""

    __tablename__ = "addressees"
    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letters.id", index=True)
    cc: bool
    name: str | None
    office: str | None
    start: int | None
    end: int | None


class Signatory(_Table, table=True):
    """A name under a letter, and the source that gave it."""

    __tablename__ = "signatories"
    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letters.id", index=True)
    source_id: int = Field(foreign_key="letter_sources.id")
    name: str
    printed: str
    bioguide: str | None = Field(index=True)
    lead: bool
    start: int | None
    end: int | None


class Ask(_Table, table=True):
    """One thing that a letter asks for."""

    __tablename__ = "asks"
    __table_args__ = (_queue("asks"),)
    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letters.id", index=True)
    number: int
    quote: str
    start: int
    end: int
    kind: str
    summary: str
    due: date | None
    confidence: float
    struck: bool
    pending: bool


class Link(_Table, table=True):
    """What carries an ask on: a later letter, or a question at a hearing."""

    __tablename__ = "links"
    id: int | None = Field(default=None, primary_key=True)
    ask_id: int = Field(foreign_key="asks.id", index=True)
    later_letter_id: int | None = Field(foreign_key="letters.id", index=True)
    later_ask_id: int | None = Field(foreign_key="asks.id")
    text: str | None
    day: date | None
    committee: str | None
    asker: str | None
    url: str | None
    removed: bool


class Standing(_Table, table=True):
    """How an ask stands by some rules, until an event of its letter takes the row away.

    Kept for the board alone: what is missing is worked out anew.
    """

    __tablename__ = "standings"
    __table_args__ = (
        Index("ix_standings_rules_due", "rules", "outstanding", "stopped", "day", "ask_id"),
    )
    ask_id: int = Field(primary_key=True, foreign_key="asks.id")
    rules: str = Field(primary_key=True)
    letter_id: int = Field(index=True)
    number: int
    heap: str | None
    outstanding: bool
    stopped: bool
    day: date | None
    until: date | None
    asked: date | None
    addressees: str
    to: str
    owner: str
    words: str


class LastLook(_Table, table=True):
    """When a person last looked at the board."""

    __tablename__ = "last_looks"
    who: str = Field(primary_key=True)
    at: datetime


class Source(_Table, table=True):
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


class HealthChange(_Table, table=True):
    """A source began to fare otherwise."""

    __tablename__ = "health_changes"
    id: int | None = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="sources.id")
    at: datetime = Field(index=True)
    was: str | None
    state: str
    words: str


class Visit(_Table, table=True):
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


class Document(_Table, table=True):
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


class Revision(_Table, table=True):
    """One state of a document's text."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("document_id", "number"), _queue("revisions"))
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


class Capture(_Table, table=True):
    """A body in the archive."""

    __tablename__ = "captures"
    hash: str = Field(primary_key=True)
    url: str
    media_type: str
    size: int
    at: datetime


class Candidate(_Table, table=True):
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


class Echo(_Table, table=True):
    """A document that says the same as a candidate's."""

    __tablename__ = "echoes"
    __table_args__ = (UniqueConstraint("candidate_id", "document_id"),)
    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="candidates.id")
    revision_id: int = Field(foreign_key="revisions.id")
    document_id: int = Field(foreign_key="documents.id")


class Calibration(_Table, table=True):
    """A threshold that was learnt from decisions; None: back to the one that comes along."""

    __tablename__ = "calibrations"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    who: str
    threshold: float | None
    accepted: int
    rejected: int


class Evidence(_Table, table=True):
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


class Event(_Table, table=True):
    """One line of the ledger; the database refuses to change or remove it."""

    __tablename__ = "events"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    who: str
    kind: str
    letter_id: int | None = Field(foreign_key="letters.id", index=True)
    ask_id: int | None = Field(foreign_key="asks.id", index=True)
    before: str | None
    after: str | None
    why: str | None
    evidence_id: int | None = Field(foreign_key="evidence.id")
    candidate_id: int | None = Field(foreign_key="candidates.id")
    undoes: int | None = Field(foreign_key="events.id", index=True)
    campaign_id: int | None = Field(foreign_key="campaigns.id", index=True)
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


class Recipient(_Table, table=True):
    """An address to which digests go."""

    __tablename__ = "recipients"
    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(unique=True)
    added: datetime


class Parcel(_Table, table=True):
    """A week's digest for one recipient, and how far it has come."""

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("recipient_id", "week"),)
    id: int | None = Field(default=None, primary_key=True)
    recipient_id: int = Field(foreign_key="recipients.id")
    week: str
    state: str
    since: datetime
    until: datetime
    message_id: str
    changed: datetime
    attempts: int
    permanent: bool
    note: str | None
    by: str | None


class Run(_Table, table=True):
    """One run of a job."""

    __tablename__ = "runs"
    __table_args__ = (Index("ix_runs_job_id", "job", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    job: str
    started: datetime
    ended: datetime | None
    outcome: str
    counts: str
    error: str | None
    by: str


class Lease(_Table, table=True):
    """Who may do something alone."""

    __tablename__ = "leases"
    name: str = Field(primary_key=True)
    holder: str
    since: datetime
    until: datetime


class Address(_Table, table=True):
    """An address of evidence, as it was last found."""

    __tablename__ = "addresses"
    url: str = Field(primary_key=True)
    checked: datetime
    state: str
    since: datetime
    why: str
    capture: str | None
    suggestion: str | None
    searched: datetime | None


class SavedFilter(_Table, table=True):
    """What somebody searched for, under a name."""

    __tablename__ = "saved_filters"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    key: str = Field(unique=True)
    """The name, folded."""
    words: str
    saved: datetime


Values = dict[str, Any]
"""The columns of one row, by name."""

members = metadata.tables["members"]
terms = metadata.tables["terms"]
campaigns = metadata.tables["campaigns"]
letters = metadata.tables["letters"]
letter_sources = metadata.tables["letter_sources"]
addressees = metadata.tables["addressees"]
signatories = metadata.tables["signatories"]
asks = metadata.tables["asks"]
links = metadata.tables["links"]
standings = metadata.tables["standings"]
last_looks = metadata.tables["last_looks"]
sources = metadata.tables["sources"]
health_changes = metadata.tables["health_changes"]
visits = metadata.tables["visits"]
documents = metadata.tables["documents"]
revisions = metadata.tables["revisions"]
captures = metadata.tables["captures"]
candidates = metadata.tables["candidates"]
echoes = metadata.tables["echoes"]
calibrations = metadata.tables["calibrations"]
evidence = metadata.tables["evidence"]
events = metadata.tables["events"]
recipients = metadata.tables["recipients"]
outbox = metadata.tables["outbox"]
runs = metadata.tables["runs"]
leases = metadata.tables["leases"]
addresses = metadata.tables["addresses"]
saved_filters = metadata.tables["saved_filters"]
