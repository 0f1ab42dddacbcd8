"""What somebody wants to know before the next digest: each thing once, as one line.

Pure. A key names what happened to what; the store tells each key to a person once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tracker import standing, telling, wording
from tracker.schedule import HealthChange, HealthState
from tracker.types import BoardRow, Candidate, DigestLine, Due, Verdict

LOOK_BACK = timedelta(days=2)
"""How far back things are still worth an alert; what is older the digest tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One thing that happened to one ask or source."""

    key: str
    """Always the same for the same event: "candidate:12:40"."""
    line: DigestLine


def proposals(
    proposed: Iterable[Candidate], asks: telling.Asks, watch: Collection[int]
) -> Iterator[Alert]:
    """Tell of possible answers, and of changed evidence, that nobody has read; `watch` empty: all.

    `asks` are those that concern the reader.
    """
    new = [
        one for one in proposed if one.verdict is Verdict.NEW and (one.ask_id in watch or not watch)
    ]
    for one in new:
        told = telling.to_review([one], asks)
        for line in (*told[0], *told[1]):
            yield Alert(key=proposal(one), line=line)


def proposal(candidate: Candidate) -> str:
    """Return the key under which a candidate is told."""
    return f"candidate:{candidate.ask_id}:{candidate.id}"


def overdue(
    asks: Iterable[tuple[BoardRow, Due]], today: date, watch: Collection[int]
) -> Iterator[Alert]:
    """Tell of asks whose due day went by a short while ago, with no possible answer unread."""
    for row, due in asks:
        recent = due.day is not None and today - LOOK_BACK <= due.day < today
        watched = row.ask.id in watch or not watch
        if recent and watched and standing.alarmed(row, due):
            line = telling.dated(row, due)
            yield Alert(key=f"overdue:{row.ask.id}:{due.day}", line=line)


def sources(changes: Iterable[HealthChange]) -> Iterator[Alert]:
    """Tell of sources that are blocked, or came back."""
    for change in changes:
        if change.state is HealthState.BLOCKED or change.recovered:
            words = wording.change_of_health(change)
            line = DigestLine(words=words, command="askwatch source list")
            yield Alert(key=f"source:{change.source}:{change.at.isoformat()}", line=line)


def headline(lines: Collection[DigestLine]) -> str:
    """Return a bundle in one line: "3 alerts"; of a single one, its beginning."""
    if len(lines) == 1:
        return next(iter(lines)).words
    return wording.plural(len(lines), "alert")
