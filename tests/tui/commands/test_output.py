"""What is written: harmless, whole, and readable by programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from tui.commands import output


@dataclass
class Thing:
    name: str
    at: datetime


def test_json_gives_times_in_utc_with_their_offset(capsys):
    east = timezone(timedelta(hours=2))

    output.emit(
        {"thing": Thing("x", datetime(2026, 1, 2, 3, 4, tzinfo=east)), "day": date(2026, 1, 2)}
    )

    assert json.loads(capsys.readouterr().out) == {
        "thing": {"name": "x", "at": "2026-01-02T01:04:00+00:00"},
        "day": "2026-01-02",
    }


def test_json_takes_sets_lengths_of_time_and_none(capsys):
    output.emit({"a": {1}, "b": timedelta(minutes=1), "c": None, 4: (True,)})

    assert json.loads(capsys.readouterr().out) == {"a": [1], "b": 60.0, "c": None, "4": [True]}


def test_json_keeps_a_text_whole_and_harmless(capsys):
    text = "Señora \u202e\x9b2J\ud800 \x1b[0m"

    output.emit({"text": text})

    line = capsys.readouterr().out
    assert "ñ" in line
    assert not set("\u202e\x9b\ud800\x1b") & set(line)
    assert json.loads(line)["text"] == text


def test_text_and_talk_hold_nothing_that_a_terminal_would_obey(capsys):
    output.say("a\x1b[31mb")
    output.talk("c\u202ed")

    out, err = capsys.readouterr()
    assert (out, err) == ("a[31mb\n", "cd\n")


def test_a_table_keeps_every_word(capsys):
    output.table(("id", "title"), [(1, "a\nlong  title " * 20), (12, None)])

    head, first, second = capsys.readouterr().out.splitlines()
    assert head == "id  title"
    assert first == "1   " + ("a long title " * 20).strip()
    assert second == "12"


def test_nothing_in_the_domain_speaks_local_time():
    assert output.plain(datetime(2026, 1, 1, tzinfo=UTC)).endswith("+00:00")
