"""What a worker does with a task: visits in its own threads, whole jobs in processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import AbstractContextManager
from datetime import datetime

from db.store import Store
from jobs.queue.pairing import Pairer
from jobs.queue.tasks import VISITS, FailedError, StoppedError, Task, whole
from jobs.record import STOPPED, Tally
from jobs.turns import Turns
from jobs.visit import Polled, Visitor
from tracker.duties import Duty
from tracker.timetable import After
from tracker.types import Run, RunOutcome


class Working:
    """Does tasks, in any number of threads."""

    def __init__(
        self,
        store: Store,
        plan: Sequence[Duty],
        *,
        visitor: Callable[[], Visitor],
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
                self._defer([whole("match")])
        elif task.job == "match":
            self._match(task)
        elif duty := self._plan.get(task.job):
            self._whole(duty)
            self._defer([whole(one.name) for one in self._following(task.job)])
        # A job that the settings no longer want has nothing to do.

    def visit(self, task: Task) -> Polled | None:
        """Visit a source; None: it was visited since the task was queued, or is no more."""
        found = self._store.sources.watched(str(task.details["source"]))
        queued = datetime.fromisoformat(str(task.details["queued"]))
        if not found or not found[0].source.enabled:
            return None
        if (last := found[0].last) and queued <= last.at <= self._now():
            return None
        self._ready(task.job)
        # The turn belongs to the task: whoever takes it over has the turn of the dead.
        by = f"task {task.id}"
        self._store.sources.release(found[0].source.name, by=by)
        with Turns(self._store, self._now(), by=by).take(found[0]) as current:
            return None if current is None else self._visitor().visit(current)

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
            self._defer([whole(one.name) for one in self._following("poll") if one.name != "match"])

    def _whole(self, duty: Duty) -> None:
        run = self._child(duty)
        if run is None or run.error == STOPPED:
            raise StoppedError
        if run.outcome is not RunOutcome.DONE:
            raise FailedError(run.error or run.outcome.value)

    def _following(self, job: str) -> list[Duty]:
        after = (one for one in self._plan.values() if isinstance(one.rhythm, After))
        return [one for one in after if job in one.rhythm.jobs]  # type: ignore[union-attr]
