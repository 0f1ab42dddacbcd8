"""How fast and how fully asks are answered, told so that the figures cannot mislead.

An acknowledgment is no answer, so the two are counted apart. An ask that is
still open counts as open: the middle time to an answer is that of all asks
(after Kaplan and Meier), not only of those that were answered, and is not told
before half of them are. The day of a response is the one that its evidence
claims; when somebody recorded it here is never taken in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker import ledger, standing
from tracker.types import BoardRow, Clock, Due, Event, EventKind, Outcome

_O = Outcome
_RESPONSES = frozenset(
    {
        _O.ACKNOWLEDGED,
        _O.PARTLY_ANSWERED,
        _O.ANSWERED,
        _O.DECLINED,
        _O.REFERRED,
        _O.CLAIMED_DONE,
        _O.VERIFIED_DONE,
    }
)
_ANSWERS = frozenset({_O.ANSWERED, _O.VERIFIED_DONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What became of one ask, and when."""

    row: BoardRow
    due: Due
    responded: bool
    """Somebody reacted at all: acknowledged, answered, declined, ..."""
    response: date | None
    """When first, as its evidence claims; None: not, or nobody knows."""
    answered: bool
    """It is answered, or done and verified, and nobody has called that inadequate."""
    answer: date | None
    declined: date | None = None
    """When it was declined, as the evidence claims; None: it is not, or nobody knows."""


class Timing(StrEnum):
    """How the first response came, measured by the due day."""

    IN_TIME = "in time"
    LATE = "late"
    NOT_DUE = "not due yet"
    UNKNOWN = "cannot be told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Middle:
    """How long it takes until half of the asks have it."""

    days: int | None
    """Calendar days after the letter; None: fewer than half have it yet."""
    came: int
    """How many have it, the day being known."""
    undated: int
    """How many have it, but nobody knows since when; they count neither way."""
    waiting: int
    """How many wait for it still."""
    unplaced: int
    """How many of the others no day can be counted for: their letter has no date."""
    longest: int | None
    """For how many days the longest of these has waited; None: none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of some asks; the counts add up to `asks`, as the timings do."""

    asks: int
    counts: tuple[tuple[str, int], ...]
    """By how they stand; the last one is the total."""
    responded: int
    answered: int
    response: Middle
    answer: Middle
    timing: tuple[tuple[str, int], ...]


def course(
    row: BoardRow, due: Due, history: Sequence[Event], claimed: Mapping[int, date | None]
) -> Course:
    """Return what became of an ask, by its events, oldest first.

    `claimed` is the day that each piece of evidence claims, by its id.
    """
    said = [e for e in ledger.live(history) if e.kind is EventKind.OUTCOME_SET]
    responses = [e for e in said if e.after in _RESPONSES]
    answers = [e for e in said if e.after in _ANSWERS]
    responded = row.state.outcome is not Outcome.NO_RESPONSE and bool(responses)
    answered = row.state.outcome in _ANSWERS and row.state.adequate is not False
    declined = responses[-1:] if row.state.outcome is Outcome.DECLINED else []
    return Course(
        row=row,
        due=due,
        responded=responded,
        response=claimed.get(responses[0].evidence_id or 0) if responded else None,
        answered=answered,
        answer=claimed.get(answers[-1].evidence_id or 0) if answered and answers else None,
        declined=claimed.get(declined[0].evidence_id or 0) if declined else None,
    )


def figures(courses: Sequence[Course], today: date) -> Figures:
    """Return the figures of some asks."""
    timings = [_timing(one) for one in courses]
    return Figures(
        asks=len(courses),
        counts=standing.counts((one.row, one.due) for one in courses),
        responded=sum(one.responded for one in courses),
        answered=sum(one.answered for one in courses),
        response=_middle([(c, c.responded, c.response) for c in courses], today),
        answer=_middle([(c, c.answered, c.answer) for c in courses], today),
        timing=tuple((one.value, timings.count(one)) for one in Timing),
    )


def _timing(one: Course) -> Timing:
    day = one.due.day
    if one.responded or ledger.stopped(one.row.state):
        if day is None or one.response is None:
            return Timing.UNKNOWN
        return Timing.IN_TIME if one.response <= day else Timing.LATE
    if one.due.clock is Clock.PAUSED:
        return Timing.NOT_DUE
    if day is None:
        return Timing.UNKNOWN
    return Timing.LATE if standing.overdue(one.due) else Timing.NOT_DUE


def _middle(found: Iterable[tuple[Course, bool, date | None]], today: date) -> Middle:
    came: list[int] = []
    left: list[int] = []
    undated, unplaced, waits = 0, 0, []
    for one, has, day in found:
        start = one.row.letter_date or one.row.announced
        if has and (day is None or start is None):
            undated += 1
        elif has and day is not None and start is not None:
            came.append(max(0, (day - start).days))
        elif start is not None:
            # Closed ones wait no longer, but had not got it by then.
            end, open_ = _until(one, today)
            left.append(max(0, (end - start).days))
            waits += [left[-1]] if open_ else []
        else:
            unplaced += 1
    return Middle(
        days=_half(came, left),
        came=len(came),
        undated=undated,
        waiting=len(waits),
        unplaced=unplaced,
        longest=max(waits, default=None),
    )


def _until(one: Course, today: date) -> tuple[date, bool]:
    """Return until when an ask has waited, and whether it does still."""
    state = one.row.state
    closed = ledger.stopped(state) and state.decided is not None
    return (state.decided.date(), False) if closed and state.decided else (today, True)


def _half(came: Sequence[int], left: Sequence[int]) -> int | None:
    """Return the day by which half have it, if the others count for as long as they waited."""
    share = 1.0
    for days in sorted(set(came)):
        at_risk = sum(x >= days for x in came) + sum(x >= days for x in left)
        share *= 1 - came.count(days) / at_risk
        if share <= 0.5:
            return days
    return None
