"""Sources and their visits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests import builders as a
from tracker.errors import NotHeldError
from tracker.types import Capture, VisitStatus, Way

HOUR = timedelta(hours=1)


@pytest.fixture
def watched(store):
    store.sources.sync([a.source()])
    return store


def test_a_source_that_is_no_longer_named_is_disabled_and_kept(store):
    store.sources.sync([a.source("one"), a.source("two")])

    store.sources.sync([a.source("two")])

    assert [(w.source.name, w.source.enabled) for w in store.sources.watched()] == [
        ("one", False),
        ("two", True),
    ]


def test_a_source_comes_back_as_it_was_named(store):
    source = a.source(
        expects=timedelta(days=2),
        valid_from=date(2025, 1, 1),
        title="Releases",
        proven=False,
        delay=7.5,
    )

    store.sources.sync([source])

    assert store.sources.watched("releases")[0].source == source
    assert store.sources.watched("other") == ()


def test_a_source_never_visited_is_due_first(store):
    store.sources.sync([a.source("b"), a.source("a")])
    store.sources.record_visit(a.visit(source="a", next_due=a.NOW - HOUR))

    assert [w.source.name for w in store.sources.due(a.NOW)] == ["b", "a"]


def test_a_source_is_not_due_before_its_time_or_while_disabled_or_not_valid(store):
    store.sources.sync(
        [
            a.source("waits"),
            a.source("off", enabled=False),
            a.source("over", valid_to=date(2026, 11, 20)),
            a.source("early", valid_from=date(2026, 11, 22)),
        ]
    )
    store.sources.record_visit(a.visit(source="waits"))

    assert store.sources.due(a.NOW) == ()


def test_a_source_is_visited_by_one_poller_at_a_time(watched):
    first = watched.sources.claim("releases", by="one", now=a.NOW, until=a.NOW + HOUR)
    second = watched.sources.claim("releases", by="two", now=a.NOW, until=a.NOW + HOUR)

    assert (first, second) == (True, False)
    assert watched.sources.due(a.NOW) == ()


def test_a_claim_that_was_never_recorded_runs_out(watched):
    watched.sources.claim("releases", by="one", now=a.NOW, until=a.NOW + HOUR)

    assert watched.sources.claim("releases", by="two", now=a.NOW + HOUR, until=a.NOW + 2 * HOUR)


def test_only_the_claimer_lets_go(watched):
    watched.sources.claim("releases", by="one", now=a.NOW, until=a.NOW + HOUR)
    watched.sources.release("releases", by="two")
    assert watched.sources.due(a.NOW) == ()

    watched.sources.release("releases", by="one")

    assert len(watched.sources.due(a.NOW)) == 1


def test_a_recorded_visit_lets_go(watched):
    watched.sources.claim("releases", by="one", now=a.NOW, until=a.NOW + HOUR)

    watched.sources.record_visit(a.visit())

    assert watched.sources.claim("releases", by="two", now=a.NOW, until=a.NOW + HOUR)


def test_a_visit_is_kept_as_it_was(watched):
    visit = a.visit(etag='"1"', last_modified="Sat", capture="c" * 64, error=None)

    watched.sources.record_visit(visit)

    assert watched.sources.visits("releases") == (visit,)
    [seen] = watched.sources.watched()
    assert (seen.last, seen.last_good, seen.etag, seen.next_due) == (
        visit,
        a.NOW,
        '"1"',
        a.NOW + HOUR,
    )


def test_a_visit_to_an_unknown_source_is_refused_and_leaves_nothing(store):
    with pytest.raises(NotHeldError, match="no such source: 'releases'; `askwatch source list`"):
        store.sources.record_visit(a.visit(), [a.change()])

    assert store.documents.list() == ()


def test_failures_in_a_row_are_counted_until_a_good_visit(watched):
    for status in (VisitStatus.FAILED, VisitStatus.BLOCKED, VisitStatus.SKIPPED):
        watched.sources.record_visit(a.visit(status, error="no answer"))
    assert watched.sources.watched()[0].failures == 2

    watched.sources.record_visit(a.visit(VisitStatus.GAP))

    [seen] = watched.sources.watched()
    assert (seen.failures, seen.gaps) == (0, 1)


def test_marks_for_conditional_requests_outlive_a_304_and_a_failure(watched):
    watched.sources.record_visit(a.visit(etag='"1"'))
    watched.sources.record_visit(a.visit(VisitStatus.UNCHANGED, http_status=304))
    watched.sources.record_visit(a.visit(VisitStatus.FAILED, http_status=500))

    assert watched.sources.watched()[0].etag == '"1"'


def test_marks_of_a_fallback_are_not_kept_for_the_main_address(watched):
    watched.sources.record_visit(a.visit(url="https://elsewhere.example.org/", etag='"9"'))

    assert watched.sources.watched()[0].etag is None


def test_a_source_with_a_new_address_is_due_at_once_without_marks(watched):
    watched.sources.record_visit(a.visit(etag='"1"'))

    watched.sources.sync([a.source(url="https://releases.example.gov/other")])

    [due] = watched.sources.due(a.NOW)
    assert due.etag is None


def test_an_unchanged_source_keeps_its_next_visit(watched):
    watched.sources.record_visit(a.visit())

    watched.sources.sync([a.source(title="Now with a title")])

    assert watched.sources.due(a.NOW) == ()


def test_documents_move_with_a_source_to_its_new_host(watched):
    watched.sources.record_visit(a.visit(), [a.change()])

    watched.sources.sync([a.source(url="https://new.example.gov/feed")])

    assert list(watched.documents.held("releases", ["r-1"])) == ["r-1"]


def test_documents_stay_where_another_source_still_stands(store):
    store.sources.sync([a.source("one"), a.source("two")])
    store.sources.record_visit(a.visit(source="one"), [a.change()])

    store.sources.sync([a.source("one", url="https://new.example.gov/feed"), a.source("two")])

    assert store.documents.held("one", ["r-1"]) == {}
    assert list(store.documents.held("two", ["r-1"])) == ["r-1"]


def test_documents_stay_where_the_new_host_has_its_own(store):
    store.sources.sync([a.source("one"), a.source("two", url="https://new.example.gov/two")])
    store.sources.record_visit(a.visit(source="one"), [a.change("r-1")])
    store.sources.record_visit(a.visit(source="two"), [a.change("r-2")])

    store.sources.sync(
        [
            a.source("one", url="https://new.example.gov/feed"),
            a.source("two", url="https://new.example.gov/two"),
        ]
    )

    assert list(store.documents.held("one", ["r-1", "r-2"])) == ["r-2"]


def test_a_capture_is_noted_once(watched):
    capture = Capture(hash="c" * 64, url=a.FEED, media_type="text/xml", size=9, at=a.NOW)

    watched.sources.record_visit(a.visit(), capture=capture)
    watched.sources.record_visit(a.visit(), capture=replace(capture, at=a.NOW + HOUR))

    assert watched.counts()["captures"] == 1


def test_the_newest_day_is_that_of_the_newest_item(watched):
    old, new = a.NOW - 9 * HOUR, a.NOW - HOUR
    watched.sources.record_visit(
        a.visit(), [a.change("r-1", published=new), a.change("r-2", published=None)]
    )
    watched.sources.record_visit(a.visit(), [a.change("r-3", published=old)])

    assert watched.sources.watched()[0].newest == new


def test_a_source_may_have_no_way_in_yet(store):
    store.sources.sync([a.source(ways=()), a.source("two", ways=(Way(layout="x", url="y"),))])

    assert len(store.sources.watched()) == 2


def fares(store, status=VisitStatus.UNCHANGED, minutes=0, **more):
    """Visit the source so, then note how it fares."""
    at = a.NOW + timedelta(minutes=minutes)
    changes = [a.change("r-1")] if status is VisitStatus.NEW else []
    store.sources.record_visit(a.visit(at=at, status=status, **more), changes)
    return [(change.was, change.state) for change in store.sources.note_health(at)]


def test_trouble_is_told_once_and_recovery_once(watched):
    told = [
        fares(watched, VisitStatus.NEW),
        fares(watched, VisitStatus.BLOCKED, 1, error="blocked"),
        fares(watched, VisitStatus.BLOCKED, 2, error="blocked"),
        fares(watched, VisitStatus.UNCHANGED, 3),
        fares(watched, VisitStatus.UNCHANGED, 4),
    ]

    assert told == [[], [("delivering", "blocked")], [], [("blocked", "delivering")], []]
    kept = watched.sources.changes_of_health(a.NOW)
    assert [(one.source, one.state, one.recovered) for one in kept] == [
        ("releases", "blocked", False),
        ("releases", "delivering", True),
    ]
    until = a.NOW + timedelta(minutes=1)
    assert watched.sources.changes_of_health(a.NOW, until) == kept[:1]


def test_a_source_in_trouble_from_the_start_is_told(watched):
    assert fares(watched, VisitStatus.FAILED, error="no such host") == [(None, "no data")]


def test_a_source_that_nobody_watches_is_not_told(watched):
    watched.sources.record_visit(a.visit(status=VisitStatus.FAILED, error="no such host"))
    watched.sources.sync([])

    assert watched.sources.note_health(a.NOW) == ()


def test_two_pollers_tell_a_change_of_health_once(watched, monkeypatch):
    watched.sources.record_visit(a.visit(status=VisitStatus.FAILED, error="no such host"))
    with type(watched).open(watched.url) as other:
        was = watched.sources._told()
        first = other.sources.note_health(a.NOW)
        monkeypatch.setattr(type(watched.sources), "_told", lambda _: was)

        second = watched.sources.note_health(a.NOW)

    assert (len(first), len(second)) == (1, 0)


def test_new_documents_are_counted_week_by_week(store):
    store.sources.sync([a.source(), a.source("quiet", "https://q.example.gov/feed")])
    for weeks, new in ((1, 3), (1, 1), (2, 2), (9, 7)):
        at = a.NOW - timedelta(weeks=weeks)
        store.sources.record_visit(a.visit(at=at, new=new), capture=None)

    since = a.NOW.date() - timedelta(weeks=4)

    assert store.sources.weekly(since, 5) == {"releases": (0, 0, 2, 4, 0)}
