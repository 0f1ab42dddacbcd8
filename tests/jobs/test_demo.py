"""The sample campaign: made up, dated from today, and served in the forms of real sites."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from datetime import date

import pytest

from jobs import demo, sources
from tests.builders import NOW
from tracker.types import Page

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def base():
    with demo.served(TODAY) as base:
        yield base


def ask(url: str, **headers: str):
    return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=5)


def page(url: str) -> Page:
    with ask(url) as answer:
        return Page(
            url=url,
            final_url=url,
            status=answer.status,
            media_type=answer.headers.get_content_type(),
            charset="utf-8",
            headers=(),
            body=answer.read(),
            fetched=NOW,
        )


@pytest.mark.parametrize(
    ("path", "layout", "items"),
    [
        ("/feed.xml", "rss", 5),
        ("/wp-json/wp/v2/briefing?per_page=5", "wordpress-api", 2),
        ("/news", "list", 5),
    ],
)
def test_each_page_is_recognised_as_the_form_that_it_stands_for(base, path, layout, items):
    found, listed = sources.read_page(page(base + path))

    assert (found.name, len(listed)) == (layout, items)
    assert all(item.published and item.published.date() < TODAY for item in listed)
    assert all(item.url.startswith(base) for item in listed)


def test_a_page_that_has_not_changed_is_not_sent_again(base):
    with ask(f"{base}/feed.xml") as first:
        etag = first.headers["ETag"]

    with pytest.raises(urllib.error.HTTPError) as raised:
        ask(f"{base}/feed.xml", **{"If-None-Match": etag})

    assert raised.value.code == 304
    raised.value.close()


def test_what_is_not_there_is_not_found(base):
    with pytest.raises(urllib.error.HTTPError) as raised:
        ask(f"{base}/nothing")

    assert raised.value.code == 404
    raised.value.close()


def test_a_campaign_is_written_with_all_its_dates_filled_in(tmp_path):
    campaign = demo.prepare(tmp_path, TODAY, "http://127.0.0.1:9")

    assert [path.name[0] for path in campaign.letters] == ["1", "2", "3"]
    for path in (campaign.config, campaign.roster, *campaign.letters):
        assert "{{" not in path.read_text("utf-8")
    assert "July 20, 2026" in campaign.letters[0].read_text("utf-8")
    assert 'url = "http://127.0.0.1:9/feed.xml"' in campaign.config.read_text("utf-8")


def test_the_sample_writes_the_same_every_time(tmp_path):
    for folder in ("a", "b"):
        demo.prepare(tmp_path / folder, TODAY, "http://127.0.0.1:9")

    one, other = (
        {p.relative_to(tmp_path / f): p.read_bytes() for p in (tmp_path / f).rglob("*.*")}
        for f in ("a", "b")
    )
    assert one == other


def test_nobody_in_the_sample_is_real(tmp_path):
    campaign = demo.prepare(tmp_path, TODAY, "http://127.0.0.1:9")

    members = json.loads(campaign.roster.read_text("utf-8"))
    assert all(re.fullmatch(r"X\d{6}", m["id"]["bioguide"]) for m in members)
    assert {t["party"] for m in members for t in m["terms"]} == {"Example", "Sample"}
