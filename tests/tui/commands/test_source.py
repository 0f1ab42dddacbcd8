"""`askwatch source` and `askwatch poll`, over a real site on the loopback."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from jobs import demo
from tests.jobs.site import serving
from tracker.types import VisitStatus

EXAMPLE = Path(__file__).parents[3] / "config.toml"
PAGE = """<html><head><title>News</title></head><body><main><ul>
<li><time datetime="2026-11-03">November 3, 2026</time> <a href="/n/3">Ferry to Norvania</a></li>
<li><time datetime="2026-11-02">November 2, 2026</time> <a href="/n/2">Harbours reopened</a></li>
<li><time datetime="2026-11-01">November 1, 2026</time> <a href="/n/1">Pilots trained</a></li>
</ul></main></body></html>"""


@pytest.fixture
def site(home):
    """A small site, with a feed and a door that is shut, in the settings."""
    with demo.served(date(2026, 11, 21)) as base:
        with (home / "settings.toml").open("a") as settings:
            for name, path in (("feed", "feed.xml"), ("shut", "minority/feed.xml")):
                entry = f'\n[[sources]]\nname = "{name}"\nlayout = "rss"\nurl = "{base}/{path}"\n'
                settings.write(entry)
        yield base


def test_a_saved_page_is_read_as_the_poller_would(rows, run, home):
    (home / "page.html").write_text(PAGE)
    words = ("source", "read", "page.html", "--url", "https://news.example.gov/")

    items = rows(*words)

    assert [item["title"] for item in items] == [
        "Ferry to Norvania",
        "Harbours reopened",
        "Pilots trained",
    ]
    assert items[0]["url"] == "https://news.example.gov/n/3"
    assert items[0]["date"].startswith("2026-11-03")
    assert set(items[0]) == {"title", "url", "date", "guid", "layout"}
    assert "2026-11-03  Ferry to Norvania" in run(*words).stdout


def test_what_is_no_list_is_said_and_gives_no_items(run, home):
    (home / "page.html").write_text("<html><title>Access Denied</title><p>No.</p></html>")

    shown = run("source", "read", "page.html", "--url", "https://a.example/", "--json", code=1)

    assert shown.stdout == ""
    assert "askwatch: " in shown.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nothing.html", "--url", "https://a.example/"], 1, "no such file"),
        (["page.html", "--url", "https://a.example/", "--layout", "rsss"], 2, "'rss'"),
        (["page.html"], 2, "--url"),
    ],
)
def test_a_page_that_cannot_be_read_is_named(run, home, words, code, said):
    (home / "page.html").write_text(PAGE)

    assert said in run("source", "read", *words, code=code).stderr


def test_a_poll_keeps_each_item_once_and_names_what_failed(site, rows, run):
    first = {row["source"]: row for row in rows("poll", "--all", code=1)}

    assert first["feed"]["status"] == "new"
    assert (first["feed"]["new"], first["feed"]["documents"]) == (5, 5)
    assert first["shut"]["status"] == "blocked"
    assert "Access Denied" in first["shut"]["error"]
    again = run("poll", "--source", "feed", "shut", code=1)
    assert "feed: unchanged: 0 new" in again.stdout
    assert "askwatch: " in again.stderr
    assert len(rows("document", "list")) == 5


def test_a_poll_with_nothing_due_says_so(run):
    assert "no source is due" in run("poll").stdout


def test_an_unknown_source_is_wrong_usage(site, run):
    assert "did you mean 'feed'?" in run("poll", "--source", "fed", code=2).stderr
    assert "did you mean 'feed'?" in run("source", "test", "fed", code=2).stderr


def test_sources_are_listed_with_their_health_those_in_trouble_first(site, rows, run):
    run("poll", "--all", code=1)

    shut, feed = rows("source", "list")
    assert (shut["name"], feed["health"]) == ("shut", "delivering")
    assert feed["last_status"] == VisitStatus.NEW.value
    shown = run("source", "list")
    assert "delivering" in shown.stdout
    assert "shut: no data" in shown.stderr


def test_a_change_of_health_is_told_once(site, rows, run):
    assert "shut: no data: " in run("poll", "--all", code=1).stderr

    assert "shut: no data" not in run("poll", "--all", code=1).stderr
    [change] = rows("source", "changes", "--since", "2026-11-20")
    assert (change["source"], change["was"], change["health"]) == ("shut", None, "no data")
    assert "shut: no data" in run("source", "changes").stdout
    assert rows("source", "changes", "--since", "2026-11-22") == []


def test_a_test_visits_and_keeps_nothing(site, rows, run):
    [row] = rows("source", "test", "feed")

    assert (row["source"], row["documents"]) == ("feed", 5)
    assert rows("document", "list") == []
    assert "feed: answers with 5 items" in run("source", "test", code=1).stdout


def entry(home, name, layout, url, more=""):
    """Watch one more source."""
    said = f'name = "{name}"\nlayout = "{layout}"\nurl = "{url}"\n{more}\n'
    with (home / "settings.toml").open("a") as settings:
        settings.write(f"\n[[sources]]\n{said}")


def test_a_test_says_of_each_way_what_is_wrong_and_what_to_do(site, rows, run, home):
    fallback = f'fallback = {{ layout = "rss", url = "{site}/feed.xml" }}'
    entry(home, "wrong", "json-feed", f"{site}/feed.xml", fallback)
    entry(home, "gone", "rss", "http://no-such-host.invalid/feed")
    entry(home, "keyed", "congress-api", "https://api.congress.gov/v3/hearing/119")

    told = {(row["source"], row["fallback"]): row for row in rows("source", "test", code=1)}

    feed, wrong = told["feed", False], told["wrong", False]
    assert (feed["reachable"], feed["allowed"], feed["recognised"]) == (True, True, "rss")
    assert (feed["newest"] is not None, feed["error"]) == (True, None)
    assert (wrong["reachable"], wrong["recognised"], wrong["documents"]) == (True, "rss", 0)
    assert wrong["error"].endswith("""it reads as 'rss': say layout = "rss\"""")
    assert told["wrong", True]["documents"] == 5
    assert told["shut", False]["reachable"]
    assert not told["gone", False]["reachable"]
    assert told["gone", False]["error"].endswith("connection, then try again")
    assert "CONGRESS_API_KEY is not set" in told["keyed", False]["error"]
    shown = run("source", "test", "wrong", code=1)
    assert "wrong: fallback 'rss': answers with 5 items" in shown.stdout
    checked = run("doctor", code=1).stdout
    assert "✓ wrong, fallback 'rss': answers with 5 items" in checked
    assert "✗ wrong: " in checked


def test_a_source_that_has_gone_stale_is_told_to_have(site, run, home):
    entry(home, "old", "rss", f"{site}/feed.xml", 'expects = "1min"')

    assert (
        "older than expected; look whether the page has moved"
        in run("source", "test", "old").stdout
    )


def test_what_robots_forbid_is_told_as_reachable_and_not_allowed(rows, home):
    with serving() as door:
        door.answers("User-agent: *\nDisallow: /", media_type="text/plain", path="/robots.txt")
        entry(home, "shy", "rss", f"{door.url}/feed")

        [row] = rows("source", "test", "shy", code=1)

    assert (row["reachable"], row["allowed"]) == (True, False)
    assert "choose another way in" in row["error"]


@pytest.mark.parametrize(("status", "step"), [(403, "try another network"), (500, "try again")])
def test_a_refusal_is_told_with_what_to_do(rows, home, status, step):
    with serving() as door:
        door.answers("no", status=status)
        entry(home, "shy", "rss", f"{door.url}/feed")

        [row] = rows("source", "test", "shy", code=1)

    assert (row["reachable"], step in row["error"]) == (True, True)


def test_a_list_that_names_a_feed_says_so_before_it_is_added(run, home):
    head = "<link rel='alternate' type='application/rss+xml' href='/feed.xml'>"
    with serving() as door:
        door.answers(PAGE.replace("<body>", f"<head>{head}</head><body>"), path="/news")

        told = run("source", "add", f"{door.url}/news")

    assert f"askwatch source add {door.url}/feed.xml" in told.stderr


def test_no_address_of_the_web_is_no_source(run):
    said = run("source", "add", "ftp://example.org/news", code=1).stderr

    assert "'ftp://example.org/news': it is no web address; write it like" in said


def test_a_layout_that_does_not_exist_is_refused(run, home):
    entry(home, "odd", "rrs", "https://example.org/feed")

    assert "unknown layout: 'rrs'" in run("source", "list", code=2).stderr


def test_a_day_without_a_time_is_told_as_the_publisher_has_it(site, run):
    run("source", "add", f"{site}/news", "--name", "committee", "--yes")

    said = run("source", "test", "committee").stdout

    assert re.search(r"the newest \d+ [A-Z][a-z]+ 2026$", said.strip())


def test_a_new_source_is_shown_and_written_to_the_settings(site, run, rows, home):
    offered = run("source", "add", f"{site}/news", "--name", "committee")
    assert 'name = "committee"' in offered.stdout
    assert "not added" in offered.stderr

    run("source", "add", f"{site}/news", "--name", "committee", "--yes")

    assert (home / "settings.toml").read_text().count("committee") == 1
    assert "committee" in {row["name"] for row in rows("source", "list")}


def test_a_source_whose_name_is_taken_is_not_added(site, run, home):
    before = (home / "settings.toml").read_text()

    said = run("source", "add", f"{site}/feed.xml", "--name", "feed", "--yes", code=2).stderr

    assert "name taken: 'feed'" in said
    long = run("source", "add", f"{site}/feed.xml", "--name", "x" * 201, code=2).stderr
    assert "has 201 characters, more than 200; choose another one" in long
    assert "--name" in said
    assert (home / "settings.toml").read_text() == before


def test_a_second_page_of_a_host_is_called_after_more_of_its_address(site, run, home):
    for path in ("news", "feed.xml?all", "feed.xml?more", "feed.xml?most"):
        run("source", "add", f"{site}/{path}", "--yes")

    settings = (home / "settings.toml").read_text()
    for name in ("127-0-0-1", "127-0-0-1-feed", "127-0-0-1-feed-xml", "127-0-0-1-feed-xml-2"):
        assert f'name = "{name}"\n' in settings


def test_an_address_that_is_watched_already_is_not_added(site, run, home):
    before = (home / "settings.toml").read_text()

    said = run("source", "add", f"{site}/feed.xml", "--name", "again", "--yes", code=2).stderr

    assert f"watched already: '{site}/feed.xml': it is a way in of 'feed'" in said
    assert (home / "settings.toml").read_text() == before


def test_a_source_that_is_switched_off_comes_last_and_is_never_visited(site, run, home):
    with (home / "settings.toml").open("a") as settings:
        entry = 'name = "away"\nlayout = "rss"\nenabled = false'
        settings.write(f'\n[[sources]]\n{entry}\nurl = "{site}/other.xml"\n')
    run("poll", "--all", code=1)

    last = run("source", "list").stdout.splitlines()[-1].split()

    assert last == ["away", "switched", "off", "never", "never", "0", "no", "date"]


def test_the_first_own_source_makes_own_settings_from_the_example(site, run, home, monkeypatch):
    monkeypatch.delenv("ASKWATCH_CONFIG")
    example = home / "example.toml"
    example.write_text(EXAMPLE.read_text("utf-8").replace("min_delay = 5.0", "min_delay = 0"))
    monkeypatch.setattr("tui.commands.settings.EXAMPLES", (example,))

    run("source", "add", f"{site}/feed.xml", "--yes")

    own = (home / "askwatch" / "config.toml").read_text()
    assert 'name = "127-0-0-1"' in own
    assert "[deadlines]" in own


def test_an_address_that_is_not_there_is_said(site, run):
    said = run("source", "add", f"{site}/nothing", code=1).stderr

    assert "404 Not Found" in said


def test_the_catalog_is_listed_by_name(run, rows):
    names = [row["name"] for row in rows("source", "list", "--catalog")]

    assert "state-press-releases" in names
    assert "state-press-releases" in run("source", "list", "--catalog").stdout
