"""Small things that every noun needs: rows as values, names and reasons that must be given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Executable, Insert, Row

from tracker.errors import NotAllowedError, NotHeldError
from tracker.types import Span

T = TypeVar("T")

_LISTED = {
    "letter": "`askwatch letter list` shows what is held",
    "ask": "`askwatch ask list` shows what is held",
    "document": "`askwatch document list` shows what is held",
    "candidate": "`askwatch review list` shows what is held",
    "source": "`askwatch source list` shows what is held",
    "campaign": "`askwatch campaign list` shows what is held",
    "link": "`askwatch ask show` names those of an ask",
    "signatory": "`askwatch signatory list` shows who signed",
}


def one(
    connection: Connection,
    query: Executable,
    noun: str,
    which: object,
    values: Mapping[str, object] | None = None,
) -> Row[Any]:
    """Return the row that a query finds.

    Raises:
        NotHeldError: it finds none.
    """
    row = connection.execute(query, values).one_or_none()
    if row is None:
        raise missing(noun, which)
    return row


def missing(noun: str, which: object) -> NotHeldError:
    """Return the error that says that a thing is not held, and where to look."""
    return NotHeldError(f"no such {noun}", str(which), "", _LISTED.get(noun, ""))


def insert(
    connection: Connection, statement: Insert, values: Mapping[str, object] | None = None
) -> int:
    """Insert one row and return its id."""
    key = connection.execute(statement, values).inserted_primary_key
    assert key is not None, "every table has a primary key"
    return int(key[0])


def named(who: str) -> str:
    """Return who decides, without blanks around it.

    Raises:
        NotAllowedError: nobody is named.
    """
    if not who.strip():
        raise NotAllowedError(
            "decision not recorded", None, "nobody is named", "say who decides with --by"
        )
    return who.strip()


def reasoned(why: str) -> str:
    """Return why something is done, without blanks around it.

    Raises:
        NotAllowedError: no reason is given.
    """
    if not why.strip():
        raise NotAllowedError("decision not recorded", None, "it has no reason", "say why")
    return why.strip()


def span(start: int | None, end: int | None) -> Span | None:
    """Return a span of two columns; None where they are empty."""
    return None if start is None or end is None else Span(start, end)


def seconds(length: timedelta | None) -> float | None:
    """Return a length of time as a column holds it."""
    return None if length is None else length.total_seconds()


def written(value: object) -> str:
    """Return a value as JSON."""
    return msgspec.json.encode(value).decode()


def read(text: str, kind: type[T]) -> T:
    """Return the value that `written` wrote."""
    return msgspec.json.decode(text, type=kind)


def later(one: datetime | None, other: datetime | None) -> datetime | None:
    """Return the later of two moments, either of which may be missing."""
    return max(filter(None, (one, other)), default=None)
