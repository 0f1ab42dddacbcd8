"""Candidates, decisions, clocks and the digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tracker.types.letters import Addressee, Ask, AskKind, Span
from tracker.types.pairing import Echo, Reason


class Verdict(StrEnum):
    """What a person said of a candidate."""

    NEW = "new"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage of a document that may answer an ask, and why we think so."""

    id: int
    ask_id: int
    revision_id: int
    document_id: int
    score: float
    passage: Span
    quote: str
    """The passage, verbatim."""
    reasons: tuple[Reason, ...]
    verdict: Verdict
    proposed_at: datetime
    title: str
    """Of the document."""
    url: str
    published: datetime | None
    source: str
    private: bool = False
    evidence_id: int | None = None
    """The evidence whose source says otherwise now; None: it is proposed as an answer."""
    told: bool = False
    """An addressee's words in a news story; the score is no likeness."""
    echoes: tuple[Echo, ...] = ()
    """Other documents that say the same, as they came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """An ask that a document may answer, or does."""

    ask_id: int
    number: int
    """Of the ask in its letter."""
    summary: str
    letter_id: int
    letter_title: str
    revision_id: int
    passage: Span
    """Where in the revision."""
    verdict: Verdict | None
    """What a person said of the candidate; None: the passage is evidence."""


class Outcome(StrEnum):
    """What became of an ask; only a person sets it."""

    NO_RESPONSE = "no response yet"
    ACKNOWLEDGED = "acknowledged"
    PARTLY_ANSWERED = "partly answered"
    ANSWERED = "answered"
    DECLINED = "declined"
    REFERRED = "referred"
    CLAIMED_DONE = "claimed done"
    VERIFIED_DONE = "verified done"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "overtaken by events"
    CLOSED = "closed without response"


class Position(StrEnum):
    """Where the addressee stands on an ask."""

    AGREES = "agrees"
    AGREES_IN_PART = "agrees in part"
    NOTED = "noted"
    DISAGREES = "disagrees"
    UNSTATED = "unstated"


class EventKind(StrEnum):
    """What a person did, or what was recorded of an ask or a letter."""

    LETTER_ADDED = "letter added"
    SOURCE_ADDED = "source added"
    LETTER_CONFIRMED = "letter confirmed"
    LETTER_EDITED = "letter edited"
    LETTER_MERGED = "letter merged"
    LETTER_SPLIT = "letter split"
    LETTER_FILED = "letter filed"
    ASK_EDITED = "ask edited"
    ASK_STRUCK = "ask struck"
    ASK_SPLIT = "ask split"
    ASKS_MERGED = "asks merged"
    OUTCOME_SET = "outcome set"
    POSITION_SET = "position set"
    ADEQUACY_SET = "adequacy set"
    DUE_SET = "due date set"
    OWNER_SET = "owner set"
    NOTE_ADDED = "note added"
    TAG_ADDED = "tag added"
    TAG_REMOVED = "tag removed"
    PROMISE_SET = "promise set"
    CLOCK_PAUSED = "clock paused"
    CLOCK_RESUMED = "clock resumed"
    REPLY_ADDED = "reply added"
    EVIDENCE_HOLDS = "evidence still holds"
    EVIDENCE_LOST = "evidence no longer holds"
    CANDIDATE_ACCEPTED = "candidate accepted"
    CANDIDATE_REJECTED = "candidate rejected"
    CANDIDATE_LATER = "candidate put off"
    CARRIED_ON = "carried on"
    LINK_REMOVED = "link removed"
    CAMPAIGN_ADDED = "campaign added"
    CAMPAIGN_RENAMED = "campaign renamed"
    CAMPAIGN_REMOVED = "campaign removed"
    UNDONE = "undone"
    UNKNOWN = "unknown"
    """Written by another version of Askwatch; kept, shown, and never acted upon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the ledger; never changed, never removed."""

    id: int
    at: datetime
    who: str
    kind: EventKind
    letter_id: int | None
    ask_id: int | None
    before: str | None
    after: str | None
    why: str | None
    evidence_id: int | None = None
    candidate_id: int | None = None
    undoes: int | None = None
    """The event that this one takes back."""
    campaign_id: int | None = None
    version: int = 1
    """The form of its values; each kind has its own count of forms."""
    written: str | None = None
    """The kind as it was written, where this version does not know it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The passage on which a decision rests, fixed at the moment of deciding."""

    id: int
    ask_id: int
    revision_id: int
    document_id: int
    passage: Span
    quote: str
    url: str
    title: str
    published: datetime | None
    first_seen: datetime
    raw_hash: str | None
    text_hash: str
    how: str
    """How it was obtained: "polled from 'state-press-releases'", "filed by hand"."""
    private: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """The day by which an official said that an answer would come."""

    day: date
    event: int
    why: str | None
    """Who said so, and where."""
    evidence_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A time in which the clock of an ask does not run."""

    start: date
    """The first day that does not count."""
    end: date | None
    """The day on which it runs again; None: nobody has said."""
    why: str | None
    event: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskState:
    """What the events say of an ask, and nothing else."""

    outcome: Outcome = Outcome.NO_RESPONSE
    position: Position | None = None
    adequate: bool | None = None
    due: date | None = None
    """A date that a person set; it goes before every rule."""
    owner: str | None = None
    notes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    """In the order in which they were given."""
    promise: Promise | None = None
    pauses: tuple[Pause, ...] = ()
    """Oldest first; they do not overlap."""
    doubted: int | None = None
    """The event that said that evidence no longer holds; a new outcome clears it."""
    unread: tuple[int, ...] = ()
    """Events that this version cannot read; they count for nothing here."""
    last_event: int | None = None
    decided: datetime | None = None
    """When the outcome last changed."""


class Clock(StrEnum):
    """How the time stands for an ask; derived, never stored."""

    WAITING = "waiting"
    DUE_SOON = "due soon"
    OVERDUE = "overdue"
    LONG_OVERDUE = "long overdue"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When an answer is due, and why then."""

    day: date | None
    """None: nothing gives a date."""
    why: str
    """In words, for staff: "21 business days after 29 Nov 2023, ..."."""
    clock: Clock
    days: int | None
    """Calendar days from today to the due day; negative when past, pauses since not counted."""
    promised: date | None = None
    """By when an official promised an answer, while one is wanted; beside the due day."""
    promise_days: int | None = None
    """Calendar days from today to the promised day; negative when past."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One ask as the board shows it."""

    ask: Ask
    letter_id: int
    letter_title: str
    letter_date: date | None
    announced: date | None
    reply_by: date | None
    addressees: tuple[Addressee, ...]
    state: AskState
    waiting_candidates: int
    """Candidates that nobody has judged, or that were put off."""
    changed_evidence: int = 0
    """How many of them say that the source of evidence has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLine:
    """One remark of a digest."""

    words: str
    command: str | None = None
    """What to type to see more: "askwatch ask show 12"."""
    quote: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """How all asks stood at one moment of a trend."""

    day: date
    answered: int
    """Wholly or in part."""
    overdue: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A week's mail, before anybody renders it."""

    week: str
    """ISO week: "2026-W47"."""
    since: datetime
    until: datetime
    answers: tuple[DigestLine, ...]
    to_review: tuple[DigestLine, ...]
    newly_overdue: tuple[DigestLine, ...]
    due_soon: tuple[DigestLine, ...]
    new_letters: tuple[DigestLine, ...]
    troubles: tuple[DigestLine, ...]
    counts: tuple[tuple[str, int], ...]
    """Every ask once, by what became of it; the last pair is the total."""
    changed: tuple[DigestLine, ...] = ()
    """Evidence of which the source says otherwise now."""
    promises: tuple[DigestLine, ...] = ()
    """Promised days that went by without an answer."""
    silent: tuple[DigestLine, ...] = ()
    """Jobs that have not succeeded for too long."""
    before: tuple[tuple[str, int], ...] = ()
    """The counts at `since`; empty: it cannot be told."""
    trend: tuple[Point, ...] = ()
    """Some weeks' ends, oldest first; the last is now."""
    scope: str = ""
    """Of what it tells, where that is not everything."""
    coverage: str = ""
    """Where answers were looked for, and how well."""
    late: str = ""
    """Where it tells of more than its week: of how many, and why; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAsk:
    """An outstanding ask with what matching needs to know of its letter."""

    id: int | str
    quote: str
    summary: str
    kind: AskKind
    letter_id: int | None
    letter_title: str
    letter_date: date | None
    """The day from which it counts; None: undated, nothing can be too early."""
    addressees: tuple[Addressee, ...] = ()
    pending: bool = False
    """New: not yet compared with the documents already held."""
    signers: tuple[str, ...] = ()
    """Who signed the letter, as far as a text that names it might say."""
