"""What does not fit on one page: read on, asked for since the last visit, or said to be missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from db.store import Store
from jobs import visit
from jobs.archive import Archive
from jobs.fetch import Fetcher
from tests.conftest import NOW
from tests.jobs.site import Site
from tests.jobs.test_poll import RSS, Desk, feed
from tracker.types import Way

PER_PAGE = 3


class Press:
    """A WordPress site with posts, each known by the hour of its last change."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.posts: dict[int, int] = {}
        """Number of a post, and how many hours before NOW it was changed."""
        self.heeds_since = True
        site.acts_below("/wp-json/", self.answer)

    @property
    def url(self) -> str:
        return f"{self.site.url}/wp-json/wp/v2/posts?per_page={PER_PAGE}&_fields=id,link"

    @property
    def asked(self) -> list[dict[str, str]]:
        """What was asked for, request by request."""
        found = [parse_qs(urlsplit(path).query) for path in self.site.paths]
        return [{key: value[0] for key, value in one.items()} for one in found]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        asked = parse_qs(urlsplit(handler.path).query)
        since = asked.get("modified_after", [""])[0] if self.heeds_since else ""
        found = [one for one in map(self.post, self.posts) if one["modified_gmt"] > since]
        found.sort(key=lambda one: one["modified_gmt"], reverse=True)
        first = (int(asked.get("page", ["1"])[0]) - 1) * PER_PAGE
        body = json.dumps(found[first : first + PER_PAGE]).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("X-WP-Total", str(len(found)))
        handler.send_header("X-WP-TotalPages", str(-(-len(found) // PER_PAGE)))
        handler.end_headers()
        handler.wfile.write(body)

    def post(self, number: int) -> dict[str, Any]:
        changed = NOW - timedelta(hours=self.posts[number])
        return {
            "id": number,
            "guid": {"rendered": f"https://www.example.gov/?p={number}"},
            "link": f"https://www.example.gov/post-{number}/",
            "title": {"rendered": f"Post {number}"},
            "date_gmt": f"2026-11-{number:02}T09:00:00",
            "modified_gmt": changed.strftime("%Y-%m-%dT%H:%M:%S"),
            "content": {"rendered": f"<p>Changed {self.posts[number]} hours ago.</p>"},
        }


@pytest.fixture
def desk(new_store: Path, tmp_path: Path, site: Site, fetcher: Fetcher) -> Iterator[Desk]:
    with Store.open(str(new_store)) as store:
        yield Desk(store, site, fetcher, Archive(tmp_path / "archive"))


@pytest.fixture
def press(desk: Desk) -> Press:
    """A site of seven posts that was visited once."""
    press = Press(desk.site)
    press.posts = {number: 100 - number for number in range(1, 8)}
    desk.watch(ways=(Way(layout="wordpress-api", url=press.url),))
    desk.poll()
    return press


def test_the_first_visit_takes_one_page_and_asks_for_no_time(press: Press, desk: Desk) -> None:
    assert desk.titles == ["Post 5", "Post 6", "Post 7"]
    assert [sorted(one) for one in press.asked] == [["_fields", "per_page"]]


def test_all_that_changed_since_is_read_page_by_page(press: Press, desk: Desk) -> None:
    press.posts |= dict.fromkeys(range(8, 14), 1) | {6: 2, 1: 3}

    [outcome] = desk.poll()

    assert (outcome.status, outcome.new, desk.state.gaps) == ("new", 7, 0)
    assert [one.get("page", "1") for one in press.asked[1:]] == ["1", "2", "3"]
    assert {one["modified_after"] for one in press.asked[1:]} == {"2026-11-18T12:00:00"}
    [revised] = [one for one in desk.store.documents.list() if one.title == "Post 6"]
    assert (revised.revisions, revised.vanished) == (2, None)
    assert desk.state.last_good == desk.time


def test_nothing_changed_since_is_a_quiet_visit(press: Press, desk: Desk) -> None:
    [outcome] = desk.poll()

    assert (outcome.status, outcome.documents, outcome.error) == ("unchanged", 0, None)
    assert not [one for one in desk.store.documents.list() if one.vanished]


def test_no_posts_at_all_is_no_quiet_visit(press: Press, desk: Desk) -> None:
    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("X-WP-Total", "412")
        handler.send_header("Content-Length", "2")
        handler.end_headers()
        handler.wfile.write(b"[]")

    desk.site.acts_below("/wp-json/", act)

    [outcome] = desk.poll()

    assert (outcome.status, outcome.error) == (
        "failed",
        "changed: 'releases': no posts, where there are always some",
    )


def test_a_bound_on_pages_is_said_as_a_gap(
    press: Press, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit, "MOST_PAGES", 1)
    press.posts |= dict.fromkeys(range(8, 20), 1)

    [outcome] = desk.poll()

    assert (outcome.status, outcome.new, desk.state.gaps) == ("gap", 6, 1)


def test_a_site_too_old_to_know_since_is_read_no_further_than_needed(
    press: Press, desk: Desk
) -> None:
    press.heeds_since = False
    press.posts |= {8: 1}

    [outcome] = desk.poll()

    assert (outcome.status, outcome.new, len(press.asked)) == ("new", 1, 2)


def test_one_stopped_between_two_pages_reads_them_all_the_next_time(
    press: Press, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    press.posts |= dict.fromkeys(range(8, 14), 1)
    record = visit.Together.record

    def killed(*args: Any, **more: Any) -> None:
        record(*args, **more)
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(visit.Together, "record", killed)
        with pytest.raises(RuntimeError):
            desk.poll()
    desk.time += timedelta(days=9)

    desk.poll()

    assert len(desk.titles) == 9
    assert press.asked[-1]["modified_after"] == "2026-11-18T12:00:00"


def pages(desk: Desk, *numbers: list[int]) -> None:
    """Lists of releases that lead to one another."""
    for place, some in enumerate(numbers):
        rows = "".join(
            f"<li><a href='/r-{n}'>Release of harbour number {n}</a> November {n}, 2026</li>"
            for n in some
        )
        more = f"<a href='/feed?p={place + 1}'>Next ›</a>" if place + 1 < len(numbers) else ""
        path = f"/feed?p={place}" if place else "/feed"
        desk.site.answers(f"<body><ul>{rows}</ul>{more}</body>", path=path)


def test_a_list_that_overflowed_is_read_on_until_what_is_held(desk: Desk) -> None:
    desk.watch(ways=(Way(layout="list", url=desk.site.url + "/feed"),))
    pages(desk, [2, 1])
    desk.poll()
    pages(desk, [8, 7], [6, 5], [4, 3, 2], [1, 0])

    [outcome] = desk.poll()

    assert (outcome.status, outcome.new, desk.state.gaps) == ("new", 6, 0)
    assert desk.site.paths[-3:] == ["/feed", "/feed?p=1", "/feed?p=2"]
    captures = {one.capture for one in desk.store.sources.visits("releases", 3)}
    assert len(captures - {None}) == 3


@pytest.mark.parametrize("last", [[], [8, 7]])
def test_a_list_that_ends_or_repeats_itself_leaves_the_gap(desk: Desk, last: list[int]) -> None:
    desk.watch(ways=(Way(layout="list", url=desk.site.url + "/feed"),))
    pages(desk, [2, 1])
    desk.poll()
    pages(desk, [8, 7], last)

    [outcome] = desk.poll()

    assert (outcome.status, outcome.new, desk.state.gaps) == ("gap", 2, 1)


def test_a_page_leads_to_no_other_host(desk: Desk) -> None:
    desk.watch(ways=(Way(layout="list", url=desk.site.url + "/feed"),))
    pages(desk, [2, 1])
    desk.poll()
    pages(desk, [8, 7], [2, 1])
    elsewhere = desk.site.url.replace("127.0.0.1", "localhost") + "/feed?p=1"
    markup = "".join(f"<li><a href='/r-{n}'>Release number {n}</a> 11/{n}/26</li>" for n in (8, 7))
    desk.site.answers(f"<ul>{markup}</ul><a rel='next' href='{elsewhere}'>more</a>")

    [outcome] = desk.poll()

    assert (outcome.status, desk.site.paths[-1]) == ("gap", "/feed")


def test_a_gap_is_filled_by_asking_an_interface_for_what_changed(desk: Desk) -> None:
    press = Press(desk.site)
    feed_way = Way(layout="rss", url=desk.site.url + "/feed")
    desk.watch(ways=(feed_way, Way(layout="wordpress-api", url=press.url)))
    desk.site.answers(feed(2, 1), media_type=RSS)
    desk.poll()
    desk.site.answers(feed(9, 8), media_type=RSS)
    press.posts = dict.fromkeys(range(3, 10), 1)

    [outcome] = desk.poll()

    assert (outcome.status, desk.state.gaps) == ("new", 0)
    assert {"Post 3", "Post 9", "Release 9"} <= set(desk.titles)
    assert len(press.asked) == 5
