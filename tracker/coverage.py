"""Where answers were looked for over a time: which sources, how often, and what was missed.

Pure. "No answer was found" is worth as much as the search: this says how far the
search went, and on which days nobody looked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from tracker.text import one_line
from tracker.types import Source
from tracker.wording import day, moment, plural

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """The visits to one source on one day, in UTC."""

    source: str
    day: date
    looks: int
    good: int
    """How many of them it answered as it should; 304 counts."""
    gaps: int
    blocked: int
    failed: int
    new: int
    """How many documents they brought that were not held."""
    last: datetime
    last_good: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """How well one source was watched."""

    source: Source
    looks: int = 0
    good: int = 0
    gaps: int = 0
    blocked: int = 0
    failed: int = 0
    new: int = 0
    days: int = 0
    """On how many days it answered as it should."""
    last: datetime | None = None
    last_good: datetime | None = None
    unwatched: tuple[tuple[date, date], ...] = ()
    """First and last day of each spell without a good look that is longer than its period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How well all sources were watched, from one day to another, both included."""

    since: date
    until: date
    sources: tuple[Covered, ...]

    @property
    def reached(self) -> tuple[Covered, ...]:
        """The sources that answered at least once."""
        return tuple(one for one in self.sources if one.good)


def coverage(
    sources: Iterable[Source], looks: Sequence[Looks], since: date, until: date, now: datetime
) -> Coverage:
    """Return how well sources were watched over a time.

    A source that is switched off counts where it was looked at. Days on which a
    source was not valid count as nothing, nor does the one that is not over.
    """
    by_name: dict[str, list[Looks]] = {}
    for one in looks:
        by_name.setdefault(one.source, []).append(one)
    found = (
        _covered(source, by_name.get(source.name, []), since, min(until, now.date() - _DAY))
        for source in sources
    )
    return Coverage(
        since=since,
        until=until,
        sources=tuple(one for one in found if one.source.enabled or one.looks),
    )


def _covered(source: Source, looks: Sequence[Looks], since: date, until: date) -> Covered:
    good = [one for one in looks if one.good]
    return Covered(
        source=source,
        looks=sum(one.looks for one in looks),
        good=sum(one.good for one in looks),
        gaps=sum(one.gaps for one in looks),
        blocked=sum(one.blocked for one in looks),
        failed=sum(one.failed for one in looks),
        new=sum(one.new for one in looks),
        days=len(good),
        last=max((one.last for one in looks), default=None),
        last_good=max((one.last_good for one in good if one.last_good), default=None),
        unwatched=_unwatched(source, {one.day for one in good}, since, until),
    )


def _unwatched(
    source: Source, looked: set[date], since: date, until: date
) -> tuple[tuple[date, date], ...]:
    first = max(since, source.valid_from or since)
    end = min(until, source.valid_to or until) + _DAY
    spells = []
    for on in sorted({one for one in looked if first <= one < end} | {end}):
        if on - first > max(source.every, _DAY) or (on > first and source.every < _DAY):
            spells.append((first, on - _DAY))
        first = on + _DAY
    return tuple(spells)


def worst(found: Coverage, most: int) -> tuple[Covered, ...]:
    """Return at most so many sources: all as they stand, or those of many that missed most."""
    if len(found.sources) <= most:
        return found.sources

    def missed(one: Covered) -> tuple[bool, int]:
        return not one.good, one.gaps + one.blocked + one.failed + len(one.unwatched)

    return tuple(sorted(found.sources, key=missed, reverse=True)[:most])


def summary(found: Coverage, zone: tzinfo) -> str:
    """Return the coverage in one clause: "3 sources looked at, last checked ..., 1 gap"."""
    reached = found.reached
    span = f"from {day(found.since)} to {day(found.until)}"
    if not reached:
        return f"nobody has looked for a response {span}"
    last = max(one.last_good for one in reached if one.last_good)
    parts = [
        f"looked for in {plural(len(reached), 'source')} {span}",
        f"last checked {moment(last, zone)}",
    ]
    gaps = sum(one.gaps for one in found.sources)
    spells = sum(bool(one.unwatched) for one in reached)
    never = len(found.sources) - len(reached)
    for number, noun, rest in (
        (gaps, "gap", ""),
        (spells, "source", " not watched all the time"),
        (never, "source", " never reached"),
    ):
        if number:
            parts.append(plural(number, noun) + rest)
    return ", ".join(parts)


def sentence(one: Covered, zone: tzinfo) -> str:
    """Return how well one source was watched, in one line."""
    name = one_line(one.source.title or one.source.name)
    if not one.looks:
        return f"{name}: never looked at"
    parts = [f"looked at {plural(one.looks, 'time')} on {plural(one.days, 'good day')}"]
    if one.last_good:
        parts.append(f"last answered {moment(one.last_good, zone)}")
    for number, noun in ((one.new, "new document"), (one.gaps, "gap")):
        if number:
            parts.append(plural(number, noun))
    for number, word in ((one.blocked, "blocked"), (one.failed, "failed")):
        if number:
            parts.append(f"{number} {word}")
    parts += [_spell(*spell) for spell in one.unwatched]
    return f"{name}: {', '.join(parts)}"


def _spell(first: date, last: date) -> str:
    if first == last:
        return f"not watched on {day(first)}"
    return f"not watched from {day(first)} to {day(last)}"
