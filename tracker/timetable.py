"""When something that happens again and again is next due, by the clock on the wall.

Pure: the moment and the time zone are arguments. What has its hour happens once a
day, also on the two days of the year on which clocks change: an hour that is
skipped is moved by the length of the jump, one that comes twice counts the first time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FIRST_RETRY = timedelta(minutes=15)
LONGEST_RETRY = timedelta(hours=4)
"""After a failure: 15 min, 30 min, 1 h, 2 h, then every 4 h, until it is due again anyway."""


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again, a length of time after the last."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class At:
    """At an hour of each day, or of one day of the week."""

    hour: int
    minute: int = 0
    weekday: int | None = None
    """From 0, Monday; None: each day."""


@dataclass(frozen=True, slots=True)
class Times:
    """At several of them."""

    each: tuple[At, ...]


@dataclass(frozen=True, slots=True)
class After:
    """Whenever one of these jobs has run."""

    jobs: tuple[str, ...]


Rhythm = Every | At | Times | After


def following(rhythm: Every | At | Times, now: datetime, zone: tzinfo) -> datetime:
    """Return the first moment after `now` at which it is due, in UTC."""
    if isinstance(rhythm, Every):
        return now + rhythm.length
    if isinstance(rhythm, Times):
        return min(following(one, now, zone) for one in rhythm.each)
    return next(moment for moment in _moments(rhythm, now, zone, 1) if moment > now)


def latest(rhythm: At | Times, now: datetime, zone: tzinfo) -> datetime:
    """Return the last moment up to `now` at which it was due, in UTC."""
    if isinstance(rhythm, Times):
        return max(latest(one, now, zone) for one in rhythm.each)
    return next(moment for moment in _moments(rhythm, now, zone, -1) if moment <= now)


def length(rhythm: Every | At | Times) -> timedelta:
    """Return how long it is from one time to the next, at most."""
    if isinstance(rhythm, Every):
        return rhythm.length
    if isinstance(rhythm, Times):
        return max(map(length, rhythm.each))
    return timedelta(days=1 if rhythm.weekday is None else 7)


def retry(failures: int, now: datetime) -> datetime:
    """Return when to try again what has failed so many times in a row, from 1 up."""
    return now + min(FIRST_RETRY * (1 << min(failures - 1, 10)), LONGEST_RETRY)


def _moments(rhythm: At, now: datetime, zone: tzinfo, step: int) -> list[datetime]:
    """Return its moments of two weeks around `now`, day by day, forwards or backwards."""
    today, at = now.astimezone(zone).date(), time(rhythm.hour, rhythm.minute)
    days = [today + step * timedelta(days=n) for n in range(-1, 16)]
    return [
        datetime.combine(day, at, zone).astimezone(UTC)
        for day in days
        if rhythm.weekday is None or day.weekday() == rhythm.weekday
    ]
