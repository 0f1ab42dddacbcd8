"""A worker at work: it does tasks, tries again, takes over, and goes on when a server comes back.

A task that fails is tried again, later and later, and after the last try stays where it
is seen; one whose worker died is taken over by another.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status

from db.postgres_queue import Queue
from jobs.queue.tasks import AGAIN, FailedError, StoppedError, Task, apart
from jobs.record import unexpected
from tracker import timetable
from tracker.errors import AskwatchError, OutdatedError, StoreError
from tracker.secrecy import masked

MOST = 4
"""How often a task is tried before it stays where it is seen."""
MOST_DEATHS, MOST_APART = 10, 50
"""How many workers a task may lose: more, for most die of something else; and what is done in
a process of its own hardly takes its worker with it."""
WHOLE_DAY = 86400.0
DIED = "its worker ended without a word"

Do = Callable[[Task], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a worker looks around, in seconds."""

    heartbeat: float = 5.0
    stalled: float = 20.0
    """A worker that was silent for so long is dead: others take its tasks over."""
    look: float = 1.0
    """How often it looks for tasks of which it did not hear: a lock that was let go of."""
    grace: float = 2.0
    """How long tasks may go on after it was told to stop, before they are called off."""
    parting: float = 7.0
    """After how long it ends, whatever they do."""
    away: float = 0.5
    """How long it waits before it looks again whether the server is back."""
    again: float = 5.0
    """After how long a task is done anew that a server cut off, or could not serve."""


async def _each_by_itself(connection: Any) -> None:
    """Let each statement be a transaction, for there is never a second one."""
    await connection.set_autocommit(True)


class _CutOffError(Exception):
    """A task could not go on, for the server was away or too busy."""


class Again(BaseRetryStrategy):
    """When a task that failed is tried again, as a job on one machine is."""

    def __init__(self, now: Callable[[], datetime], soon: float) -> None:
        self._now, self._soon = now, timedelta(seconds=soon)

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return when; None: it stays where it is seen."""
        if isinstance(exception, StoppedError | asyncio.CancelledError):
            return RetryDecision(retry_at=self._now())
        if isinstance(exception, _CutOffError):
            return RetryDecision(retry_at=self._now() + self._soon)
        if job.attempts + 1 >= MOST:
            return None
        # Behind the others, so that a task that waits holds up nobody with the same lock.
        return RetryDecision(
            retry_at=timetable.retry(job.attempts + 1, self._now()), priority=AGAIN
        )


class Shift:
    """A worker at work."""

    def __init__(
        self,
        queue: Queue,
        pace: Pace,
        do: Do,
        name: str,
        by: str,
        call_off: Callable[[], None],
        report: Callable[[str], None],
    ) -> None:
        self._queue, self._pace, self._do = queue, pace, do
        self._name, self._by = name, by
        self._call_off, self._report = call_off, report
        self._running: set[int] = set()
        """The tasks that it does, by number."""
        self._number: int | None = None
        """Its own number in the queue's books, once it has had a task."""
        self._strays: set[int] = set()
        """What it does by these books, and did not do at the last look."""
        self._over = asyncio.Event()
        self._outdated: OutdatedError | None = None

    async def work(
        self, making: Callable[[], App], jobs: Sequence[str], at_once: int, drain: bool
    ) -> None:
        """Do tasks until told to stop; where the server is away, wait for it.

        Raises:
            OutdatedError: a newer version brought the store up to date.
        """
        over = self._over
        loop = asyncio.get_running_loop()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, over.set)
        self._pool = ThreadPoolExecutor(at_once, "task")
        while True:
            lost = await self._serve(making(), jobs, at_once, drain, over)
            if over.is_set() or (drain and not lost and not self._queue.ready(jobs)):
                break
            if lost:
                self._report("the server is away; waiting for it")
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), self._pace.away)
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self._outdated:
            raise self._outdated

    async def _serve(
        self, app: App, jobs: Sequence[str], at_once: int, drain: bool, over: asyncio.Event
    ) -> bool:
        """Do tasks until told to stop, none is left or the server is lost; True: it was lost."""
        pace, told = self._pace, asyncio.ensure_future(over.wait())
        try:
            async with app.open_async():
                await self._look(app)
                worker = asyncio.ensure_future(
                    app.run_worker_async(
                        queues=list(jobs),
                        name=self._name,
                        concurrency=at_once,
                        wait=not drain,
                        install_signal_handlers=False,
                        delete_jobs="successful",
                        fetch_job_polling_interval=pace.look,
                        # One that drains begins to end as soon as nothing more waits.
                        shutdown_graceful_timeout=WHOLE_DAY if drain else pace.parting,
                        update_heartbeat_interval=pace.heartbeat,
                        stalled_worker_timeout=pace.stalled,
                    )
                )
                around = asyncio.ensure_future(self._look_around(app))
                await asyncio.wait({worker, around, told}, return_when=asyncio.FIRST_COMPLETED)
                ended = worker.done() and worker.exception() is None
                await self._leave(worker, around, for_good=over.is_set())
                return not (over.is_set() or ended)
        except (ConnectorException, StoreError):
            return True
        finally:
            told.cancel()

    async def _leave(
        self, worker: asyncio.Future[Any], around: asyncio.Future[Any], *, for_good: bool
    ) -> None:
        around.cancel()
        worker.cancel()
        late = asyncio.get_running_loop().call_later(
            self._pace.grace if for_good else WHOLE_DAY,
            lambda: threading.Thread(target=self._call_off, daemon=True).start(),
        )
        await asyncio.gather(worker, around, return_exceptions=True)
        late.cancel()

    async def one(self, job: str, context: JobContext, *, key: str, details: Any) -> None:
        """Do one task in a thread; why it failed is noted."""
        number = context.job.id or 0
        task = Task(job=job, key=key, details=details, id=number)
        loop = asyncio.get_running_loop()
        self._running.add(number)
        self._number = context.job.worker_id
        try:
            await loop.run_in_executor(self._pool, self._do, task)
        except asyncio.CancelledError:
            with suppress(StoreError):
                self._queue.uncount(number)
            raise
        except StoppedError as error:
            await self._give_back(task, error)
        except OutdatedError as error:
            self._end(error)
            await self._give_back(task, _CutOffError())
        except Exception as error:
            if isinstance(error, StoreError) and self._queue.away(error):
                self._report(f"{key}: {error}")
                await self._give_back(task, _CutOffError())
                return
            expected = isinstance(error, AskwatchError | FailedError)
            words = masked(str(error)) if expected else unexpected(error)
            self._report(f"{key}: {words}")
            with suppress(StoreError):
                await asyncio.to_thread(self._queue.trouble, number, words)
            if not await self._has_twin(key):
                raise
        finally:
            self._running.discard(number)

    async def _give_back(self, task: Task, why: Exception) -> None:
        """Let a task go back with as many tries as before, unless the same one waits besides."""
        with suppress(StoreError):
            if await self._has_twin(task.key):
                return
            await asyncio.to_thread(self._queue.uncount, task.id)
        raise why

    async def _has_twin(self, key: str) -> bool:
        """Say whether the same task waits besides, so that this one need not go back."""
        held = await asyncio.to_thread(self._queue.held, [key])
        return held.get(key) == "todo"

    def _end(self, outdated: OutdatedError) -> None:
        """Do nothing more: what this version makes of the store's tables may be wrong by now."""
        self._outdated = outdated
        self._over.set()

    async def _look_around(self, app: App) -> None:
        while True:
            await asyncio.sleep(self._pace.heartbeat)
            await self._look(app)

    async def _look(self, app: App) -> None:
        """Say that this worker is there, and take over what dead ones left."""
        try:
            await asyncio.to_thread(self._queue.see_version)
        except OutdatedError as error:
            self._end(error)
            raise
        await asyncio.to_thread(self._queue.enlist, self._name, self._by)
        await self._find_strays(app)
        with self._queue.alone() as alone:
            if alone:
                await self._take_over(app)

    async def _find_strays(self, app: App) -> None:
        """Do anew what was done while the server was away, so that it does not know."""
        if self._number is None:
            return
        lost = await asyncio.to_thread(self._queue.lost, self._number, self._running)
        strays, self._strays = self._strays.intersection(lost), set(lost)
        for number in strays:
            for job in await app.job_manager.list_jobs_async(id=number):
                await asyncio.to_thread(self._queue.uncount, number)
                await self._anew(app, job)

    async def _take_over(self, app: App) -> None:
        manager = app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=self._pace.stalled):
            self._report(f"{job.queueing_lock}: {DIED}; it is done anew")
            most = MOST_APART if apart(job.task_name) else MOST_DEATHS
            if job.attempts + 1 < most:
                await self._anew(app, job)
            else:
                self._queue.trouble(job.id or 0, DIED)
                await manager.finish_job(job, Status.FAILED, delete_job=False)

    async def _anew(self, app: App, job: Job) -> None:
        """Let a task wait again, or go if the same one waits besides."""
        if await self._has_twin(job.queueing_lock or ""):
            done = Status.SUCCEEDED
            await app.job_manager.finish_job(job, done, delete_job=True)
        else:
            await app.job_manager.retry_job(job)


def serving(shift: Shift, jobs: Sequence[str], again: Again, pool: dict[str, Any]) -> App:
    """Return what serves the tasks of some jobs, over connections of its own."""
    app = App(connector=PsycopgConnector(**pool, configure=_each_by_itself))
    for job in jobs:
        app.task(name=job, queue=job, pass_context=True, retry=again)(partial(shift.one, job))
    return app
