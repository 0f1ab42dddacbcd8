"""Look how another process's decisions come onto the board, in a real terminal.

    python benchmarks/others.py FILE [--rounds 5]

FILE is a store with outstanding asks, of benchmarks/big_store.py for one; it is copied first.
The board stands in a pseudo-terminal, filtered, the cursor on a row further down. Another
process sets an owner, again and again; every 20 ms the screen is looked at. Printed are the
seconds until each owner stands there, the fewest lines that any picture had in between, and
in how many of them cursor, place or filter was another.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pyte

from tracker.types import EventKind

WIDTH, HEIGHT = 180, 40
FILTER = "state:overdue"
# What the emulator takes for text: sequences with a sign it does not know.
_UNKNOWN = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1bP[^\x1b]*\x1b\\\\")
OTHER = f"""
import sys
from datetime import UTC, datetime
from db.store import Store
from tracker.types import EventKind
with Store.open(sys.argv[1]) as store:
    kind = EventKind({EventKind.OWNER_SET.value!r})
    store.ledger.append(int(sys.argv[2]), kind, sys.argv[3], who="other", now=datetime.now(UTC))
"""


def main() -> None:
    """Write, look, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        file = Path(shutil.copy(options.file, name)) if options.file.is_file() else options.file
        board = _Board(file)
        try:
            _watch(board, file, options.rounds)
        finally:
            board.end()


def _watch(board: _Board, file: Path, rounds: int) -> None:
    board.until("Looked for|Nobody has looked")
    for key in ("/", *FILTER, "\r", *"jjjj"):
        board.press(key)
    before = board.picture()
    ask_id = re.search(r"Ask (\d+),", before)
    assert ask_id is not None, before
    took, fewest, moved, looks = [], HEIGHT, 0, 0
    for number in range(rounds):
        owner = f"Owner{number}"
        subprocess.run([sys.executable, "-c", OTHER, str(file), ask_id[1], owner], check=True)
        began = time.perf_counter()
        while owner not in (now := board.picture()):
            looks, fewest = looks + 1, min(fewest, sum(map(bool, map(str.strip, now.split("\n")))))
            moved += ask_id[0] not in now or FILTER not in now
            if time.perf_counter() - began > 20:
                raise SystemExit(f"it never came:\n{now}")
        took.append(time.perf_counter() - began)
    lines = sum(map(bool, map(str.strip, before.split("\n"))))
    print(f"another's decision stood there after {', '.join(f'{one:.2f}' for one in took)} s")
    print(
        f"of {looks} pictures the emptiest had {fewest} lines, {lines} before; {moved} were moved"
    )


class _Board:
    """The dashboard in a pseudo-terminal, and what stands in it."""

    def __init__(self, file: Path) -> None:
        self._screen = pyte.Screen(WIDTH, HEIGHT)
        self._stream = pyte.ByteStream(self._screen)
        self._line, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tui", "--database", str(file)],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=os.environ | {"TERM": "xterm-256color", "ASKWATCH_CONFIG": ""},
        )
        os.close(theirs)

    def picture(self, wait: float = 0.02) -> str:
        """Return what stands there, after a moment."""
        end = time.perf_counter() + wait
        while select.select([self._line], [], [], max(0, end - time.perf_counter()))[0]:
            self._stream.feed(_UNKNOWN.sub(b"", os.read(self._line, 65536)))
        return "\n".join(self._screen.display)

    def until(self, words: str) -> None:
        """Wait until some words stand there."""
        end = time.perf_counter() + 60
        while not re.search(words, now := self.picture()):
            if time.perf_counter() > end:
                raise SystemExit(f"nothing says {words!r}:\n{now}")

    def press(self, key: str) -> None:
        """Press a key, and let what it brings be drawn."""
        os.write(self._line, key.encode())
        self.picture(0.5)

    def end(self) -> None:
        """Close the dashboard."""
        self._program.kill()
        self._program.wait()
        os.close(self._line)


if __name__ == "__main__":
    main()
