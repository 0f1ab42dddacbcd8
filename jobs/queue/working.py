"""What a worker does with a task: visits in its own threads, whole jobs in processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import AbstractContextManager
from datetime import datetime

from db.store import Store
from jobs.queue.pairing import Pairer
from jobs.queue.tasks import VISITS, FailedError, StoppedError, Task, whole
from jobs.record import Tally
from jobs.turns import CLAIMED_FOR
from jobs.visit import Polled, Visitor
from tracker.duties import Duty
from tracker.timetable import After
from tracker.types import Run, RunOutcome, Watched


class Working:
    """Does tasks, in any number of threads."""

    def __init__(
        self,
        store: Store,
        plan: Sequence[Duty],
        *,
        visitor: Visitor,
        pairer: Pairer,
        child: Callable[[Duty], Run | None],
        recorded: Callable[[str], AbstractContextManager[Tally]],
        defer: Callable[[Sequence[Task]], object],
        ready: Callable[[str], None] = lambda _: None,
        now: Callable[[], datetime],
    ) -> None:
        """Make one; `child` does a whole job in a process, `ready` sees that there is room."""
        self._store, self._now = store, now
        self._plan: Mapping[str, Duty] = {duty.name: duty for duty in plan}
        self._visitor, self._pairer, self._child = visitor, pairer, child
        self._recorded, self._defer, self._ready = recorded, defer, ready

    def __call__(self, task: Task) -> None:
        """Do a task; what follows from it is queued.

        Raises:
            StoppedError: all was called off; it is to be done anew.
            FailedError: it could not be done.
        """
        try:
            self._do(task)
        except CancelledError:
            raise StoppedError from None

    def _do(self, task: Task) -> None:
        if task.job in VISITS:
            polled = self.visit(task)
            if polled and (polled.new or polled.revised):
                self._defer([whole("match", follows=True)])
        elif task.job == "match":
            self._match(task)
        elif duty := self._plan.get(task.job):
            self._whole(duty)
            self._defer([whole(one.name, follows=True) for one in self._following(task.job)])
        # A job that the settings no longer want has nothing to do.

    def visit(self, task: Task) -> Polled | None:
        """Visit a source; None: it was visited since the task was queued, or is no more."""
        sources, name, now = self._store.sources, str(task.details["source"]), self._now()
        # The turn belongs to the queue, whose lock of the host lets one task at it: whoever
        # comes after a task that was cut off has its turn.
        by = "queue"
        if not sources.claim(name, by=by, now=now, until=now + CLAIMED_FOR, anew=True):
            return None
        polled = None
        try:
            polled = self._visited(task, *sources.watched(name))
        finally:
            if polled is None:  # what recorded the visit has let go of it
                sources.release(name, by=by)
        return polled

    def _visited(self, task: Task, found: Watched) -> Polled | None:
        queued, latest = str(task.details["queued"]), self._now() + CLAIMED_FOR
        if not found.source.enabled:
            return None
        # One that is far ahead is of a clock that was put back.
        if found.last and datetime.fromisoformat(queued) <= found.last.at <= latest:
            return None
        self._ready(task.job)
        return self._visitor.visit(found)

    def _match(self, task: Task) -> None:
        with self._recorded("match") as tally:
            if "first" in task.details:
                first, last = int(task.details["first"]), int(task.details["last"])
                tally.counts["to review"] = self._pairer.some(first, last, self._now())
            else:
                tally.counts["to review"] = self._pairer.fresh(self._now())
                tally.counts["tasks"] = len(tasks := self._pairer.split())
                self._defer(tasks)
        if self._pairer.stopped():
            raise StoppedError
        if tally.counts["to review"]:
            after = (one.name for one in self._following("poll") if one.name != "match")
            self._defer([whole(name, follows=True) for name in after])

    def _whole(self, duty: Duty) -> None:
        run = self._child(duty)
        if run is None or run.outcome is RunOutcome.STOPPED:
            raise StoppedError
        if run.outcome is not RunOutcome.DONE:
            raise FailedError(run.error or run.outcome.value)

    def _following(self, job: str) -> list[Duty]:
        after = (one for one in self._plan.values() if isinstance(one.rhythm, After))
        return [one for one in after if job in one.rhythm.jobs]  # type: ignore[union-attr]
