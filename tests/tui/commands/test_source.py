"""`askwatch source` and `askwatch poll`, over a real site on the loopback."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from jobs import demo
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
    assert "--name" in said
    assert (home / "settings.toml").read_text() == before


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
