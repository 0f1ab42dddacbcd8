"""Days as people write them. What could be two days is refused, not guessed."""

from __future__ import annotations

import re
from datetime import date

from tracker.text import folded

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].*)?")
_FIGURES = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{2,4})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]+(?:of )?([a-z]{3,9})[-/., ]+(\d{2,4})")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{2,4})")
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? +")


def day_of(text: str, order: str | None = None) -> date:
    """Return the day that a text names: "2025-03-04", "4 March 2025", "Mar. 4, 2025", "25/3/2025".

    `order`, "day-first" or "month-first", says how 3/4/2025 is meant.

    Raises:
        ValueError: it names none, or could be two; says why, and what to do.
    """
    plain = _WEEKDAY.sub("", folded(" ".join(text[:60].split())))
    if found := _ISO.fullmatch(plain):
        return _made(found[1], int(found[2]), int(found[3]))
    if found := _DAY_MONTH.fullmatch(plain):
        return _made(found[3], _month(found[2]), int(found[1]))
    if found := _MONTH_DAY.fullmatch(plain):
        return _made(found[3], _month(found[1]), int(found[2]))
    if found := _FIGURES.fullmatch(plain):
        return _of_figures(int(found[1]), int(found[2]), found[3], order)
    raise ValueError("no day; write it like 2026-11-21")


def _of_figures(first: int, second: int, year: str, order: str | None) -> date:
    if order is None and first != second and first <= 12 and second <= 12:
        raise ValueError("it could be two days; say --dates day-first or --dates month-first")
    day_first = order == "day-first" or (order is None and first > 12)
    day, month = (first, second) if day_first else (second, first)
    return _made(year, month, day)


def _month(name: str) -> int:
    short = name[:3]
    if short not in _MONTHS:
        raise ValueError(f"no month is called '{name}'")
    return _MONTHS.index(short) + 1


def _made(year: str, month: int, day: int) -> date:
    if len(year) != 4:
        raise ValueError("its year has not four figures")
    try:
        return date(int(year), month, day)
    except ValueError:
        raise ValueError("there is no such day") from None
