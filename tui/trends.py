"""How asks fare over the months, and how fast each addressee answers, as a value.

Works without a screen: the dashboard draws it, `askwatch report --trend` prints it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from tracker import wording
from tracker.responsiveness import Middle
from tracker.text import one_line
from tracker.trends import HEAPS, Month, Trend, trend
from tui import plot, reports
from tui.reports import Group
from tui.views import today

if TYPE_CHECKING:
    from db.store import Store
    from tracker.config import Deadlines


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """What the trends screen shows."""

    trend: Trend
    addressees: tuple[Group, ...]
    """An ask counts once for each addressee of its letter; most asks first."""
    coverage: str
    day: date


def trends(
    store: Store,
    rules: Deadlines,
    now: datetime,
    zone: tzinfo,
    step: Callable[[], None] = lambda: None,
) -> Trends:
    """Return how all asks fared by month, and the response times of each addressee.

    `step` is called on the way, and may wait.
    """
    day = today(now, zone)
    found = list(reports.courses(store, rules, day, step))
    return Trends(
        trend=trend(found, day),
        addressees=reports.grouped(found, reports.GROUPS["addressee"](store), day, step),
        coverage=wording.coverage(store.sources.watched(), zone),
        day=day,
    )


def points(months: Sequence[Month]) -> list[plot.Point]:
    """Return the months as columns of a plot, with the year below the first of each."""
    found = [plot.Point(str(month.first.year), month.heaps) for month in months[:-1]]
    return [*found, *(plot.Point(named(month), month.heaps) for month in months[-1:])]


def legend() -> str:
    """Return which texture stands for what."""
    pairs = zip(plot.TEXTURES, HEAPS, strict=True)
    return "   ".join(f"{texture} {word}" for texture, word in pairs)


def told(found: Trends) -> tuple[str, ...]:
    """Return what the plot shows, in words; empty where there is nothing to tell."""
    months = found.trend.months
    if not months:
        return ()
    lines = [stands(months[-1], wording.day(found.day))]
    if len(months) > 12:
        lines.append(stands(months[-13], f"the end of {named(months[-13])}"))
    return tuple(lines)


def left_out(found: Trend) -> str:
    """Return which asks stand in no month, and why; empty: all do."""
    parts = []
    if found.undated:
        parts.append(f"{wording.plural(found.undated, 'ask')} with a response on an unknown day")
    if found.unplaced:
        parts.append(f"{wording.plural(found.unplaced, 'ask')} of a letter without a date")
    return f"Not in the plot: {' and '.join(parts)}." if parts else ""


def stands(month: Month, until: str) -> str:
    """Return "42 asks sent by 21 Nov 2026: 12 answered, 5 acknowledged, 23 open."."""
    heaps = [f"{n:,} {word}" for n, word in zip(month.heaps, HEAPS, strict=True) if n]
    return f"{wording.plural(month.sent, 'ask')} sent by {until}: {', '.join(heaps)}."


def half(one: Middle) -> str:
    """Return "34 days (5 had it)", or why there is no middle time."""
    if one.days is not None:
        return f"{wording.plural(one.days, 'day')} ({one.came:,} had it)"
    return f"not yet ({one.came:,} had it)" if one.came else "none yet"


def waiting(one: Middle) -> str:
    """Return "7, up to 211 days": how many wait, and the longest; empty: none."""
    if not one.waiting:
        return ""
    return f"{one.waiting:,}, up to {wording.plural(one.longest or 0, 'day')}"


def row(month: Month) -> dict[str, object]:
    """Return a month as a JSON object; the heaps add up to `sent`."""
    heaps = dict(zip(HEAPS, month.heaps, strict=True))
    return {"month": f"{month.first:%Y-%m}", "asked": month.asked, "sent": month.sent} | heaps


def rows(found: Trends, keys: Collection[str]) -> list[dict[str, object]]:
    """Return the months and the addressees of some keys, as rows with the same columns."""
    none = dict.fromkeys((*_OF_ADDRESSEE, *HEAPS))
    listed: list[dict[str, object]] = []
    for month in found.trend.months:
        heaps = dict(zip(HEAPS, month.heaps, strict=True))
        listed.append({"what": "month", "name": named(month), "asks": month.sent} | none | heaps)
    for one in found.addressees:
        if one.key in keys:
            response, answer = one.figures.response, one.figures.answer
            told = (response.days, response.came, answer.days, answer.came, answer.waiting)
            values = dict(zip(_OF_ADDRESSEE, told, strict=True))
            head = {"what": "addressee", "name": one.name, "asks": one.figures.asks}
            listed.append(head | none | values)
    return listed


_OF_ADDRESSEE = ("response_days", "responses", "answer_days", "answers", "waiting")
"""Days within which half of the asks had a response or an answer, how many had, how many wait."""


def speed(one: Group) -> str:
    """Return how fast an addressee answers, in one line."""
    response, answer = one.figures.response, one.figures.answer
    asks = wording.plural(one.figures.asks, "ask")
    parts = f"half had a first response within: {half(response)}; an answer within: {half(answer)}"
    return f"{one_line(one.name)}: {asks}; {parts}"


def named(month: Month) -> str:
    """Return "Nov 2026"."""
    return wording.day(month.first).partition(" ")[2]
