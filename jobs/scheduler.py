"""Let the jobs run when their time has come, until told to stop.

The only module that knows APScheduler. What a job does is handed in; here is
when. One scheduler serves a store: it holds a lease there, and a second one
waits. A run that was missed, or overlaps itself, is made up for once; a job that
fails is tried again after a while, and the others go on.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, JobSubmissionEvent
from apscheduler.executors.base import BaseExecutor, run_job
from apscheduler.job import Job
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from db.store import Store
from jobs.process import is_dead, me
from tracker import timetable
from tracker.duties import Duty, counted, is_missed
from tracker.timetable import After, At, Every, Times
from tracker.types import Lease, Record, Run, RunOutcome

LEASE = "scheduler"
LENGTH = timedelta(seconds=90)
TICK = 30.0
"""Seconds between two looks at the lease and the clock; a machine may have slept."""
WAIT = 5.0
"""Seconds between two looks of one that waits for its turn."""
_SLACK = timedelta(hours=1)

Report = Callable[[str, str, Run | None], None]
"""Tell of a job or of the scheduler itself, in words; with the run that ended, if one did."""


class Worker(Protocol):
    """What does the jobs."""

    def work(self, duty: Duty) -> Run | None:
        """Do a job and return how it went; None: it was not begun."""

    def stop(self) -> None:
        """End what runs; what was asked for afterwards is not begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A job, and when it runs next."""

    duty: Duty
    next_run: datetime | None
    """None: it runs after others."""


def planned(
    plan: tuple[Duty, ...], records: Mapping[str, Record], now: datetime, zone: tzinfo
) -> tuple[Planned, ...]:
    """Return when each job runs next, as far as the clock alone tells, soonest first."""
    found = [Planned(duty=duty, next_run=_next(duty, records, now, zone)) for duty in plan]
    return tuple(sorted(found, key=lambda one: (one.next_run is None, one.next_run or now)))


def _next(
    duty: Duty, records: Mapping[str, Record], now: datetime, zone: tzinfo
) -> datetime | None:
    rhythm, record = duty.rhythm, records.get(duty.name)
    if isinstance(rhythm, After):
        return None
    if isinstance(rhythm, Every) and record is not None:
        return max(now, record.last.started + rhythm.length).astimezone(zone)
    following = timetable.following(rhythm, now, zone)
    if (
        isinstance(rhythm, At | Times)
        and record is not None
        and _failed(record.last)
        and record.last.ended
    ):
        following = min(following, timetable.retry(record.failures, record.last.ended))
    return max(now, following).astimezone(zone)


def run(
    store: Store,
    plan: tuple[Duty, ...],
    zone: tzinfo,
    worker: Worker,
    *,
    report: Report,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    stop: threading.Event | None = None,
    by: str | None = None,
) -> None:
    """Let the jobs run at their times until SIGTERM, SIGINT or `stop`.

    What has no hours of its own, and what was missed, runs at once. While another
    scheduler holds the store's lease, this one waits; the lease of a dead one is
    taken over.
    """
    stop, by = stop or threading.Event(), by or me()
    watch = _Watch(store, by, now, report)
    with _signals(stop):
        while watch.taken(stop):
            shift = _Shift(store, plan, zone, worker, report, now)
            shift.begin()
            while not stop.wait(TICK) and watch.renewed():
                shift.look_at_the_clock()
            shift.end()
            watch.leave()


class _Watch:
    """Who serves the store: one at a time."""

    def __init__(self, store: Store, by: str, now: Callable[[], datetime], report: Report) -> None:
        self._store, self._by, self._now, self._report = store, by, now, report

    def taken(self, stop: threading.Event) -> bool:
        """Wait until it is our turn; False: told to stop before."""
        told = None
        while not stop.is_set():
            lease = self._take()
            if lease.holder == self._by:
                return True
            if told != lease.holder:
                told = lease.holder
                place = lease.holder.rpartition(":")[0].replace(":", ", process ")
                self._report(LEASE, f"another one serves this store ({place}); waiting", None)
            stop.wait(WAIT)
        return False

    def renewed(self) -> bool:
        """Keep our turn; False: it was lost, while this machine slept perhaps."""
        if self._take().holder == self._by:
            return True
        self._report(LEASE, "another one took over; its jobs end here", None)
        return False

    def leave(self) -> None:
        self._store.runs.release(LEASE, by=self._by)

    def _take(self) -> Lease:
        now = self._now()
        return self._store.runs.take(LEASE, by=self._by, now=now, length=LENGTH, dead=is_dead)


class _Shift:
    """The jobs between taking the lease and letting go of it."""

    def __init__(
        self,
        store: Store,
        plan: tuple[Duty, ...],
        zone: tzinfo,
        worker: Worker,
        report: Report,
        now: Callable[[], datetime],
    ) -> None:
        self._store, self._zone, self._worker = store, zone, worker
        self._report, self._now = report, now
        self._plan = {duty.name: duty for duty in plan}
        self._turns = {duty.name: threading.Lock() for duty in plan}
        self._scheduler = _scheduler(zone, report)

    def begin(self) -> None:
        """Start what is due now, and put the others on the timetable."""
        records, now = self._store.runs.records(), self._now()
        for duty in self._plan.values():
            if isinstance(duty.rhythm, After):
                continue
            at_once = is_missed(duty, records.get(duty.name), now, self._zone)
            first = {"next_run_time": now} if at_once else {}
            trigger = _Wall(duty.rhythm, self._zone)
            self._scheduler.add_job(self._work, trigger, [duty.name], id=duty.name, **first)
        self._scheduler.start()

    def look_at_the_clock(self) -> None:
        """Wake up for what became due while the machine slept or its clock was put back."""
        now = self._now()
        for job in self._scheduler.get_jobs():
            rhythm = job.trigger.rhythm
            if job.next_run_time - now > timetable.length(rhythm) + _SLACK:
                job.modify(next_run_time=timetable.following(rhythm, now, self._zone))
        self._scheduler.wakeup()

    def end(self) -> None:
        """Let no job begin any more, and end those that run."""
        self._scheduler.shutdown(wait=False)
        self._worker.stop()

    def _work(self, name: str) -> None:
        """Do a job, then those that come after it; one that failed is tried again."""
        done = self._done(self._plan[name])
        if done is None:
            return
        for duty in self._plan.values():
            if isinstance(duty.rhythm, After) and name in duty.rhythm.jobs:
                self._done(duty)
        if _failed(done):
            self._try_again(self._plan[name])

    def _done(self, duty: Duty) -> Run | None:
        with self._turns[duty.name]:
            run = self._worker.work(duty)
        if run is not None:
            words = run.error or counted(run.counts) or run.outcome.value
            self._report(duty.name, words, run)
        return run

    def _try_again(self, duty: Duty) -> None:
        if not isinstance(duty.rhythm, At | Times):
            return
        now = self._now()
        failures = self._store.runs.records()[duty.name].failures
        again = timetable.retry(max(failures, 1), now)
        if again < timetable.following(duty.rhythm, now, self._zone):
            # All may have been stopped in between.
            with suppress(JobLookupError):
                self._scheduler.modify_job(duty.name, next_run_time=again)


def _failed(run: Run) -> bool:
    return run.outcome in (RunOutcome.FAILED, RunOutcome.CUT_OFF)


class _Wall(BaseTrigger):  # type: ignore[misc]
    """When a job is next due; what was missed while nobody looked counts once."""

    def __init__(self, rhythm: Every | At | Times, zone: tzinfo) -> None:
        self.rhythm, self._zone = rhythm, zone

    def get_next_fire_time(self, _: datetime | None, now: datetime) -> datetime:
        """Return the first moment after `now`."""
        return timetable.following(self.rhythm, now.astimezone(UTC), self._zone)


def _scheduler(zone: tzinfo, report: Report) -> BackgroundScheduler:
    # It would tell a terminal of each skipped run in its own words.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(
        timezone=zone,
        executors={"default": _Threads()},
        # However late the machine wakes up, a run is made up for, and once only.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )

    def overlapped(event: JobSubmissionEvent) -> None:
        report(event.job_id, "still running; this turn is left out", None)

    scheduler.add_listener(overlapped, EVENT_JOB_MAX_INSTANCES)
    return scheduler


@contextmanager
def _signals(stop: threading.Event) -> Iterator[None]:
    """Let SIGTERM and SIGINT mean "stop", where signals can be caught."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {
        number: signal.signal(number, lambda *_: stop.set())
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Threads(BaseExecutor):  # type: ignore[misc]
    """Runs each job in a thread that does not keep the program from ending."""

    def _do_submit_job(self, job: Job, run_times: list[datetime]) -> None:
        def work() -> None:
            events = run_job(job, job._jobstore_alias, run_times, self._logger.name)
            self._run_job_success(job.id, events)

        threading.Thread(target=work, name=job.id, daemon=True).start()
