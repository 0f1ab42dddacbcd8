"""Whose turn it is, and who takes it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db.store import Store
from jobs import sources, turns
from jobs.archive import Archive
from jobs.fetch import Fetcher
from jobs.poll import Polled
from tests.jobs.desk import RSS, Desk, feed
from tests.jobs.site import Site, serving
from tracker.types import Capture, Page, Source, Way


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


def test_laptop_that_slept_for_a_week_polls_once(desk: Desk) -> None:
    desk.watch(every=timedelta(hours=1))
    desk.site.answers(feed(1), media_type=RSS)
    desk.poll(all_=False)
    desk.time += timedelta(days=7)

    counts = [len(desk.poll(all_=False)) for _ in range(3)]

    assert counts == [1, 0, 0]
    assert len(desk.store.sources.visits("releases")) == 2


def test_clock_that_was_put_back_polls_once_and_not_never(desk: Desk) -> None:
    desk.watch(every=timedelta(hours=1))
    desk.site.answers(feed(1), media_type=RSS)
    desk.poll(all_=False)
    desk.time -= timedelta(days=400)

    counts = [len(desk.poll(all_=False)) for _ in range(3)]

    assert counts == [1, 0, 0]


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


@pytest.mark.parametrize("locks", [True, False])
def test_visit_that_began_before_this_run_and_ended_in_it_is_not_made_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, locks: bool
) -> None:
    desk.watch()
    arrived, go = threading.Event(), threading.Event()
    desk.site.answers(feed(1), media_type=RSS)
    whole = desk.site.act_of("/feed")
    if not locks:
        monkeypatch.setattr(turns, "fcntl", None)

    def slow(handler: Any) -> None:
        arrived.set()
        go.wait(5)
        whole(handler)

    def ended(*_: object) -> None:
        go.set()
        thread.join()

    desk.site.acts(slow)
    thread = threading.Thread(target=desk.poll)
    thread.start()
    arrived.wait(5)

    [second] = desk.poll(starts=ended)

    assert second.status == "skipped"
    assert desk.site.paths == ["/feed"]


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
    both = threading.Barrier(2, timeout=60)
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
