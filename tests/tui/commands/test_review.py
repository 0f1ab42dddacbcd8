"""`askwatch review`: a person accepts, rejects or puts off; only that changes an ask."""

from __future__ import annotations

import pytest

from tests import builders
from tracker.types import ChangeKind


def test_what_waits_is_listed_with_passage_and_reasons(store, rows, run):
    [row] = rows("review", "list")

    assert (row["ask"], row["verdict"], row["score"]) == (1, "new", 0.82)
    assert row["passage"].startswith("The department froze")
    assert row["reasons"] == ["says that assets were frozen", "29 days after the letter"]
    assert "candidate 1 (new, 82%) for ask 1" in run("review", "list").stdout


def test_an_accepted_candidate_sets_the_outcome_with_its_passage_as_evidence(store, rows, run):
    said = run(
        "review", "accept", 1, "--outcome", "claimed done", "--why", "as they say", "--by", "Bo"
    ).stdout

    [row] = rows("ask", "show", 1)
    assert "ask 1 is now claimed done" in said
    assert row["outcome"] == "claimed done"
    assert row["evidence"][0]["passage"].startswith("The department froze")
    assert row["events"][-1]["who"] == "Bo"
    assert rows("review", "list") == []
    assert "nothing waits for review" in run("review", "list").stderr


def test_accepting_without_an_outcome_leaves_the_ask_as_it_was(store, rows):
    [row] = rows("review", "accept", 1)

    assert (row["verdict"], row["outcome"]) == ("accepted", None)
    assert rows("ask", "show", 1)[0]["outcome"] == "no response yet"


def test_a_rejected_candidate_is_remembered(store, rows):
    rows("review", "reject", 1, "--why", "other country")

    assert rows("review", "list") == []
    assert rows("review", "list", "--all", "--ask", 1)[0]["verdict"] == "rejected"


def test_a_candidate_that_is_put_off_still_waits(store, rows):
    rows("review", "later", 1)

    assert rows("review", "list")[0]["verdict"] == "later"


def test_undo_of_an_acceptance_takes_outcome_and_verdict_back(store, rows, run):
    [row] = rows("review", "accept", 1, "--outcome", "claimed done", "--why", "x")

    run("undo", row["event"])

    assert rows("ask", "show", 1)[0]["outcome"] == "no response yet"
    assert rows("review", "list")[0]["verdict"] == "new"


def test_a_second_person_who_is_late_is_told(store, run):
    run("ask", "set", 1, "acknowledged", "--why", "by letter", "--by", "Bo")

    said = run("review", "accept", 1, "--outcome", "declined", "--seen", 0, code=1).stderr

    assert "Bo" in said


def test_an_unknown_outcome_or_candidate_is_said(store, run):
    assert "did you mean" in run("review", "accept", 1, "--outcome", "anwsered", code=2).stderr
    run("review", "reject", 9, code=1)


@pytest.mark.parametrize(
    ("verdict", "said", "stands"),
    [
        ("accept", "evidence 1 still holds", "evidence still holds"),
        ("reject", "evidence 1 no longer holds; look at the outcome", "evidence no longer holds"),
    ],
)
def test_of_changed_evidence_a_person_says_whether_it_holds(
    store, run, rows, verdict, said, stands
):
    run("ask", "set", 1, "claimed done", "--evidence", 1)
    text = "The department will weigh whether to freeze the assets of the harbour police."
    kind = ChangeKind.CHANGED
    store.sources.record_visit(builders.visit(), [builders.change(kind=kind, text=text)])
    [revision] = store.documents.pending()
    store.candidates.record((), revisions_done=[revision.id], asks_done=(), now=builders.NOW)
    [found] = [row for row in rows("review", "list") if row["changed_evidence"]]
    assert "evidence changed" in run("review", "list").stdout

    told = run("review", verdict, found["id"], "--why", "as they say").stdout

    assert said in told
    assert stands in run("ask", "show", 1).stdout
    assert rows("ask", "show", 1)[0]["outcome"] == "claimed done"


@pytest.mark.parametrize("verdict", ["accept", "reject", "later"])
def test_a_verdict_that_comes_late_is_told_what_happened(store, run, rows, verdict):
    run("ask", "set", 1, "--owner", "Bo", "--by", "Bo")

    said = run("review", verdict, 1, "--seen", 0, code=1).stderr

    assert "owner set to Bo by Bo" in said
    assert rows("review", "list")[0]["verdict"] == "new"
