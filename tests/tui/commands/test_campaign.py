"""`askwatch campaign`, `letter file`, `ask again|hearing|unlink`."""

from __future__ import annotations

from datetime import date

import pytest

from tests import builders as a


@pytest.fixture
def later(store):
    text = a.TEXT.replace("March 3, 2025", "March 9, 2026")
    reading = a.reading(text, title="Norvania, again", letter_date=date(2026, 3, 9))
    return store.letters.add(
        reading, text, a.new_source(text), who="Ana", now=a.NOW, confirmed=True
    )


def test_letters_are_grouped_and_shown_in_one_timeline(store, later, run, rows):
    [added] = rows("campaign", "add", "Harbours")
    run("letter", "file", 1, "harbours", "--why", "it began there")
    run("letter", "file", 2, 1)
    run("ask", "again", 2, "--letter", 2)
    run("ask", "hearing", 1, "--text", "When?", "--date", "2025-06-01", "--asked-by", "Sen. Vey")
    run("ask", "set", 1, "acknowledged", "--why", "a note came")

    shown = run("campaign", "show", "Harbours").stdout

    assert added["name"] == "Harbours"
    marks = [line.split()[:2] for line in shown.splitlines() if line.startswith("  ")]
    assert marks[:4] == [["letter", "1"], ["link", "2"], ["letter", "2"], ["link", "1"]]
    assert "ask 2 asked again in letter 2 on 9 Mar 2026" in shown
    assert "outcome set to acknowledged" in shown
    assert "2 letters: 0 of 2 answered" in shown
    assert rows("campaign", "list")[0]["letters"] == [1, 2]
    assert "Harbours" in run("campaign", "list").stdout
    [whole] = rows("campaign", "show", 1)
    assert [moment["mark"] for moment in whole["timeline"]][:2] == ["letter 1", "link 2"]


def test_ask_and_letter_tell_of_each_other_in_both_directions(store, later, run, rows):
    store.asks.add(2, a.found(later.text, a.SEND_REPORT, "action").span, "action", "Report", **BY)
    run("ask", "again", 2, "--ask", 3)

    assert "ask 2 asked again in letter 2 on 9 Mar 2026 (ask 3)" in run("ask", "show", 2).stdout
    assert "ask 2 asked again in letter 2 on 9 Mar 2026" in run("letter", "show", 1).stdout
    back = "ask 3 carries on ask 2 of letter 1"
    assert back in run("ask", "show", 3).stdout
    assert back in run("letter", "show", 2).stdout
    assert rows("ask", "show", 2)[0]["links"][0]["later_letter"] == 2
    assert rows("letter", "show", 2)[0]["links"][0]["ask"] == 2


BY = {"who": "Ana", "now": a.NOW}


def test_a_link_is_taken_away(store, later, run, rows):
    run("ask", "again", 1, "--letter", 2)

    assert "unlinked: ask 1" in run("ask", "unlink", 1, "--why", "another matter").stdout
    assert rows("ask", "show", 1)[0]["links"] == []


def test_a_campaign_is_renamed_removed_and_brought_back(store, run, rows):
    run("campaign", "add", "Harbours")
    run("letter", "file", 1, "Harbours")
    run("campaign", "rename", "Harbours", "Ports")
    assert "campaign   1: Ports" in run("letter", "show", 1).stdout

    told = run("campaign", "remove", "Ports", "--why", "won").stdout

    assert rows("letter", "show", 1)[0]["campaign"] is None
    run("undo", told.split("undo ")[1].split("`")[0])
    assert rows("letter", "show", 1)[0]["campaign"]["name"] == "Ports"
    run("letter", "file", 1, "--none")
    assert rows("campaign", "list")[0]["letters"] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["letter", "file", 1], "nothing to do; name a campaign, or say --none"),
        (["letter", "file", 1, "Port"], "no such campaign: 'port'; did you mean 'ports'?"),
        (["ask", "again", 1], "nothing to link"),
        (["ask", "hearing", 1, "--text", "x"], "it has no day; give it by --date"),
    ],
)
def test_what_is_missing_is_said(store, run, words, told):
    run("campaign", "add", "Ports")

    assert told in run(*words, code=2).stderr
