"""What the tables are; private to this package. Those of documents stand in `published`.

Values that leave the package are those of `tracker.types`. Lists inside a row are
JSON. Days are dates, moments are UTC. Programs load none of this: their queries use
`db.tables`, which is written from here. A change needs both
`python -m db.declared > db/tables.py` and a migration: tests compare.
"""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from db import published as published
from db.table import Table as _Table
from db.table import metadata as metadata
from db.table import queue as _queue


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


class Person(_Table, table=True):
    """Somebody with an account on the server where the store lies; a file has none."""

    __tablename__ = "people"
    name: str = Field(primary_key=True)
    """The database user, by which she signs what she does."""
    organisation: str
    role: str
    added: datetime


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
    waits: int
    """Candidates that wait for a person."""
    pile: str | None
    """The heap; where that is empty and candidates wait, "to review"."""


class Tally(_Table, table=True):
    """How many asks lie on one pile with one due day, and what waits; triggers keep it."""

    __tablename__ = "tallies"
    rules: str = Field(primary_key=True)
    pile: str = Field(primary_key=True)
    """Empty: the day decides."""
    stopped: bool = Field(primary_key=True)
    day: date = Field(primary_key=True)
    """The last of all days where there is none, or it decides nothing."""
    number: int
    waits: int
    """Candidates that wait for a person, of those asks."""


class LastLook(_Table, table=True):
    """When a person last looked at the board."""

    __tablename__ = "last_looks"
    who: str = Field(primary_key=True)
    at: datetime


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
    organisation: str | None = None
    """Whose alone it is, in a team; None: everybody's."""


class Recipient(_Table, table=True):
    """An address to which digests go."""

    __tablename__ = "recipients"
    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(unique=True)
    added: datetime
    organisation: str | None = None
    """With whose eyes what goes there is made, in a team; None: nobody's."""


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


class Alert(_Table, table=True):
    """One thing that was told to one recipient between two digests, or waits for it."""

    __tablename__ = "alerts"
    __table_args__ = (UniqueConstraint("recipient_id", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    recipient_id: int = Field(foreign_key="recipients.id")
    key: str
    noted: datetime
    bundle: str | None
    line: str


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
    __table_args__ = (UniqueConstraint("organisation", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    name: str
    key: str
    """The name, folded."""
    words: str
    saved: datetime
    organisation: str = Field(sa_column_kwargs={"server_default": ""})
    """Whose it is, in a team."""
