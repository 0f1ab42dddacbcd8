"""Run the jobs when their time has come, until told to stop.

The only module that knows APScheduler. What the jobs do is handed in; here is
when. A run that was missed, or overlaps itself, is made up for once; a job that
fails is told and the others go on. Stopping waits a little for what is running,
and every job can be run again after it was cut off.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, JobSubmissionEvent
from apscheduler.executors.base import BaseExecutor, run_job
from apscheduler.job import Job
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from tracker.config import Config, period
from tracker.errors import AskwatchError
from tracker.text import one_line

BACKUP_AT = (3, 30)
"""Hour and minute; no clock change ever skips or repeats it in the United States."""
GRACE = 8.0
"""Seconds that running jobs get to end when all is to stop."""
_REACH = timedelta(days=8)
_log = logging.getLogger(__name__)

Call = Callable[[], str | None]
"""A job: does its work and returns what came of it, in words, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A job, and when it runs next."""

    name: str
    words: str
    """What it does and when: "back up the store, every night at 03:30"."""
    next_run: datetime
    last_planned: datetime | None
    """When it should have run last; None: it has no fixed hours."""


def planned(config: Config, now: datetime) -> tuple[Planned, ...]:
    """Return the jobs in the order in which they run next."""
    zone = config.organisation.zone
    plans = [
        Planned(
            name=name,
            words=words,
            next_run=trigger.get_next_fire_time(None, now).astimezone(zone),
            last_planned=_last(trigger, now),
        )
        for name, (words, trigger) in _plan(config, now).items()
    ]
    return tuple(sorted(plans, key=lambda plan: (plan.next_run, plan.name)))


def _plan(config: Config, now: datetime) -> dict[str, tuple[str, BaseTrigger]]:
    zone, digest = config.organisation.zone, config.digest
    every = config.jobs.poll_every
    hour, minute = BACKUP_AT
    weekday = digest.weekday.lower()
    return {
        "poll": (
            f"visit the sources that are due and pair what they brought, every {every}",
            IntervalTrigger(seconds=period(every).total_seconds(), start_date=now, timezone=zone),
        ),
        "digest": (
            f"send the digest, every {weekday.capitalize()} at {digest.hour:02}:00",
            CronTrigger(day_of_week=weekday[:3], hour=digest.hour, minute=0, timezone=zone),
        ),
        "backup": (
            f"back up the store, every night at {hour:02}:{minute:02}",
            CronTrigger(hour=hour, minute=minute, timezone=zone),
        ),
    }


def _last(trigger: BaseTrigger, now: datetime) -> datetime | None:
    """Return the latest planned moment up to now, for a job with fixed hours."""
    if isinstance(trigger, IntervalTrigger):
        return None
    last = None
    moment = trigger.get_next_fire_time(None, now - _REACH)
    while moment and moment <= now:
        last = moment.astimezone(UTC)
        moment = trigger.get_next_fire_time(moment, moment)
    return last


def run(
    config: Config,
    calls: Mapping[str, Call],
    *,
    missed: Callable[[str, datetime], bool],
    report: Callable[[str], None],
    stop: threading.Event | None = None,
) -> int:
    """Run the named jobs at their times until SIGTERM, SIGINT or `stop`; return how many failed.

    What has no fixed hours runs at once; what has them runs at once if `missed`
    says of its name and latest planned moment that it has not run since.
    """
    stop = stop or threading.Event()
    shift = _Shift(report)
    now = datetime.now(UTC)
    scheduler = _scheduler(config, report)
    plans = {plan.name: plan for plan in planned(config, now)}
    for name, (_, trigger) in _plan(config, now).items():
        if name in calls:
            last = plans[name].last_planned
            at_once = last is None or missed(name, last)
            first = {"next_run_time": now} if at_once else {}
            scheduler.add_job(shift.work, trigger, [name, calls[name]], id=name, **first)
    with _signals(stop):
        scheduler.start()
        stop.wait()
        scheduler.shutdown(wait=False)
        shift.end()
    return shift.failures


def _scheduler(config: Config, report: Callable[[str], None]) -> BackgroundScheduler:
    # It would tell a terminal of each skipped run in its own words.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(
        timezone=config.organisation.zone,
        executors={"default": _Threads()},
        # However late the machine wakes up, a run is made up for, and once only.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )

    def overlapped(event: JobSubmissionEvent) -> None:
        report(f"{event.job_id}: still running; this turn is left out")

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


class _Shift:
    """Who is at work, and how many runs failed."""

    def __init__(self, report: Callable[[str], None]) -> None:
        self.failures = 0
        self._report = report
        self._changed = threading.Condition()
        self._running: list[str] = []

    def work(self, name: str, call: Call) -> None:
        """Do one job and tell how it went; nothing that fails gets out."""
        with self._changed:
            self._running.append(name)
        began = time.monotonic()
        try:
            words = call() or "done"
            failed = False
        except AskwatchError as error:
            words, failed = f"failed: {error}", True
        except Exception as error:
            _log.exception("%s failed", name)
            words, failed = f"failed unexpectedly: {one_line(str(error)) or repr(error)}", True
        with self._changed:
            self._running.remove(name)
            self.failures += failed
            self._changed.notify_all()
        self._report(f"{name}: {words} ({time.monotonic() - began:.1f} s)")

    def end(self) -> None:
        """Wait for what is running, but not for ever, and tell what was cut off."""
        with self._changed:
            self._changed.wait_for(lambda: not self._running, GRACE)
            for name in self._running:
                self._report(f"{name}: cut off; what it had not recorded is done anew next time")


class _Threads(BaseExecutor):  # type: ignore[misc]
    """Runs each job in a thread that does not keep the program from ending."""

    def _do_submit_job(self, job: Job, run_times: list[datetime]) -> None:
        def work() -> None:
            events = run_job(job, job._jobstore_alias, run_times, self._logger.name)
            self._run_job_success(job.id, events)

        threading.Thread(target=work, name=job.id, daemon=True).start()
