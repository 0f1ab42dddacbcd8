"""When the clock of an ask does not run: pauses, how events write them, what is allowed.

An event writes a pause as its first day, or as first day and day of return:
"2026-11-10/2026-12-01". The day of return counts again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from tracker.errors import NotAllowedError
from tracker.types import Event, Pause

_LONGEST = timedelta(days=5 * 366)

Off = tuple[tuple[date, date], ...]
"""Stretches of days that do not count: the first of each, and the first that counts again."""


def written(start: date, end: date | None) -> str:
    """Return a pause as events write it."""
    return start.isoformat() if end is None else f"{start.isoformat()}/{end.isoformat()}"


def read(value: str) -> tuple[date, date | None]:
    """Return first day and day of return of a pause as events write it; None: open.

    Raises:
        ValueError: it is not written like that, or ends before it begins.
    """
    start, _, end = value.partition("/")
    first, back = date.fromisoformat(start), date.fromisoformat(end) if end else None
    if back is not None and not first < back <= first + _LONGEST:
        raise ValueError(f"it ends before it begins, or lasts longer than {_LONGEST.days} days")
    return first, back


def begun(pauses: tuple[Pause, ...], event: Event) -> tuple[Pause, ...]:
    """Return the pauses with the one that an event begins.

    Raises:
        ValueError: the event's value is no pause.
    """
    start, end = read(event.after or "")
    return (*pauses, Pause(start=start, end=end, why=event.why, event=event.id))


def ended(pauses: tuple[Pause, ...], event: Event) -> tuple[Pause, ...]:
    """Return the pauses with the last one ended by an event; a closed one stays as it is.

    Raises:
        ValueError: the event's value is no day.
    """
    day = date.fromisoformat(event.after or "")
    if not pauses or not _runs_beyond(pauses[-1], day):
        return pauses
    last = pauses[-1]
    kept = (replace(last, end=day),) if day > last.start else ()
    return (*pauses[:-1], *kept)


def at(pauses: Iterable[Pause], today: date) -> Pause | None:
    """Return the pause in which a day lies; None: the clock runs."""
    return next((p for p in pauses if p.start <= today and _runs_beyond(p, today)), None)


def off(pauses: Iterable[Pause], today: date) -> Off:
    """Return the days that do not count; an open pause as if it ended today."""
    stretches = ((p.start, p.end or max(p.start, today)) for p in pauses)
    return tuple((start, end) for start, end in stretches if start < end)


def days(stretches: Off, after: date, until: date) -> int:
    """Return how many calendar days after one day and up to another do not count."""
    first, stop = after.toordinal() + 1, until.toordinal() + 1
    numbers = ((start.toordinal(), end.toordinal()) for start, end in stretches)
    return sum(max(0, min(end, stop) - max(start, first)) for start, end in numbers)


def check_pause(pauses: tuple[Pause, ...], after: str | None, reason: bool) -> None:
    """Pass if the clock may be paused like that.

    Raises:
        NotAllowedError: it is no pause, it has no reason, or another one is not over by then.
    """
    what = "clock not paused"
    if not reason:
        raise NotAllowedError(what, after, "it has no reason", "say why")
    try:
        start, _ = read(after or "")
    except ValueError as error:
        raise NotAllowedError(what, after or "", str(error), "name days, like 2026-11-30") from None
    last = pauses[-1] if pauses else None
    if last is not None and _runs_beyond(last, start):
        until = f"until {last.end}" if last.end else "and nobody has said until when"
        why = f"it is paused since {last.start}, {until}"
        raise NotAllowedError(what, after, why, "resume it first")


def check_resume(pauses: tuple[Pause, ...], after: str | None) -> None:
    """Pass if the clock may run again from that day on.

    Raises:
        NotAllowedError: it is no day, it lies before the pause, or there is no pause.
    """
    what = "clock not resumed"
    try:
        day = date.fromisoformat(after or "")
    except ValueError:
        raise NotAllowedError(what, after or "", "no day", "name one, like 2026-11-30") from None
    last = pauses[-1] if pauses else None
    if last is None or not _runs_beyond(last, day):
        raise NotAllowedError(what, after, "it is not paused then")
    if day < last.start:
        why = f"the pause begins on {last.start}"
        raise NotAllowedError(what, after, why, f"undo event {last.event} if it never was")


def _runs_beyond(pause: Pause, day: date) -> bool:
    return pause.end is None or day < pause.end
