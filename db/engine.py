"""The database behind the store: opened, migrated, and one transaction at a time.

What only SQLite knows stands in `db.sqlite`. Errors of the database leave this
module as a `StoreError` that says what to do.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DatabaseError

from db import sqlite, tables
from db.migrations import HEAD
from tracker.errors import StoreError


class Database:
    """An open database, for the nouns of this package."""

    def __init__(self, url: str, file: Path | None, engine: Engine) -> None:
        self.url, self.file = url, file
        self._engine = engine
        self._watcher: Any = None
        self._watching = threading.Lock()
        self._written = 0

    @classmethod
    def open(cls, url: str) -> Database:
        """Open a database, and make or migrate it where needed.

        Raises:
            StoreError: it cannot be used.
        """
        file = _file(url)
        try:
            if file is not None:
                sqlite.make_file(file)
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise StoreError(
                "could not open the database", url, why, "name another file with --database"
            ) from None
        database = cls(url, file, sqlite.connect(file))
        try:
            database._make_ready()
        except BaseException:
            database.close()
            raise
        return database

    def _make_ready(self) -> None:
        with self.translated("could not open the database"):
            with self._transaction(write=False) as connection:
                version = sqlite.stored_version(connection)
            if self.file is not None:
                sqlite.write_ahead(self._engine)
            if version != HEAD:
                with self._transaction(write=True) as connection:
                    self._migrate(connection)

    def _migrate(self, connection: Connection) -> None:
        # Looked at again, for another process may have done it in the meantime.
        version = sqlite.stored_version(connection)
        if version is not None and version > HEAD:
            raise StoreError(
                "", None, "it was written by a newer version of askwatch", "update askwatch"
            )
        if version != HEAD:
            from db.migrations.run import upgrade

            upgrade(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the database."""
        with (
            self.translated("could not read the database"),
            self._transaction(write=False) as connection,
        ):
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose writes are all kept, on disk, or none of them."""
        with self.translated("could not write to the database"):
            with self._transaction(write=True) as connection:
                yield connection
            self._written += 1

    @contextmanager
    def _transaction(self, *, write: bool) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            sqlite.begin(connection, write=write)
            yield connection

    @contextmanager
    def translated(self, what: str) -> Iterator[None]:
        """Turn the database's errors into words; what is our own mistake stays as it is."""
        try:
            yield
        except DatabaseError as error:
            words = sqlite.in_words(error.orig or error)
            if words is None:
                raise
            raise StoreError(what, self.url, *words) from error
        except StoreError as error:
            if error.what:
                raise
            raise StoreError(what, self.url, error.why, error.step) from None

    def data_version(self) -> int:
        """Return a number that differs from the last one whenever anybody wrote in between."""
        if self.file is None:
            return self._written
        with self._watching, self.translated("could not read the database"):
            # Always the same connection, which never writes: it counts all others' writes.
            if self._watcher is None:
                self._watcher = self._engine.raw_connection()
            return sqlite.data_version(self._watcher.driver_connection)

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has."""
        with self.reading() as connection:
            return {
                name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in tables.metadata.tables.items()
            }

    def check(self) -> tuple[str, ...]:
        """Return what is wrong with the file, one line each."""
        with self.reading() as connection:
            return sqlite.problems(connection)

    def tidy(self) -> None:
        """Put the write-ahead log into the file, and refresh what the planner knows."""
        with self.translated("could not tidy the database"):
            sqlite.tidy(self._engine)

    def copy_to(self, file: Path) -> None:
        """Write a consistent copy to a new file.

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
        with self.translated(what), self._engine.connect() as connection:
            sqlite.copy(connection.connection.driver_connection, file)

    def close(self) -> None:
        """Let go of the file."""
        with self._watching:
            if self._watcher is not None:
                self._watcher.close()
                self._watcher = None
        self._engine.dispose()


def _file(url: str) -> Path | None:
    """Return the file that an address names; None: memory."""
    rest = url.removeprefix("sqlite://")
    if "://" in rest:
        kind = rest.partition("://")[0]
        raise StoreError(
            "could not open the database", kind, "not supported", "give a file, or 'sqlite:///file'"
        )
    path = rest.removeprefix("/") if rest != url else rest
    return None if path in ("", ":memory:") else Path(path).expanduser()
