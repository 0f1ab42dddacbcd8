"""Statements that a poll runs for every source: put together once, and given to the driver.

They are the same as everywhere, and so are the kinds of their columns; but what
SQLAlchemy does before and after, each time anew, took three quarters of the time that
they took in SQLite, and a third of a poll. A server's answers are waited for longer
than that: there SQLAlchemy runs them as it does all others.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Insert, Select, Table, Update, bindparam, insert

from db import rows, sqlite

Values = Mapping[str, Any]


class Prepared:
    """A statement with all that is needed to run it."""

    def __init__(self, statement: Select[Any] | Insert | Update, sets: Iterable[str] = ()) -> None:
        """Take a statement; `sets` are columns that it is given values for, under their names."""
        self._statement: Any = statement
        if not isinstance(statement, Select) and sets:
            self._statement = statement.values({name: bindparam(name) for name in sets})

    def all(self, connection: Connection, values: Values) -> list[Any]:
        """Return the rows that it gives, with columns by name."""
        if not _in_sqlite(connection):
            return list(connection.execute(self._statement, values))
        return self._plain.rows(connection, values)

    def one(self, connection: Connection, noun: str, which: str, values: Values) -> Any:
        """Return the row that it gives, of the thing that somebody named.

        Raises:
            NotHeldError: it gives none.
        """
        for row in self.all(connection, values):
            return row
        raise rows.missing(noun, which)

    def run(self, connection: Connection, several: Sequence[Values]) -> None:
        """Run it once with each of several values."""
        if not several:
            return
        if not _in_sqlite(connection):
            connection.execute(self._statement, several)
        else:
            self._plain.run(connection, several)

    def add(self, connection: Connection, values: Values) -> int:
        """Run it, and return the id of the row that it adds."""
        if not _in_sqlite(connection):
            return rows.insert(connection, self._statement, values)
        return self._plain.add(connection, values)

    @cached_property
    def _plain(self) -> _Plain:
        return _Plain(self._statement)


class _Plain:
    """A statement as SQLite's driver takes it: words, and what turns values into its own."""

    def __init__(self, statement: Any) -> None:
        compiled = statement.compile(dialect=sqlite.DIALECT)
        kinds = {name: bind.type for name, bind in compiled.binds.items()}
        self._words = str(compiled)
        self._fixed = {name: bind.value for name, bind in compiled.binds.items()}
        self._writers = {name: w for name, kind in kinds.items() if (w := _writer(kind))}
        columns = list(statement.exported_columns)
        self._readers = [(n, r) for n, c in enumerate(columns) if (r := _reader(c.type))]
        self._row: Any = namedtuple("Row", [c.name for c in columns])  # type: ignore[misc]

    def rows(self, connection: Connection, values: Values) -> list[Any]:
        found = []
        for row in _driver(connection).execute(self._words, self._written(values)):
            read = list(row)
            for n, reader in self._readers:
                read[n] = reader(read[n])
            found.append(self._row._make(read))
        return found

    def run(self, connection: Connection, several: Sequence[Values]) -> None:
        _driver(connection).executemany(self._words, map(self._written, several))

    def add(self, connection: Connection, values: Values) -> int:
        return int(_driver(connection).execute(self._words, self._written(values)).lastrowid)

    def _written(self, values: Values) -> dict[str, Any]:
        written = {**self._fixed, **values}
        for name, writer in self._writers.items():
            written[name] = writer(written[name])
        return written


def inserting(table: Table) -> Prepared:
    """Return what adds a row, whose id the database chooses."""
    return Prepared(insert(table), [c.name for c in table.c if c.name != "id"])


def _in_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == sqlite.DIALECT.name


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _writer(kind: Any) -> Any:
    return kind.dialect_impl(sqlite.DIALECT).bind_processor(sqlite.DIALECT)


def _reader(kind: Any) -> Any:
    return kind.dialect_impl(sqlite.DIALECT).result_processor(sqlite.DIALECT, None)
