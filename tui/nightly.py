"""The jobs that run by themselves: when each ran and runs next, and how it fares.

Works without a screen: the dashboard shows these lines, the command line prints them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from tracker import duties, queueing, wording
from tracker.duties import Duty, DutyState, Health
from tracker.text import one_line

if TYPE_CHECKING:
    from db.store import Store
    from tracker.types import Lease, QueueState, Record

_STUCK = 3
"""How many tasks that failed are told one by one."""
_SYMBOLS = {
    DutyState.GOOD: "✓",
    DutyState.RUNNING: "⟳",
    DutyState.NEVER: "·",
    DutyState.STOPPED: "·",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLine:
    """A job, and how it fares."""

    duty: Duty
    record: Record | None
    next_run: datetime | None
    """None: it runs after others."""
    health: Health
    troubled: bool
    """Somebody should see to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    """All of them."""

    lines: tuple[JobLine, ...]
    """Soonest first."""
    scheduler: Lease | None
    """Who lets them run at their hours; None: nobody."""
    queue: QueueState | None = None
    """How the queue of work fares; None: there is none."""


def jobs(store: Store, plan: Sequence[Duty], now: datetime, zone: tzinfo) -> Jobs:
    """Return how each job fares. Whether or not a scheduler runs, "next" is when it would."""
    from jobs.scheduler import LEASE, planned

    records = store.runs.records()
    lines = []
    for one in planned(tuple(plan), records, now, zone):
        record = records.get(one.duty.name)
        lines.append(
            JobLine(
                duty=one.duty,
                record=record,
                next_run=one.next_run,
                health=duties.health(one.duty, record, now, zone),
                troubled=_troubled(one.duty, records, now, zone),
            )
        )
    return Jobs(
        lines=tuple(lines),
        scheduler=store.runs.lease(LEASE, now),
        queue=store.queue.state() if store.queue else None,
    )


def trouble(store: Store, plan: Sequence[Duty], now: datetime, zone: tzinfo) -> int:
    """Return how many jobs fail, or have not succeeded for too long."""
    records = store.runs.records()
    return sum(_troubled(duty, records, now, zone) for duty in plan)


def _troubled(duty: Duty, records: Mapping[str, Record], now: datetime, zone: tzinfo) -> bool:
    """Say whether somebody should see to a job.

    One that never ran counts from the first run of any job; where there was none,
    nobody lets the jobs run here, and that is no trouble.
    """
    record = records.get(duty.name)
    if record is None:
        since = min((other.first for other in records.values()), default=now)
        return now - since > duty.patience
    state = duties.health(duty, record, now, zone).state
    return state in (DutyState.FAILING, DutyState.SILENT)


def health(line: JobLine) -> str:
    """Return symbol and word for how a job fares: "! failing"."""
    return f"{'!' if line.troubled else _SYMBOLS[line.health.state]} {line.health.state.value}"


def next_words(line: JobLine, zone: tzinfo, *, year: bool = True) -> str:
    """Return when it runs next: "22 Nov 2026 03:30", or "after each poll"."""
    return wording.moment(line.next_run, zone, year=year) if line.next_run else line.duty.when


def last_words(line: JobLine, zone: tzinfo, *, year: bool = True) -> str:
    """Return when it ran last, or "never"."""
    return wording.moment(line.record.last.started, zone, year=year) if line.record else "never"


def told(line: JobLine, zone: tzinfo, queue: QueueState | None = None) -> str:
    """Return all that is known of a job, in lines; what failed of it in the queue, too."""
    duty, record = line.duty, line.record
    lines = [f"{duty.name}: {duty.what}, {duty.when}", one_line(_sentence(line.health.words))]
    if record:
        good = wording.moment(record.good, zone) if record.good else "never"
        lines.append(
            f"Last run {last_words(line, zone)}, {record.last.outcome.value}; last success {good}"
        )
    lines.append(f"Next run {next_words(line, zone)}")
    stuck = [one for one in queue.stuck if one.job == duty.name] if queue else []
    lines += [f"! Failed for good: {queueing.stuck_words(one)}" for one in stuck[:_STUCK]]
    return "\n".join(lines)


def row(line: JobLine) -> dict[str, Any]:
    """Return a job as a JSON object, as `jobs list` writes it."""
    duty, record = line.duty, line.record
    return {
        "name": duty.name,
        "words": f"{duty.what}, {duty.when}",
        "next_run": line.next_run,
        "last_run": record and record.last.started,
        "last_success": record and record.good,
        "failures": record.failures if record else 0,
        "counts": record.last.counts if record else {},
        "error": record and record.last.error,
        "health": line.health.state.value,
        "health_words": line.health.words,
    }


def queue_row(queue: QueueState, now: datetime) -> dict[str, Any]:
    """Return the queue as a JSON object, as `jobs list` writes it after the jobs."""
    return {
        "name": "queue",
        "words": queueing.words(queue, now),
        "waiting": queue.waiting,
        "running": queue.running,
        "tried_again": queue.again,
        "oldest": queue.oldest,
        "failed": queue.failed,
        "stuck": [
            {"job": x.job, "key": x.key, "attempts": x.attempts, "since": x.since, "error": x.error}
            for x in queue.stuck
        ],
        "workers": [{"name": x.name, "process": x.holder, "since": x.since} for x in queue.workers],
        "trouble": queueing.trouble(queue, now),
    }


def queue_lines(queue: QueueState, now: datetime, zone: tzinfo) -> list[str]:
    """Return what is to be known of the queue: how it fares, who works, what failed for good."""
    lines = [f"queue: {queueing.words(queue, now)}"]
    for one in queue.workers:
        since = wording.moment(one.since, zone)
        lines.append(f"worker {one_line(one.name)}: since {since}, {_place(one.holder)}")
    lines += [f"! {queueing.stuck_words(one)}" for one in queue.stuck]
    if not queue.workers:
        lines.append("! No worker runs: start `askwatch worker`")
    return lines


def _place(holder: str) -> str:
    host, _, process = holder.rpartition(":")[0].rpartition(":")
    return f"{host}, process {process}"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
