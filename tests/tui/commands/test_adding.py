"""`askwatch letter add`, from a file to a confirmed letter; and the sample campaign."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import NOW
from tui.commands.kit import Kit

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "jobs" / "demo" / "campaign"


@pytest.fixture
def letter(home, run) -> Path:
    """A sample letter, dated, and the roster in which its signers stand."""
    run("roster", "update", "--from", SAMPLE)
    text = (SAMPLE / "letters" / "1-teal-valley.txt").read_text("utf-8")
    (home / "letter.txt").write_text(text.replace("{{-124}}", "July 20, 2026"), "utf-8")
    return home / "letter.txt"


def test_a_letter_is_added_and_can_be_looked_at(letter, run, rows):
    done = run("letter", "add", letter, "--yes", "--published", "2026-07-21")

    [row] = rows("letter", "list")
    assert done.stdout.startswith(
        "added: letter 1: Casey Placeholder and 1 other to Morgan Example"
    )
    assert "see: askwatch letter show 1" in done.stdout
    assert (row["letter_date"], row["announced"]) == ("2026-07-20", "2026-07-21")
    assert (row["signatories"], row["confirmed"]) == (2, True)


def test_the_same_letter_twice_is_one(letter, rows):
    [first] = rows("letter", "add", letter, "--yes")
    [again] = rows("letter", "add", letter, "--yes")

    assert (first["status"], again["status"]) == ("added", "held already")
    assert len(rows("letter", "list")) == 1


def test_without_a_terminal_and_without_yes_a_letter_is_kept_unconfirmed(letter, run, rows):
    run("letter", "add", letter)

    assert not rows("letter", "list")[0]["confirmed"]


def test_what_fails_is_named_and_the_others_are_kept(letter, run, rows, home):
    (home / "recipe.txt").write_text("Peel two onions, and fry them slowly in butter.\n")
    (home / "empty.txt").write_text("")

    done = run("letter", "add", "empty.txt", "recipe.txt", "none.txt", letter, "--yes", code=1)

    failed = [line for line in done.stderr.splitlines() if line.startswith("askwatch: ")]
    assert [line.split("'")[1] for line in failed] == ["empty.txt", "recipe.txt", "none.txt"]
    assert len(rows("letter", "list")) == 1


def test_what_reads_like_no_letter_is_added_where_a_person_says_that_it_is_one(run, rows, home):
    (home / "note.txt").write_text("We are cold. Please tell us when the harbour opens.\n")
    refused = run("letter", "add", "note.txt", code=1).stderr
    assert "no letter: 'note.txt': it greets nobody, no member signed it" in refused
    assert not rows("letter", "list")

    words = ("letter", "add", "note.txt", "--as-letter", "--date", "2026-07-20", "--yes")
    [added] = rows(*words)

    assert added["warnings"] == ["no addressee was found", "no signatory was found"]
    [held] = rows("letter", "list")
    assert (held["letter_date"], held["confirmed"]) == ("2026-07-20", True)


def test_where_no_members_are_held_that_is_said_first(run, home):
    (home / "letter.txt").write_text("Dear Secretary Example:\n\nWe urge you to reply.\n")

    for words in (("letter", "add"), ("read",)):
        done = run(*words, "letter.txt", code=0)
        assert done.stderr.startswith("roster: no members, so no name can be resolved; run: ")


def test_what_was_odd_in_a_text_that_is_no_letter_is_said_too(letter, run, home):
    (home / "story.txt").write_text(
        "Rep. Nobody Nowhere (D-OH), who chaired the hearing, called the answer thin.\n"
    )

    said = run("letter", "add", "story.txt", code=1).stderr

    assert "  name not resolved: 'Nobody Nowhere (D-OH)'" in said


@pytest.mark.parametrize(("typed", "confirmed"), [("y", True), ("n", False)])
def test_at_a_terminal_a_person_is_shown_the_reading_and_asked(
    letter, run, rows, monkeypatch, typed, confirmed
):
    monkeypatch.setattr(Kit, "talks", True)

    shown = run("letter", "add", letter, input=f"{typed}\n").stderr

    assert "signed by  Casey Placeholder" in shown
    assert "1. [action]" in shown
    assert "Is that right?" in shown
    assert rows("letter", "list")[0]["confirmed"] is confirmed


def test_a_person_who_leaves_the_question_leaves_nothing(letter, run, rows, monkeypatch):
    monkeypatch.setattr(Kit, "talks", True)

    run("letter", "add", letter, input="", code=130)

    assert rows("letter", "list") == []


def test_a_store_that_cannot_be_used_ends_the_run(letter, run, home):
    (home / "no.db").write_text("no database")

    said = run("letter", "add", letter, letter, "--yes", "--database", "no.db", code=3).stderr

    assert said.count("askwatch: ") == 1


def test_the_sample_campaign_runs_from_end_to_end_without_a_terminal(run, home):
    shown = run("demo", "--keep", "sample")

    assert "letter 3: " in shown.stdout
    assert "sample-minority: blocked" in shown.stdout
    assert " overdue" in shown.stdout
    assert "possible answer" in shown.stdout
    assert "Teal Valley" in shown.stdout
    assert "$ askwatch poll" in shown.stderr
    assert "go on with: askwatch --config sample/config.toml" in shown.stderr
    assert {p.suffix for p in (home / "sample").iterdir()} >= {".eml", ".db", ".toml"}


def test_the_sample_shows_every_kind_of_clock(run, rows):
    run("demo", "--keep", "sample")

    words = ("--config", "sample/config.toml", "--database", "sample/askwatch.db")
    asks = rows("ask", "list", *words)
    assert {row["clock"] for row in asks} >= {"waiting", "due soon", "long overdue"}
    assert any(row["candidates"] for row in asks)
    assert not any(row["candidates"] for row in asks if row["letter"] == 3)
    assert {row["outcome"] for row in asks} == {"no response yet"}


def test_a_sample_in_a_temporary_folder_leaves_nothing(run, home, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(home))
    monkeypatch.setattr("tempfile.tempdir", None)

    shown = run("demo").stderr

    folder = Path(shown.splitlines()[0].rpartition(" in ")[2])
    assert folder.is_relative_to(home)
    assert not folder.exists()


def test_demo_draws_the_board_into_a_file_on_request(run):
    run("demo", "--picture", "board.svg")

    assert Path("board.svg").read_text("utf-8").startswith("<svg")


def test_demo_says_where_it_may_not_draw(run):
    assert "no such file" in run("demo", "--picture", "no/board.svg", code=1).stderr


def test_a_sample_is_never_put_into_a_folder_of_yours(run, home):
    (home / "mine").mkdir()
    (home / "mine" / "notes.txt").write_text("keep me")

    assert "it is not empty" in run("demo", "--keep", "mine", code=1).stderr
    assert [p.name for p in (home / "mine").iterdir()] == ["notes.txt"]


def test_on_a_real_terminal_a_person_is_asked(letter, home):
    """The only test that draws a prompt on a pseudo-terminal."""
    driver, terminal = pty.openpty()
    os.write(driver, b"n\n")
    done = subprocess.run(
        [sys.executable, "-m", "tui", "letter", "add", str(letter)],
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=terminal,
        text=True,
        cwd=ROOT,
        env={**os.environ},
        timeout=60,
    )
    asked = os.read(driver, 100_000).decode()
    os.close(terminal)
    os.close(driver)

    assert done.returncode == 0, asked
    assert "Is that right?" in asked
    assert done.stdout.startswith("added: letter 1")


def test_the_kit_opens_nothing_before_it_is_asked(home):
    (home / "askwatch.db").unlink()
    kit = Kit(lambda: NOW)

    kit.close()

    assert not (home / "askwatch.db").exists()
