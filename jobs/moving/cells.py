"""How a value stands in a cell of CSV, so that no spreadsheet changes its meaning.

Each rule can be turned round: what was written is read back exactly. A text that
a spreadsheet would take for a formula gets an apostrophe before it. An empty cell
is no value; a text without characters, where there could be none, is a lone
apostrophe.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import msgspec

# Full-width signs begin a formula, too, in spreadsheets of East Asia.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_APOSTROPHES = re.compile("'+")
_BOOLS = {"true": True, "false": False}


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) or _APOSTROPHES.fullmatch(text) else text


def bare(cell: str) -> str:
    """Return the text that `guarded` was given."""
    if cell.startswith("'") and (_FORMULA.match(cell[1:]) or _APOSTROPHES.fullmatch(cell)):
        return cell[1:]
    return cell


def written(value: object, nullable: bool = False) -> str:
    """Return a value as a cell: lists as JSON, moments in UTC with their offset."""
    if value is None:
        return ""
    if isinstance(value, str):
        return "'" if nullable and not value else guarded(value)
    if isinstance(value, list | dict):
        return guarded(json.dumps(value, ensure_ascii=False))
    return str(plain(value))


def plain(value: object) -> Any:
    """Return a stored value as JSON has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def read(cell: str, kind: type, nullable: bool, is_json: bool) -> Any:
    """Return the value that a cell holds.

    Raises:
        ValueError: it holds none of that kind; says why.
    """
    if not cell and (nullable or kind is not str):
        return of_json(None, kind, nullable, is_json)
    text = bare(cell)
    if is_json:
        return of_json(json.loads(text), kind, nullable, is_json)
    if kind is bool:
        if text.lower() not in _BOOLS:
            raise ValueError("neither 'true' nor 'false'")
        return _BOOLS[text.lower()]
    return _TYPED[kind](text)


def of_json(value: Any, kind: type, nullable: bool, is_json: bool) -> Any:
    """Return the stored value of one in JSON.

    Raises:
        ValueError: it is none of that kind; says why.
    """
    if value is None:
        if not nullable:
            raise ValueError("there is nothing")
        return None
    if is_json:
        return msgspec.json.encode(value).decode()
    if kind in (date, datetime) and isinstance(value, str):
        return _TYPED[kind](value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise ValueError(f"no {_CALLED[kind]}")
    return value


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("no day like 2026-11-21") from None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("no moment like 2026-11-21T06:10:00+00:00") from None
    if moment.tzinfo is None:
        raise ValueError("a moment without its offset from UTC")
    return moment.astimezone(UTC)


def _number(kind: type) -> Callable[[str], Any]:
    def number(text: str) -> Any:
        try:
            return kind(text)
        except ValueError:
            raise ValueError(f"no {_CALLED[kind]}") from None

    return number


_CALLED: dict[type, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "truth value",
    date: "day",
    datetime: "moment",
}
_TYPED: dict[type, Callable[[str], Any]] = {
    str: str,
    int: _number(int),
    float: _number(float),
    date: _day,
    datetime: _moment,
}
