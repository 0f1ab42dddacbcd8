"""How often sources were looked at, day by day."""

from __future__ import annotations

from datetime import date, timedelta

from tests import builders as a
from tracker.types import VisitStatus

DAY = timedelta(days=1)


def test_visits_are_counted_by_source_and_day(store):
    store.sources.sync([a.source(), a.source("other")])
    for at, status in (
        (a.NOW - 2 * DAY, VisitStatus.NEW),
        (a.NOW - DAY, VisitStatus.GAP),
        (a.NOW - DAY, VisitStatus.NEW),
        (a.NOW - DAY + timedelta(hours=1), VisitStatus.BLOCKED),
        (a.NOW, VisitStatus.FAILED),
    ):
        store.sources.record_visit(a.visit(at=at, status=status, new=2))
    store.sources.record_visit(a.visit(source="other", at=a.NOW))

    found = store.sources.looks(date(2026, 11, 20), date(2026, 11, 21))

    told = {(one.source, one.day.day): one for one in found}
    assert set(told) == {("releases", 20), ("releases", 21), ("other", 21)}
    first = told["releases", 20]
    assert (first.looks, first.good, first.gaps, first.blocked, first.new) == (2, 1, 1, 1, 6)
    assert (first.last, first.last_good) == (a.NOW - DAY + timedelta(hours=1), a.NOW - DAY)
    last = told["releases", 21]
    assert (last.good, last.failed, last.last_good) == (0, 1, None)
