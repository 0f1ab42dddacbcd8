"""How many asks were answered by the end of each month, told so that every month adds up.

Pure. Each ask that was sent by then stands in exactly one heap. The day of a response is
the one that its evidence claims, as in `tracker.responsiveness`; an ask that has a response
of which nobody knows the day is left out of all months, and said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from tracker.responsiveness import Course
from tracker.types import Outcome

HEAPS = ("answered", "acknowledged", "declined", "closed", "open")
"""In the order in which they are told and drawn."""
CLOSED = {Outcome.SUPERSEDED, Outcome.WITHDRAWN, Outcome.OVERTAKEN, Outcome.CLOSED}
"""Outcomes without a response."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """Where the asks stood when a month ended, or today in the month that runs."""

    first: date
    """Its first day."""
    answered: int
    acknowledged: int
    """Some other response had come: acknowledged, answered in part, referred, ..."""
    declined: int
    """They had said that they will not."""
    closed: int
    """Withdrawn, superseded or closed without any answer."""
    open: int
    """No response had come."""
    asked: int
    """Asks that were sent in this month alone."""

    @property
    def heaps(self) -> tuple[int, ...]:
        """The heaps in their order; they add up to `sent`."""
        return self.answered, self.acknowledged, self.declined, self.closed, self.open

    @property
    def sent(self) -> int:
        """How many asks had been sent by then."""
        return sum(self.heaps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """All months from the first letter to today.

    What had been sent by the last one, and what is left out, add up to all asks.
    """

    months: tuple[Month, ...]
    undated: int
    """Asks with a response of which nobody knows the day."""
    unplaced: int
    """Asks of letters without a date."""


def trend(courses: Iterable[Course], today: date) -> Trend:
    """Return where the asks stood at the end of each month."""
    moves: Counter[tuple[int, str]] = Counter()
    asked: Counter[int] = Counter()
    undated = unplaced = 0
    for one in courses:
        start = one.row.letter_date or one.row.announced
        if start is None:
            unplaced += 1
        elif _unknown(one):
            undated += 1
        else:
            start = min(start, today)
            asked[_number(start)] += 1
            moves.update(_moves(one, start, today))
    first = min(asked, default=_number(today) + 1)
    numbers = range(first, _number(today) + 1)
    sums = [list(accumulate(moves[n, heap] for n in numbers)) for heap in HEAPS]
    months = [
        Month(
            first=date(n // 12, n % 12 + 1, 1),
            asked=asked[n],
            **dict(zip(HEAPS, heaps, strict=True)),
        )
        for n, *heaps in zip(numbers, *sums, strict=True)
    ]
    return Trend(months=tuple(months), undated=undated, unplaced=unplaced)


def _unknown(one: Course) -> bool:
    declined = one.row.state.outcome is Outcome.DECLINED
    return (
        (one.responded and one.response is None)
        or (one.answered and one.answer is None)
        or (declined and one.declined is None)
    )


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _moves(one: Course, start: date, today: date) -> dict[tuple[int, str], int]:
    """Return in which month an ask comes into which heap (1), and leaves it again (-1)."""
    moved: Counter[tuple[int, str]] = Counter()
    at = ""
    for day, heap in sorted(_stations(one, start), key=lambda pair: pair[0]):
        # A day ahead of today is a slip of the pen, or of another time zone.
        month = _number(min(day, today))
        moved[month, heap] += 1
        if at:
            moved[month, at] -= 1
        at = heap
    return moved


def _stations(one: Course, start: date) -> Iterator[tuple[date, str]]:
    """Yield from which day on an ask stands where."""
    yield start, "open"
    state = one.row.state
    if one.response is not None and one.response not in (one.answer, one.declined):
        yield max(start, one.response), "acknowledged"
    if one.answer is not None:
        yield max(start, one.answer), "answered"
    elif one.declined is not None:
        yield max(start, one.declined), "declined"
    elif state.outcome in CLOSED and state.decided is not None:
        yield max(start, state.decided.date()), "closed"
