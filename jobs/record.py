"""Note in the store when a job starts and how it ends, whoever lets it run."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from db.store import Store
from jobs.process import is_dead, me
from tracker.errors import AskwatchError, StoreError
from tracker.secrecy import masked
from tracker.types import RunOutcome


@dataclass(slots=True)
class Tally:
    """What a run has done so far; the job fills it in."""

    counts: dict[str, int] = field(default_factory=dict)
    news: list[str] = field(default_factory=list)
    """What somebody should be told besides."""
    error: str | None = None
    """Why it counts as failed although it came to its end."""


@contextmanager
def recorded(store: Store, job: str, now: Callable[[], datetime]) -> Iterator[Tally]:
    """Record a run of a job around what is done inside; errors go on their way.

    A process that is killed inside leaves a run without an end: the scheduler, or
    the job's next run, records it as cut off.
    """
    run_id = store.runs.start(job, by=me(), now=now(), dead=is_dead)
    tally = Tally()

    def end(outcome: RunOutcome, error: str | None) -> None:
        store.runs.end(
            run_id, outcome, now=now(), counts=tally.counts, error=error and masked(error)
        )

    try:
        yield tally
    except BaseException as error:
        # The disk may be full: then the first error is the one to be told.
        with suppress(StoreError):
            end(*_ending(error))
        raise
    end(RunOutcome.FAILED if tally.error else RunOutcome.DONE, tally.error)


def _ending(error: BaseException) -> tuple[RunOutcome, str | None]:
    if isinstance(error, AskwatchError):
        return RunOutcome.FAILED, str(error)
    if not isinstance(error, Exception):
        return RunOutcome.STOPPED, None
    return RunOutcome.FAILED, unexpected(error)


def unexpected(error: Exception) -> str:
    """Say what kind of bug it is and where; its own words may quote what is private."""
    found = traceback.extract_tb(error.__traceback__)
    where = f" in {Path(found[-1].filename).name}, line {found[-1].lineno}" if found else ""
    return f"unexpected: {type(error).__name__}{where}"
