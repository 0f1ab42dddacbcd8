"""`askwatch letter`: listed, shown, corrected, and every change an event."""

from __future__ import annotations

from datetime import date

import pytest

from tests import builders
from tests.builders import NOW
from tracker.types import DocumentKind, Signatory


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
        "campaign": None,
    }


@pytest.mark.parametrize(("words", "found"), [(["to:finch", "2025"], 0), (["harbour"], 1)])
def test_the_list_is_narrowed_as_in_the_dashboard(store, rows, words, found):
    assert len(rows("letter", "list", *words)) == found


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
        "answers: looked for in 1 source from 3 Mar 2025",
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
    assert row["coverage"].startswith("looked for in 1 source from 3 Mar 2025")
    assert row["sources"][0]["name"] == "letters/norvania.txt"


def test_a_letter_that_is_not_held_is_named(store, run):
    assert "askwatch: " in run("letter", "show", 9, code=1).stderr


def test_a_confirmed_letter_says_so_no_more(store, run):
    run("letter", "confirm", 1, "--by", "Bo")
    assert "confirmed already: letter 1, since" in run("letter", "confirm", 1).stdout

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


def test_the_text_is_shown_with_asks_people_and_dates_marked(store, run):
    shown = run("letter", "show", 1, "--text").stdout

    assert shown.startswith("[on: March 3, 2025]\n\nThe Honorable [to: Orla Finch]")
    assert f"1. [1: {builders.RELEASE_FUNDS}]" in shown
    assert "[by: Ada Bright]\n[by: Boris Calm]" in shown


def test_deadlines_are_marked_inside_an_ask(store, run):
    text = "Dear Secretary: Reply by April 1, 2025, please."
    ask = builders.found(text, "Reply by April 1, 2025, please.", builders.AskKind.INFORMATION)
    store.letters.add(
        builders.reading(text, asks=(ask,), addressees=(), cc=(), signatories=()),
        text,
        builders.new_source(text),
        who="Ana",
        now=NOW,
        confirmed=True,
    )
    run("letter", "edit", 2, "--reply-by", "2025-04-01")

    assert "[1: Reply by [on: April 1, 2025], please.]" in run("letter", "show", 2, "--text").stdout


def test_addressees_and_copies_are_set_anew(store, run, rows):
    run(
        *("letter", "edit", 1, "--addressee", "Orla Finch, Secretary of Distant Affairs"),
        *("--addressee", ", Office of Harbours", "--cc", "Ann Lee, Jr., Harbour Master"),
    )

    [row] = rows("letter", "show", 1)
    assert row["addressees"] == [
        {"name": "Orla Finch", "office": "Secretary of Distant Affairs"},
        {"name": None, "office": "Office of Harbours"},
    ]
    assert row["cc"] == [{"name": "Ann Lee, Jr.", "office": "Harbour Master"}]
    assert "copies to: Ann Lee, Jr." in run("letter", "show", 1).stdout
    assert "nobody named" in run("letter", "edit", 1, "--cc", " , ", code=2).stderr


def test_what_was_read_wrongly_can_be_emptied(store, run, rows):
    run("letter", "edit", 1, "--clear", "date", "--clear", "cc", "--why", "none is printed")

    [row] = rows("letter", "show", 1)
    assert (row["letter_date"], row["cc"]) == (None, [])


@pytest.fixture
def roster(store):
    """Two members of one surname, and Ada Bright."""
    store.roster.replace(
        [
            builders.member(),
            builders.member("C000902", "Calm", first="Boris"),
            builders.member("C000903", "Calm", first="Bella"),
        ],
        NOW,
    )


def signers(rows):
    [row] = rows("letter", "show", 1)
    return [(one["name"], one["bioguide"], one["lead"]) for one in row["signatories"]]


def test_a_signatory_is_made_out_by_the_roster_or_by_hand(roster, run, rows):
    assert "signed: letter 1: Boris Calm (C000902)" in run("letter", "sign", 1, "Boris Calm").stdout
    run("letter", "sign", 1, "Ada Bright", "--bioguide", "C000903", "--no-lead", "--why", "misread")

    assert signers(rows) == [("Ada Bright", "C000903", False), ("Boris Calm", "C000902", False)]
    assert "warning" not in run("letter", "show", 1).stdout


def test_a_signatory_is_added_taken_off_and_made_lead(roster, run, rows):
    run("letter", "sign", 1, "Bella Calm", "--lead")
    run("letter", "sign", 1, "B000901", "--remove")
    run("letter", "sign", 1, "Boris Calm", "--lead")

    assert signers(rows) == [("Boris Calm", None, True), ("Bella Calm", "C000903", True)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Boris Calm", "--bioguide", "X000000"], "no such member: 'X000000': not in the roster"),
        (["Cara Dune", "--remove"], "no such signatory: 'Cara Dune': not under letter 1"),
    ],
)
def test_a_signatory_who_cannot_be_made_out_is_told(roster, run, rows, words, said):
    before = signers(rows)

    assert said in run("letter", "sign", 1, *words, code=1).stderr
    assert signers(rows) == before


def test_a_new_name_that_cannot_be_resolved_is_kept_as_printed_until_it_can(roster, run, rows):
    said = run("letter", "sign", 1, "Bela Kalm").stderr

    assert "name not resolved: 'Bela Kalm': no member of that name sat" in said
    assert "askwatch letter sign 1 'Bela Kalm' --bioguide ID" in said
    assert signers(rows)[-1] == ("Bela Kalm", None, False)
    assert "name not resolved" in run("letter", "sign", 1, "Bela Kalm", code=1).stderr
    run("letter", "sign", 1, "Bela Kalm", "--bioguide", "C000903")
    assert signers(rows)[-1] == ("Bela Kalm", "C000903", False)


def test_a_name_that_several_signatories_bear_is_not_guessed(store, run):
    both = [Signatory(name=f"{n} Calm", printed="Calm", bioguide=None) for n in ("Boris", "Bella")]
    store.letters.edit(1, who="Ana", now=NOW, signatories=both)

    said = run("letter", "sign", 1, "Calm", "--remove", code=1).stderr

    assert "several signatories: 'Calm': Boris Calm, Bella Calm; name the one in full" in said


def test_sources_that_say_otherwise_are_shown_and_overwrite_nothing(store, run, rows):
    run("letter", "confirm", 1)
    text = "Ada Bright and 11 more wrote to Secretary Finch on March 9, 2025."
    store.letters.add_source(
        1,
        builders.new_source(text, kind=DocumentKind.ANNOUNCEMENT, name="release.html"),
        reading=builders.reading(
            text, kind=DocumentKind.ANNOUNCEMENT, letter_date=date(2025, 3, 9), stated_total=12
        ),
        who="Ana",
        now=NOW,
    )

    assert "differs: release.html dates it 9 Mar 2025" in run("letter", "show", 1).stdout
    run("ask", "strike", 1, "--why", "it is none")
    [shown] = rows("letter", "show", 1)
    assert shown["letter_date"] == "2025-03-03"
    assert shown["differences"][0] == "release.html dates it 9 Mar 2025"
    assert [(one["id"], one["start"] is not None) for one in shown["struck"]] == [(1, True)]
    assert 1 not in [one["id"] for one in shown["asks"]]
