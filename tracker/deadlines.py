"""When an answer is due, how the clock stands, and why.

Pure: today is an argument. Business days leave out weekends and the federal
holidays of the United States on the days on which they are observed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tracker import ledger, pauses, wording
from tracker.holidays import holiday
from tracker.pauses import Off
from tracker.text import folded, one_line
from tracker.types import Addressee, BoardRow, Clock, Due, Pause

if TYPE_CHECKING:
    from tracker.config import AddresseeRule, Deadlines

_DAY = timedelta(days=1)
_TELLABLE = timedelta(days=3660)
"""Within that time business days are worth counting; nobody waits longer."""


class _Term(NamedTuple):
    """A due day, what set it, and how to tell that twice the period is over."""

    day: date
    reason: str
    twice: date | None
    """The day on which twice the period ends; None: the period is not known."""
    off: Off = ()
    """The days that do not count."""


def due(row: BoardRow, rules: Deadlines, today: date) -> Due:
    """Return when an answer to an ask is due, how the clock stands, and why.

    The first of: a date that a person set, the ask's own, the letter's, the
    addressee's rule (of several the shortest), the organisation's default. A
    date in the letter that lies before the letter is a slip and is passed over.
    An undated letter gives a day only where the ask or a person does. Days of a
    pause do not count, except for a date that a person set. While the clock is
    paused and nobody has said until when, there is no due day.
    """
    term = _term(row, rules, today)
    if ledger.stopped(row.state):
        was = f"; it was due {wording.day(term.day)}: {term.reason}" if term else ""
        why = f"the clock stands still since the ask is {row.state.outcome.value}{was}"
        return Due(day=term.day if term else None, why=why, clock=Clock.STOPPED, days=None)
    return _promised(_running(row, term, rules, today), row, today)


def _running(row: BoardRow, term: _Term | None, rules: Deadlines, today: date) -> Due:
    pause = pauses.at(row.state.pauses, today)
    if pause is not None:
        day = term.day if term and (pause.end or row.state.due) else None
        return Due(day=day, why=_paused(pause, term, today), clock=Clock.PAUSED, days=None)
    if term is None:
        why = "no due date: the letter has no date; set one by hand"
        return Due(day=None, why=why, clock=Clock.WAITING, days=None)
    return Due(
        day=term.day,
        why=f"due {wording.day(term.day)}: {term.reason}",
        clock=_clock(term, rules.due_soon, today),
        days=(term.day - today).days + pauses.days(term.off, term.day, today),
    )


def _promised(due: Due, row: BoardRow, today: date) -> Due:
    promise = row.state.promise
    if promise is None:
        return due
    return replace(due, promised=promise.day, promise_days=(promise.day - today).days)


def _paused(pause: Pause, term: _Term | None, today: date) -> str:
    """Say since when, until when and why the clock is paused, and what is left then."""
    words = f"paused since {wording.day(pause.start)}"
    words += f" until {wording.day(pause.end)}" if pause.end else ""
    words += f" ({one_line(pause.why)})" if pause.why else ""
    if term is None or term.day - pause.start > _TELLABLE:
        return words
    left = business_days(pause.start - _DAY, term.day, term.off)
    return f"{words}; {wording.plural(left, 'business day')} left of: {term.reason}"


def _term(row: BoardRow, rules: Deadlines, today: date) -> _Term | None:
    term = _unpaused(row, rules)
    off = pauses.off(row.state.pauses, today)
    if term is None or row.state.due or not off:
        return term
    start = row.letter_date or row.announced or off[0][0] - _DAY
    day = _later(term.day, start, off)
    moved = business_days(term.day, day)
    reason = f"{term.reason}, and {wording.plural(moved, 'business day')} for the pause"
    twice = term.twice and _later(term.twice, start, off)
    return _Term(day, reason if moved else term.reason, twice, off)


def _later(day: date, start: date, off: Off) -> date:
    """Return a day moved by the business days since `start` that do not count."""
    lost = sum(business_days(max(a - _DAY, start), min(b - _DAY, day)) for a, b in off)
    return add_business_days(day, lost, off)


def _unpaused(row: BoardRow, rules: Deadlines) -> _Term | None:
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
def add_business_days(start: date, count: int, off: Off = ()) -> date:
    """Return the business day that comes `count` business days after a day.

    The day itself does not count, and nought gives it back; nor do days that are
    `off`. Past the end of the calendar it is the calendar's last day.
    """
    day = start
    while count > 0 and day < date.max:
        day += _DAY
        count -= _counts(day, off)
    return day


@lru_cache(maxsize=4096)
def business_days(after: date, until: date, off: Off = ()) -> int:
    """Return how many business days that are not `off` lie after a day, up to another."""
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return sum(_counts(day, off) for day in days)


def _counts(day: date, off: Off) -> bool:
    return is_business_day(day) and not any(start <= day < end for start, end in off)


@lru_cache(maxsize=16384)
def is_business_day(day: date) -> bool:
    """Say whether federal offices work on that day, as far as the calendar tells."""
    return day.weekday() < 5 and holiday(day) is None
