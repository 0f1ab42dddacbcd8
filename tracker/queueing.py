"""How a queue of work fares, in words. Pure: its state and the time go in."""

from __future__ import annotations

from datetime import datetime, timedelta

from tracker.text import one_line
from tracker.types import QueueState, Stuck
from tracker.wording import plural

PATIENCE = timedelta(minutes=2)
"""How long tasks may wait while no worker is there."""


def trouble(state: QueueState, now: datetime) -> str | None:
    """Return what somebody must see to; None: nothing."""
    if not state.workers and state.oldest is not None and now - state.oldest > PATIENCE:
        words = plural(state.waiting, "task")
        return f"no worker runs and {words} {_verb(state.waiting)}; start one: askwatch worker"
    if state.failed:
        words = f"{plural(state.failed, 'task')} failed for good"
        return words + (f", the last: {_told(state.stuck[0])}" if state.stuck else "")
    return None


def words(state: QueueState, now: datetime) -> str:
    """Return how a queue fares: "12 tasks wait, the oldest for 4 min; 3 run; 2 workers"."""
    parts = [f"{plural(state.waiting, 'task')} {_verb(state.waiting)}"]
    if state.oldest is not None:
        parts[0] += f", the oldest for {age(state.oldest, now)}"
    if state.again:
        parts.append(f"{state.again:,} of them once more")
    parts.append(f"{state.running:,} {'runs' if state.running == 1 else 'run'}")
    if state.failed:
        parts.append(f"{state.failed:,} failed for good")
    parts.append(plural(len(state.workers), "worker"))
    return "; ".join(parts)


def stuck_words(stuck: Stuck) -> str:
    """Return what failed for good, how often, and why."""
    return f"{_told(stuck)}; tried {plural(stuck.attempts, 'time')}"


def age(since: datetime, now: datetime) -> str:
    """Return how long ago something was: "12 s", "4 min", "3 h" or "2 d"."""
    seconds = max(int((now - since).total_seconds()), 0)
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _told(stuck: Stuck) -> str:
    return f"{stuck.key}: {one_line(stuck.error)}"


def _verb(number: int) -> str:
    return "waits" if number == 1 else "wait"
