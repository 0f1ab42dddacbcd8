"""What a command says: data on stdout, talk on stderr.

Nothing is cut short, and no character of a document reaches a terminal that
could move its cursor, colour it or reorder its lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePath
from typing import Any

import click

# Drawn by no terminal, obeyed by some: C1 controls, line separators, bidirectional
# marks, zero widths, lone surrogates. JSON can say them by number.
_UNSAFE = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def emit(value: object) -> None:
    """Write one value as a line of JSON: UTF-8, days and times as ISO 8601."""
    line = json.dumps(plain(value), ensure_ascii=False)
    click.echo(_UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", line))


def plain(value: object) -> Any:
    """Return a value as JSON has it: a dataclass as an object, a time in UTC with its offset."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str):
        return [plain(inner) for inner in value]
    return value


def say(text: str = "") -> None:
    """Write text to stdout, with nothing in it that a terminal would obey."""
    from tracker.text import clean

    click.echo(clean(text))


def talk(text: str) -> None:
    """Write a remark to stderr, with nothing in it that a terminal would obey."""
    from tracker.text import clean

    click.echo(clean(text), err=True)


def failed(error: Exception) -> None:
    """Say on stderr what failed while the rest went on; its notes below it."""
    from tracker.text import one_line

    click.echo(f"askwatch: {one_line(str(error))}", err=True)
    for note in getattr(error, "__notes__", ()):
        click.echo(f"  {one_line(note)}", err=True)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows in columns under their heads; the last column may be of any length."""
    from tracker.text import one_line

    lines = [list(head), *([one_line("" if c is None else str(c)) for c in row] for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    for line in lines:
        padded = [cell.ljust(width) for cell, width in zip(line[:-1], widths, strict=False)]
        click.echo("  ".join([*padded, line[-1]]).rstrip())
