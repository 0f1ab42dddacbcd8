"""How the command line begins and ends: words, options, settings, exit codes."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tracker.errors import ConfigError, NotHeldError, StoreError
from tui.cli import WORDS, cli
from tui.commands.ending import ended
from tui.commands.shared import word


def askwatch(*words: object, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).parents[2],
        **more,
    )


def test_help_names_every_command_in_the_order_of_the_work():
    shown = CliRunner().invoke(cli, ["--help"]).output

    places = [shown.index(f"\n  {name} ") for name in WORDS]
    assert places == sorted(places)


@pytest.mark.parametrize("name", WORDS)
def test_every_word_is_a_command_that_explains_itself(name):
    shown = CliRunner().invoke(cli, [name, "--help"])

    assert shown.exit_code == 0
    assert "--database" in shown.output
    assert len(shown.output.splitlines()[2].strip()) > 20


def test_an_unknown_command_is_wrong_usage():
    result = CliRunner().invoke(cli, ["lettre"])

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines()[-1].startswith("askwatch: no such command 'lettre'")


def test_an_unknown_option_is_wrong_usage_and_shows_how_it_goes():
    result = CliRunner().invoke(cli, ["search", "water", "--limits", "3"])

    assert result.exit_code == 2
    assert "Usage: askwatch search" in result.stderr
    assert "--limit" in result.stderr.splitlines()[-1]


def test_a_group_without_a_command_explains_itself_and_is_wrong_usage():
    result = CliRunner().invoke(cli, ["letter"])

    assert result.exit_code == 2
    assert "merge" in result.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("bad setting", "poll.timout", "no such setting"), 2),
        (StoreError("could not open the database", "x.db", "it is a folder"), 3),
        (NotHeldError("no such letter", "7"), 1),
        (click.Abort(), 130),
        (KeyboardInterrupt(), 130),
        (PermissionError(13, "Permission denied", "notes.txt"), 1),
        (OSError(28, "No space left on device"), 1),
    ],
)
def test_each_end_has_its_exit_code_and_one_line_on_stderr(error, code, capsys):
    def run() -> None:
        raise error

    assert ended(run) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("askwatch: ")
    assert err.count("\n") == 1


def test_what_went_wrong_is_said_without_what_a_terminal_would_obey(capsys):
    def run() -> None:
        raise NotHeldError("no such letter", "\x1b[2Jseven\n\u202eneves")

    ended(run)

    assert capsys.readouterr().err == "askwatch: no such letter: '[2Jseven neves'\n"


def test_a_bug_leaves_a_private_report_without_secrets_and_no_traceback(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("ASKWATCH_SMTP_PASSWORD", "opensesame")

    def run() -> None:
        raise RuntimeError("the password is opensesame")

    assert ended(run) == 1
    err = capsys.readouterr().err
    [report] = (tmp_path / "askwatch" / "crashes").iterdir()
    assert str(report) in err
    assert "Traceback" not in err
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert "RuntimeError: the password is <ASKWATCH_SMTP_PASSWORD>" in report.read_text()


def test_a_bug_whose_report_cannot_be_written_is_still_said(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))

    def run() -> None:
        raise OSError("a bad day")

    assert ended(run) == 1
    err = capsys.readouterr().err
    assert "no report could be written" in err
    assert "in test_cli.py, line" in err
    assert "a bad day" not in err


def test_a_reader_that_has_had_enough_ends_us_quietly():
    code = f"{sys.executable} -m tui --help | true; exit ${{PIPESTATUS[0]}}"
    run = subprocess.run(
        ["bash", "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )

    assert run.stderr == ""


def test_a_full_disk_behind_stdout_is_said():
    with open("/dev/full", "w") as full:
        run = subprocess.run(
            [sys.executable, "-m", "tui", "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )

    assert run.returncode == 1
    assert "the disk is full" in run.stderr


def test_an_interrupt_ends_with_130(tmp_path):
    code = (
        "import os, signal, tui.cli\n"
        "tui.cli.cli.callback = lambda: os.kill(os.getpid(), signal.SIGINT)\n"
        "tui.cli.cli.params = []\n"
        "tui.cli.main()"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )

    assert run.returncode == 130
    assert run.stderr.strip().endswith("askwatch: interrupted")


def test_the_version_is_told():
    assert askwatch("--version").stdout.startswith("askwatch 0.")


@pytest.mark.parametrize("before", [True, False])
def test_shared_options_stand_before_or_after_the_command(before, tmp_path, monkeypatch):
    monkeypatch.setenv("ASKWATCH_DATABASE", str(tmp_path / "other.db"))
    options = ["--database", str(tmp_path / "named.db")]
    words = [*options, "letter", "list"] if before else ["letter", "list", *options]

    result = CliRunner().invoke(cli, words)

    assert result.exit_code == 0, result.output
    assert (tmp_path / "named.db").exists()
    assert not (tmp_path / "other.db").exists()


def test_json_is_utf8_whatever_the_machine_speaks(tmp_path):
    env = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"id": "señora", "text": "Señora Pérez"}', "utf-8")
    words = ["read", "--jsonl", str(lines), "--database", str(tmp_path / "a.db")]

    run = subprocess.run(
        [sys.executable, "-m", "tui", *words],
        capture_output=True,
        cwd=Path(__file__).parents[2],
        env=env,
    )

    assert "señora" in run.stdout.decode("utf-8"), run.stderr


def test_an_option_may_take_several_values_at_once():
    from tui.commands.shared import Many

    @word()
    @click.argument("files", nargs=-1)
    @click.option("--from", "names", cls=Many, fits=lambda value: value.endswith(".json"))
    @click.option("--flag", is_flag=True)
    def command(files: tuple[str, ...], names: tuple[str, ...], flag: bool) -> None:
        click.echo(f"{files} {names} {flag}")

    shown = CliRunner().invoke(
        command, ["--from", "a", "b.json", "letter.txt", "--flag", "--from=c.json", "d.txt"]
    )

    assert shown.output == "('letter.txt', 'd.txt') ('a', 'b.json', 'c.json') True\n"
