"""What runs by itself: jobs and their runs, mails on their way, addresses that are checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class RunOutcome(StrEnum):
    """How a run of a job ended."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CUT_OFF = "cut off"
    """It took too long, or its process died."""
    STOPPED = "stopped"
    """Somebody ended it with the scheduler or by hand: neither done nor failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a job."""

    id: int
    job: str
    started: datetime
    ended: datetime | None
    """None: it runs, or its process died."""
    outcome: RunOutcome
    counts: Mapping[str, int] = field(default_factory=dict)
    """What it did, by noun: {"sources": 3, "new documents": 12}."""
    error: str | None = None
    by: str = ""
    """The process that does it: host, number and a token of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How a job has fared so far."""

    first: datetime
    """When its first run that is remembered began."""
    last: Run
    good: datetime | None
    """When its last run that was done ended; None: none was."""
    failures: int
    """Runs in a row that were not done, until now; those that were stopped do not count."""
    error: str = ""
    """Why the last of those was not done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Who may do something alone, and until when unless it is renewed."""

    name: str
    holder: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """A task that failed so often that it is not tried again by itself."""

    job: str
    key: str
    """What it is about: "poll:releases"."""
    attempts: int
    since: datetime | None
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueState:
    """How a queue of tasks fares."""

    waiting: int
    """Tasks that nobody has begun; those that wait for another try too."""
    running: int
    again: int
    """How many of those that wait have failed before."""
    oldest: datetime | None
    """Since when the oldest one waits that might be begun; None: none does."""
    failed: int
    stuck: tuple[Stuck, ...] = ()
    """The latest of those that failed for good."""
    workers: tuple[Lease, ...] = ()
    """Who works, by name."""


class ParcelState(StrEnum):
    """How far a mail has come."""

    PREPARED = "prepared"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """The server may have it or not: only a person can find out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """The digest of one week for one recipient, or a bundle of alerts, on its way."""

    id: int
    recipient: str
    week: str
    """ISO week: "2026-W47"; of a bundle of alerts, its name."""
    state: ParcelState
    since: datetime
    until: datetime
    message_id: str
    """By which the mail is found in a mailbox or in the server's log."""
    changed: datetime
    attempts: int
    permanent: bool = False
    """The server refused it for good: it is not tried again until a person says so."""
    note: str | None = None
    """Why it failed, or who resolved what was unknown."""
    by: str | None = None
    """The process that sends it, or sent it."""


class AddressState(StrEnum):
    """What stands at the address of a piece of evidence now."""

    STANDS = "stands"
    ALTERED = "altered"
    """The page answers, but the words are no longer on it."""
    GONE = "gone"
    UNREACHABLE = "unreachable"
    """No answer, or not from the page itself: says nothing about the words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The address of evidence, and what was found there when it was last looked at."""

    url: str
    checked: datetime
    state: AddressState
    since: datetime
    """When it was first found in this state."""
    why: str = ""
    capture: str | None = None
    """SHA-256 of the body that no longer has the words."""
    suggestion: str | None = None
    """Where a copy stands, for a person to judge; nothing is rewritten."""
    searched: datetime | None = None
    """When a copy was last looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """An address that evidence cites, and the words that were quoted from it."""

    url: str
    quotes: tuple[str, ...]
    seen: datetime
    """When the first of them was first seen there."""
    home: str | None
    """An address of the source that named it; None: a person did."""
