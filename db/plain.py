"""Tables as queries need them: columns with kinds, keys and defaults, each in one word.

`letter_id:int>letters.id` refers to another table, `due:date?` may be empty, `id:int!` is
a primary key, `gaps:int=0` is nought where nothing is given. Indexes, and what must be
unique, are the database's own matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
)

metadata = MetaData()
Values = dict[str, Any]
"""The columns of one row, by name."""


NUL = "\ufffd"
"""What stands in place of a NUL."""


class Moment(TypeDecorator[datetime]):
    """A moment; comes back in UTC, also where the database keeps no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return what is kept.

        Raises:
            ValueError: the moment has no zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a zone: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return what was kept, in UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Words(TypeDecorator[str]):
    """A text. PostgreSQL keeps no NUL, so no store does: each becomes U+FFFD, in its place."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return what is kept."""
        if value is None or "\0" not in value:
            return value
        return value.replace("\0", NUL)


_WORD = re.compile(r"(?P<name>\w+):(?P<kind>\w+)(?P<mark>[!?]?)(>(?P<to>[\w.]+))?(=(?P<value>.+))?")
_KINDS: dict[str, tuple[Any, Callable[[str], Any]]] = {
    "str": (Words, str),
    "int": (Integer, int),
    "float": (Float, float),
    "bool": (Boolean, lambda word: word == "yes"),
    "date": (Date, str),
    "moment": (Moment, str),
}
"""Each kind: what keeps it, and how a default is read."""


def table(name: str, columns: str) -> Table:
    """Return a table of that name with these columns."""
    return Table(name, metadata, *map(_column, columns.split()))


def _column(word: str) -> Column[Any]:
    found = _WORD.fullmatch(word)
    assert found is not None, f"no column: {word}"
    kept, read = _KINDS[found["kind"]]
    refers = [ForeignKey(found["to"])] if found["to"] else []
    default = {"default": read(found["value"])} if found["value"] else {}
    key, empty = found["mark"] == "!", found["mark"] == "?"
    return Column(found["name"], kept(), *refers, primary_key=key, nullable=empty, **default)
