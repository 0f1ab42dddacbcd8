"""How often each source was looked at, day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, case, distinct, func, select

from db.tables import sources, visits
from tracker.coverage import Looks
from tracker.types import VisitStatus

_GOOD = (VisitStatus.NEW, VisitStatus.UNCHANGED, VisitStatus.GAP)


def looks(connection: Connection, since: date, until: date) -> tuple[Looks, ...]:
    """Return the visits from one day to another, both included, by source and day.

    What was asked for at one moment, page by page or by several ways, is one look.
    """
    c = visits.c
    on = func.date(c.at)
    good = c.status.in_(_GOOD)

    def number(status: VisitStatus) -> Any:
        return func.sum(case((c.status == status, 1), else_=0))

    query = (
        select(
            sources.c.name.label("source"),
            on.label("day"),
            func.count(distinct(c.at)).label("looks"),
            func.count(distinct(case((good, c.at)))).label("good"),
            number(VisitStatus.GAP).label("gaps"),
            number(VisitStatus.BLOCKED).label("blocked"),
            number(VisitStatus.FAILED).label("failed"),
            func.sum(c.new).label("new"),
            func.max(c.at).label("last"),
            func.max(case((good, c.at))).label("last_good"),
        )
        .join(sources, c.source_id == sources.c.id)
        .where(c.at >= _begin(since), c.at < _begin(until + timedelta(days=1)))
        .group_by(sources.c.name, on)
    )
    rows = (dict(row._mapping) for row in connection.execute(query))
    return tuple(Looks(**row | {"day": date.fromisoformat(str(row["day"]))}) for row in rows)


def weekly(connection: Connection, since: date, weeks: int) -> dict[str, tuple[int, ...]]:
    """Return how many new documents visits brought in each week from a day on, by source."""
    c, on = visits.c, func.date(visits.c.at)
    query = (
        select(sources.c.name, on, func.sum(c.new))
        .join(sources, c.source_id == sources.c.id)
        .where(c.at >= _begin(since), c.at < _begin(since + timedelta(weeks=weeks)), c.new > 0)
        .group_by(sources.c.name, on)
    )
    found: dict[str, list[int]] = {}
    for name, day, new in connection.execute(query):
        week = (date.fromisoformat(str(day)) - since).days // 7
        found.setdefault(name, [0] * weeks)[week] += new
    return {name: tuple(numbers) for name, numbers in found.items()}


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
