"""Runs of jobs: when each started and ended, and how; and who may do something alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from db import rows
from db.engine import Database
from db.tables import leases, runs
from tracker.types import Lease, Record, Run, RunOutcome

_AHEAD = 2
"""A lease that ends later than so many of its lengths from now is of a clock that was put back."""


class Runs:
    """What the jobs have done."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, job: str, *, by: str, now: datetime, dead: Callable[[str], bool]) -> int:
        """Record that a job starts, and return the run's id.

        Runs of the job that never ended, and of whose process `dead` says that it
        is no more, are recorded as cut off.
        """
        open_ = (runs.c.job == job) & runs.c.ended.is_(None)
        values = {"job": job, "started": now, "outcome": RunOutcome.RUNNING, "counts": "{}"}
        with self._database.writing() as connection:
            for row in connection.execute(select(runs.c.id, runs.c.by).where(open_)).all():
                if dead(row.by):
                    connection.execute(_ending(row.id, RunOutcome.CUT_OFF, now, error=_DIED))
            return rows.insert(connection, insert(runs).values(by=by, **values))

    def end(
        self,
        run_id: int,
        outcome: RunOutcome,
        *,
        now: datetime,
        counts: Mapping[str, int] | None = None,
        error: str | None = None,
    ) -> bool:
        """Record how a run ended; False: it has ended already, and that stands."""
        with self._database.writing() as connection:
            ended = connection.execute(_ending(run_id, outcome, now, counts=counts, error=error))
            return ended.rowcount == 1

    def explain(self, run_id: int, error: str) -> None:
        """Say why a run was cut off that could itself say only that it was stopped."""
        stopped = (runs.c.id == run_id) & (runs.c.outcome == RunOutcome.STOPPED)
        cut_off = {"outcome": RunOutcome.CUT_OFF, "error": error}
        with self._database.writing() as connection:
            connection.execute(update(runs).where(stopped).values(cut_off))

    def get(self, run_id: int) -> Run:
        """Return a run.

        Raises:
            NotHeldError: no such run.
        """
        query = select(runs).where(runs.c.id == run_id)
        with self._database.reading() as connection:
            return _as_run(rows.one(connection, query, "run", run_id))

    def list(self, *, job: str | None = None, limit: int = 50) -> tuple[Run, ...]:
        """Return the latest runs, newest first."""
        query = select(runs).order_by(runs.c.id.desc()).limit(limit)
        if job is not None:
            query = query.where(runs.c.job == job)
        with self._database.reading() as connection:
            return tuple(_as_run(row) for row in connection.execute(query))

    def records(self) -> dict[str, Record]:
        """Return how each job that ever ran has fared, by its name."""
        c = runs.c
        done = c.outcome == RunOutcome.DONE
        ends = select(c.job, func.max(c.id), func.min(c.started)).group_by(c.job)
        good = select(c.job, func.max(c.ended), func.max(c.id)).where(done).group_by(c.job)
        bad = c.outcome.in_((RunOutcome.FAILED, RunOutcome.CUT_OFF))
        with self._database.reading() as connection:
            goods = {job: (at, id_) for job, at, id_ in connection.execute(good)}
            records = {}
            for job, last, first in connection.execute(ends).all():
                at, since = goods.get(job, (None, 0))
                failed = select(func.count(), func.max(c.id)).where(c.job == job, c.id > since, bad)
                failures, worst = connection.execute(failed).one()
                why = select(func.coalesce(c.error, c.outcome)).where(c.id == worst)
                row = connection.execute(select(runs).where(c.id == last)).one()
                records[job] = Record(
                    first=first,
                    last=_as_run(row),
                    good=at,
                    failures=failures,
                    error=connection.scalar(why) or "",
                )
        return records

    def forget(self, before: datetime) -> int:
        """Remove runs that ended before a day, but no job's last good one; return how many."""
        c = runs.c
        kept = select(func.max(c.id)).where(c.outcome == RunOutcome.DONE).group_by(c.job)
        with self._database.writing() as connection:
            query = delete(runs).where(c.ended < before, c.id.not_in(kept))
            return connection.execute(query).rowcount

    def take(
        self,
        name: str,
        *,
        by: str,
        now: datetime,
        length: timedelta,
        dead: Callable[[str], bool] = lambda _: False,
    ) -> Lease:
        """Take or renew a lease, and return who holds it now: `by`, or somebody else.

        It is free if it ran out, or `dead` says of its holder that it is no more.
        """
        with self._database.writing() as connection:
            query = select(leases).where(leases.c.name == name)
            held = connection.execute(query).one_or_none()
            over = held is None or not now < held.until <= now + _AHEAD * length
            if held is not None and held.holder != by and not over and not dead(held.holder):
                return _as_lease(held)
            since = held.since if held is not None and held.holder == by else now
            lease = Lease(name=name, holder=by, since=since, until=now + length)
            values = {"holder": by, "since": since, "until": lease.until}
            if held is None:
                connection.execute(insert(leases).values(name=name, **values))
            else:
                connection.execute(update(leases).where(leases.c.name == name).values(values))
            return lease

    def release(self, name: str, *, by: str) -> None:
        """Let go of a lease; nothing happens if it is another's."""
        query = delete(leases).where(leases.c.name == name, leases.c.holder == by)
        with self._database.writing() as connection:
            connection.execute(query)

    def lease(self, name: str, now: datetime) -> Lease | None:
        """Return who holds a lease; None: nobody."""
        query = select(leases).where(leases.c.name == name, leases.c.until > now)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
            return None if row is None else _as_lease(row)


_DIED = "its process ended without a word"


def _ending(
    run_id: int,
    outcome: RunOutcome,
    now: datetime,
    *,
    counts: Mapping[str, int] | None = None,
    error: str | None = None,
) -> Any:
    values = {
        "ended": now,
        "outcome": outcome,
        "counts": rows.written(dict(counts or {})),
        "error": error,
    }
    return update(runs).where(runs.c.id == run_id, runs.c.ended.is_(None)).values(values)


def _as_run(row: Row[Any]) -> Run:
    return Run(
        id=row.id,
        job=row.job,
        started=row.started,
        ended=row.ended,
        outcome=RunOutcome(row.outcome),
        counts=rows.read(row.counts, dict[str, int]),
        error=row.error,
        by=row.by,
    )


def _as_lease(row: Row[Any]) -> Lease:
    return Lease(name=row.name, holder=row.holder, since=row.since, until=row.until)
