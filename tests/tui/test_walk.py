"""The whole job in a real terminal by keys alone, and by the mouse alone."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.store import Store
from jobs import demo, roster
from jobs.given import roster_files
from tracker.types import Outcome

TMUX = shutil.which("tmux")
LIMIT = 60
"""Seconds after which words will not come, on the busiest of machines."""
STEPS: tuple[tuple[tuple[str, ...], str], ...] = (
    ((), "Outstanding asks"),
    (("l",), "to confirm"),
    (("Enter",), "not yet confirmed"),
    (("c",), "eading confirmed"),
    # Not before its rows are there: a key without a row to act on does nothing.
    (("s",), "not looked at"),
    (("g",), " to review"),
    (("r",), "Candidate 1 of"),
    (("a",), "What became of"),
)
"""Keys, and the words that come of them."""


class Terminal:
    """A shell in tmux, 120 by 40, with a sample campaign and `askwatch` at hand."""

    def __init__(self, folder: Path, campaign: demo.Campaign) -> None:
        self._tmux = [str(TMUX), "-S", str(folder / "tmux"), "-f", os.devnull]
        self._program = shlex.join([sys.executable, "-m", "tui"])
        own = {
            "ASKWATCH_CONFIG": str(campaign.config),
            "ASKWATCH_DATABASE": str(folder / "askwatch.db"),
            "HOME": str(folder),
            "TMUX": "",
        }
        # Else the size in the environment would count, not that of the terminal.
        sized = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
        subprocess.run(
            [*self._tmux, "new-session", "-d", "-x", "120", "-y", "40", "sh"],
            env=sized | own,
            cwd=folder,
            check=True,
        )

    def run(self, command: str) -> None:
        """Type a command of ours, on an empty screen; its exit code stands below it."""
        self.keys(f"clear; {self._program} {command}; echo ended $?", "Enter")

    def keys(self, *names: str) -> None:
        """Press some keys, by tmux's names for them."""
        if names:
            subprocess.run([*self._tmux, "send-keys", *names], check=True)

    def until(self, words: str, *, gone: bool = False) -> None:
        """Wait until some words stand on the screen, or no longer."""
        end = time.monotonic() + LIMIT
        while (words in (screen := self.screen())) == gone:
            assert time.monotonic() < end, f"{words!r}:\n{screen}"
            time.sleep(0.05)

    def screen(self) -> str:
        """Return what stands there now."""
        shown = [*self._tmux, "capture-pane", "-p"]
        return subprocess.run(shown, capture_output=True, text=True, check=True).stdout

    def end(self) -> None:
        """Close the terminal, and all that runs in it."""
        subprocess.run([*self._tmux, "kill-server"], check=False)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A terminal; its sample site is served, its roster is loaded."""
    today = datetime.now(UTC).date()
    with demo.served(today) as base:
        campaign = demo.prepare(tmp_path, today, base)
        with Store.open(str(tmp_path / "askwatch.db")) as store:
            members = roster.read(roster_files([str(campaign.roster)]))
            store.roster.replace(members, datetime.now(UTC))
        terminal = Terminal(tmp_path, campaign)
        yield terminal
        terminal.end()


@pytest.mark.skipif(TMUX is None, reason="there is no tmux here: apt install tmux")
def test_the_whole_job_is_done_by_keys_alone_in_a_terminal(terminal, tmp_path):
    [letter, *_] = sorted((tmp_path / "letters").glob("[0-9]*"))
    terminal.run(f"letter add {letter} </dev/null")
    terminal.until("ended 0")
    terminal.run("")
    for keys, words in STEPS:
        terminal.keys(*keys) if keys else None
        terminal.until(words)
    while "What became of" in terminal.screen():
        # The outcome, then the reason; each may still be on its way to the screen.
        terminal.keys("Enter")
        time.sleep(0.3)
    terminal.keys("u")
    terminal.until("taken back")
    terminal.keys("b")
    terminal.until("Outstanding asks")
    terminal.keys("e")
    terminal.until("Export what is shown")
    terminal.keys("C-s")
    terminal.until("Export what is shown", gone=True)
    terminal.until("written")
    terminal.keys("q")
    terminal.until("ended 0")

    [export] = tmp_path.glob("*.csv")
    with Store.open(str(tmp_path / "askwatch.db")) as store:
        asks = {row.ask.id: row for row in store.board.rows([*range(1, 20)])}
        kinds = [event.kind.value for event in store.ledger.events()]
    assert len(export.read_text("utf-8").splitlines()) == len(asks) + 1
    assert {row.state.outcome for row in asks.values()} == {Outcome.NO_RESPONSE}
    assert kinds[1:] == [
        "letter confirmed",
        "candidate accepted",
        "outcome set",
        "undone",
        "undone",
    ]
