"""What stands in the queue: small tasks, each of which may be done twice without harm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from urllib.parse import urlsplit

from tracker.types import Source

VISITS = ("poll", "sweep")
"""Jobs that are queued as a task for each source."""
FIRST, LATER, AGAIN = 0, -5, -10
"""What comes before what: visits; then what follows from them; then what failed before."""


class StoppedError(Exception):
    """A worker was told to stop in the middle of a task, which another one does anew."""


class FailedError(Exception):
    """A task could not be done; its words say why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One piece of work."""

    job: str
    """Of which job it is a part, as `tracker.duties` names it."""
    key: str
    """What it is about: of two tasks with the same key one waits in the queue."""
    details: Mapping[str, int | str] = field(default_factory=dict)
    lock: str | None = None
    """Of tasks with the same lock one is done at a time, whoever does it."""
    priority: int = FIRST
    follows: bool = False
    """It comes after something that one which is at work may not have seen."""
    id: int = 0
    """Its number in the queue; 0: it is not queued yet."""


def whole(job: str, *, follows: bool = False) -> Task:
    """Return the task that is all of a job."""
    return Task(job=job, key=job, lock=job, priority=LATER, follows=follows)


def apart(job: str) -> bool:
    """Say whether a job's task runs in a process of its own, and not within its worker."""
    return job not in (*VISITS, "match")


def visits(job: str, sources: Iterable[Source], now: datetime) -> Sequence[Task]:
    """Return a task for each source; of the hosts each first one comes first."""
    seen: dict[str, count[int]] = {}
    ordered: list[tuple[int, int, Task]] = []
    for place, source in enumerate(sources):
        host = urlsplit(source.ways[0].url).hostname or ""
        task = Task(
            job=job,
            # Whoever sweeps need not poll, and the other way round.
            key=f"poll:{source.name}",
            details={"source": source.name, "queued": now.isoformat()},
            lock=f"host:{host}",
        )
        ordered.append((next(seen.setdefault(host, count())), place, task))
    return [task for _, _, task in sorted(ordered, key=lambda one: one[:2])]


def pairing(first: int, last: int) -> Task:
    """Return the task that pairs the waiting revisions from one id to another, both included."""
    return Task(
        job="match",
        key=f"match:{first}",
        details={"first": first, "last": last},
        priority=LATER,
    )
