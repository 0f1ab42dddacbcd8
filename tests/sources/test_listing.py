"""Lists nobody has seen before, pages that are none, and pages made to do harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from jobs.sources import listing, read_page, recognise
from tests.sources.pages import page_of
from tests.work import seconds_of_work
from tracker.errors import BlockedError, LayoutError

STAFF = """<html><body><main><h1>Our staff</h1><ul>
<li><a href="/s/1">Ada Quill, Chief of Staff</a></li>
<li><a href="/s/2">Bob Myth, Press Secretary</a></li>
<li><a href="/s/3">Cyd Fable, Counsel</a></li></ul></main>
<footer><a href="/p">Privacy of visitors</a> <a href="/q">Help with pages</a> March 3, 2026</footer>
</body></html>"""
NEWS_BESIDE = """<aside class="sidebar"><ul>
<li><a href="/n/1">A plan for the gates</a> <span>June 3, 2024</span></li>
<li><a href="/n/2">Why the locks open</a> <span>June 1, 2024</span></li></ul></aside></body>"""


def days(*rows: str, fetched: datetime) -> list[str]:
    body = "".join(
        f"<li><a href='/{at}'>A long enough title {at}</a> <i>{row}</i></li>"
        for at, row in enumerate(rows)
    )
    items = listing.read(replace(page_of(f"<ul>{body}</ul>"), fetched=fetched))
    return [item.published.date().isoformat() if item.published else "" for item in items]


def test_days_without_a_year_are_the_last_ones_before_the_visit():
    found = days("Feb 2", "Jan 6", "Dec 30", "Dec 1", fetched=datetime(2026, 4, 1, tzinfo=UTC))

    assert found == ["2026-02-02", "2026-01-06", "2025-12-30", "2025-12-01"]


def test_days_without_a_year_may_stand_oldest_first():
    found = days("Nov 3", "Dec 30", "Jan 6", fetched=datetime(2026, 1, 10, tzinfo=UTC))

    assert found == ["2025-11-03", "2025-12-30", "2026-01-06"]


def test_leap_day_without_a_year_falls_into_a_leap_year_or_on_the_28th():
    found = days("March 1", "Feb 29", fetched=datetime(2026, 4, 1, tzinfo=UTC))

    assert found == ["2026-03-01", "2026-02-28"]


def test_entry_without_a_date_is_no_item():
    body = "".join(
        f"<li><a href='/{at}'>A long enough title {at}</a> <i>{day}</i></li>"
        for at, day in enumerate(("March 3, 2026", "", "March 1, 2026"))
    )

    assert len(listing.read(page_of(f"<ul>{body}</ul>"))) == 2


@pytest.mark.parametrize(
    "body",
    [
        STAFF,
        STAFF.replace("</body>", NEWS_BESIDE),
        "",
        "<p>Only words.</p>",
        "<!-- -->",
        "interactions:\n- request: {uri: 'https://x.example.gov'}\n  body: <title>Too Many",
    ],
    ids=["staff", "staff with news beside", "empty", "words", "comment", "recording"],
)
def test_page_that_is_no_list_is_not_read_as_one(body: str):
    with pytest.raises(LayoutError, match="no list or feed that Askwatch can read"):
        read_page(page_of(body))


def test_notice_is_told_from_a_list():
    page = page_of("<html><title>Just a moment...</title><body>wait</body></html>")

    with pytest.raises(BlockedError, match=r"a notice came instead of a list: Just a moment\.\.\."):
        listing.read(page)


def test_base_of_the_page_counts_for_its_links():
    body = """<html><head><base href="https://b.example.gov/x/"></head><body><ul>
    <li><a href="1">One long title here</a> 3/4/2026</li>
    <li><a href="2">Two long title here</a> 3/3/2026</li></ul></body></html>"""

    assert listing.read(page_of(body))[0].url == "https://b.example.gov/x/1"


@pytest.mark.parametrize(
    "body",
    [
        b"".join(
            b"<p><a href=/x%d>title of thing %d</a> 3/4/2015</p>" % (n, n) for n in range(9000)
        ),
        b"<div><a href=/a>one two</a>" + b"<b>a</b>" * 200_000 + b"</div><a href=/b>two three</a>",
        b"".join(b"<div><a href=/x%d>title of %d</a> 3/4/2015" % (n, n) for n in range(2000)),
        b"<p><a href=/a>a b c</a>" + b"1/" * 500_000 + b"</p><p><a href=/b>one two</a></p>",
        b"<a href=/x>" + b"may " * 200_000,
        b"x" * 5_000_001,
    ],
    ids=["links", "elements", "depth", "digits", "months", "size"],
)
def test_page_made_to_cost_time_costs_little(body: bytes):
    with seconds_of_work(10), pytest.raises(LayoutError):
        listing.read(page_of(body))


def test_saved_lists_of_real_sites_are_read(shared):
    for name, count in (("house_walz_press_2015", 10), ("senate_hsgac_majority_news_2026", 10)):
        page = page_of((shared / "pages" / f"{name}.html").read_bytes())

        layout, items = read_page(page)

        assert layout.name == "list"
        assert len(items) == count


def test_list_is_recognised_before_the_data_of_its_framework():
    body = """<ul><li><a href="/1">One long title here</a> 3/4/2026</li>
    <li><a href="/2">Two long title here</a> 3/3/2026</li></ul>"""

    assert recognise(page_of(body)).name == "list"
