"""The jobs' log: plain or JSON, put aside when it grows, without secrets."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from jobs.log import configure
from tracker.config import Log


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def lines(tmp_path: Path, stream: io.StringIO | None = None, **settings) -> io.StringIO:
    stream = stream or io.StringIO()
    configure(Log(**settings), tmp_path, stream)
    return stream


def test_elsewhere_than_on_a_terminal_a_line_is_json(tmp_path):
    stream = lines(tmp_path)

    structlog.get_logger().bind(job="poll").info("done", counts={"new": 3}, error=None)

    told = json.loads(stream.getvalue())
    assert told.pop("at").endswith("+00:00")
    assert told == {
        "job": "poll",
        "event": "done",
        "level": "info",
        "counts": {"new": 3},
        "error": None,
    }


def test_on_a_terminal_a_line_is_for_people(tmp_path):
    stream = lines(tmp_path, Terminal())

    log = structlog.get_logger()
    log.bind(job="poll").info("done", counts={"new documents": 1200}, error=None)
    log.error("a wall", host="x.example")

    first, second = (line[9:] for line in stream.getvalue().splitlines())
    assert first == "poll: done (new documents: 1,200)"
    assert second == "error: a wall (host x.example)"


def test_what_is_below_the_level_is_not_written(tmp_path):
    stream = lines(tmp_path, level="warning")

    structlog.get_logger().info("done")

    assert stream.getvalue() == ""


def test_what_libraries_log_has_the_same_form(tmp_path):
    stream = lines(tmp_path)

    try:
        raise ZeroDivisionError("of ana@example.org")
    except ZeroDivisionError:
        logging.getLogger("lib").exception("it failed for %s", "ana@example.org")

    told = json.loads(stream.getvalue())
    assert (told["event"], told["logger"]) == (
        "it failed for a…@example.org: ZeroDivisionError",
        "lib",
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("login with hunter2-long", "login with <ASKWATCH_SMTP_PASSWORD>"),
        ("GET https://ana:pw@x.example/a", "GET https://<hidden>@x.example/a"),
        ("https://x.example/?api_key=abc123&n=1", "https://x.example/?api_key=<hidden>&n=1"),
        ("not sent: 'ana.b+c@ngo.example'", "not sent: 'a…@ngo.example'"),
        ("two\nlines \x1b[31mred", "two lines [31mred"),
    ],
)
def test_secrets_and_addresses_and_escapes_never_get_into_a_line(
    tmp_path, monkeypatch, words, told
):
    monkeypatch.setenv("ASKWATCH_SMTP_PASSWORD", "hunter2-long")
    stream = lines(tmp_path)

    structlog.get_logger().info(words, smtp_password="x", deep={"token": "y", "n": 1})

    line = json.loads(stream.getvalue())
    assert line["event"] == told
    assert (line["smtp_password"], line["deep"]) == ("<hidden>", {"token": "<hidden>", "n": 1})


def test_a_file_that_has_grown_is_put_aside_and_some_are_kept(tmp_path):
    lines(tmp_path, file="logs/jobs.log", max_bytes=150, keep=2)

    for number in range(12):
        structlog.get_logger().info(f"line {number:02} {'x' * 40}")

    files = sorted((tmp_path / "logs").iterdir())
    assert len(files) == 3
    assert files[0].stat().st_mode & 0o777 == 0o600
    assert json.loads(files[0].read_text().splitlines()[-1])["event"].startswith("line 11")
