"""The federal holidays of the United States, on their days and on those they are observed.

As the law has them since 1978: 5 U.S.C. 6103. One that falls on a Saturday is
observed on the Friday before, one on a Sunday on the Monday after.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
_ON_A_DAY = (
    ("New Year's Day", 1, 1, 0),
    ("Juneteenth National Independence Day", 6, 19, 2021),
    ("Independence Day", 7, 4, 0),
    ("Veterans Day", 11, 11, 0),
    ("Christmas Day", 12, 25, 0),
)
"""Name, month, day, the first year."""
_ON_A_WEEKDAY = (
    ("Martin Luther King Jr. Day", 1, _MONDAY, 3, 1986),
    ("Washington's Birthday", 2, _MONDAY, 3, 0),
    ("Memorial Day", 5, _MONDAY, -1, 0),
    ("Labor Day", 9, _MONDAY, 1, 0),
    ("Columbus Day", 10, _MONDAY, 2, 0),
    ("Thanksgiving Day", 11, _THURSDAY, 4, 0),
)
"""Name, month, weekday, which of the month's (-1: the last), the first year."""


def holiday(day: date) -> str | None:
    """Return the name of the federal holiday on that day, or observed on it; None: none is."""
    return _of_year(day.year).get(day)


@cache
def _of_year(year: int) -> dict[date, str]:
    # New Year's Day may be observed on the last day of the year before.
    years = (year, year + 1) if year < date.max.year else (year,)
    found = {day: name for one in years for day, name in _named(one)}
    observed = {
        day + timedelta(days=-1 if day.weekday() == _SATURDAY else 1): f"{name} (observed)"
        for day, name in found.items()
        if day.weekday() in (_SATURDAY, _SUNDAY)
    }
    return observed | found


def _named(year: int) -> Iterator[tuple[date, str]]:
    for name, month, number, since in _ON_A_DAY:
        if year >= since:
            yield date(year, month, number), name
    for name, month, weekday, which, since in _ON_A_WEEKDAY:
        if year >= since:
            yield _weekday(year, month, weekday, which), name


def _weekday(year: int, month: int, weekday: int, which: int) -> date:
    if which < 0:
        last = date(year, month + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))
