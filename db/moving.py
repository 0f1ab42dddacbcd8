"""All that people made and the program found, as plain rows: out of one store, into another.

Rows go out as they are kept, with their ids. They come in whole or not at all:
a row that is held already is left alone, one that differs from what is held is
refused. No visits, digests or members: those every store gets by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.exc import IntegrityError

from db import events as lines
from db import rows, tables
from db.engine import Database
from db.tables import Values
from tracker.errors import ConfigError, InputError
from tracker.names import source_name
from tracker.types import (
    AskKind,
    DocumentKind,
    EventKind,
    Reading,
    Reason,
    Sheet,
    Verdict,
    Way,
)

ORDER = (
    "sources",
    "campaigns",
    "letters",
    "letter_sources",
    "addressees",
    "signatories",
    "asks",
    "links",
    "documents",
    "revisions",
    "evidence",
    "candidates",
    "echoes",
    "events",
    "saved_filters",
)
"""The tables that move; what others name comes first."""
_SETTINGS = "name host title ways every enabled expects valid_from valid_to proven delay".split()
"""What moves of a source; how its visits went does not."""
_KINDS: dict[str, type] = {
    "VARCHAR": str,
    "INTEGER": int,
    "FLOAT": float,
    "BOOLEAN": bool,
    "DATE": date,
    "DATETIME": datetime,
}
_VALUES: dict[tuple[str, str], Callable[[Any], object]] = {
    ("sources", "name"): source_name,
    ("sources", "ways"): lambda text: rows.read(text, tuple[Way, ...]),
    ("letters", "kind"): DocumentKind,
    ("letters", "warnings"): lambda text: rows.read(text, tuple[str, ...]),
    ("letter_sources", "kind"): DocumentKind,
    ("letter_sources", "pages"): lambda text: rows.read(text, tuple[Sheet, ...]),
    ("letter_sources", "reading"): lambda text: rows.read(text, Reading),
    ("asks", "kind"): AskKind,
    ("candidates", "verdict"): Verdict,
    ("candidates", "reasons"): lambda text: rows.read(text, tuple[Reason, ...]),
    ("events", "kind"): EventKind,
}
"""Columns whose text must be one of a few words, or JSON of a shape."""
JSON = frozenset(
    key for key in _VALUES if key[1] in ("ways", "warnings", "pages", "reading", "reasons")
)
"""Columns that hold JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column as it moves."""

    name: str
    kind: type
    """str, int, float, bool, date or datetime."""
    nullable: bool
    json: bool
    """Its text is JSON."""


Where = Callable[[str, int, str], str]
"""Says where a value stands: of a table, the number of its row from 0, and the column."""


class _Enough(Exception):
    """A trial has shown what it should."""


class Moving:
    """Rows out of the store and into it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def fields(self) -> dict[str, tuple[Field, ...]]:
        """Return the columns that move, by table, in the tables' order."""
        return {name: tuple(_fields(name)) for name in ORDER}

    def dump(self) -> dict[str, list[Values]]:
        """Return all rows by table, oldest first; a document names its source by name.

        Of sources only those from which a document is held.
        """
        with self._database.reading() as connection:
            return {name: _dump(connection, name) for name in ORDER}

    def load(
        self, given: Mapping[str, Sequence[Values]], where: Where, *, trial: bool = False
    ) -> dict[str, tuple[int, int]]:
        """Take rows in, all or none; return how many of each table are new, and held already.

        A trial does the same, and keeps nothing.

        Raises:
            InputError: a row differs from the held one of its id, names one that is
                nowhere, has what another has that must be single, or a value that
                this version does not know; says which row and column.
        """
        counts: dict[str, tuple[int, int]] = {}
        try:
            with self._database.writing() as connection:
                self._database.own.refer_late(connection)
                for name in ORDER:
                    counts[name] = _load(connection, name, given, where)
                self._database.own.number_on(connection)
                _read_all(connection, given, where)
                if trial:
                    raise _Enough
        except _Enough:
            pass
        return counts


def _fields(name: str) -> list[Field]:
    found = []
    for column in _columns(name):
        kind = _KINDS[str(column.type)]
        text = "source" if (name, column.name) == ("documents", "source_id") else column.name
        json = (name, column.name) in JSON
        found.append(
            Field(
                name=text,
                kind=str if text == "source" else kind,
                nullable=bool(column.nullable),
                json=json,
            )
        )
    return found


def _columns(name: str) -> list[Any]:
    table = tables.metadata.tables[name]
    # Whose what is private is, the store that takes it in decides.
    return [
        c
        for c in table.c
        if c.name != "organisation" and (name != "sources" or c.name in _SETTINGS)
    ]


def _dump(connection: Connection, name: str) -> list[Values]:
    table = tables.metadata.tables[name]
    query = select(*_columns(name)).order_by(table.c.id)
    if name == "sources":
        named = select(tables.documents.c.source_id)
        query = query.where(table.c.id.in_(named)).order_by(None).order_by(table.c.name)
    found = [dict(row._mapping) for row in connection.execute(query)]
    if name == "documents":
        called = dict(_sources(connection, "id", "name"))
        for row in found:
            row["source"] = called[row.pop("source_id")]
    return found


def _sources(connection: Connection, key: str, value: str) -> list[tuple[Any, Any]]:
    c = tables.sources.c
    return [(row[0], row[1]) for row in connection.execute(select(c[key], c[value]))]


def _load(
    connection: Connection, name: str, given: Mapping[str, Sequence[Values]], where: Where
) -> tuple[int, int]:
    """Take the rows of one table in; return how many are new, and held."""
    table, key = tables.metadata.tables[name], "name" if name == "sources" else "id"
    wanted = list(_stored(connection, name, given[name], where))
    query = select(table)
    held = {row._mapping[key]: row._mapping for row in connection.execute(query)}
    ids = held.keys() | {values[key] for values in wanted}
    new = 0
    for number, values in enumerate(wanted):
        before = held.get(values[key])
        if before is None:
            _check(name, number, values, where)
            _refer(connection, table, number, values, ids, where)
            _insert(connection, table, number, values, where)
            new += 1
        elif name != "sources":
            # A source that is held keeps its own settings.
            _same(name, number, values, before, where)
    return new, len(wanted) - new


def _read_all(connection: Connection, given: Mapping[str, Sequence[Values]], where: Where) -> None:
    """Pass if each event that came can be read as what became of its ask."""
    unread = {key for state in lines.states(connection).values() for key in state.unread}
    for number, row in enumerate(given["events"]):
        if row["id"] in unread:
            why = "this version cannot read it"
            _refuse(where("events", number, "after"), row["after"], why, "update askwatch")


def _stored(
    connection: Connection, name: str, given: Sequence[Values], where: Where
) -> list[Values]:
    """Return rows with their source's id in place of its name."""
    if name != "documents":
        return list(given)
    ids = dict(_sources(connection, "name", "id"))
    found = []
    for number, row in enumerate(given):
        if row["source"] not in ids:
            _refuse(where("documents", number, "source"), row["source"], "no such source")
        bare = {column: value for column, value in row.items() if column != "source"}
        found.append(bare | {"source_id": ids[row["source"]]})
    return found


def _check(name: str, number: int, values: Values, where: Where) -> None:
    """Pass if this version knows the row's values."""
    for column, value in values.items():
        known = _VALUES.get((name, column))
        if known is None or value is None:
            continue
        try:
            known(value)
        except (ValueError, msgspec.ValidationError, msgspec.DecodeError):
            why = "this version does not know it"
            _refuse(where(name, number, column), value, why)
        except ConfigError as error:
            _refuse(where(name, number, column), value, error.why)


def _refer(
    connection: Connection,
    table: Table,
    number: int,
    values: Values,
    own: Collection[Any],
    where: Where,
) -> None:
    """Pass if what the row names is there; rows of its own table may come later."""
    for column in table.c:
        value = values.get(column.name)
        for reference in column.foreign_keys if value is not None else ():
            target = reference.column.table
            query = select(target.c.id).where(target.c.id == value)
            there = value in own if target is table else connection.execute(query).first()
            if not there:
                why = f"there is no such row of {target.name}"
                _refuse(where(table.name, number, column.name), value, why)


def _insert(
    connection: Connection, table: Table, number: int, values: Values, where: Where
) -> None:
    try:
        connection.execute(insert(table).values(values))
    except IntegrityError as error:
        why = str(error.orig).partition(": ")[2] or str(error.orig)
        _refuse(where(table.name, number, ""), None, f"another row has the same {why}")


def _same(name: str, number: int, values: Values, held: Any, where: Where) -> None:
    for column, value in values.items():
        if held[column] != value:
            why = "this store holds another under the same id"
            _refuse(where(name, number, column), value, why, "import into a new store")


def _refuse(where: str, value: object, why: str, step: str = "") -> None:
    shown = "" if value is None else f"'{str(value)[:60]}': "
    raise InputError("not imported", where, f"{shown}{why}", step)
