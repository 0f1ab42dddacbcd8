"""The database behind the store: opened, migrated, and one transaction at a time.

What only SQLite knows stands in `db.sqlite`, what only PostgreSQL knows in
`db.postgres`. Errors of the database leave this module as a `StoreError` that says
what to do.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from db import sqlite, tables
from db.migrations import HEAD
from tracker.errors import ForbiddenError, OutdatedError, StoreError
from tracker.types import Person, Role


class Database:
    """An open database, for the nouns of this package."""

    def __init__(self, url: str, file: Path | None, engine: Engine) -> None:
        self.url, self.file = url, file
        self._engine = engine
        self.own = module_of(engine.dialect.name)
        """The module of what only this kind of database knows."""
        self.me: Person | None = None
        """Who is signed in; None: the store has no team, or she is not in it."""
        self._watcher: Any = None
        self._watching = threading.Lock()
        self._written = 0
        self._seen: int | None = None
        self._moment = threading.local()

    @classmethod
    def open(cls, url: str) -> Database:
        """Open a database, and make or migrate it where needed.

        Raises:
            StoreError: it cannot be used.
        """
        if url.startswith("postgres"):
            return cls._opened(_server(url))
        file = _file(url)
        try:
            if file is not None:
                sqlite.make_file(file)
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise StoreError(
                "could not open the database", url, why, "name another file with --database"
            ) from None
        return cls._opened(cls(url, file, sqlite.connect(file)))

    @staticmethod
    def _opened(database: Database) -> Database:
        try:
            database._make_ready()
        except BaseException:
            database.close()
            raise
        return database

    def _make_ready(self) -> None:
        with self.translated("could not open the database"):
            with self._transaction(write=False) as connection:
                version = self.own.stored_version(connection)
                if version == HEAD:
                    self.me = self.own.person(connection)
            if self.file is not None:
                sqlite.write_ahead(self._engine)
            if version != HEAD:
                with self._transaction(write=True) as connection:
                    self._migrate(connection)
                    self.me = self.own.person(connection)

    def _migrate(self, connection: Connection) -> None:
        # Looked at again, for another process may have done it in the meantime.
        version = self.own.stored_version(connection)
        if version is not None and version > HEAD:
            raise StoreError(
                "", None, "it was written by a newer version of askwatch", "update askwatch"
            )
        if version != HEAD:
            from db.migrations.run import upgrade

            if not self.own.may_migrate(connection):
                step = "let who owns its tables open it with this version"
                raise StoreError("", None, "it must be brought up to date first", step)
            upgrade(connection)
            self.own.migrated_whole(connection)

    @contextmanager
    def moment(self) -> Iterator[None]:
        """Let all that this thread reads be of one moment, and one transaction.

        Nothing may be written meanwhile. Who looks with other eyes in between sees
        a moment of her own.
        """
        with self.reading() as connection:
            before = self._moment.__dict__.get("held")
            self._moment.held = connection, self.own.put_on()
            try:
                yield
            finally:
                self._moment.held = before

    def _within(self) -> Connection | None:
        held = self._moment.__dict__.get("held")
        return held[0] if held and held[1] == self.own.put_on() else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the database."""
        if (held := self._within()) is not None:
            yield held
            return
        with (
            self.translated("could not read the database"),
            self._transaction(write=False) as connection,
        ):
            yield connection

    @contextmanager
    def writing(self, *, alone: bool = True, tell: bool = True) -> Iterator[Connection]:
        """Give a connection whose writes are all kept, on disk, or none of them.

        Nobody else writes meanwhile, unless it is said that others may: then each
        statement must hold by itself, whatever was kept before it. Others are told,
        unless nothing is said that was not so before.
        """
        with self.translated("could not write to the database"):
            with self._transaction(write=True, alone=alone, tell=tell) as connection:
                self._see_version(self.own.version(connection))
                yield connection
            self._written += 1

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """Give a connection for one statement, which is a transaction by itself.

        Nobody is told of what it writes. On a server it saves three of four waits.
        """
        if (held := self._within()) is not None:
            yield held
            return
        with (
            self.translated("could not use the database"),
            self._engine.connect() as connection,
        ):
            yield connection

    @contextmanager
    def _transaction(
        self, *, write: bool, alone: bool = True, tell: bool = True
    ) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            self.own.begin(connection, write=write, alone=alone)
            with connection.begin():
                yield connection
                if write and tell:
                    self.own.end(connection)

    @contextmanager
    def seeing_all(self) -> Iterator[None]:
        """Let transactions of this thread see what is private to whichever organisation.

        It does nothing for people: only for a team's service, and for who owns the tables.
        """
        with self.own.everything():
            yield

    @contextmanager
    def seeing_as(self, organisation: str | None) -> Iterator[None]:
        """Let transactions of this thread see what an organisation sees; None: what everybody does.

        Another organisation's eyes only a team's service has, and who owns the tables.
        """
        with self.own.seeing_as(organisation):
            yield

    @property
    def organisation(self) -> str:
        """Whose what the person who is signed in files privately is.

        Raises:
            ForbiddenError: the store has no team, or she is not in it.
        """
        if self.me is None:
            why = "this store has no team of which you are"
            step = "all that it holds is one organisation's"
            raise ForbiddenError("not kept for one organisation", self.url, why, step)
        return self.me.organisation

    def see_version(self) -> None:
        """Pass if the database is as this version needs it.

        Raises:
            OutdatedError: a newer version brought it up to date meanwhile.
        """
        with self.reading() as connection:
            self._see_version(self.own.version(connection))

    def _see_version(self, version: str | None) -> None:
        if version != HEAD:
            why, step = "a newer askwatch did it; nothing was lost", "restart, with that version"
            raise OutdatedError("the store was brought up to date", self.url, why, step)

    @contextmanager
    def translated(self, what: str) -> Iterator[None]:
        """Turn the database's errors into words; what is our own mistake stays as it is."""
        try:
            yield
        except (DBAPIError, sqlite.Error) as error:
            told: BaseException = getattr(error, "orig", None) or error
            words = self.own.in_words(told)
            if words is None:
                raise
            if self.own.forbids(told, self.me is not None):
                raise _forbidden(self.me, *words) from error
            raise StoreError(what, self.url, *words) from error
        except PoolTimeout as error:
            why, step = "all connections of this program are in use", "try again in a moment"
            raise StoreError(what, self.url, why, step) from error
        except StoreError as error:
            if error.what:
                raise
            raise StoreError(what, self.url, error.why, error.step) from None

    def data_version(self) -> int:
        """Return a number that differs from the last one whenever anybody wrote in between."""
        if self.own is sqlite and self.file is None:
            return self._written
        with self._watching, self.translated("could not read the database"):
            if self._watcher is None:
                self._watcher = self.own.Watch(self._engine)
            seen = int(self._watcher.version())
        if seen != self._seen:
            self.see_version()
            self._seen = seen
        return seen

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has; how asks stand is worked out and no row's own."""
        with self.reading() as connection:
            return {
                name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in tables.metadata.tables.items()
                if table not in (tables.standings, tables.tallies)
            }

    def check(self) -> tuple[str, ...]:
        """Return what is wrong with the file, one line each."""
        with self.reading() as connection:
            found: tuple[str, ...] = self.own.problems(connection)
            return found

    def tidy(self) -> None:
        """Put the write-ahead log into the file, and refresh what the planner knows."""
        with self.translated("could not tidy the database"):
            self.own.tidy(self._engine)

    def copy_to(self, file: Path) -> None:
        """Write a consistent copy to a new file of SQLite.

        Raises:
            StoreError: the file exists or cannot be written.
        """
        what = "could not copy the database"
        if file.exists():
            raise StoreError(what, str(file), "the file exists already", "name another file")
        try:
            sqlite.make_file(file)
        except OSError as error:
            raise StoreError(what, str(file), (error.strerror or str(error)).lower()) from None
        if self.own is not sqlite:
            from db.copying import copy

            with closing(Database.open(str(file))) as target:
                copy(self, target, lambda *_: None)
            return
        with self.translated(what), self._engine.connect() as connection:
            sqlite.copy(connection.connection.driver_connection, file)

    def close(self) -> None:
        """Let go of the file."""
        with self._watching:
            if self._watcher is not None:
                self._watcher.close()
                self._watcher = None
        self._engine.dispose()


_MAY = {
    Role.READER: "you may look, and change nothing",
    Role.EDITOR: "an editor may not do this",
    Role.MANAGER: "a manager may not do this",
    Role.SERVICE: "jobs do not do this, people do",
}


def _forbidden(me: Person | None, why: str, step: str) -> ForbiddenError:
    """Say that somebody may not do a thing: as the store's own rule says it, or by her role."""
    if me is None:
        return ForbiddenError("not allowed", None, why, step)
    if why.startswith("its user"):
        why, step = _MAY[me.role], "ask a manager: `askwatch team list` names them"
    return ForbiddenError("not allowed", f"{me.name}, {me.role}", why, step)


def module_of(dialect: str) -> Any:
    """Return the module of what only one kind of database knows."""
    if dialect == "sqlite":
        return sqlite
    from db import postgres

    return postgres


def _server(url: str) -> Database:
    try:
        from db import postgres
    except ImportError:
        why, step = "PostgreSQL needs more than is installed", "`pip install askwatch[team]`"
        raise StoreError("could not open the database", "postgresql", why, step) from None
    address = postgres.address(url)
    return Database(address.render_as_string(), None, postgres.connect(address))


def _file(url: str) -> Path | None:
    """Return the file that an address names; None: memory."""
    rest = url.removeprefix("sqlite://")
    if "://" in rest:
        kind = rest.partition("://")[0]
        raise StoreError(
            "could not open the database",
            kind,
            "not supported",
            "give a file, 'sqlite:///file' or 'postgresql+psycopg://name@host/database'",
        )
    path = rest.removeprefix("/") if rest != url else rest
    return None if path in ("", ":memory:") else Path(path).expanduser()
