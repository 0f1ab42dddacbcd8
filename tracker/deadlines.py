"""When an answer is due, how the clock stands, and why.

Pure: today is an argument. Business days leave out weekends and the federal
holidays of the United States on the days on which they are observed.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tracker import ledger, wording
from tracker.text import folded
from tracker.types import Addressee, BoardRow, Clock, Due

if TYPE_CHECKING:
    from holidays import HolidayBase

    from tracker.config import AddresseeRule, Deadlines


class _Term(NamedTuple):
    """A due day, what set it, and how to tell that twice the period is over."""

    day: date
    reason: str
    twice: date | None
    """The day on which twice the period ends; None: the period is not known."""


def due(row: BoardRow, rules: Deadlines, today: date) -> Due:
    """Return when an answer to an ask is due, how the clock stands, and why.

    The first of: a date that a person set, the ask's own, the letter's, the
    addressee's rule (of several the shortest), the organisation's default. A
    date in the letter that lies before the letter is a slip and is passed over.
    An undated letter gives a day only where the ask or a person does.
    """
    term = _term(row, rules)
    if ledger.stopped(row.state):
        was = f"; it was due {wording.day(term.day)}: {term.reason}" if term else ""
        why = f"the clock stands still since the ask is {row.state.outcome.value}{was}"
        return Due(day=term.day if term else None, why=why, clock=Clock.STOPPED, days=None)
    if term is None:
        why = "no due date: the letter has no date; set one by hand"
        return Due(day=None, why=why, clock=Clock.WAITING, days=None)
    return Due(
        day=term.day,
        why=f"due {wording.day(term.day)}: {term.reason}",
        clock=_clock(term, rules.due_soon, today),
        days=(term.day - today).days,
    )


def _term(row: BoardRow, rules: Deadlines) -> _Term | None:
    start = row.letter_date or row.announced
    if row.state.due:
        return _fixed(row.state.due, start, "set by hand")
    slip = ""
    for day, reason in (
        (row.ask.due, "the ask's own date"),
        (row.reply_by, "the letter asks for a reply by then"),
    ):
        if day is None:
            continue
        if start is None or day >= start:
            return _fixed(day, start, reason + slip)
        slip = f" (the letter also names {wording.day(day)}, which lies before it)"
    return _counted(row, start, rules, slip) if start else None


def _fixed(day: date, start: date | None, reason: str) -> _Term:
    known = start is not None and start < day and (date.max - day) > (day - start)
    return _Term(day, reason, day + (day - start) if known and start else None)


def _counted(row: BoardRow, start: date, rules: Deadlines, slip: str) -> _Term:
    rule = _shortest(row.addressees, rules.rules)
    days = rule.business_days if rule else rules.default_business_days
    whose = (rule.source or f"the rule for '{rule.office}'") if rule else "our default"
    since = wording.day(start)
    if row.letter_date is None:
        since += ", when the letter was announced"
    reason = f"{wording.plural(days, 'business day')} after {since}, {whose}{slip}"
    return _Term(add_business_days(start, days), reason, add_business_days(start, 2 * days))


def _shortest(
    addressees: tuple[Addressee, ...], rules: tuple[AddresseeRule, ...]
) -> AddresseeRule | None:
    """Return the rule that gives the least time to any of the addressees."""
    offices = [folded(f"{a.office or ''} | {a.name or ''}") for a in addressees]
    fitting = [r for r in rules if any(_names(r.office).search(office) for office in offices)]
    return min(fitting, key=lambda rule: rule.business_days, default=None)


@lru_cache(maxsize=256)
def _names(office: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(folded(office))}\b")


def _clock(term: _Term, due_soon: int, today: date) -> Clock:
    if today > term.day:
        long = term.twice is not None and today > term.twice
        return Clock.LONG_OVERDUE if long else Clock.OVERDUE
    return Clock.DUE_SOON if term.day <= add_business_days(today, due_soon) else Clock.WAITING


@lru_cache(maxsize=4096)
def add_business_days(start: date, count: int) -> date:
    """Return the business day that comes `count` business days after a day.

    The day itself does not count, and nought gives it back. Past the end of
    the calendar it is the calendar's last day.
    """
    day = start
    while count > 0 and day < date.max:
        day += timedelta(days=1)
        count -= is_business_day(day)
    return day


def is_business_day(day: date) -> bool:
    """Say whether federal offices work on that day, as far as the calendar tells."""
    return day.weekday() < 5 and day not in _holidays()


@cache
def _holidays() -> HolidayBase:
    # Its import reads many countries' rules; a command that needs no clock need not wait.
    import holidays

    return holidays.country_holidays("US")
