"""The dashboard in a real terminal: the whole job by keys alone, and by the mouse alone."""

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
from rich.cells import cell_len

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
    (("a",), "2  partly answered"),
    # The figure of the outcome, then the reason.
    (("2",), "→ partly answered"),
    (("s", "a", "i", "d"), " said "),
    (("Enter",), ": partly answered"),
    (("u",), "taken back"),
    (("b",), "Outstanding asks"),
    (("e",), "Export what is shown"),
    (("C-s",), "written:"),
)
"""Keys, and the words that come of them."""
CLICKS = (
    ("l Letters", "? to confirm"),
    ("? to confirm", "not yet confirmed"),
    ("c Confirm", "eading confirmed"),
    ("◉ Askwatch", "1 letter: 0 to confirm"),
    ("◉ Askwatch", "Outstanding asks"),
    ("s Sources", "not looked at"),
    ("g Poll now", " to review"),
    ("◉ Askwatch", "Outstanding asks"),
    ("r Review", "Candidate 1 of"),
    ("a Accept", "What became of"),
    ("2  partly answered", "→ partly answered"),
    ("enter again records", ": partly answered"),
    ("u Undo", "taken back"),
    ("◉ Askwatch", "Outstanding asks"),
    ("e Export", "Export what is shown"),
    ("ctrl+s save", "written:"),
)
"""Words that are clicked where they stand, and the words that come of it."""
DONE = ["letter confirmed", "candidate accepted", "outcome set", "undone", "undone"]


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

    def click(self, words: str) -> None:
        """Click where some words stand, when they do and nothing moves any more."""
        self.until(words)
        before = ""
        while (screen := self.screen()) != before or words not in screen:
            before = screen
            time.sleep(0.05)
        # The lowest on the screen: keys stand below the rows, hints below a window.
        y, line = max((y, line) for y, line in enumerate(screen.splitlines(), 1) if words in line)
        x = cell_len(line[: line.rindex(words)]) + 2
        pressed = f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m"
        self.keys("-H", *(f"{byte:x}" for byte in pressed.encode()))

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

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size."""
        size = ["-x", str(columns), "-y", str(lines)]
        subprocess.run([*self._tmux, "resize-window", *size], check=True)

    def program(self) -> int:
        """Return the process that runs in the shell."""
        asked = [*self._tmux, "display-message", "-p", "#{pane_pid}"]
        shell = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
        found = subprocess.run(["pgrep", "-P", shell], capture_output=True, text=True, check=True)
        return int(found.stdout)

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
    begin(terminal, tmp_path)
    for keys, words in STEPS:
        terminal.keys(*keys)
        terminal.until(words)
    terminal.keys("q")
    terminal.until("ended 0")

    assert kept(tmp_path) == DONE


@pytest.mark.skipif(TMUX is None, reason="there is no tmux here: apt install tmux")
def test_the_whole_job_is_done_by_the_mouse_alone_in_a_terminal(terminal, tmp_path):
    begin(terminal, tmp_path)
    terminal.until("What happened")
    for clicked, words in CLICKS:
        terminal.click(clicked)
        terminal.until(words)
        # What is under way stands in the line that is clicked next.
        terminal.until("calls it off", gone=True)

    assert kept(tmp_path) == DONE


@pytest.mark.skipif(TMUX is None, reason="there is no tmux here: apt install tmux")
def test_the_dashboard_fits_its_terminal_waits_in_the_shell_and_ends_with_it(terminal, tmp_path):
    begin(terminal, tmp_path)
    terminal.until("What happened")
    terminal.keys("j")
    terminal.until("no. 2 of letter 1")
    for columns, lines, words in ((200, 60, "Owner"), (50, 12, "days over"), (120, 40, "Morgan")):
        terminal.resize(columns, lines)
        terminal.until(words)
    terminal.until("no. 2 of letter 1")
    terminal.keys("C-z")
    terminal.until("Stopped")
    terminal.keys("fg", "Enter")
    terminal.until("no. 2 of letter 1")
    program = terminal.program()

    terminal.end()

    end = time.monotonic() + LIMIT
    while lives(program):
        assert time.monotonic() < end
        time.sleep(0.05)
    with Store.open(str(tmp_path / "askwatch.db")) as store:
        assert len(store.board.rows([*range(1, 20)])) == 4


def lives(program: int) -> bool:
    """Say whether a process still runs."""
    asked = ["ps", "-o", "stat=", "-p", str(program)]
    state = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return bool(state) and not state.startswith("Z")


def begin(terminal: Terminal, folder: Path) -> None:
    """Add a letter, unconfirmed, and open the dashboard."""
    [letter, *_] = sorted((folder / "letters").glob("[0-9]*"))
    terminal.run(f"letter add {letter} </dev/null")
    terminal.until("ended 0")
    terminal.run("")


def kept(folder: Path) -> list[str]:
    """Return what was done, in order of time; what was exported must tell of all asks."""
    [export] = folder.glob("*.csv")
    with Store.open(str(folder / "askwatch.db")) as store:
        asks = store.board.rows([*range(1, 20)])
        kinds = [event.kind.value for event in store.ledger.events()]
    assert len(export.read_text("utf-8").splitlines()) == len(asks) + 1
    assert {row.state.outcome for row in asks} == {Outcome.NO_RESPONSE}
    return kinds[1:]
