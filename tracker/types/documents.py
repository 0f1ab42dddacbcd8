"""Sources, visits, and the documents that they bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracker.types.letters import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way into a source: an address and the layout that reads it."""

    layout: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A place where answers may appear, as config.toml or the catalog names it."""

    name: str
    ways: tuple[Way, ...]
    """The main way first, then its fallbacks in order."""
    every: timedelta
    enabled: bool = True
    title: str = ""
    """What staff call it; the name where empty."""
    expects: timedelta | None = None
    """Longer without a new item is worth a remark; None: no expectation."""
    valid_from: date | None = None
    valid_to: date | None = None
    proven: bool = True
    """False until a live visit has passed; such a source is said to be unproven."""
    delay: float | None = None
    """Seconds between requests to its host, where it wants more than is set for all."""


class VisitStatus(StrEnum):
    """How a visit to a source ended."""

    NEW = "new"
    UNCHANGED = "unchanged"
    GAP = "gap"
    BLOCKED = "blocked"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One response, as it came."""

    url: str
    """The address that was asked for."""
    final_url: str
    """The address that answered, after redirects."""
    status: int
    media_type: str
    """Lower case, without parameters; empty if the server named none."""
    charset: str | None
    """As the server named it; None: not named, look into the body."""
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched: datetime
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A document as one page lists it, before it is compared with what we hold."""

    title: str
    url: str
    """Absolute, cleaned of spaces."""
    guid: str | None
    published: datetime | None
    """The publisher's claim. A day without a time is midnight UTC."""
    text: str = ""
    """Plain text; empty where the page lists titles only."""
    day_only: bool = False
    """True where the publisher gives a day and no time."""
    mark: str = ""
    """Digest of the item as it came, markup and all; empty where the layout takes none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One look at a source, as it is recorded."""

    source: str
    at: datetime
    status: VisitStatus
    url: str
    http_status: int | None
    new: int
    revised: int
    documents: int
    """How many items the page listed; 0 for a 304."""
    seconds: float
    bytes: int
    error: str | None
    next_due: datetime
    etag: str | None = None
    last_modified: str | None = None
    capture: str | None = None
    """SHA-256 of the body, if it was archived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A source, and how its visits have gone so far."""

    source: Source
    last: Visit | None
    """The latest visit of any outcome."""
    last_good: datetime | None
    """When it last answered as it should; 304 counts."""
    newest: datetime | None
    """The newest publication date of any of its documents."""
    failures: int
    """Visits in a row that were blocked or failed, until now."""
    etag: str | None
    last_modified: str | None
    documents: int
    gaps: int

    @property
    def next_due(self) -> datetime | None:
        """When the next visit is due; None: at once."""
        return self.last.next_due if self.last else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A published document, followed through its revisions."""

    id: int
    source: str
    guid: str
    """The identity within its host: the publisher's guid, else address and day."""
    url: str
    title: str
    published: datetime | None
    first_seen: datetime
    last_seen: datetime
    revisions: int
    vanished: datetime | None
    """When it was first missing where it should have stood; None: it was not."""
    private: bool = False
    """Came by hand and may not be shown outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One state of a document's text."""

    id: int
    document_id: int
    number: int
    """From 1, in the order in which we saw them."""
    title: str
    url: str
    published: datetime | None
    text: str
    text_hash: str
    seen: datetime
    capture: str | None
    """SHA-256 of the captured body it was read from."""


class ChangeKind(StrEnum):
    """What a page says of a document, beside what we hold."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One item of a page, compared with what we hold."""

    kind: ChangeKind
    identity: str
    text_hash: str
    item: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a poll must know of a document to decide whether it changed."""

    title: str
    text_hash: str
    """Of its latest revision, as the title."""
    published: datetime | None
    last_seen: datetime
    source: str
    """The source that first brought it."""
    mark: str = ""
    """Of the item as it stood in the source's latest listing; empty: it is not known."""
    missed: datetime | None = None
    """Since when it is missing from the top of its source's listing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A body that was put into the archive."""

    hash: str
    """SHA-256 of the body."""
    url: str
    media_type: str
    size: int
    at: datetime


class Find(StrEnum):
    """What a search looks through."""

    LETTER = "letter"
    DOCUMENT = "document"
    REPLY = "reply"
    """A document that was filed as a reply to a letter."""
    NOTE = "note"
    """What somebody wrote: a note, a tag, or why something was decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One find of a search."""

    noun: str
    """What it is held as: "letter", "document" or "note"; a reply is a document."""
    id: int
    """Of the letter, of the document, of the event with the note."""
    title: str
    """Of a note: whose it is, and what was done."""
    snippet: str
    """Some words around the finds; found ones stand between [ and ]."""
    url: str | None
    when: date | None
    """The day of the letter, of publication, of the note; None: undated."""
    kind: Find
    source: str | None = None
    """What staff call the source of a document; None of others."""
    private: bool = False
    """It may not be shown outside."""
    letter: int | None = None
    """The letter of a note."""
    ask: int | None = None
    """The ask of a note."""
    found: tuple[Span, ...] = ()
    """Where in the snippet the found words stand, brackets left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFilter:
    """What somebody searched for, under a name."""

    name: str
    words: str
    """As typed."""
    saved: datetime
