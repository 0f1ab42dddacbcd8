"""Visits to sources, over real sockets and with a real store."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from dataclasses import replace
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Any

import pytest

from db.store import Store
from jobs import sources, turns
from jobs.archive import Archive
from jobs.fetch import Fetcher
from jobs.poll import Polled, poll
from tests.conftest import NOW
from tests.jobs.site import Site, serving
from tracker.errors import ConfigError, UsageError
from tracker.types import Capture, Page, Source, Watched, Way

RSS = "application/rss+xml"


def feed(*numbers: int, text: str = "Norvania was spoken of.", more: str = "") -> str:
    """A feed of the releases of some hours of 20 November 2026, as listed."""
    items = "".join(
        f"<item><title>Release {n}</title><link>https://www.example.gov/release-{n}/</link>"
        f"<guid isPermaLink='false'>https://www.example.gov/?page_id={n}</guid>"
        f"<pubDate>Fri, 20 Nov 2026 {n:02}:00:00 +0000</pubDate>"
        f"<description>{escape(f'<p>{text} ({n})</p>')}</description></item>"
        for n in numbers
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel>{more}{items}</channel></rss>"


class Desk:
    """A store, a site and a poller."""

    def __init__(self, store: Store, site: Site, fetcher: Fetcher, archive: Archive) -> None:
        self.store, self.site, self.fetcher, self.archive = store, site, fetcher, archive
        self.time = NOW

    def watch(self, **more: Any) -> Source:
        """Watch the site's feed, or what is given."""
        values: dict[str, Any] = {
            "name": "releases",
            "ways": (Way(layout="rss", url=self.site.url + "/feed"),),
            "every": timedelta(hours=1),
        }
        source = Source(**values | more)
        self.store.sources.sync([source])
        return source

    def poll(self, *names: str, all_: bool = True, **more: Any) -> tuple[Polled, ...]:
        """Poll, a minute later than the last time."""
        self.time += timedelta(minutes=1)
        return poll(
            self.store,
            self.fetcher,
            self.archive,
            sources.layout,
            now=lambda: self.time,
            names=names,
            all_=all_,
            **more,
        )

    @property
    def state(self) -> Watched:
        return self.store.sources.watched()[0]

    @property
    def titles(self) -> list[str]:
        return sorted(document.title for document in self.store.documents.list())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(str(tmp_path / "askwatch.db")) as store:
        yield store


@pytest.fixture
def desk(store: Store, site: Site, fetcher: Fetcher, tmp_path: Path) -> Desk:
    return Desk(store, site, fetcher, Archive(tmp_path / "archive"))


def test_each_item_is_stored_once_and_the_bytes_are_kept(desk: Desk) -> None:
    desk.watch()
    desk.site.answers(feed(2, 1), media_type=RSS)
    desk.poll()
    desk.site.answers(feed(3, 2), media_type=RSS)

    [outcome] = desk.poll()

    assert (outcome.status, outcome.new, outcome.revised, outcome.documents) == ("new", 1, 0, 2)
    assert outcome.error is None
    assert desk.titles == ["Release 1", "Release 2", "Release 3"]
    assert desk.state.last is not None
    assert desk.state.last.capture is not None
    assert desk.archive.get(desk.state.last.capture).decode() == feed(3, 2)


def test_unchanged_page_is_not_sent_again_and_stores_nothing(desk: Desk) -> None:
    desk.watch()
    desk.site.answers(feed(1), media_type=RSS, ETag='"one"')
    desk.poll()
    desk.site.answers(status=304)

    [outcome] = desk.poll()

    assert (outcome.status, outcome.new, outcome.documents) == ("unchanged", 0, 0)
    assert desk.site.asked[-1][1]["if-none-match"] == '"one"'
    assert desk.state.etag == '"one"'
    assert desk.state.last is not None
    assert (desk.state.last.http_status, desk.state.last.capture) == (304, None)


def test_same_items_in_another_wrapping_are_unchanged_and_not_archived(desk: Desk) -> None:
    desk.watch()
    desk.site.answers(feed(1), media_type=RSS)
    desk.poll()
    desk.site.answers(feed(1, more="<!-- built again -->"), media_type=RSS)

    [outcome] = desk.poll()

    assert outcome.status == "unchanged"
    assert desk.state.last is not None
    assert desk.state.last.capture is None


def test_item_that_only_its_markup_or_script_changed_is_no_revision(desk: Desk) -> None:
    desk.watch()
    desk.site.answers(feed(2, 1), media_type=RSS)
    desk.poll()
    page = feed(2, 1).replace(
        "&lt;p&gt;", "&lt;p class=&#x27;n&#x27;&gt;&lt;script&gt;1&lt;/script&gt;"
    )
    desk.site.answers(page, media_type=RSS)

    [outcome] = desk.poll()

    assert page != feed(2, 1)
    assert (outcome.status, outcome.revised, outcome.documents) == ("unchanged", 0, 2)


def test_newest_item_that_is_withdrawn_has_vanished_once_a_newer_one_comes(desk: Desk) -> None:
    desk.watch()
    for page in (feed(3, 2, 1), feed(2, 1), feed(2, 1), feed(4, 2, 1)):
        desk.site.answers(page, media_type=RSS)
        assert all(document.vanished is None for document in desk.store.documents.list())
        desk.poll()

    vanished = [d.title for d in desk.store.documents.list() if d.vanished]
    assert vanished == ["Release 3"]


def test_newest_item_that_a_cache_forgets_for_a_moment_has_not_vanished(desk: Desk) -> None:
    desk.watch()
    for page in (feed(3, 2, 1), feed(2, 1), feed(4, 3, 2)):
        desk.site.answers(page, media_type=RSS)
        desk.poll()

    assert [d.title for d in desk.store.documents.list() if d.vanished] == []


def test_edited_text_is_a_revision_of_the_same_document(desk: Desk) -> None:
    desk.watch()
    desk.site.answers(feed(1), media_type=RSS)
    desk.poll()
    desk.site.answers(feed(1, text="Norvania was not spoken of."), media_type=RSS)

    [outcome] = desk.poll()

    assert (outcome.status, outcome.new, outcome.revised) == ("new", 0, 1)
    [document] = desk.store.documents.list()
    assert [r.text for r in desk.store.documents.revisions(document.id)] == [
        "Norvania was spoken of. (1)",
        "Norvania was not spoken of. (1)",
    ]


def test_gap_is_seen_and_said(desk: Desk) -> None:
    desk.watch()
    desk.site.answers(feed(2, 1), media_type=RSS)
    desk.poll()
    desk.site.answers(feed(9, 8), media_type=RSS)

    [outcome] = desk.poll()

    assert (outcome.status, outcome.new, desk.state.gaps) == ("gap", 2, 1)


def test_gap_is_filled_from_another_way_in(desk: Desk) -> None:
    more = Way(layout="rss", url=desk.site.url + "/long")
    desk.watch(ways=(Way(layout="rss", url=desk.site.url + "/feed"), more))
    desk.site.answers(feed(2, 1), media_type=RSS)
    desk.poll()
    desk.site.answers(feed(9, 8), media_type=RSS)
    desk.site.answers(feed(*range(9, 0, -1), text="Short."), media_type=RSS, path="/long")

    [outcome] = desk.poll()

    assert (outcome.status, outcome.new, desk.state.gaps) == ("new", 7, 0)
    assert len(desk.titles) == 9
    visits = desk.store.sources.visits("releases")
    assert [(visit.url, visit.new) for visit in visits[:2]] == [
        (desk.site.url + "/feed", 0),
        (more.url, 7),
    ]
    [oldest] = [d for d in desk.store.documents.list() if d.title == "Release 1"]
    assert oldest.revisions == 1


def test_gap_that_no_other_way_reaches_across_stays_one(desk: Desk) -> None:
    ways = [Way(layout="rss", url=desk.site.url + path) for path in ("/feed", "/gone", "/long")]
    desk.watch(ways=tuple(ways))
    desk.site.answers(feed(2, 1), media_type=RSS)
    desk.poll()
    desk.site.answers(feed(9, 8), media_type=RSS)
    desk.site.answers(feed(9, 8, 7), media_type=RSS, path="/long")

    [outcome] = desk.poll()

    assert (outcome.status, outcome.new, desk.state.gaps) == ("gap", 3, 1)


def test_other_way_is_asked_when_the_main_one_is_blocked(desk: Desk) -> None:
    other = Way(layout="rss", url=desk.site.url + "/other")
    desk.watch(ways=(Way(layout="rss", url=desk.site.url + "/feed"), other))
    desk.site.answers("<title>Access Denied</title>", 403)
    desk.site.answers(feed(1), media_type=RSS, path="/other", ETag='"other"')

    [outcome] = desk.poll()

    assert (outcome.status, outcome.new) == ("new", 1)
    assert outcome.error == (
        "blocked: 'releases': the server answers 403 Forbidden; read by 'rss' instead"
    )
    assert desk.state.etag is None


def test_blocked_page_is_an_outcome_not_a_quiet_week(desk: Desk) -> None:
    desk.watch()
    desk.site.answers("<title>Access Denied</title>")

    [outcome] = desk.poll()

    assert outcome.status == "blocked"
    assert outcome.error == (
        "blocked: 'releases': an HTML page came instead of a feed: Access Denied"
    )
    assert desk.titles == []


def test_soft_block_by_redirect_is_blocked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.watch()
    there = desk.site.url.replace("127.0.0.1", "unblock.localhost")
    asked = socket.getaddrinfo
    loopback = "127.0.0.1"
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _, *more, **named: asked(loopback, *more, **named)
    )
    desk.site.answers(status=302, Location=f"{there}/ask")
    desk.site.answers(feed(1), media_type=RSS, path="/ask")

    [outcome] = desk.poll()

    assert (outcome.status, outcome.error) == (
        "blocked",
        "blocked: 'releases': it was sent on to 'unblock.localhost'",
    )


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        (feed(1)[:-20], 200, "the feed breaks off"),
        (feed(), 200, "0 items, where there are always 1 or more"),
        ("", 200, "the answer is empty"),
        ("gone", 404, "could not poll: 'releases': the server answers 404 Not Found"),
    ],
    ids=("broken off", "no items", "empty", "missing"),
)
def test_bad_answer_fails_and_touches_nothing(desk: Desk, body: str, status: int, why: str) -> None:
    desk.watch()
    desk.site.answers(feed(1), media_type=RSS, ETag='"one"')
    desk.poll()
    before = desk.store.documents.list()
    desk.site.answers(body, status, media_type=RSS)

    [outcome] = desk.poll()

    assert outcome.status == "failed"
    assert why in str(outcome.error)
    assert desk.store.documents.list() == before
    assert (desk.state.failures, desk.state.etag) == (1, '"one"')


def test_trouble_waits_longer_each_time_and_ends_with_a_good_answer(desk: Desk) -> None:
    desk.watch()
    desk.site.answers(status=404)
    waits = []
    for _ in range(3):
        desk.poll()
        assert desk.state.next_due is not None
        waits.append(desk.state.next_due - desk.time)
    desk.site.answers(feed(1), media_type=RSS)
    desk.poll()

    assert waits == [timedelta(hours=n) for n in (1, 2, 4)]
    assert desk.state.failures == 0
    assert desk.state.next_due == desk.time + timedelta(hours=1)


def test_server_that_asks_us_to_wait_is_not_asked_before(desk: Desk) -> None:
    desk.watch()
    desk.site.answers(status=429, Retry_After="36000")
    desk.poll()

    assert desk.state.next_due == desk.time + timedelta(hours=10)
    assert desk.poll(all_=False) == ()


def test_what_is_due_is_polled_once(desk: Desk) -> None:
    desk.watch()
    desk.site.answers(feed(1), media_type=RSS)
    desk.poll(all_=False)
    assert desk.poll(all_=False) == ()

    desk.time += timedelta(days=7)

    assert [one.status for one in desk.poll(all_=False)] == ["unchanged"]
    assert desk.poll(all_=False) == ()


def test_named_source_is_visited_even_if_it_is_not_due(desk: Desk) -> None:
    desk.watch(enabled=False)
    desk.site.answers(feed(1), media_type=RSS)

    assert [one.source for one in desk.poll("releases", "releases", all_=False)] == ["releases"]
    assert desk.poll() == ()


def test_unknown_name_names_the_nearest(desk: Desk) -> None:
    desk.watch()

    with pytest.raises(UsageError, match="did you mean 'releases'"):
        desk.poll("relases")
    with pytest.raises(UsageError, match="askwatch source list"):
        desk.poll("briefings")


def test_unknown_layout_ends_the_run_before_anything_is_asked(desk: Desk) -> None:
    desk.watch(ways=(Way(layout="rrs", url=desk.site.url + "/feed"),))

    with pytest.raises(ConfigError, match="did you mean 'rss'"):
        desk.poll()
    assert desk.site.asked == []


def test_vanished_item_is_noted_and_may_come_back(desk: Desk) -> None:
    desk.watch()

    def missing() -> list[str]:
        return [d.title for d in desk.store.documents.list() if d.vanished]

    seen = []
    for numbers in ((3, 2, 1), (4, 3, 1), (4, 3, 2, 1)):
        desk.site.answers(feed(*numbers), media_type=RSS)
        desk.poll()
        seen.append(missing())

    assert seen == [[], ["Release 2"], []]


def test_listing_of_another_way_in_makes_nothing_vanish(desk: Desk) -> None:
    ways = [Way(layout="rss", url=desk.site.url + path) for path in ("/feed", "/long")]
    desk.watch(ways=tuple(ways))
    desk.site.answers(feed(4, 3, 2, 1), media_type=RSS, path="/long")
    desk.poll()
    desk.site.answers(feed(4, 1), media_type=RSS)

    desk.poll()

    assert [d.title for d in desk.store.documents.list() if d.vanished] == []


def test_real_feed_that_stood_three_days_back_is_no_gap_and_loses_nothing(
    desk: Desk, shared: Path
) -> None:
    desk.watch()
    outcomes: list[Polled] = []
    for clock in ("1206", "1246", "1300"):
        page = shared / "pages" / f"state_rss_20220316_{clock}.xml"
        desk.site.answers(page.read_bytes(), media_type=RSS)
        outcomes += desk.poll()

    assert [(one.status, one.new) for one in outcomes] == [
        ("new", 10),
        ("new", 10),
        ("unchanged", 0),
    ]
    assert [d.title for d in desk.store.documents.list() if d.vanished] == []


def test_two_polls_at_once_visit_a_source_once(desk: Desk, tmp_path: Path) -> None:
    desk.watch()
    arrived, go = threading.Event(), threading.Event()
    desk.site.answers(feed(1), media_type=RSS)
    whole = desk.site.act_of("/feed")

    def slow(handler: Any) -> None:
        arrived.set()
        go.wait(5)
        whole(handler)

    desk.site.acts(slow)
    first: list[Polled] = []
    thread = threading.Thread(target=lambda: first.extend(desk.poll()))
    thread.start()
    arrived.wait(5)
    second = desk.poll()
    go.set()
    thread.join()

    assert [one.status for one in (*first, *second)] == ["new", "skipped"]


def test_source_that_another_poll_visited_meanwhile_is_left(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.poll.A_HOST", 1)
    names = ("one", "two")
    way = Way(layout="rss", url=desk.site.url + "/feed")
    desk.store.sources.sync(
        Source(name=name, ways=(way,), every=timedelta(hours=1)) for name in names
    )
    desk.site.answers(feed(1), media_type=RSS)

    def meanwhile(outcome: Polled) -> None:
        if outcome.source == "one":
            desk.poll("two")

    assert [one.status for one in desk.poll(report=meanwhile)] == ["new", "skipped"]


def test_lease_holds_where_there_are_no_locks_on_files(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.watch()
    desk.site.answers(feed(1), media_type=RSS)
    monkeypatch.setattr(turns, "fcntl", None)
    until = desk.time + timedelta(minutes=1, seconds=1)
    desk.store.sources.claim("releases", by="another", now=desk.time, until=until)

    [first], [second] = desk.poll(), desk.poll()

    assert (first.status, second.status) == ("skipped", "new")
    assert first.error == "skipped: 'releases': another poll visits it or has just done so"
    assert len(desk.site.paths) == 1


def test_store_in_memory_is_polled_as_well(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.answers(feed(1), media_type=RSS)
    with Store.open(":memory:") as store:
        desk = Desk(store, site, fetcher, Archive(tmp_path))
        desk.watch()

        assert [one.new for one in desk.poll()] == [1]


def test_what_nobody_expected_ends_the_run_and_lets_go_of_the_source(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.watch()
    broken = replace(sources.LAYOUTS["rss"], read_new=lambda page, known: (1 // 0,))  # type: ignore[arg-type,return-value]
    desk.site.answers(feed(1), media_type=RSS)
    with monkeypatch.context() as patch:
        patch.setattr(turns, "fcntl", None)
        patch.setitem(sources.LAYOUTS, "rss", broken)
        with pytest.raises(ZeroDivisionError):
            desk.poll()

    assert [one.status for one in desk.poll()] == ["new"]


@pytest.fixture
def two_hosts(desk: Desk) -> Iterator[Callable[..., tuple[Polled, ...]]]:
    """Watch three sources of two hosts; the second host is another name of the loopback."""
    there = desk.site.url.replace("127.0.0.1", "localhost")
    with serving():
        desk.store.sources.sync(
            Source(name=name, ways=(Way(layout="rss", url=url),), every=timedelta(hours=1))
            for name, url in {
                "one": desk.site.url + "/feed",
                "two": desk.site.url + "/feed",
                "three": there + "/feed",
            }.items()
        )
        yield desk.poll


def test_hosts_are_visited_side_by_side_and_each_outcome_is_reported(
    desk: Desk, two_hosts: Callable[..., tuple[Polled, ...]]
) -> None:
    desk.site.answers(feed(2, 1), media_type=RSS)
    told: list[Polled] = []

    outcomes = two_hosts(report=told.append)

    assert [one.source for one in outcomes] == ["one", "three", "two"]
    first, elsewhere, second = (one.status.value for one in outcomes)
    assert elsewhere == "new"
    # One host, the same documents: whoever was quicker brought them.
    assert sorted([first, second]) == ["new", "unchanged"]
    assert sorted(told, key=repr) == sorted(outcomes, key=repr)


def test_documents_of_two_sources_read_at_the_same_time_are_counted_once(
    desk: Desk, two_hosts: Callable[..., tuple[Polled, ...]]
) -> None:
    both = threading.Barrier(2, timeout=5)
    desk.site.answers(feed(2, 1), media_type=RSS)
    put = desk.archive.put

    def slowly(page: Page) -> Capture:
        if "127.0.0.1" in page.url:
            both.wait()
        return put(page)

    desk.archive.put = slowly  # type: ignore[method-assign]

    outcomes = two_hosts()

    assert sorted(one.new for one in outcomes) == [0, 2, 2]


def test_run_that_breaks_calls_off_the_other_hosts(
    desk: Desk, two_hosts: Callable[..., tuple[Polled, ...]]
) -> None:
    desk.site.answers(feed(2, 1), media_type=RSS)

    def stop(outcome: Polled) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        two_hosts(report=stop)

    with pytest.raises(CancelledError):
        desk.fetcher.get(desk.site.url + "/feed")
