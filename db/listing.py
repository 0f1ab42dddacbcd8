"""The latest listing of a source, as its row keeps it: JSON, in page order.

Beside each document stands the mark of the item as it came, so that the next poll
need not read it again, and since when it is missing, if it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import msgspec


class Line(NamedTuple):
    """One document of a listing."""

    document: int
    mark: str = ""
    missed: datetime | None = None


UNLISTED = Line(0)

# Up to version 0.2 a line was the document alone.
_LINES = msgspec.json.Decoder(list[int | Line])


def read(text: str) -> list[Line]:
    """Return the lines that `written` wrote."""
    return [Line(line) if isinstance(line, int) else line for line in _LINES.decode(text)]


def written(lines: Iterable[Line]) -> str:
    """Return the lines as JSON."""
    return msgspec.json.encode(list(lines)).decode()
