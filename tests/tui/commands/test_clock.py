"""`askwatch ask promise`, `pause`, `resume`, `show --explain`; tags and cleared fields."""

from __future__ import annotations

import pytest


def test_a_promise_is_shown_beside_the_due_day_with_who_made_it(store, run, rows):
    run("ask", "promise", 1, "2026-11-01", "--why", "said at the hearing", "--evidence", 1)

    shown = run("ask", "show", 1).stdout
    [row] = rows("ask", "show", 1)
    assert "the answer promised by 1 Nov 2026 is 20 days late" in shown
    assert "due: 14 Apr 2025" in shown
    assert (row["promised"], row["due"]) == ("2026-11-01", "2025-04-14")
    assert len(row["evidence"]) == 1
    run("ask", "promise", 1, "--none", "--why", "they took it back")
    assert rows("ask", "show", 1)[0]["promised"] is None


def test_a_promise_needs_a_day_or_none(store, run):
    assert "name a day" in run("ask", "promise", 1, code=2).stderr
    assert "name a day" in run("ask", "promise", 1, "2026-12-01", "--none", code=2).stderr
    assert "it has no reason" in run("ask", "promise", 1, "2026-12-01", code=1).stderr


def test_a_pause_is_counted_out_and_ends(store, run, rows):
    said = run(
        "ask", "pause", 2, "--from", "2025-03-10", "--until", "2025-03-17", "--why", "recess"
    ).stdout
    assert "clock paused from 10 Mar 2025 until 17 Mar 2025" in said

    [row] = rows("ask", "show", 2)

    assert row["due"] == "2025-04-21"
    assert row["due_why"].endswith("and 5 business days for the pause")


def test_a_paused_ask_is_in_a_heap_of_its_own_until_it_is_resumed(store, run, rows):
    run("ask", "pause", 2, "--why", "they asked for time", "--by", "Bo")

    listed = run("ask", "list")
    assert "‖ paused" in listed.stdout
    assert "2 asks: 1 to review, 1 paused" in listed.stderr
    assert rows("ask", "list")[1]["clock"] == "paused"
    assert "it is paused since" in run("ask", "pause", 2, "--why", "x", code=1).stderr
    assert "running again" in run("ask", "resume", 2, "--seen", 3, "--why", "done").stdout
    assert "not paused" in run("ask", "resume", 2, code=1).stderr


def test_clocks_are_explained_each_in_a_sentence(store, run, rows):
    run("ask", "promise", 1, "2026-12-01", "--why", "by telephone")

    shown = run("ask", "show", 1, "--explain").stdout

    assert "Not counted: weekends" in shown
    assert "nobody is alarmed before somebody reads it" in shown
    [row] = rows("ask", "show", 1, "--explain")
    assert row["explained"][0].startswith("Due 14 Apr 2025: 30 business days after 3 Mar 2025")
    assert "explained" not in rows("ask", "show", 1)[0]


def test_asks_are_tagged_and_found_by_their_tags(store, run, rows):
    run("ask", "set", 1, "--tag", "courts", "--tag", "hearing")
    run("ask", "set", 1, "--untag", "courts")

    assert [row["tags"] for row in rows("ask", "list", "--tag", "hearing")] == [["hearing"]]
    assert rows("ask", "list", "--tag", "courts") == []
    assert "tags: hearing" in run("ask", "show", 1).stdout


def test_what_was_set_can_be_left_empty_again(store, run, rows):
    run("ask", "set", 1, "--owner", "Bo", "--due", "2027-01-04")

    said = run("ask", "set", 1, "--clear", "owner", "--clear", "due").stdout

    assert "owner set: cleared" in said
    assert (rows("ask", "show", 1)[0]["owner"], rows("ask", "show", 1)[0]["due"]) == (
        None,
        "2025-04-14",
    )


@pytest.mark.parametrize("words", [["promise", "9", "2026-12-01"], ["pause", "9"], ["resume", "9"]])
def test_an_ask_that_is_not_held_has_no_clock(store, run, words):
    assert "no such ask: '9'" in run("ask", *words, "--why", "x", code=1).stderr
