"""`askwatch letter`: listed, shown, corrected, and every change an event."""

from __future__ import annotations

import pytest

from tests import builders
from tests.builders import NOW


def test_a_letter_is_listed_with_what_other_programs_rely_on(store, rows):
    [row] = rows("letter", "list")

    assert row == {
        "id": 1,
        "title": "Harbour police of Norvania",
        "letter_date": "2025-03-03",
        "announced": None,
        "addressees": [{"name": "Orla Finch", "office": "Secretary of Distant Affairs"}],
        "signatories": 2,
        "signatory_count_stated": None,
        "asks": 2,
        "sources": [{"url": None, "id": 1, "kind": "letter"}],
        "rollup": {"no response yet": 2},
        "confirmed": False,
    }


def test_a_person_reads_the_list_in_words(store, run):
    shown = run("letter", "list").stdout

    assert "3 Mar 2025" in shown
    assert "Harbour police of Norvania (not confirmed)" in shown


def test_an_empty_store_lists_nothing(run, rows):
    assert rows("letter", "list") == []


def test_a_letter_shows_its_people_asks_sources_and_history(store, run):
    shown = run("letter", "show", 1).stdout

    for words in (
        "nobody has confirmed it yet",
        "Orla Finch, Secretary of Distant Affairs",
        "copies to  Milo Reed",
        "Ada Bright (lead)  B000901",
        "Boris Calm  not resolved, printed as 'Boris Calm'",
        "1. ask 1 [action] Freeze the assets",
        "0 of 2 answered",
        "source 1  letter: letters/norvania.txt",
        "warning: name not resolved",
        "Ana: letter added",
    ):
        assert words in shown


def test_a_letter_is_shown_whole_as_json(store, rows):
    [row] = rows("letter", "show", 1)

    assert [ask["quote"] for ask in row["asks"]] == [builders.RELEASE_FUNDS, builders.SEND_REPORT]
    assert row["cc"] == [{"name": "Milo Reed", "office": None}]
    assert row["events"][0]["kind"] == "letter added"
    assert row["sources"][0]["name"] == "letters/norvania.txt"


def test_a_letter_that_is_not_held_is_named(store, run):
    assert "askwatch: " in run("letter", "show", 9, code=1).stderr


def test_a_confirmed_letter_says_so_no_more(store, run):
    run("letter", "confirm", 1, "--by", "Bo")

    assert store.letters.get(1).confirmed == NOW
    assert "not confirmed" not in run("letter", "list").stdout


def test_an_edit_is_an_event_with_who_and_why(store, run, rows):
    run("letter", "edit", 1, "--title", "Harbours", "--date", "2025-03-04", "--why", "typing slip")

    [row] = rows("letter", "show", 1)
    edits = [event for event in row["events"] if event["kind"] == "letter edited"]
    assert (row["title"], row["letter_date"]) == ("Harbours", "2025-03-04")
    assert {(e["who"], e["why"]) for e in edits} == {("Ana", "typing slip")}


def test_an_edit_of_nothing_is_wrong_usage(store, run):
    assert "nothing to change" in run("letter", "edit", 1, code=2).stderr


def test_a_day_that_is_none_is_wrong_usage(store, run):
    said = run("letter", "edit", 1, "--date", "4 March", code=2).stderr

    assert "'4 March' is no day; write it like 2026-11-21" in said


@pytest.fixture
def second(store):
    """Another text of the same matter, kept as a letter of its own."""
    text = builders.TEXT.replace("again last month", "again in spring")
    return store.letters.add(
        builders.reading(text, title="Harbours of Norvania"),
        text,
        builders.new_source(text, name="release.html"),
        who="Ana",
        now=NOW,
        confirmed=True,
    )


def test_merged_letters_are_one_with_two_sources(second, rows, run):
    run("letter", "merge", 1, second.id, "--why", "the same letter")

    [row] = rows("letter", "list")
    assert len(row["sources"]) == 2


def test_a_split_source_is_a_letter_again(second, rows, run):
    run("letter", "merge", 1, second.id, "--why", "the same letter")
    [row] = rows("letter", "list")

    run("letter", "split", 1, row["sources"][-1]["id"], "--why", "no, another one")

    assert [len(row["sources"]) for row in rows("letter", "list")] == [1, 1]


def test_a_merge_needs_a_reason(second, run):
    assert "--why" in run("letter", "merge", 1, second.id, code=2).stderr
