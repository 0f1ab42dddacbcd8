"""Texts in bulk: one at a time, each on its own, with word of how far it has come."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from jobs.extract import MOST_BYTES
from jobs.given import how_many, texts
from tracker.errors import InputError
from tui.commands.each import each

ROOT = Path(__file__).parents[3]


def nowhere():
    raise AssertionError("nothing is to be asked for")


def lines(file: Path, many: int, text: str = "Nothing much.") -> Path:
    with file.open("w") as out:
        for number in range(many):
            out.write(json.dumps({"id": str(number), "text": text}) + "\n\n")
    return file


def test_on_a_terminal_a_bar_shows_how_far_it_has_come(tmp_path):
    driver, terminal = pty.openpty()
    words = ["read", "--jsonl", str(lines(tmp_path / "in.jsonl", 3))]
    with (tmp_path / "in.jsonl").open("a") as more:
        more.write("{\n")
    done = subprocess.run(
        [sys.executable, "-m", "tui", *words, "--database", str(tmp_path / "askwatch.db")],
        stdout=subprocess.PIPE,
        stderr=terminal,
        text=True,
        cwd=ROOT,
        check=False,
    )
    shown = os.read(driver, 100_000).decode()
    os.close(terminal)
    os.close(driver)

    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["0", "1", "2"]
    assert "100%" in shown
    assert "\naskwatch: could not read the line: " in shown.replace("\r", "")
    assert done.returncode == 1


def test_elsewhere_a_line_says_so_now_and_then(tmp_path, capsys):
    file = str(lines(tmp_path / "in.jsonl", 1001))

    failures = each(texts([], file, nowhere), lambda _: None, how_many([], file))

    assert failures == 0
    assert capsys.readouterr().err.splitlines() == ["500 of 1,001 done", "1,000 of 1,001 done"]


def test_no_more_than_one_text_is_held_at_a_time(tmp_path):
    file = str(lines(tmp_path / "in.jsonl", 300, "Nothing much. " * 4000))

    tracemalloc.start()
    each(texts([], file, nowhere), lambda _: None, how_many([], file))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert Path(file).stat().st_size > 15_000_000
    assert most < 3_000_000


def test_lines_may_come_through_a_pipe(tmp_path):
    with subprocess.Popen(["cat", lines(tmp_path / "in", 500)], stdout=subprocess.PIPE) as cat:
        assert cat.stdout is not None
        file = f"/dev/fd/{cat.stdout.fileno()}"
        given = []

        each(texts([], file, nowhere), given.append, how_many([], file))

    assert len(given) == 500


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"text": "' + "x" * (2 * MOST_BYTES) + '"}', "it is longer than 20 MB"),
        ('{"text": ' + "[" * 100_000, "it is nested too deep"),
        ('{"text": "a", "title": 7}', "its 'title' is no text"),
        ('{"text": "\\ud800"}', "surrogates not allowed"),
        ('["text"]', "it is no object with a text"),
    ],
    ids=["long", "deep", "number", "surrogate", "list"],
)
def test_bad_line_is_named_and_the_next_is_read(tmp_path, line, why):
    (tmp_path / "in.jsonl").write_text(line + '\n{"text": "good"}\n')

    bad, good = texts([], str(tmp_path / "in.jsonl"), nowhere)

    with pytest.raises(InputError, match=f"in.jsonl, line 1': .*{why}"):
        bad()
    assert good().text == "good"
