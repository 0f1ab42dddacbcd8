"""`askwatch report`: figures for people and for programs."""

from __future__ import annotations

import pytest


def test_figures_stand_beside_where_answers_were_looked_for(store, run, rows):
    run("ask", "set", 2, "answered", "--evidence", 1)

    shown = run("report").stdout

    assert "2 asks: 1 answered, 1 to review" in shown
    assert (
        "answered   1 of 2; half of all had it within 29 days of the letter (1 with a known day"
        in shown
    )
    assert "1 open, the longest for 628 days" in shown
    assert "first response, by the due day: 1 in time, 1 late" in shown
    assert "coverage: no public response found in 1 source" in shown
    [row] = rows("report")
    assert (row["asks"], row["answered"], row["answer"]["n"]) == (2, 1, 1)
    assert row["coverage"].startswith("no public response found in 1 source")


def test_fewer_than_half_have_no_middle_time_and_unknown_days_are_told(store, run):
    assert "fewer than half have it, so there is no middle time yet" in run("report").stdout
    run("ask", "set", 2, "answered", "--why", "by telephone")

    assert "1 more on a day that nobody knows" in run("report").stdout


def test_asks_of_a_letter_without_a_date_are_told_apart(store, run):
    run("letter", "edit", 1, "--clear", "date")

    assert "2 of a letter without a date" in run("report").stdout


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("letter", ["Harbour police of Norvania"]),
        ("campaign", ["no campaign"]),
        ("addressee", ["Orla Finch, Secretary of Distant Affairs"]),
        ("signatory", ["Ada Bright", "Boris Calm"]),
    ],
)
def test_asks_are_grouped_by_what_their_letter_has(store, run, rows, by, names):
    everything, *groups = rows("report", "--by", by)

    assert (everything["name"], everything["by"]) == ("all asks", "all")
    assert [group["name"] for group in groups] == names
    assert {group["by"] for group in groups} == {by}
    assert names[0] in run("report", "--by", by).stdout


def test_what_does_not_add_up_is_said(store, run):
    assert "do not add up to the whole" in run("report", "--by", "signatory").stdout
    assert "do not add up" not in run("report", "--by", "letter").stdout


def test_months_and_addressees_are_told_by_trend(store, run, rows):
    run("ask", "set", 2, "answered", "--evidence", 1)

    shown = run("report", "--trend").stdout

    assert "2 asks sent by 21 Nov 2026: 1 answered, 1 open." in shown
    assert "█ answered" in shown
    assert "Nov 2026  0      1         0             0         0       1     2" in shown
    assert "29 days (1 had it)  29 days (1 had it)  1, up to 628 days  2     Orla Finch" in shown
    first, *_, last, left_out, group = rows("report", "--trend")
    assert (first["month"], first["asked"], first["open"]) == ("2025-03", 2, 2)
    assert (last["month"], last["sent"], last["answered"], last["open"]) == ("2026-11", 2, 1, 1)
    assert left_out == {"undated": 0, "letter_undated": 0}
    assert group["answer"] == {
        "median_days": 29,
        "n": 1,
        "undated": 0,
        "open": 1,
        "letter_undated": 0,
        "longest_open_days": 628,
    }


def test_what_the_trend_leaves_out_is_said(store, run):
    run("letter", "edit", 1, "--clear", "date")

    shown = run("report", "--trend").stdout

    assert "no asks yet" in shown
    assert "Not in the plot: 2 asks of a letter without a date." in shown


def test_a_trend_has_no_other_groups(store, run):
    assert "two things at once" in run("report", "--trend", "--by", "letter", code=2).stderr


def test_an_empty_store_has_an_empty_report(home, run):
    assert "0 asks" in run("report").stdout
