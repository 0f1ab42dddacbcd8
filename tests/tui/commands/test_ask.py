"""`askwatch ask`, `askwatch undo`: how asks stand, and what people decide."""

from __future__ import annotations

import pytest

from tests import builders
from tests.builders import NOW


def test_asks_are_listed_most_urgent_first_with_their_clocks(store, rows):
    first, second = rows("ask", "list")

    assert first["quote"] == builders.RELEASE_FUNDS
    assert (first["clock"], first["due"]) == ("long overdue", "2025-04-14")
    assert "30 business days after 3 Mar 2025" in first["due_why"]
    assert (first["candidates"], second["candidates"]) == (1, 0)
    assert first["outstanding"]


def test_where_an_answer_was_looked_for_is_told(store, rows, run):
    [source] = rows("ask", "coverage", 1, "--since", "2026-11-15")

    assert (source["ask"], source["since"], source["until"]) == (1, "2026-11-15", "2026-11-21")
    assert source["looks"] >= 1
    assert source["unwatched"] == [{"from": "2026-11-15", "to": "2026-11-20"}]
    assert (
        "not watched from 15 Nov 2026 to 20 Nov 2026"
        in run("ask", "coverage", 1, "--since", "2026-11-15").stdout
    )
    assert "answer: looked for in 1 source from 3 Mar 2025" in run("ask", "show", 1).stdout
    assert rows("ask", "show", 1)[0]["coverage"].startswith("looked for in 1 source")
    wrong = run("ask", "coverage", 1, "--since", "2026-11-20", "--until", "2026-11-10", code=2)
    assert "it is later than the last day" in wrong.stderr
    assert run("ask", "coverage", 99, code=1).stderr.startswith("askwatch: ")


def test_settled_asks_are_left_out_of_the_outstanding(store, rows, run):
    run("ask", "set", 2, "answered", "--why", "they sent it")

    assert [row["id"] for row in rows("ask", "list", "--outstanding")] == [1]
    assert len(rows("ask", "list", "--letter", 1)) == 2
    assert rows("ask", "list", "--letter", 7) == []


def test_a_person_reads_the_list_and_its_counts(store, run):
    shown = run("ask", "list")

    assert "? to review" in shown.stdout
    assert "2 asks: 1 to review, 1 overdue" in shown.stderr


def test_an_ask_tells_its_clock_its_candidates_and_its_history(store, run):
    shown = run("ask", "show", 1).stdout
    assert shown.count("14 Apr 2025") == 1  # the day is said once

    for words in (
        "“Freeze the assets of the harbour police of Norvania.”",
        "due: 14 Apr 2025",
        "candidate 1 (new, 82%)",
        "The department froze the assets",
        "because: says that assets were frozen; 29 days after the letter",
    ):
        assert words in shown


def test_a_decision_tells_who_when_why_and_by_which_passage(store, run, rows):
    run("ask", "set", 1, "claimed-done", "--why", "so they say", "--evidence", 1, "--by", "Bo")

    shown = run("ask", "show", 1).stdout
    assert "claimed done" in shown
    assert "21 Nov 2026 07:00, Bo: outcome set to claimed done" in shown
    assert "Why: so they say" in shown
    [row] = rows("ask", "show", 1)
    assert row["evidence"][0]["passage"].startswith("The department froze the assets")
    assert row["outcome"] == "claimed done"


def test_evidence_without_a_candidate_is_the_passage_that_fits_best(store, run, rows):
    run("ask", "set", 2, "partly answered", "--evidence", 1)

    [row] = rows("ask", "show", 2)
    assert row["evidence"][0]["passage"] in (
        "At noon the spokesperson read a statement. "
        "The department froze the assets of the harbour police of Norvania today. "
        "She took no questions."
    )


def test_everything_about_an_ask_can_be_set(store, run, rows):
    run("ask", "set", 1, "acknowledged", "--why", "by letter", "--position", "noted")
    run("ask", "set", 1, "--adequate", "no", "--due", "2027-01-04", "--why", "thin")
    run("ask", "set", 1, "--owner", "Bo")
    run("ask", "set", 1, "--note", "call them")

    [row] = rows("ask", "show", 1)
    assert (row["outcome"], row["position"], row["adequate"]) == ("acknowledged", "noted", False)
    assert (row["due"], row["owner"]) == ("2027-01-04", "Bo")
    shown = run("ask", "show", 1).stdout
    assert "adequate: no" in shown
    assert "note: call them" in shown


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["1", "anwsered", "--why", "x"], 2, "did you mean 'answered'?"),
        (["1", "perhaps", "--why", "x"], 2, "there are: no response yet, acknowledged"),
        (["1"], 2, "nothing to record"),
        (["1", "declined"], 1, "askwatch: "),
        (["9", "declined", "--why", "x"], 1, "askwatch: "),
        (["1", "declined", "--why", "x", "--evidence", "9"], 1, "askwatch: "),
        (["1", "verified done", "--why", "x"], 1, "askwatch: "),
    ],
)
def test_what_cannot_be_recorded_is_said_and_changes_nothing(store, run, rows, words, code, said):
    assert said in run("ask", "set", *words, code=code).stderr

    assert rows("ask", "list")[0]["outcome"] == "no response yet"


def test_who_is_late_is_told_what_happened_in_between(store, run, rows):
    run("ask", "set", 1, "acknowledged", "--why", "by letter", "--by", "Bo", "--seen", 0)

    said = run("ask", "set", 1, "declined", "--why", "x", "--seen", 0, code=1).stderr

    assert "Bo" in said
    assert rows("ask", "show", 1)[0]["outcome"] == "acknowledged"


def test_undo_restores_what_was_before_by_a_new_event(store, run, rows):
    run("ask", "set", 1, "acknowledged", "--why", "by letter")
    [row] = rows("ask", "show", 1)
    event = row["events"][-1]["id"]

    assert f"undone: event {event}" in run("undo", event, "--why", "wrong letter").stdout

    [row] = rows("ask", "show", 1)
    assert row["outcome"] == "no response yet"
    assert row["events"][-1]["undoes"] == event
    run("undo", 999, code=1)


def test_an_ask_is_corrected_struck_and_added(store, run, rows):
    run("ask", "edit", 1, "--summary", "Freeze assets", "--kind", "information", "--why", "clearer")
    run("ask", "edit", 2, "--quote", "Please tell us by what date")
    run("ask", "strike", 2, "--why", "no ask")
    run("ask", "add", 1, "--quote", "We ask two things of you.", "--why", "forgotten")

    asks = {row["id"]: row for row in rows("ask", "list")}
    assert set(asks) == {1, 3}
    assert (asks[1]["summary"], asks[1]["kind"]) == ("Freeze assets", "information")
    assert asks[3]["quote"] == "We ask two things of you."


def test_words_that_the_letter_does_not_have_are_no_ask(store, run):
    said = run("ask", "add", 1, "--quote", "Send a fish", code=1).stderr

    assert "no such words in the letter: 'Send a fish'" in said
    assert "nothing to change" in run("ask", "edit", 1, code=2).stderr


def test_an_ask_that_is_added_is_due_when_its_words_say(store, run):
    text = f"{builders.TEXT}\nWe ask that you open the north gate by May 1, 2025."
    read = builders.reading(text)
    source = builders.new_source(text)
    letter = store.letters.add(read, text, source, who="Ana", now=NOW, confirmed=True)

    quote = "open the north gate by May 1, 2025"
    said = run("ask", "add", letter.id, "--quote", quote).stdout
    assert ", due 1 May 2025 by its words: open the north gate" in said


def test_a_struck_ask_is_listed_with_its_letter_and_restored(store, run, rows):
    run("ask", "strike", 2, "--why", "no ask")
    assert "struck: ask 2" in run("letter", "show", 1).stdout

    run("ask", "restore", 2)

    assert {row["id"] for row in rows("ask", "list")} == {1, 2}


def test_one_ask_is_made_two_and_one_again(store, run, rows):
    said = run("ask", "split", 2, "--at", "the report on Norvania's", "--kind", "action").stdout
    assert "and ask 3: the report on Norvania's courts will reach us." in said
    asks = {row["id"]: row for row in rows("ask", "list")}
    assert asks[2]["quote"] == "Please tell us by what date"
    assert (asks[3]["kind"], asks[2]["kind"]) == ("action", "information")
    assert "ask split: “Please tell us by what date” (and ask 3)" in run("ask", "show", 2).stdout

    run("ask", "merge", 2, 3, "--why", "one thing after all")

    asks = {row["id"]: row for row in rows("ask", "list")}
    assert asks[2]["quote"] == builders.SEND_REPORT
    assert 3 not in asks


def test_an_ask_is_not_split_outside_its_words(store, run):
    assert "its parts overlap" in run("ask", "split", 1, "--at", "Journalists", code=1).stderr
    assert "no such words" in run("ask", "split", 1, "--at", "a fish", code=1).stderr


def test_the_date_that_a_letter_gives_for_an_ask_is_set_and_taken_away(store, run):
    run("ask", "edit", 1, "--due", "2025-04-01")
    assert store.asks.get(1).due is not None

    run("ask", "edit", 1, "--no-due")

    assert store.asks.get(1).due is None


def test_words_are_found_however_the_lines_are_broken(store, run):
    run("ask", "add", 1, "--quote", "Secretary of  Distant Affairs Dear Secretary Finch:")

    assert store.asks.get(3).quote == "Secretary of Distant Affairs\n\nDear Secretary Finch:"


def test_evidence_of_a_decision_that_was_taken_back_says_so(store, run, rows):
    [row] = rows("review", "accept", 1, "--outcome", "claimed done", "--why", "x")
    assert "taken back" not in run("ask", "show", 1).stdout

    run("undo", row["event"])

    assert "evidence 1 (of a decision that was taken back)" in run("ask", "show", 1).stdout
