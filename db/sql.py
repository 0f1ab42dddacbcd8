"""SQL that each kind of database says in its own way, as constructs for our queries.

How they are said stands in `db.sqlite` and `db.postgres`; what a query means stands
in the query, once for both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Float,
    Insert,
    Integer,
    Select,
    String,
    Subquery,
    Table,
    bindparam,
    column,
    literal_column,
    select,
    table,
)
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from tracker.types import Span

WORDS = 32
"""The most words of a query that are looked for."""
BEGIN, END = "\x02", "\x03"
"""What stands around a find in a snippet."""


class EachText(FunctionElement[Any]):
    """The texts of a list in JSON, as rows."""

    name = "each_text"
    inherit_cache = True


class EachNumber(FunctionElement[Any]):
    """The whole numbers of a list in JSON, as rows."""

    name = "each_number"
    inherit_cache = True


def among(name: str, kind: type[EachText | EachNumber]) -> Select[Any]:
    """Return what a column may be `in_`: the values of the list that `each` makes of them.

    One parameter, however many they are, so that the statement stays as it is.
    """
    return select(kind(bindparam(name, type_=String())).table_valued("value").c.value)


def each(values: Iterable[int] | Iterable[str]) -> str:
    """Return values as the parameter of `among`."""
    return msgspec.json.encode(list(values)).decode()


class _InsertMissing(Insert):
    inherit_cache = True


@compiles(_InsertMissing)
def _insert_missing(statement: _InsertMissing, compiler: Any, **more: Any) -> str:
    # Both say it so; SQLAlchemy has it only among what is one database's own.
    return f"{compiler.visit_insert(statement, **more)} ON CONFLICT DO NOTHING"


def insert_missing(into: Table) -> Insert:
    """Return a statement that adds a row, unless one of its key is there."""
    return _InsertMissing(into)


class Listed(FunctionElement[str]):
    """All values of a column as one list in JSON, in the order in which they come.

    A hundred thousand of them take a fraction of what as many rows do.
    """

    name = "listed"
    type = String()
    inherit_cache = True


def listed(query: Select[Any]) -> Select[Any]:
    """Return the query of a query's columns, each as one list."""
    rows = query.subquery()
    lists: list[Any] = [Listed(one).label(one.name) for one in rows.c]
    return select(*lists)


class EmptyLast(FunctionElement[Any]):
    """To order by a column, where it is empty last; as an index has it."""

    name = "empty_last"
    inherit_cache = True


class Unhurried(FunctionElement[Any]):
    """A column for a condition that most rows meet: no index is of use for it."""

    name = "unhurried"
    inherit_cache = True


@compiles(Unhurried)
def _unhurried(element: Unhurried, compiler: Any, **more: Any) -> str:
    return f"+{compiler.process(element.clauses, **more)}"


class Replied(FunctionElement[int]):
    """The document's id of "document 12, dated 2025-04-02"."""

    name = "replied"
    type = Integer()
    inherit_cache = True


@dataclass(frozen=True, slots=True)
class Sought:
    """Words and phrases that must all stand in a text; falsy: nothing to look for."""

    terms: tuple[str, ...]
    begun: bool
    """The last may be the beginning of a word."""

    def __bool__(self) -> bool:
        return bool(self.terms)


def sought(words: Sequence[str], *, begun: bool) -> Sought:
    """Return what is looked for; what has no letter or digit would match nothing."""
    terms = [word for word in words if any(map(str.isalnum, word))][:WORDS]
    return Sought(tuple(one[:1000].replace("\0", " ") for one in terms), begun)


SAID: dict[str, Callable[[Sought], str]] = {}
"""How a full-text query is written, by the name of the dialect."""


class _Expression(TypeDecorator[Sought]):
    """A full-text query as each database writes it."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Sought | None, dialect: Dialect) -> str | None:
        return None if value is None else SAID[dialect.name](value)


# No Boolean by type: SQLite would be asked whether it is 1, which MATCH cannot bear.
class Matches(FunctionElement[bool]):
    """Words of an index stand in it: (index, query)."""

    name = "matches"
    inherit_cache = True


class Rank(FunctionElement[float]):
    """How well they do, the least best: (index, query, weights)."""

    name = "rank"
    type = Float()
    inherit_cache = True


class Snippet(FunctionElement[str]):
    """Words of a text around the finds: (index, query, noun, length)."""

    name = "snippet"
    type = String()
    inherit_cache = True


class Among(FunctionElement[bool]):
    """A row of the index has one of some ids: (rowid, ids in JSON)."""

    name = "among"
    inherit_cache = True


class Words:
    """The words of one noun's texts, as full-text search has them."""

    def __init__(self, noun: str, *weights: float) -> None:
        self._noun, self._name = _said(noun), _said(f"{noun}_words")
        self._weights = weights
        self.table = table(f"{noun}_words", column("rowid", Integer()))
        """To be joined by `id`."""
        self.id = self.table.c.rowid

    def match(self, wanted: Sought) -> ColumnElement[bool]:
        """Say that what is looked for stands there."""
        return Matches(self._name, _bound(wanted))

    def newest(self, wanted: Sought) -> Subquery:
        """The ids under which it stands, the newest first, to be joined by `rowid`."""
        found = select(self.id).where(self.match(wanted)).order_by(self.id.desc())
        # A server is to find and sort before it joins, and then to join no more than are read.
        return found.suffix_with("OFFSET 0", dialect="postgresql").subquery("found")

    def rank(self, wanted: Sought) -> ColumnElement[float]:
        """How well it does, the least best; a word in the title counts for four."""
        weights = [_said(weight) for weight in self._weights]
        return Rank(self._name, _bound(wanted), *weights)

    def snippet(self, wanted: Sought, length: int) -> ColumnElement[str]:
        """So many words of the text around the finds, which stand between `BEGIN` and `END`."""
        place = _said(len(self._weights) - 1)
        return Snippet(self._name, _bound(wanted), self._noun, place, _said(length))

    def among(self, ids: Collection[int]) -> ColumnElement[bool]:
        """Say that it is one of these."""
        near = self.id.between(min(ids), max(ids))
        return near & Among(self._name, bindparam(None, each(ids), String()))


def _said(words: str | float) -> ColumnElement[Any]:
    return literal_column(str(words))


def _bound(wanted: Sought) -> BindParameter[Sought]:
    return bindparam(None, wanted, _Expression())


LETTERS, REVISIONS = Words("letters", 4.0, 1.0), Words("revisions", 4.0, 1.0)
NOTES = Words("notes", 1.0)


def marked(snippet: str) -> tuple[str, tuple[Span, ...]]:
    """Return a snippet with its finds between [ and ], and where in it they stand."""
    shown, found = "", []
    for n, part in enumerate(re.split(f"[{BEGIN}{END}]", snippet)):
        if n % 2:
            found.append(Span(len(shown) + 1, len(shown) + 1 + len(part)))
            part = f"[{part}]"
        shown += part
    return shown, tuple(found)
