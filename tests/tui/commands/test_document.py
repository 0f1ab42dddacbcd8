"""`askwatch document`, `reply`, `search`: what is held, and what is filed by hand."""

from __future__ import annotations

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.jobs.site import serving


def test_a_document_is_listed_with_what_other_programs_rely_on(store, rows):
    [row] = rows("document", "list")

    assert row["source"] == "releases"
    assert row["title"] == "Assets frozen"
    assert row["guid"] == "r-1"
    assert (row["revisions"], row["vanished"]) == (1, None)
    assert row["first_seen"] == "2026-11-21T12:00:00+00:00"


def test_a_document_is_shown_with_its_text_and_origin(store, run, rows):
    shown = run("document", "show", 1).stdout
    [row] = rows("document", "show", 1)

    assert "At noon the spokesperson read a statement." in shown
    assert "revision 1 of 1" in shown
    assert row["text"].startswith("At noon")
    assert row["states"][0]["number"] == 1


def test_a_document_or_revision_that_is_not_held_is_named(store, run):
    run("document", "show", 9, code=1)
    assert "there are 1" in run("document", "show", 1, "--revision", 2, code=1).stderr


def test_people_read_the_list_in_words(store, run):
    shown = run("document", "list", "--source", "releases", "--limit", 1).stdout

    assert "Assets frozen" in shown


@pytest.fixture
def statement(tmp_path):
    file = tmp_path / "statement.txt"
    file.write_text(
        "Statement of the harbour master\n\nThe assets of the harbour police of Norvania "
        "were frozen this morning, the harbour master said.\n",
        "utf-8",
    )
    return file


def test_a_document_filed_by_hand_is_archived_kept_and_matched(store, statement, rows, home):
    [row] = rows("document", "add", statement, "--published", "2025-05-01", "--private")

    assert (row["source"], row["private"]) == ("by hand", True)
    assert row["title"] == "Statement of the harbour master"
    assert row["published"] == "2025-05-01T00:00:00+00:00"
    assert list((home / "askwatch.archive").rglob("*.warc.gz"))


def test_one_bad_file_does_not_keep_the_others_out(store, statement, run, rows):
    done = run("document", "add", "missing.txt", statement, "--title", "Harbour", code=1)

    assert "filed: document 2: Harbour" in done.stdout
    assert "'missing.txt': no such file" in done.stderr
    assert len(rows("document", "list")) == 2


def test_a_reply_proposes_a_passage_for_each_ask_and_decides_nothing(store, statement, rows, run):
    [row] = rows("reply", "add", statement, "--letter", 1)

    assert (row["letter"], row["private"], row["proposed"]) == (1, True, 2)
    found = [c for c in rows("review", "list") if c["document"] == row["id"]]
    assert {c["ask"] for c in found} == {1, 2}
    assert found[0]["reasons"][0] == "filed as a reply to letter 1"
    assert {ask["outcome"] for ask in rows("ask", "list")} == {"no response yet"}
    said = run("reply", "add", statement, "--letter", 1, "--public").stdout
    assert "held already: document 2 (private)" in said
    assert "nothing new" in said
    assert "was filed as private and stays so" in said
    assert "reply added: document 2" in run("letter", "show", 1).stdout


def test_a_reply_says_its_day_and_which_asks_are_settled(store, statement, rows, run):
    run("ask", "set", 2, "answered", "--why", "by telephone")

    said = run(
        "reply",
        "add",
        statement,
        "--letter",
        1,
        "--published",
        "2025-04-02",
        "--received",
        "2025-04-09",
    ).stdout

    assert "dated 2 Apr 2025, as you say" in said
    assert "1 ask settled already: nothing is proposed there" in said
    assert "dated 2025-04-02, received 2025-04-09" in run("letter", "show", 1).stdout


def test_a_reply_to_no_letter_is_said(store, statement, run):
    run("reply", "add", statement, "--letter", 7, code=1)


def test_search_finds_letters_and_documents(store, rows, run):
    assert {(row["noun"], row["id"]) for row in rows("search", "Norvania")} == {
        ("letter", 1),
        ("document", 1),
    }
    assert "letter 1" in run("search", "journalists").stdout
    assert "nothing found" in run("search", "herring").stderr


def test_search_says_that_there_is_more(store, run):
    assert "more than 1" in run("search", "Norvania", "--limit", 1).stderr


@pytest.fixture
def edited(home, run):
    """A feed whose one release was put right after publication."""
    item = "<item><title>{}</title><link>https://x.example.gov/1</link><guid>one</guid>"
    item += "<pubDate>Fri, 20 Nov 2026 09:00:00 +0000</pubDate><description>{}</description></item>"
    with serving() as door:
        with (home / "settings.toml").open("a") as settings:
            url = f"{door.url}/feed"
            settings.write(f'\n[[sources]]\nname = "port"\nlayout = "rss"\nurl = "{url}"\n')
        for title, text in (
            ("Port open", "The port is open. Three ships came in."),
            ("Port reopened", "The port is open. Four ships came in."),
        ):
            body = f"<rss version='2.0'><channel>{item.format(title, text)}</channel></rss>"
            door.answers(body, media_type="application/rss+xml")
            run("poll", "--all")
        yield


def test_what_a_revision_says_otherwise_is_readable(edited, run, rows):
    told = run("document", "show", 1, "--changes").stdout

    assert "title: Port [-open-] {+reopened+}" in told
    assert "[-Three-] {+Four+} ships came in." in told
    assert "The port is open." not in told
    [row] = rows("document", "show", 1, "--changes")
    assert (row["revision"], len(row["changes"])) == (2, 2)
    assert "document show 1 --changes" in run("document", "show", 1).stdout
    assert "nothing changed" in run("document", "show", 1, "--changes", "--revision", 1).stdout


def test_what_was_captured_is_exported_so_that_any_tool_opens_it(edited, run, home):
    run("document", "export", 1, "--warc", "one.warc.gz")

    with (home / "one.warc.gz").open("rb") as file:
        bodies = [record.content_stream().read() for record in ArchiveIterator(file)]
    assert ["Three" in body.decode() for body in bodies] == [True, False]
    assert "exists already" in run("document", "export", 1, "--warc", "one.warc.gz", code=2).stderr
    run("document", "export", 1, "--revision", 2, "--warc", "one.warc.gz", "--overwrite")
    run("document", "show", 1, "--warc", "shown.warc.gz")
    assert (home / "shown.warc.gz").read_bytes() == (home / "one.warc.gz").read_bytes()
    missing = run("document", "export", 1, "--revision", 3, "--warc", "x", code=1).stderr
    assert "no captured page: '1, revision 3': it has 2 revisions" in missing
