"""Visits to sources, over real sockets and with a real store."""

from __future__ import annotations

import socket
from datetime import timedelta
from pathlib import Path

import pytest

from jobs.archive import Archive
from jobs.poll import Polled
from tests.jobs.desk import RSS, Desk, feed
from tracker.errors import ConfigError, InputError, UsageError
from tracker.types import Way


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


def test_nothing_is_recorded_whose_bytes_cannot_be_kept(desk: Desk, tmp_path: Path) -> None:
    desk.watch()
    desk.site.answers(feed(1), media_type=RSS)
    file = tmp_path / "in-the-way"
    file.touch()
    desk.archive = Archive(file)

    with pytest.raises(InputError, match="could not archive"):
        desk.poll()

    assert desk.titles == []
    assert desk.state.last is None


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
