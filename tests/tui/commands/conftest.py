"""The command line, run in the test's own process, on the store of `tests/tui/conftest.py`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.builders import NOW
from tui.cli import cli
from tui.commands.kit import Kit

SETTINGS = """
[organisation]
name = "Friends of Norvania"

[fetch]
min_delay = 0
timeout = 20
retries = 0

[digest]
to = ["ana@example.org"]

[dashboard]
user = "Ana"
"""


@pytest.fixture
def home(empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's own folders, with settings and a store: an empty one, or that of `store`."""
    if not (tmp_path / "askwatch.db").exists():
        shutil.copy(empty, tmp_path / "askwatch.db")
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    (tmp_path / "settings.toml").write_text(SETTINGS, "utf-8")
    monkeypatch.setenv("ASKWATCH_CONFIG", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("ASKWATCH_DATABASE", str(tmp_path / "askwatch.db"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(home: Path) -> Callable[..., Result]:
    """Run a command line a second after the last; its exit code must be as expected (None: any)."""
    moments = (NOW + timedelta(seconds=n) for n in count())

    def run(*words: object, code: int | None = 0, input: str | None = None) -> Result:
        moment = next(moments)
        kit = Kit(lambda: moment)
        result = CliRunner().invoke(cli, [str(w) for w in words], obj=kit, input=input)
        assert code in (None, result.exit_code), f"{result.exit_code}: {result.output}"
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return run


@pytest.fixture
def rows(run: Callable[..., Result]) -> Callable[..., list[dict[str, Any]]]:
    """Run a command with --json and return its lines as objects."""

    def rows(*words: object, code: int = 0) -> list[dict[str, Any]]:
        result = run(*words, "--json", code=code)
        return [json.loads(line) for line in result.stdout.splitlines()]

    return rows
