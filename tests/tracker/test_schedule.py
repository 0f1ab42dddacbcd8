"""When a source is due, and how it does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests import builders as a
from tests.conftest import NOW
from tracker.schedule import HealthState, fresh_for, health, is_due, next_due
from tracker.types import Page, Source, Visit, VisitStatus, Watched, Way

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def source(**more: Any) -> Source:
    way = Way(layout="rss", url=a.FEED)
    return Source(**{"name": "releases", "ways": (way,), "every": HOUR, **more})


def visit(**more: Any) -> Visit:
    values: dict[str, Any] = {
        "source": "releases",
        "at": NOW - HOUR,
        "status": VisitStatus.UNCHANGED,
        "url": a.FEED,
        "http_status": 200,
        "new": 0,
        "revised": 0,
        "documents": 10,
        "seconds": 0.1,
        "bytes": 100,
        "error": None,
        "next_due": NOW,
    }
    return Visit(**values | more)


def watched(**more: Any) -> Watched:
    values: dict[str, Any] = {
        "source": source(),
        "last": visit(),
        "last_good": NOW - HOUR,
        "newest": NOW - DAY,
        "failures": 0,
        "etag": None,
        "last_modified": None,
        "documents": 10,
        "gaps": 0,
    }
    return Watched(**values | more)


def page(*headers: tuple[str, str], body: bytes = b"") -> Page:
    return Page(
        url=a.FEED,
        final_url=a.FEED,
        status=200,
        media_type="text/xml",
        charset=None,
        headers=headers,
        body=body,
        fetched=NOW,
    )


def test_source_that_answers_is_due_after_its_period() -> None:
    assert next_due(HOUR, NOW) == NOW + HOUR


@pytest.mark.parametrize(
    ("failures", "hours"), [(1, 1), (2, 2), (3, 4), (5, 16), (6, 24), (10_000, 24)]
)
def test_trouble_doubles_the_wait_up_to_a_day_and_never_ends_it(failures: int, hours: int) -> None:
    assert next_due(DAY, NOW, failures=failures) == NOW + hours * HOUR


def test_retry_after_is_honoured_within_a_week() -> None:
    assert next_due(HOUR, NOW, failures=1, retry_after=5 * HOUR) == NOW + 5 * HOUR
    assert next_due(HOUR, NOW, failures=1, retry_after=999 * DAY) == NOW + 7 * DAY


def test_fresh_answer_puts_the_next_visit_off_within_six_hours() -> None:
    assert next_due(HOUR, NOW, fresh_for=3 * HOUR) == NOW + 3 * HOUR
    assert next_due(HOUR, NOW, fresh_for=9 * DAY) == NOW + 6 * HOUR


def test_page_says_how_long_it_is_fresh() -> None:
    feed = b"<rss><channel><ttl> 90 </ttl>"

    assert fresh_for(page()) is None
    assert fresh_for(page(("Cache-Control", "public, Max-Age=600"))) == timedelta(minutes=10)
    assert fresh_for(page(("Cache-Control", "s-maxage=9"), body=feed)) == timedelta(minutes=90)


def test_source_never_visited_is_due() -> None:
    assert is_due(watched(last=None), NOW)


@pytest.mark.parametrize(
    ("late", "due"), [(timedelta(seconds=-1), False), (timedelta(), True), (7 * DAY, True)]
)
def test_source_is_due_when_its_time_has_come(late: timedelta, due: bool) -> None:
    assert is_due(watched(), NOW + late) is due


def test_clock_that_was_put_back_does_not_put_the_visit_off() -> None:
    ahead = visit(at=NOW + 300 * DAY, next_due=NOW + 301 * DAY)

    assert is_due(watched(last=ahead), NOW)


@pytest.mark.parametrize(
    "setting",
    [
        {"enabled": False},
        {"valid_from": date(2027, 1, 3)},
        {"valid_to": date(2025, 1, 3)},
    ],
)
def test_source_switched_off_or_out_of_its_dates_is_not_due(setting: dict[str, Any]) -> None:
    assert not is_due(watched(source=source(**setting), last=None), NOW)


def test_source_within_its_dates_is_due() -> None:
    dated = source(valid_from=date(2025, 1, 3), valid_to=date(2027, 1, 3))

    assert is_due(watched(source=dated), NOW)


WEEKLY = source(expects=7 * DAY)


@pytest.mark.parametrize(
    ("state", "words", "facts"),
    [
        ("no data", "not looked at yet", {"last": None}),
        (
            "no data",
            "it has never answered as it should: could not poll; 4 visits in a row",
            {
                "last_good": None,
                "failures": 4,
                "last": visit(status=VisitStatus.FAILED, error="could not poll"),
            },
        ),
        ("no data", "it answers, but has not listed anything yet", {"documents": 0}),
        (
            "blocked",
            "403; 2 visits in a row",
            {"failures": 2, "last": visit(status=VisitStatus.BLOCKED, error="403")},
        ),
        (
            "degraded",
            "no reason was given",
            {"failures": 1, "last": visit(status=VisitStatus.FAILED)},
        ),
        ("degraded", "read by 'rss' instead", {"last": visit(error="read by 'rss' instead")}),
        (
            "degraded",
            "items between the last two visits were missed",
            {"last": visit(status=VisitStatus.GAP)},
        ),
        (
            "degraded",
            "not looked at for 3 days; more than 27 hours is too long",
            {"last_good": NOW - 3 * DAY},
        ),
        ("delivering", "its items carry no dates", {"newest": None}),
        ("delivering", "newest item 20 Nov 2026", {}),
        ("delivering", "newest item 20 Nov 2026", {"source": WEEKLY}),
        (
            "quiet",
            "newest item 1 Nov 2026, 20 days ago; expected every 7 days",
            {"source": WEEKLY, "newest": NOW - 20 * DAY},
        ),
        (
            "quiet",
            "newest item 20 Nov 2026, 24 hours ago; expected every 6 hours",
            {"source": source(expects=6 * HOUR)},
        ),
    ],
)
def test_health_is_one_word_and_its_reason(state: str, words: str, facts: dict[str, Any]) -> None:
    found = health(watched(**facts), NOW)

    assert (found.state.value, found.words) == (state, words)


def test_source_that_is_switched_off_is_not_blamed_for_not_being_looked_at() -> None:
    off = watched(source=replace(source(), enabled=False), last_good=NOW - 30 * DAY)

    assert health(off, NOW).state is HealthState.DELIVERING


def test_trouble_grows_from_delivering_to_no_data() -> None:
    assert HealthState.DELIVERING.trouble == 0
    assert HealthState.NO_DATA.trouble > HealthState.QUIET.trouble


@pytest.mark.parametrize("change", ["2026-03-08T06:30:00+00:00", "2026-11-01T05:30:00+00:00"])
def test_an_hour_is_an_hour_when_the_clocks_change(change: str) -> None:
    at = datetime.fromisoformat(change)

    due = next_due(timedelta(hours=1), at.astimezone(ZoneInfo("America/New_York")))

    assert due.astimezone(UTC) - at == timedelta(hours=1)
