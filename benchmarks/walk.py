"""Walk through the whole job in a real terminal, by keys alone.

    python benchmarks/walk.py [--show]

On the sample campaign, served on the loopback: add a letter, confirm its
reading, poll, review, set an outcome, take it back, export. Printed is how long each step
took until its picture stood; a step whose picture never comes ends the walk with the screen
as it was. `--show` prints every screen.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import re
import select
import shlex
import struct
import subprocess
import sys
import termios
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyte

from jobs import demo

LIMIT = 20.0
"""Seconds after which a picture will not come."""
# What the emulator takes for text: sequences with a sign it does not know.
_UNKNOWN = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1bP[^\x1b]*\x1b\\\\")


def main() -> None:
    """Walk, and print the steps."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    today = datetime.now(UTC).date()
    with TemporaryDirectory() as name, demo.served(today) as base:
        folder = Path(name)
        campaign = demo.prepare(folder, today, base)
        walk = _Walk(folder, campaign, options.show)
        try:
            walk.prepare(campaign)
            _by_keys(walk)
            [export] = folder.glob("*.csv")
            print(f"exported: {len(export.read_text('utf-8').splitlines()) - 1} asks")
        finally:
            walk.end()


def _by_keys(walk: _Walk) -> None:
    walk.step("the dashboard", "Outstanding asks", line="askwatch")
    walk.step("letters", "to confirm", "l")
    walk.step("open the letter", "not yet confirmed", "\r")
    walk.step("confirm", "Reading confirmed", "c")
    walk.step("sources", "Poll now", "s")
    walk.step("poll", " to review", "g")
    walk.step("review", "Candidate 1 of", "r")
    walk.step("accept", "What became of", "a")
    walk.step("choose the outcome", "What became of", "\r")
    walk.step("set the outcome", "What became of", "\r", gone=True)
    walk.step("take it back", "taken back", "u")
    walk.step("board", "Outstanding asks", "b")
    walk.step("export", "Export what is shown", "e")
    walk.step("write the file", "Export what is shown", "\x13", gone=True)
    walk.step("leave", "[0]", "q")


class _Walk:
    """A shell in a terminal of 140 by 40, with `askwatch` at hand."""

    def __init__(self, folder: Path, campaign: demo.Campaign, show: bool) -> None:
        self._show = show
        self._picture = pyte.Screen(140, 40)
        self._stream = pyte.ByteStream(self._picture)
        self._line, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 140, 0, 0))
        settings = os.environ | {
            "ASKWATCH_CONFIG": str(campaign.config),
            "ASKWATCH_DATABASE": str(folder / "askwatch.db"),
            "HOME": str(folder),
            "TERM": "xterm-256color",
        }
        self._shell = subprocess.Popen(
            ["sh"],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=settings,
            cwd=folder,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(theirs)

    def prepare(self, campaign: demo.Campaign) -> None:
        """Load the roster and add the letters, as a person types it."""
        self.step("members", "[0]", line=f"askwatch roster update --from {campaign.roster}")
        self.step("sources", "[0]", line="askwatch source list")
        for n, letter in enumerate(campaign.letters[:2]):
            # The first is left to be confirmed on the screen.
            yes = "--yes" if n else "</dev/null"
            self.step(f"add letter {n + 1}", "[0]", line=f"askwatch letter add {letter} {yes}")

    def step(self, what: str, words: str, *keys: str, line: str = "", gone: bool = False) -> None:
        """Type keys or a line, then wait until other words stand there, or go."""
        began = time.perf_counter()
        if line:
            self._type(self._command(line) + "\r")
        for key in keys:
            self._type(key)
        while (words in (screen := self.screen())) == gone:
            if time.perf_counter() - began > LIMIT:
                raise SystemExit(f"{what}: nothing says {words!r}:\n{screen}")
        print(f"{what:18} {time.perf_counter() - began:5.2f} s")
        if self._show:
            print(self.screen())

    def _command(self, line: str) -> str:
        program = shlex.join([sys.executable, "-m", "tui"])
        return f'clear; {program}{line.removeprefix("askwatch")}; echo "[$?]"'

    def _type(self, text: str) -> None:
        os.write(self._line, text.encode())

    def screen(self) -> str:
        """Return what stands in the terminal, when nothing more is being drawn."""
        while select.select([self._line], [], [], 0.1)[0]:
            self._stream.feed(_UNKNOWN.sub(b"", os.read(self._line, 65536)))
        return "\n".join(self._picture.display)

    def end(self) -> None:
        """Close the terminal and what runs in it."""
        os.close(self._line)
        self._shell.wait()


if __name__ == "__main__":
    main()
