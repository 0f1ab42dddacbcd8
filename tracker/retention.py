"""Which nightly backups are kept.

Pure: days in, days out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

DAYS, WEEKS, MONTHS = 7, 5, 12
"""The newest backup of each of so many days, ISO weeks and months that have one."""


def kept(days: Iterable[date]) -> set[date]:
    """Return the days whose backups are kept; the newest always is."""
    newest = sorted(days, reverse=True)
    by_week = {day.isocalendar()[:2]: day for day in reversed(newest)}
    by_month = {(day.year, day.month): day for day in reversed(newest)}
    weekly = sorted(by_week.values(), reverse=True)[:WEEKS]
    monthly = sorted(by_month.values(), reverse=True)[:MONTHS]
    return {*newest[:DAYS], *weekly, *monthly}
