"""Which jobs there are, when each is to run, and which has not succeeded for too long.

Pure: settings, records and the time go in. What a job does stands elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from tracker import timetable
from tracker.config import Config, period
from tracker.text import one_line
from tracker.timetable import DAYS, After, At, Every, Rhythm, Times
from tracker.types import DigestLine, Record, RunOutcome
from tracker.wording import moment, plural

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A job, and when it is to run."""

    name: str
    what: str
    """What it does: "back up the store and its archive"."""
    rhythm: Rhythm
    limit: timedelta
    """How long one run may take."""
    patience: timedelta
    """How long it may go without success before somebody must be told."""
    waits: bool = False
    """Where it never ran before, it waits for its hour instead of running at once."""

    @property
    def when(self) -> str:
        """Say when it runs: "every night at 03:30"."""
        rhythm = self.rhythm
        if isinstance(rhythm, Every):
            return f"every {_length(rhythm.length)}"
        if isinstance(rhythm, After):
            return f"after each {' or '.join(rhythm.jobs)}"
        each = rhythm.each if isinstance(rhythm, Times) else (rhythm,)
        return "every " + " and ".join(map(_hour, each))


def _hour(at: At) -> str:
    day = "day" if at.weekday is None else DAYS[at.weekday].capitalize()
    return f"{day} at {at.hour:02}:{at.minute:02}"


class DutyState(StrEnum):
    """How a job fares."""

    GOOD = "good"
    RUNNING = "running"
    NEVER = "not run yet"
    FAILING = "failing"
    STOPPED = "stopped"
    SILENT = "silent"
    """It has not succeeded for longer than is bearable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a job fares, and why we say so."""

    state: DutyState
    words: str


def duties(config: Config) -> tuple[Duty, ...]:
    """Return the jobs that these settings ask for, in the order of a day.

    Nobody to send a digest or alerts to: then there are none.
    """
    jobs, people = config.jobs, config.digest.everybody
    every = period(jobs.poll_every)
    times = tuple(dict.fromkeys(one.at for one in people))
    left_out = {"digest"} if not people else set()
    if not any(one.alerts for one in people):
        left_out.add("alerts")
    plans: tuple[tuple[str, str, Rhythm], ...] = (
        ("poll", "visit the sources that are due", Every(every)),
        ("match", "pair what is new with the asks", After(("poll", "sweep"))),
        ("deadlines", "count what is due soon and what is overdue", At(0, 15)),
        ("sweep", "visit every source, due or not", _at(jobs.sweep_at)),
        ("backup", "back up the store and its archive", _at(jobs.backup_at)),
        ("recheck", "look whether evidence still stands at its address", At(4, 10)),
        ("copies", "look for copies of evidence whose address is dead", At(4, 50)),
        ("roster", "load the roster of members anew", At(5, 10, DAYS.index("sunday"))),
        ("housekeeping", "clear away what is left over", At(5, 40)),
        ("digest", "send the digest", times[0] if len(times) == 1 else Times(times)),
        ("alerts", "tell what cannot wait", After(("poll", "sweep", "deadlines"))),
    )
    return tuple(
        Duty(
            name=name,
            what=what,
            rhythm=rhythm,
            limit=period(jobs.limits.get(name, jobs.limit)),
            patience=_patience(rhythm, every),
            # Nobody expects a mail at the moment at which the program is set up.
            waits=name == "digest",
        )
        for name, what, rhythm in plans
        if name not in left_out
    )


def _at(text: str) -> At:
    hour, _, minute = text.partition(":")
    return At(int(hour), int(minute))


def _patience(rhythm: Rhythm, polling: timedelta) -> timedelta:
    """Return how long is too long: three turns, but not a few minutes nor half a month."""
    if isinstance(rhythm, Times):
        return 8 * _DAY
    if isinstance(rhythm, At):
        return 2 * _DAY if rhythm.weekday is None else 8 * _DAY
    return max(3 * polling, 6 * _HOUR)


def is_missed(duty: Duty, record: Record | None, now: datetime, zone: tzinfo) -> bool:
    """Say whether it should have been done by now and was not, so that it is made up for.

    A job without hours of its own is due whenever somebody asks, unless it runs
    after another.
    """
    if isinstance(duty.rhythm, After):
        return False
    if record is None:
        return not duty.waits
    if record.good is None or isinstance(duty.rhythm, Every):
        return True
    return record.good < timetable.latest(duty.rhythm, now, zone)


def health(duty: Duty, record: Record | None, now: datetime, zone: tzinfo) -> Health:
    """Return how a job fares, and why.

    silent     it has not succeeded for longer than its patience
    running    its last run has not ended
    failing    its last run was not done, one that was stopped apart
    stopped    its last run was stopped, which says nothing of the job
    not run    nothing is known of it
    good       none of these
    """
    if record is None:
        return Health(state=DutyState.NEVER, words="not run yet")
    last, good = record.last, record.good
    if now - (good or record.first) > duty.patience:
        words = f"no success since {moment(good, zone)}" if good else "it has never succeeded"
        return Health(state=DutyState.SILENT, words=words + _trouble(record))
    if last.outcome is RunOutcome.RUNNING:
        return Health(state=DutyState.RUNNING, words=f"since {moment(last.started, zone)}")
    if record.failures:
        return Health(state=DutyState.FAILING, words=_trouble(record).removeprefix("; "))
    if last.outcome is RunOutcome.STOPPED:
        words = f"stopped with the scheduler or by hand {moment(last.ended or last.started, zone)}"
        return Health(state=DutyState.STOPPED, words=words)
    return Health(state=DutyState.GOOD, words=counted(last.counts) or "done")


def counted(counts: Mapping[str, int]) -> str:
    """Return what a run did, in words: "sources visited: 3, new documents: 12"."""
    return ", ".join(f"{noun}: {number:,}" for noun, number in counts.items())


def silent(
    plan: tuple[Duty, ...],
    records: Mapping[str, Record],
    now: datetime,
    zone: tzinfo,
    since: datetime | None = None,
) -> tuple[DigestLine, ...]:
    """Tell of each job that has not succeeded for too long: a dead man's line.

    A job that never ran counts from `since`, when this store's first run of any
    job began; None: no job ever ran, nobody lets the jobs run here, and nothing
    is told.
    """
    if since is None:
        return ()
    lines = []
    for duty in plan:
        record = records.get(duty.name)
        found = health(duty, record, now, zone)
        never = record is None and now - since > duty.patience
        if found.state is DutyState.SILENT or never:
            words = f"The job “{duty.name}” ({duty.what}): {found.words}"
            lines.append(DigestLine(words=words, command="askwatch jobs list"))
    return tuple(lines)


def _trouble(record: Record) -> str:
    if not record.failures:
        return ""
    words = f"; {one_line(record.error)}"
    return words + (f"; {plural(record.failures, 'run')} in a row" if record.failures > 1 else "")


def _length(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    for unit, size in (("week", 604800), ("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size and seconds % size == 0:
            return plural(seconds // size, unit) if seconds > size else unit
    return f"{length.total_seconds():g} seconds"


def is_roomy(name: str, free: int, config: Config, needed: int = 0) -> bool:
    """Say whether a job may write, with so many bytes free on the store's disk.

    What fetches stops first, so that there is still room for a backup, which takes
    `needed` bytes.
    """
    if name in ("poll", "sweep", "recheck", "copies", "roster"):
        return free >= config.disk.poll
    return name != "backup" or free >= config.disk.backup + needed
