"""`askwatch document`, `reply`, `search`: what is held, and what is filed by hand."""

from __future__ import annotations

import pytest


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
