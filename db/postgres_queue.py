"""What a queue of work needs of PostgreSQL, in a schema of its own beside the store's tables.

The tables of the queue itself are its library's, which brings them along; here they are
put in place, brought up to date and read. Beside them stand when a host may be asked
again, who works, and why tasks failed. None of it is part of the store: it is neither
copied nor backed up, and changes in it are told to no dashboard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import Connection, text

from db import postgres
from db.engine import Database
from db.postgres_words import in_words, passes
from tracker.errors import StoreError
from tracker.types import Lease, QueueState, Stuck

ABSENT = timedelta(seconds=60)
"""A worker that was not heard of for so long is no more."""
_INSTALLING, _TAKING_OVER = 0x41534B51, 0x41534B52
_SHOWN = 20

_OWN = """
CREATE TABLE IF NOT EXISTS version (name text NOT NULL);
CREATE TABLE IF NOT EXISTS hosts (
    host text PRIMARY KEY, holder text NOT NULL, free_at timestamptz NOT NULL);
CREATE TABLE IF NOT EXISTS workers (
    name text PRIMARY KEY, holder text NOT NULL, since timestamptz NOT NULL,
    seen timestamptz NOT NULL);
CREATE TABLE IF NOT EXISTS troubles (
    job_id bigint PRIMARY KEY REFERENCES procrastinate_jobs (id) ON DELETE CASCADE,
    at timestamptz NOT NULL, error text NOT NULL);
-- Whether a task's lock is free must not take a look at every task that waits.
CREATE INDEX IF NOT EXISTS jobs_by_lock ON procrastinate_jobs (lock)
    WHERE status IN ('todo', 'doing');
"""
_REVISION = 2
"""Of what is in `_OWN`; whoever changes it counts on."""
# A host is taken where nobody has it and its pause is over; the server's clock counts for all.
_TAKE = """
INSERT INTO {0}.hosts AS held (host, holder, free_at)
VALUES (%(host)s, %(holder)s, clock_timestamp() + make_interval(secs => %(seconds)s))
ON CONFLICT (host) DO UPDATE SET holder = excluded.holder, free_at = excluded.free_at
WHERE held.free_at <= clock_timestamp() RETURNING host
"""
_LEFT = (
    "SELECT extract(epoch FROM free_at - clock_timestamp()) FROM {0}.hosts WHERE host = %(host)s"
)
_LEAVE = """
UPDATE {0}.hosts SET free_at = clock_timestamp() + make_interval(secs => %(seconds)s)
WHERE host = %(host)s AND holder = %(holder)s
"""
_ENLIST = """
INSERT INTO {0}.workers AS held (name, holder, since, seen)
VALUES (%(name)s, %(holder)s, clock_timestamp(), clock_timestamp())
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, seen = excluded.seen,
    since = CASE WHEN held.holder = excluded.holder THEN held.since ELSE excluded.since END
WHERE held.holder = excluded.holder OR held.seen < clock_timestamp() - %(absent)s
RETURNING name
"""
_TROUBLE = """
INSERT INTO {0}.troubles (job_id, at, error) VALUES (%(id)s, clock_timestamp(), %(error)s)
ON CONFLICT (job_id) DO UPDATE SET at = excluded.at, error = excluded.error
"""
_HELD = """
SELECT queueing_lock, status::text FROM {0}.procrastinate_jobs job
WHERE queueing_lock IS NOT NULL AND status IN ('todo', 'doing', 'failed') ORDER BY job.status DESC
"""
_HELD_OF = """
SELECT queueing_lock, status::text FROM {0}.procrastinate_jobs job
WHERE queueing_lock = ANY(%(keys)s) AND status IN ('todo', 'doing', 'failed')
ORDER BY job.status DESC
"""
_LOST = """
SELECT id FROM {0}.procrastinate_jobs
WHERE status = 'doing' AND worker_id = %(worker)s AND NOT id = ANY(%(running)s)
"""
_COUNTS = """
SELECT count(*) FILTER (WHERE status = 'todo') AS waiting,
    count(*) FILTER (WHERE status = 'doing') AS running,
    count(*) FILTER (WHERE status = 'todo' AND attempts > 0) AS again,
    count(*) FILTER (WHERE status = 'failed') AS failed,
    (SELECT min(event.at) FROM {0}.procrastinate_jobs job
        JOIN {0}.procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred'
        WHERE job.status = 'todo' AND coalesce(job.scheduled_at, now()) <= now()) AS oldest
FROM {0}.procrastinate_jobs
"""
_STUCK = """
SELECT job.task_name, job.queueing_lock, job.attempts, trouble.at, trouble.error
FROM {0}.procrastinate_jobs job LEFT JOIN {0}.troubles trouble ON trouble.job_id = job.id
WHERE job.status = 'failed' ORDER BY job.id DESC LIMIT :most
"""
# What failed for good, and what waits for another try.
_HALTED = """
SELECT task_name, queueing_lock, args -> 'details', lock, priority, status::text
FROM {0}.procrastinate_jobs WHERE status = 'failed'
OR status = 'todo' AND attempts > 0 AND scheduled_at > now() ORDER BY id
"""
_HURRY = """
UPDATE {0}.procrastinate_jobs SET scheduled_at = NULL
WHERE status = 'todo' AND queueing_lock = ANY(:keys)
"""
_FORGET = """
DELETE FROM {0}.procrastinate_jobs WHERE status = 'failed' AND queueing_lock = ANY(:keys)
"""
_WORKERS = """
SELECT name, holder, since, seen FROM {0}.workers
WHERE seen > clock_timestamp() - :absent ORDER BY name
"""


class Halted(NamedTuple):
    """A task that failed for good, or waits for another try."""

    job: str
    key: str
    details: dict[str, int | str]
    lock: str | None
    priority: int
    status: str


class Queue:
    """What a queue of work needs, beside the tables of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @cached_property
    def schema(self) -> str:
        """The schema in which the queue's tables lie, as SQL writes its name."""
        with self._apart() as connection:
            query = "SELECT quote_ident(current_schema() || '_queue')"
            return str(connection.execute(text(query)).scalar_one())

    @property
    def connecting(self) -> dict[str, Any]:
        """With which arguments psycopg connects so that it sees the queue's tables alone."""
        engine = self._database._engine
        _, arguments = engine.dialect.create_connect_args(engine.url)
        wanted = {"search_path": self.schema, "timezone": "UTC", **postgres.KEPT_ALIVE}
        # A table that was empty a moment ago is thought to be so still: the next task would be
        # found by sorting all that wait, which is ninety times the work with 2,000 of them.
        wanted["enable_sort"] = "off"
        own = (f"-c {name}={value}" for name, value in wanted.items())
        options = " ".join((arguments.get("options", ""), *own))
        return {
            **arguments,
            "options": options.strip(),
            "application_name": "askwatch queue",
            "connect_timeout": 10,
        }

    @property
    def installed(self) -> bool:
        """Whether the queue's tables are there."""
        with self._apart() as connection:
            return self._version(connection) is not None

    def install(self, whole: str, steps: Mapping[str, str]) -> None:
        """Put the queue's tables in place, or bring them up to date.

        `whole` makes them as they are after the last of `steps`, which lead there from
        each earlier version, by name. Of several who do it at once, one does.

        Raises:
            StoreError: the database's user may not make a schema, or does not own the
                store's tables: the people of a team get their rights from who does.
        """
        newest = f"{max(steps)} {_REVISION}"
        with self._apart() as connection:
            if (self._version(connection) or "") >= newest:
                return
            if not postgres.may_migrate(connection):
                why = "its queue is not made yet, or not brought up to date"
                step = "let who owns its tables run `askwatch doctor` with these settings"
                raise StoreError("", None, why, step)
            usual = connection.execute(text("SHOW search_path")).scalar_one()
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_INSTALLING})"))
            held = self._version(connection)
            if held is None:
                _run(connection, f"CREATE SCHEMA IF NOT EXISTS {self.schema}")
            _run(connection, f"SET LOCAL search_path TO {self.schema}")
            missing = [steps[name] for name in sorted(steps) if name > (held or newest)]
            for script in (*((whole,) if held is None else missing), _OWN):
                _run(connection, script)
            if (held or "") < newest:  # Another one may have been here while this one waited.
                _run(connection, "DELETE FROM version")
                connection.execute(text("INSERT INTO version VALUES (:name)"), {"name": newest})
            _run(connection, f"SET LOCAL search_path TO {usual}")
            postgres.migrated_whole(connection)

    def take(self, host: str, holder: str, length: float) -> float:
        """Take a host for one request of at most `length` seconds.

        Returns 0 if it is taken; else in how many seconds it may be free. Whose process
        dies lets go of it after that length.
        """
        if self._quick(_TAKE, host=host, holder=holder, seconds=length):
            return 0.0
        [[left]] = self._quick(_LEFT, host=host) or [[0]]
        return max(float(left), 0.001)

    def leave(self, host: str, holder: str, pause: float) -> None:
        """Let go of a host, which nobody asks for `pause` seconds from now on."""
        self._quick(_LEAVE, host=host, holder=holder, seconds=pause)

    def enlist(self, name: str, holder: str, dead: Callable[[str], bool] = lambda _: False) -> bool:
        """Say that a worker is there; False: another one of that name is.

        `dead` says of a holder whether it is surely no more.
        """
        values: dict[str, Any] = {"name": name, "holder": holder, "absent": ABSENT}
        if self._quick(_ENLIST, **values):
            return True
        query = "SELECT holder FROM {0}.workers WHERE name = %(name)s"
        for (other,) in self._quick(query, name=name):
            if dead(other):
                self.dismiss(name, other)
        return bool(self._quick(_ENLIST, **values))

    def dismiss(self, name: str, holder: str) -> None:
        """Say that a worker is there no more."""
        query = "DELETE FROM {0}.workers WHERE name = %(name)s AND holder = %(holder)s"
        self._quick(query, name=name, holder=holder)

    def trouble(self, task: int, error: str) -> None:
        """Note why a task failed."""
        self._quick(_TROUBLE, id=task, error=error)

    def held(self, keys: Iterable[str] | None = None) -> dict[str, str]:
        """Return which tasks are held, of some keys or of all: "todo", "doing" or "failed".

        Of a key with several tasks the first of these is said.
        """
        found = self._quick(_HELD) if keys is None else self._quick(_HELD_OF, keys=list(keys))
        return dict(found)

    def see_version(self) -> None:
        """Pass if the store is as this version needs it.

        Raises:
            OutdatedError: a newer version brought it up to date meanwhile.
        """
        self._database.see_version()

    def away(self, error: StoreError) -> bool:
        """Say whether what failed may do as soon as the server is there again, or is less busy."""
        return passes(error.why)

    def uncount(self, task: int) -> None:
        """Let a try of a task not count, for it was not the task's fault."""
        query = "UPDATE {0}.procrastinate_jobs SET attempts = attempts - 1 WHERE id = %(id)s"
        self._quick(query, id=task)

    def lost(self, worker: int, running: Iterable[int]) -> list[int]:
        """Return what a worker should be doing by the queue's books and is not."""
        return [row[0] for row in self._quick(_LOST, worker=worker, running=list(running))]

    def ready(self, jobs: Iterable[str]) -> int:
        """Return how many tasks of some jobs wait that might be begun, or run."""
        query = (
            "SELECT count(*) FROM {0}.procrastinate_jobs WHERE task_name = ANY(:jobs) AND "
            "(status = 'doing' OR status = 'todo' AND coalesce(scheduled_at, now()) <= now())"
        )
        with self._apart() as connection:
            found = connection.execute(self._sql(query), {"jobs": list(jobs)})
            return int(found.scalar_one())

    def forget(self, keys: Iterable[str]) -> None:
        """Remove tasks that failed for good, for they are queued anew."""
        self._change(_FORGET, keys)

    def _change(self, query: str, keys: Iterable[str]) -> None:
        with self._apart() as connection:
            # Its triggers look for its tables by their bare names.
            _run(connection, f"SET LOCAL search_path TO {self.schema}")
            connection.execute(self._sql(query), {"keys": list(keys)})

    def halted(self) -> list[Halted]:
        """Return what failed for good, or waits for another try; first queued, first told."""
        return [Halted(*row) for row in self._quick(_HALTED)]

    def hurry(self, keys: Iterable[str]) -> None:
        """Let what waits for another try be tried now."""
        self._change(_HURRY, keys)

    def state(self) -> QueueState | None:
        """Return how the queue fares; None: there is none."""
        with self._apart() as connection:
            if self._version(connection) is None:
                return None
            counts = connection.execute(self._sql(_COUNTS)).one()
            stuck = connection.execute(self._sql(_STUCK), {"most": _SHOWN}).all()
            workers = connection.execute(self._sql(_WORKERS), {"absent": ABSENT}).all()
        return QueueState(
            **counts._mapping,
            stuck=tuple(
                Stuck(
                    job=row.task_name,
                    key=row.queueing_lock or "",
                    attempts=row.attempts,
                    since=row.at,
                    error=row.error or "its worker ended without a word",
                )
                for row in stuck
            ),
            workers=tuple(
                Lease(name=row.name, holder=row.holder, since=row.since, until=row.seen + ABSENT)
                for row in workers
            ),
        )

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Say whether nobody else takes tasks over at this moment, and keep it so."""
        with self._apart() as connection:
            query = f"SELECT pg_try_advisory_xact_lock({_TAKING_OVER})"
            yield bool(connection.execute(text(query)).scalar())

    def _version(self, connection: Connection) -> str | None:
        # Read from the catalogue: `to_regclass` would not know what others made a moment ago.
        there = "SELECT FROM pg_tables WHERE quote_ident(schemaname) = :schema"
        query = text(f"{there} AND tablename = 'version'")
        if connection.execute(query, {"schema": self.schema}).first() is None:
            return None
        return connection.execute(self._sql("SELECT name FROM {0}.version")).scalar()

    def _quick(self, query: str, **values: Any) -> list[Any]:
        """Run one statement, which is a transaction by itself, without a wait for anything else."""
        with self._database.glance() as connection:
            found = connection.exec_driver_sql(query.format(self.schema), values)
            return list(found) if found.returns_rows else []

    def _sql(self, query: str) -> Any:
        return text(query.format(self.schema))

    @contextmanager
    def _apart(self) -> Iterator[Connection]:
        """Give a connection that takes no turn of the store's writers and tells nobody."""
        database = self._database
        with (
            database.translated("could not use the queue"),
            database._engine.connect() as connection,
        ):
            postgres.begin(connection, write=True, alone=False)
            with connection.begin():
                yield connection


def _run(connection: Connection, script: str) -> None:
    """Run a script of several statements as it is."""
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute(script.encode())
    except psycopg.Error as error:
        if (words := in_words(error)) is None:
            raise
        raise StoreError("", None, *words) from error
