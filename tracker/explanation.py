"""Explain the clocks of an ask, each in one sentence that can be checked by hand.

Which rule gave the due day and which went before it, which days were left out,
what was promised, what was paused, and why nobody is alarmed. Pure; today is
an argument.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tracker import deadlines, holidays, standing, wording
from tracker.text import one_line
from tracker.types import BoardRow, Clock, Due, Outcome

if TYPE_CHECKING:
    from tracker.config import Deadlines

_MOST = timedelta(days=800)
"""Over longer times the holidays are not named one by one."""


def explain(row: BoardRow, rules: Deadlines, today: date) -> tuple[str, ...]:
    """Return a sentence for each clock of an ask: due day, alarm, promise, pauses."""
    due = deadlines.due(row, rules, today)
    told = [*_due(row, due), *_counting(row, due, today), *_promise(row, due), *_pauses(row)]
    return tuple(one[:1].upper() + one[1:] + "." for one in told)


def _due(row: BoardRow, due: Due) -> Iterator[str]:
    yield one_line(due.why)
    if row.state.due is None and due.day is not None:
        passed_over = [
            noun
            for noun, day in (("the ask", row.ask.due), ("the letter", row.reply_by))
            if day is None
        ]
        if len(passed_over) == 2:
            yield (
                "neither the ask nor the letter names a day; of the rules for its addressees the "
                "shortest counts, and our default where there is none"
            )
            yield from _holidays(row, due.day)


def _holidays(row: BoardRow, until: date) -> Iterator[str]:
    start = row.letter_date or row.announced or until
    if until - start > _MOST:
        return
    days = (start + timedelta(days=n) for n in range(1, (until - start).days + 1))
    named = [
        f"{name} ({wording.day(day)})"
        for day in days
        if day.weekday() < 5 and (name := holidays.holiday(day))
    ]
    left_out = " and ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))
    noun = f", and the federal holiday{'s' if len(named) > 1 else ''} " if named else ""
    yield f"not counted: weekends{noun}{left_out}"


def _counting(row: BoardRow, due: Due, today: date) -> Iterator[str]:
    if standing.overdue(due):
        yield f"an answer is {due.clock.value} on {wording.day(today)}: {wording.due_short(due)}"
    if row.state.outcome is Outcome.ACKNOWLEDGED and due.clock is not Clock.STOPPED:
        yield "an acknowledgment is no answer, so the clock runs on"
    if row.state.adequate is False:
        yield "the answer was called not adequate, so one is still wanted"
    if row.waiting_candidates and due.clock is not Clock.STOPPED:
        verb = "waits" if row.waiting_candidates == 1 else "wait"
        found = wording.plural(row.waiting_candidates, "possible answer")
        yield f"{found} {verb} for review, so nobody is alarmed before somebody reads it"


def _promise(row: BoardRow, due: Due) -> Iterator[str]:
    promise = row.state.promise
    if promise is None:
        return
    said = f" ({one_line(promise.why)})" if promise.why else ""
    standing_now = wording.promise(due) if due.promised else "nothing more is wanted"
    yield (
        f"event {promise.event} records the promise of an answer by {wording.day(promise.day)}"
        f"{said}: {standing_now}; a promise moves no due day"
    )


def _pauses(row: BoardRow) -> Iterator[str]:
    for pause in row.state.pauses:
        until = f"to {wording.day(pause.end)}" if pause.end else "on, with no end named"
        said = f": {one_line(pause.why)}" if pause.why else ""
        counts = "; a day set by hand does not move with it" if row.state.due else ""
        yield (
            f"event {pause.event} paused the clock from {wording.day(pause.start)} {until}"
            f"{said}{counts}"
        )
