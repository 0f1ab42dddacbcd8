"""When a source is next due, whose turn it is, and how healthy a source is.

Pure: the clock is an argument. Nothing is ever given up for good: after trouble
the next visit is due in 1 h, 2 h, 4 h and so on, at most 24 h later.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from tracker.types import Page, Source, VisitStatus, Watched

FIRST_WAIT = timedelta(hours=1)
LONGEST_WAIT = timedelta(hours=24)
"""Between two visits to a source in trouble; doubling from the first to the longest."""
LONGEST_FRESH = timedelta(hours=6)
"""The most that we let a site's Cache-Control or ttl put a visit off."""
LONGEST_RETRY_AFTER = timedelta(days=7)
"""The most that we let a server send us away; else one header could end the watch."""
CLOCK_SLACK = timedelta(minutes=5)
"""A last visit further in the future than this means that the clock was put back."""

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})")
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)


class HealthState(StrEnum):
    """How a source does."""

    DELIVERING = "delivering"
    QUIET = "quiet"
    DEGRADED = "degraded"
    BLOCKED = "blocked"
    NO_DATA = "no data"

    @property
    def trouble(self) -> int:
        """How much it needs a person, from 0 (not at all) up."""
        return tuple(HealthState).index(self)


@dataclass(frozen=True, slots=True)
class Health:
    """How a source does, and why we say so."""

    state: HealthState
    words: str
    """One plain clause: "403 Forbidden; 3 visits in a row"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthChange:
    """A source began to fare otherwise; told once."""

    source: str
    at: datetime
    was: HealthState | None
    """None: it was told for the first time."""
    state: HealthState
    words: str

    @property
    def recovered(self) -> bool:
        """Whether it came back from trouble."""
        return self.state is HealthState.DELIVERING


def next_due(
    every: timedelta,
    now: datetime,
    *,
    failures: int = 0,
    retry_after: timedelta | None = None,
    fresh_for: timedelta | None = None,
) -> datetime:
    """Return when the next visit is due after one that has just ended.

    `failures` counts blocked or failed visits in a row, this one included;
    0 means that it went well, and the source's own period counts. Never sooner
    than the server's Retry-After, nor while it calls its answer fresh.
    """
    if failures:
        wait = min(FIRST_WAIT * (1 << min(failures - 1, 10)), LONGEST_WAIT)
    else:
        wait = max(every, min(fresh_for or timedelta(), LONGEST_FRESH))
    # In UTC: in another zone an hour more may be two, or none, when the clocks change.
    return now.astimezone(UTC) + max(wait, min(retry_after or timedelta(), LONGEST_RETRY_AFTER))


def fresh_for(page: Page) -> timedelta | None:
    """Return how long a page calls itself fresh: Cache-Control's max-age or the feed's ttl.

    The longer of both; None if it says nothing.
    """
    control = ",".join(value for name, value in page.headers if name.lower() == "cache-control")
    seconds = [int(number) for number in _MAX_AGE.findall(control.lower())]
    seconds += [60 * int(minutes) for minutes in _TTL.findall(page.body[:4096])[:1]]
    return timedelta(seconds=max(seconds)) if seconds else None


def is_due(watched: Watched, now: datetime) -> bool:
    """Say whether it is a source's turn: switched on, valid today, and its time has come.

    A machine that slept for a week finds it due once. After a clock that ran
    ahead was put back, it is due at once.
    """
    if not is_watched(watched.source, now):
        return False
    last = watched.last
    return last is None or last.next_due <= now or last.at > now + CLOCK_SLACK


def is_watched(source: Source, now: datetime) -> bool:
    """Say whether a source is switched on and valid today."""
    begun = source.valid_from is None or source.valid_from <= now.date()
    over = source.valid_to is not None and source.valid_to < now.date()
    return source.enabled and begun and not over


def health(watched: Watched, now: datetime) -> Health:
    """Return how a source does, and why.

    no data      it has never answered as it should, or never listed anything
    blocked      something else answered in its place the last time
    degraded     its last visit failed, left a gap, or needed a detour; or it has
                 not been looked at for three periods and a day
    quiet        it answers, but its newest item is older than expected
    delivering   none of these
    """
    source, last = watched.source, watched.last
    if last is None:
        return Health(HealthState.NO_DATA, "not looked at yet")
    trouble = last.error or "no reason was given"
    if watched.failures > 1:
        trouble += f"; {watched.failures} visits in a row"
    if watched.last_good is None:
        return Health(HealthState.NO_DATA, f"it has never answered as it should: {trouble}")
    if last.status is VisitStatus.BLOCKED:
        return Health(HealthState.BLOCKED, trouble)
    if last.status is VisitStatus.FAILED or last.error:
        return Health(HealthState.DEGRADED, trouble)
    if last.status is VisitStatus.GAP:
        return Health(HealthState.DEGRADED, "items between the last two visits were missed")
    most = 3 * source.every + LONGEST_WAIT
    if source.enabled and now - watched.last_good > most:
        days = (now - watched.last_good).days
        words = f"not looked at for {days} days; more than {_length(most)} is too long"
        return Health(HealthState.DEGRADED, words)
    if not watched.documents:
        return Health(HealthState.NO_DATA, "it answers, but has not listed anything yet")
    return _flow(watched, now)


def _flow(watched: Watched, now: datetime) -> Health:
    newest, expects = watched.newest, watched.source.expects
    if newest is None:
        return Health(HealthState.DELIVERING, "its items carry no dates")
    age = max(now - newest, timedelta())
    words = f"newest item {newest.day} {newest:%b %Y}"
    if expects and age > expects:
        words += f", {_length(age)} ago; expected every {_length(expects)}"
        return Health(HealthState.QUIET, words)
    return Health(HealthState.DELIVERING, words)


def _length(time: timedelta) -> str:
    hours = time // timedelta(hours=1)
    if hours >= 48:
        return f"{hours // 24} days"
    return f"{hours} hours"
