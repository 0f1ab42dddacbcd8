"""A whole store into another database: every table, row by row, compared to the last one.

Rows go over in the order of their keys, a thousand in one transaction, and one that
is there already is left alone: a copy that was cut off goes on where it was. At the
end both are counted and hashed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import (
    Connection,
    Row,
    Select,
    Table,
    delete,
    func,
    insert,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import DBAPIError

from db.engine import Database, module_of
from db.plain import NUL
from db.tables import leases, metadata, standings, tallies
from tracker.errors import StoreError

AT_ONCE = 1000
"""Rows that go over in one transaction."""
_EVER = datetime(2000, 1, 1, tzinfo=UTC)
_NO_NUL = NUL.encode()
MARK = "copied from"
"""The lease that stands in a store while it is being filled."""

Key = tuple[Any, ...]
"""What tells a row of a table from the others."""
Told = Callable[[str, int, int], None]
"""Hears of a table how many rows have gone over, and how many there are."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A table as it stands on both sides."""

    table: str
    rows: int
    sha256: str
    """Of all its rows in the order of their keys."""


def copy(source: Database, target: Database, told: Told) -> tuple[Copied, ...]:
    """Fill an empty store with all that another one holds at this moment; go on if cut off.

    `told` hears how far it is. Neither store may be written to by others meanwhile;
    what the source gets later is not copied.

    Raises:
        StoreError: the target holds a store already, or differs at the end; either
            cannot be used; or a row of the source cannot be kept in the target.
    """
    with source.seeing_all(), target.seeing_all():
        return _copy(source, target, told)


_TABLES = [table for table in metadata.sorted_tables if table not in (standings, tallies)]
"""All but how asks stand, which each store works out for itself."""


def _copy(source: Database, target: Database, told: Told) -> tuple[Copied, ...]:
    began = _begin(source, target)
    with source.reading() as of:
        for table in reversed(_TABLES) if began else ():
            _bring(of, target, table, _remove, lambda *_: None)
        here = [_bring(of, target, table, _put, told) for table in _TABLES]
    with target.writing() as to:
        target.own.number_on(to)
    with target.reading() as to:
        there = [_tally(to, table) for table in _TABLES]
    for one, other in zip(here, there, strict=True):
        _compare(one, other, target.url)
    with target.writing() as to:
        to.execute(delete(leases).where(leases.c.name == MARK))
    # Else a server that knows nothing of its tables yet goes through them row by row.
    target.tidy()
    return tuple(here)


def _begin(source: Database, target: Database) -> bool:
    """Pass if the target is empty, or was being filled from this source: then it is True."""
    name = str(source.file.resolve()) if source.file else source.url
    mark = select(leases.c.holder).where(leases.c.name == MARK)
    with source.reading() as of:
        if of.execute(mark).first():
            step = "end that copy first, by the same command"
            raise StoreError("not copied", source.url, "it is being filled itself", step)
    held = {table for table, rows in target.counts().items() if rows}
    with target.writing() as to:
        holder = to.execute(mark).scalar()
        if holder is None and held:
            why, step = "it holds a store already", "name an empty database, or a new file"
            raise StoreError("not copied", target.url, why, step)
        if holder is None:
            to.execute(insert(leases).values(name=MARK, holder=name, since=_EVER, until=_EVER))
        elif holder != name:
            why = f"it is being filled from {holder}"
            raise StoreError("not copied", target.url, why, "end that copy first")
        return holder is not None


def _bring(of: Connection, target: Database, table: Table, act: Act, told: Told) -> Copied:
    """Go through a table on both sides, and act on each stretch of it; return how it stands."""
    rows = of.execute(select(func.count()).select_from(_all(table).subquery())).scalar_one()
    told(table.name, 0, rows)
    # A row may name one that comes later: then all of them go over at once.
    linked = any(key.column.table is table for key in table.foreign_keys)
    tally = _Tally(table.name)
    with closing(_ahead(_parts(of, table, tally))) as parts:
        whole = _filling(target, table) if linked else nullcontext()
        with whole as all_:
            for part in parts:
                with nullcontext(all_) if all_ else _filling(target, table) as to:
                    act(to, table, part)
                told(table.name, part.done, rows)
    return tally.copied()


@contextmanager
def _filling(target: Database, table: Table) -> Iterator[Connection]:
    try:
        with target.writing() as to:
            target.own.refer_late(to)
            yield to
    except DBAPIError as error:
        why = str(error.orig).partition("\n")[0]
        step = "where the source changed since a copy was cut off, begin anew with an empty one"
        raise StoreError("not copied", f"table {table.name}", why, step) from error


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows that follow each other, by key, and the keys between which they stand."""

    rows: dict[Key, Row[Any]]
    after: Key | None
    """None: from the first on."""
    last: Key | None
    """None: to the end."""
    done: int


def _parts(of: Connection, table: Table, tally: _Tally) -> Generator[_Part, None, None]:
    after: Key | None = None
    for rows in _stream(of, table):
        tally.add(rows)
        part = {_key(table, row): row for row in rows}
        last = list(part)[-1]
        yield _Part(part, after, last, tally.rows)
        after = last
    yield _Part({}, after, None, tally.rows)


def _ahead(parts: Generator[_Part, None, None]) -> Generator[_Part, None, None]:
    """Yield each part while the next one is read: one side works while the other does."""
    with closing(parts), ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, parts, None)
        while part := coming.result():
            coming = reader.submit(next, parts, None)
            yield part


Act = Callable[[Connection, Table, _Part], None]


def _held(to: Connection, table: Table, part: _Part) -> dict[Key, Row[Any]]:
    """Return what stands between two keys on the other side."""
    keys = table.primary_key.columns
    query = _all(table)
    if part.after is not None:
        query = query.where(tuple_(*keys) > _tuple(table, part.after))
    if part.last is not None:
        query = query.where(tuple_(*keys) <= _tuple(table, part.last))
    return {_key(table, row): row for row in to.execute(query)}


def _remove(to: Connection, table: Table, part: _Part) -> None:
    """Take away what is gone here since a copy was cut off."""
    for key in _held(to, table, part).keys() - part.rows.keys():
        to.execute(delete(table).where(_is(table, key)))


def _put(to: Connection, table: Table, part: _Part) -> None:
    """Add what is missing there, and change what differs."""
    held = _held(to, table, part)
    new = [dict(row._mapping) for key, row in part.rows.items() if key not in held]
    if new:
        module_of(to.dialect.name).add(to, table, new)
    for key, row in part.rows.items():
        if key in held and held[key] != row:
            to.execute(update(table).where(_is(table, key)).values(dict(row._mapping)))


def _is(table: Table, key: Key) -> Any:
    return tuple_(*table.primary_key.columns) == _tuple(table, key)


class _Tally:
    """Counts and hashes rows of a table, in the order of their keys."""

    def __init__(self, table: str) -> None:
        self._table, self._said = table, hashlib.sha256()
        self.rows = 0

    def add(self, rows: Sequence[Row[Any]]) -> None:
        """Take the next ones in."""
        self.rows += len(rows)
        for row in rows:
            # A file of an earlier version may hold NULs.
            line = msgspec.json.encode(tuple(row)).replace(b"\\u0000", _NO_NUL)
            self._said.update(line + b"\n")

    def copied(self) -> Copied:
        """Return how the table stands, all its rows having been taken in."""
        return Copied(self._table, self.rows, self._said.hexdigest())


def _tally(connection: Connection, table: Table) -> Copied:
    tally = _Tally(table.name)
    for rows in _stream(connection, table):
        tally.add(rows)
    return tally.copied()


def _compare(here: Copied, there: Copied, where: str) -> None:
    if here != there:
        why = f"{here.rows} and {there.rows} rows of {here.table} differ in what they say"
        step = "see that nobody writes there, and run it again"
        raise StoreError("not copied whole", where, why, step)


def _stream(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    query = _all(table).order_by(*table.primary_key.columns)
    with connection.execute(query, execution_options={"yield_per": AT_ONCE}) as found:
        yield from found.partitions()


def _all(table: Table) -> Select[Any]:
    query = select(table)
    return query.where(table.c.name != MARK) if table is leases else query


def _key(table: Table, row: Row[Any]) -> Key:
    return tuple(row._mapping[column.name] for column in table.primary_key.columns)


def _tuple(table: Table, key: Key) -> Any:
    columns = table.primary_key.columns
    return tuple_(*(literal(v, c.type) for v, c in zip(key, columns, strict=True)))
