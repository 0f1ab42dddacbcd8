"""The queue itself: puts tasks into it, and lets a worker do them.

Only this and `jobs.queue.shift`, the worker at work, know Procrastinate. What a task does
is handed in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job
from procrastinate.schema import SchemaManager

from db.postgres_queue import Queue
from jobs.process import is_dead
from jobs.queue.shift import Again, Do, Pace, Shift, serving
from jobs.queue.tasks import Task
from tracker.errors import AskwatchError, StoreError


class Broker:
    """The queue of a store."""

    def __init__(
        self,
        queue: Queue,
        jobs: Sequence[str],
        now: Callable[[], datetime],
        pace: Pace | None = None,
    ) -> None:
        """Make a broker; `jobs` are the names of all jobs that may have tasks."""
        self.queue, self._jobs, self._now = queue, jobs, now
        self._pace = pace or Pace()
        self._app: App | None = None

    def install(self) -> None:
        """Put the queue's tables in place, or bring them up to date.

        Raises:
            StoreError: the server cannot be reached, or does not allow it.
        """
        folder = Path(SchemaManager.get_migrations_path())
        steps = {file.stem: file.read_text("utf-8") for file in folder.glob("*.sql")}
        self.queue.install(SchemaManager.get_schema(), steps)

    def open(self) -> None:
        """Put the queue's tables in place, and connect.

        Raises:
            StoreError: the server cannot be reached, or does not allow it.
        """
        self.install()
        with self._told():
            self._app = App(connector=SyncPsycopgConnector(**self._pool(2)))
            self._app.open()

    def close(self) -> None:
        """Let go of the connections."""
        if self._app is not None:
            self._app.close()
            self._app = None

    def defer(self, tasks: Sequence[Task]) -> int:
        """Put tasks into the queue that are neither in it nor at work; return how many.

        One that `follows` something is queued although another one is at work, which may
        have looked already. What failed for good under the same key is forgotten: it is
        tried anew.

        Raises:
            StoreError: the server cannot be reached.
        """
        if self._app is None:
            self.open()
        assert self._app is not None, "it was opened"
        held = self.queue.held([task.key for task in tasks])
        wanted = [task for task in tasks if _is_wanted(task, held.get(task.key))]
        if failed := [task.key for task in wanted if held.get(task.key) == "failed"]:
            self.queue.forget(failed)
        if not wanted:
            return 0
        manager, jobs = self._app.job_manager, [_job(task) for task in wanted]
        with self._told():
            try:
                return len(manager.batch_defer_jobs(jobs))
            except AlreadyEnqueued:
                queued = 0
                for job in jobs:
                    with suppress(AlreadyEnqueued):
                        manager.defer_job(job)
                        queued += 1
                return queued

    def again(self, names: Collection[str] | None = None) -> tuple[str, ...]:
        """Let what failed for good, or waits for another try, be tried now.

        `names` are jobs, or keys of single tasks; None: all. Returns the keys of what is queued.

        Raises:
            StoreError: the server cannot be reached.
        """
        halted = [
            one
            for one in (self.queue.halted() if self.queue.installed else ())
            if names is None or one.job in names or one.key in names
        ]
        now = {"queued": self._now().isoformat()}
        self.defer(
            [
                Task(
                    job=one.job,
                    key=one.key,
                    # A visit since it was queued would be enough.
                    details=one.details | (now if "queued" in one.details else {}),
                    lock=one.lock,
                )
                for one in halted
                if one.status == "failed"
            ]
        )
        keys = tuple(dict.fromkeys(one.key for one in halted))
        self.queue.hurry(keys)
        return keys

    def work(
        self,
        do: Do,
        *,
        name: str,
        by: str,
        at_once: int,
        jobs: Sequence[str] = (),
        call_off: Callable[[], None] = lambda: None,
        report: Callable[[str], None] = lambda _: None,
        drain: bool = False,
    ) -> None:
        """Do tasks until SIGTERM or SIGINT; with `drain` until none is left.

        `jobs` names those whose tasks are done here; none: all. When told to stop, what
        runs may end; then `call_off` is called, which ends it.

        Raises:
            StoreError: the server cannot be reached at the start.
            AskwatchError: there is another worker of this name.
            OutdatedError: a newer version brought the store up to date; nothing of it is lost.
        """
        self.open()
        if not self.queue.enlist(name, by, is_dead):
            step = "give this one another name with --name"
            raise AskwatchError("could not begin", name, "another worker has this name", step)
        shift = Shift(self.queue, self._pace, do, name, by, call_off, report)
        tasks = jobs or self._jobs
        try:
            again = Again(self._now, self._pace.again)
            making = partial(serving, shift, self._jobs, again, self._pool(4))
            asyncio.run(shift.work(making, tasks, at_once, drain))
        finally:
            with suppress(StoreError):
                self.queue.dismiss(name, by)

    def _pool(self, most: int) -> dict[str, Any]:
        return {"kwargs": self.queue.connecting, "min_size": 1, "max_size": most, "timeout": 10}

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except ConnectorException as error:
            why = "its server cannot be reached, or refuses"
            raise StoreError("could not use the queue", "postgresql", why, "try again") from error


def _is_wanted(task: Task, held: str | None) -> bool:
    return held is None or held == "failed" or (held == "doing" and task.follows)


def _job(task: Task) -> Job:
    return Job(
        queue=task.job,
        task_name=task.job,
        task_kwargs={"key": task.key, "details": dict(task.details)},
        lock=task.lock,
        queueing_lock=task.key,
        priority=task.priority,
    )
