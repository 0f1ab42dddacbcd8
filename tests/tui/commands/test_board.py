"""Bare `askwatch`, `roster`, `read`, `match` and the reference."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests import builders
from tests.jobs.site import serving
from tui.commands import board
from tui.commands.reference import reference

SAMPLE = Path(__file__).parents[3] / "jobs" / "demo" / "campaign"


def test_without_a_terminal_the_board_is_text(store, run):
    shown = run().stdout

    assert shown.startswith("2 asks: 1 to review, 1 overdue\n")
    assert "ask 1: Freeze the assets" in shown
    assert "1 possible answer waits for review" in shown
    assert "30 business days after 3 Mar 2025" in shown
    assert "no public response found in 1 source" in shown


def test_an_empty_board_says_what_to_do_first(run):
    assert "add a letter: askwatch letter add FILE" in run().stdout


def test_the_board_is_json_where_wanted(store, rows):
    assert [row["id"] for row in rows()] == [2, 1] or [row["id"] for row in rows()] == [1, 2]


def test_on_a_terminal_the_dashboard_opens(store, run, monkeypatch):
    opened = []
    monkeypatch.setattr("tui.app.AskwatchApp.run", lambda app: opened.append(app.desk))
    monkeypatch.setattr(board, "at_terminal", lambda: True)
    # What it sets for its own process would stay in that of the tests.
    monkeypatch.setattr("gc.disable", lambda: None)
    monkeypatch.setattr("sys.setswitchinterval", lambda seconds: None)
    monkeypatch.setenv("ESCDELAY", "15")

    run("--config", "settings.toml")

    assert (opened[0].who, opened[0].organisation) == ("Ana", "Friends of Norvania")


@pytest.mark.parametrize(("term", "drawn"), [("xterm", True), ("dumb", False)])
def test_a_terminal_that_draws_nothing_has_the_board_as_text(monkeypatch, term, drawn):
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setenv("TERM", term)

    assert board.at_terminal() is drawn


def test_the_dashboard_can_poll_one_source(store, run, monkeypatch):
    said = []
    monkeypatch.setattr("tui.app.AskwatchApp.run", lambda app: said.append(app.desk.poll("shut")))
    monkeypatch.setattr(board, "at_terminal", lambda: True)
    Path("settings.toml").write_text(
        '[fetch]\nmin_delay = 0\nretries = 0\n[[sources]]\nname = "shut"\nlayout = "rss"\n'
        'url = "http://127.0.0.1:1/feed"\n'
    )

    run("source", "list")
    run()

    assert said == ["could not poll: 'shut': the connection was refused"]


def test_a_roster_is_loaded_from_files_or_folders(run, rows):
    [row] = rows("roster", "update", "--from", SAMPLE)
    assert row == {"members": 6, "added": 6, "changed": 0, "gone": 0}

    again = run("roster", "update", "--from", SAMPLE / "legislators-sample.json").stdout
    assert again == "6 members: 0 added, 0 changed, 0 gone\n"


def test_a_file_that_is_no_roster_leaves_the_roster_as_it_was(run, home):
    run("roster", "update", "--from", SAMPLE)
    (home / "x.json").write_text("[1]")

    assert "not a legislators file" in run("roster", "update", "--from", "x.json", code=1).stderr
    assert "X000001" in run("roster", "find", "Avery Sample").stdout


def test_the_public_roster_is_downloaded_where_no_file_is_named(run, home, monkeypatch):
    monkeypatch.setattr("jobs.roster.ADDRESSES", ("http://127.0.0.1:1/legislators.json",))

    shown = run("roster", "update", code=1).stderr

    assert "downloading the public roster" in shown
    assert "could not fetch: 'http://127.0.0.1:1/" in shown


def test_on_a_terminal_a_download_shows_how_much_has_come(run, monkeypatch):
    body = (SAMPLE / "legislators-sample.json").read_bytes()
    with serving() as site:
        monkeypatch.setattr("jobs.roster.ADDRESSES", (f"{site.url}/feed",))
        site.answers(body + b" " * 150_000, media_type="application/json")
        monkeypatch.setattr("tui.commands.roster.at_terminal", lambda: True)
        done = run("roster", "update")

    assert "0.2 MB received" in done.stderr.rsplit("\r", 1)[-1]
    assert " members: " in done.stdout


def test_a_name_is_found_or_it_is_said_why_not(run, rows):
    run("roster", "update", "--from", SAMPLE)

    assert rows("roster", "find", "Avery", "Sample", "--on", "2026-01-01")[0]["last"] == "Sample"
    assert "name not resolved" in run("roster", "find", "Nobody Here", code=1).stderr


@pytest.fixture
def letter(home) -> Path:
    """A sample letter, dated."""
    text = (SAMPLE / "letters" / "1-teal-valley.txt").read_text("utf-8")
    (home / "letter.txt").write_text(text.replace("{{-124}}", "July 20, 2026"), "utf-8")
    return home / "letter.txt"


def test_a_letter_is_read_without_being_stored(letter, run, rows):
    [row] = rows("read", letter, "--roster", SAMPLE, "--published", "2026-07-21")

    assert set(row) == {
        *("id", "kind", "title", "letter_date", "addressees", "cc", "signatories"),
        *("signatory_count_stated", "reply_by", "committee", "asks", "warnings"),
    }
    assert (row["kind"], row["letter_date"]) == ("letter", "2026-07-20")
    assert [s["bioguide"] for s in row["signatories"]] == ["X000003", "X000004"]
    text = letter.read_text("utf-8")
    for ask in row["asks"]:
        assert ask["quote"] == text[ask["start"] : ask["end"]]
    assert rows("letter", "list") == []


def test_lines_of_json_are_read_in_their_order_and_bad_ones_named(run, home):
    lines = [{"id": "a", "text": "Nothing much."}, {"id": "b"}, {"id": "c", "text": "Nor here."}]
    (home / "in.jsonl").write_text("\n".join(map(json.dumps, lines)))

    shown = run("read", "--jsonl", "in.jsonl", code=1)

    assert [json.loads(line)["id"] for line in shown.stdout.splitlines()] == ["a", "c"]
    assert "could not read the line: 'in.jsonl, line 2': it has no 'text'" in shown.stderr


def test_reading_nothing_is_said(run):
    assert "name a file, an address or --jsonl FILE" in run("read", code=1).stderr


def test_asks_and_documents_from_files_are_paired(rows, run, home):
    ask = {
        "ask_id": "a1",
        "quote": "Freeze the assets of the harbour police of Norvania.",
        "kind": "action",
        "letter_date": "2026-01-02",
    }
    document = {
        "url": "https://a.example/1",
        "title": "Assets frozen",
        "date": "2026-02-01",
        "text": "Today the assets of the harbour police of Norvania were frozen.",
    }
    (home / "asks.jsonl").write_text(json.dumps(ask))
    (home / "documents.jsonl").write_text(json.dumps(document))

    [row] = rows("match", "--asks", "asks.jsonl", "--documents", "documents.jsonl", "--top", 1)

    [match] = row["matches"]
    assert (row["ask_id"], match["url"]) == ("a1", "https://a.example/1")
    assert document["text"][match["start"] : match["end"]] == match["passage"]
    assert "name both files" in run("match", "--asks", "asks.jsonl", code=2).stderr


def test_what_waits_in_the_store_is_paired(store, rows, run):
    assert "proposed" in rows("match")[0]
    assert "possible answers to review" in run("match").stdout


def test_where_the_threshold_comes_from_is_said_and_can_be_learnt_and_given_back(store, rows, run):
    default = rows("match")[0]["threshold"]
    assert "weights were fitted with" in run("doctor", "--offline", code=1).stdout
    few = run("match", "--calibrate", code=1).stderr
    assert "too few decisions" in few
    assert "20 are needed" in few
    store.calibrations.set(0.9, accepted=6, rejected=30, who="Ana", now=builders.NOW)

    [back] = rows("match", "--reset", "--by", "Ben")

    assert (back["before"], back["threshold"]) == (0.9, default)
    assert f"{default:.2f} on (before: {default:.2f})" in run("match", "--reset").stdout
    assert "give one of them" in run("match", "--reset", "--calibrate", code=2).stderr


def test_the_reference_says_what_the_program_does():
    page = (Path(__file__).parents[3] / "docs" / "commands.md").read_text("utf-8")

    assert page == reference(), "run: python -m tui.commands.reference > docs/commands.md"
