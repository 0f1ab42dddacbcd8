"""Time the dashboard in a real terminal over a big store, beside harlequin if wanted.

    python benchmarks/screens.py FILE [--harlequin COMMAND] [--rounds 5] [--keys 200]

FILE is made by benchmarks/big_store.py. COMMAND is harlequin's, from an environment of its
own into which `pip install harlequin` put it; it opens the same file. Both run in a
pseudo-terminal of 120 by 40, in turn. Printed are the time to the frame and to the first data
in it (asks; the name of harlequin's database), the most memory, and the time from a key to
what it draws: at rest, and while another process polls and writes. Seconds of the processor
are those to judge by on a busy machine.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import re
import select
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

OURS = rb"Outstanding asks", rb"(publish|suspend|investigate|reopen|condemn) the"
THEIRS = rb"Data Catalog", rb"main"
"""What stands in the frame, and the first data."""
WALKS = {
    "scrolling": "j" * 12 + "k" * 4,
    "pages": "\x1b[6~" * 4 + "\x1b[5~" * 2,
    "filtering": "/harbour\x1b",
    "screens": "l" + "\x1b" + "s" + "\x1b" + "r" + "\x1b",
}
"""Keys, each of which must draw something."""
# Another process: a source is looked at and a document comes, several times a second.
POLLING = """
import sys, time
from datetime import UTC, datetime
from db.engine import Database
from db.tables import sources
from sqlalchemy import update
database = Database.open(sys.argv[1])
while True:
    with database.writing() as connection:
        connection.execute(update(sources).values(last_good=datetime.now(UTC)))
    time.sleep(0.2)
"""


def main() -> None:
    """Run both and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--harlequin")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keys", type=int, default=200)
    options = parser.parse_args()
    ours = [sys.executable, "-m", "tui"]
    os.environ["ASKWATCH_DATABASE"] = str(options.file)
    runners = {"askwatch": (ours, OURS)}
    if options.harlequin:
        runners["harlequin"] = ([options.harlequin, "-a", "sqlite", str(options.file)], THEIRS)
    _starts(runners, options.rounds)
    for polled in (False, True):
        _keys(ours, options.keys, options.file if polled else None)


def _starts(runners: dict[str, tuple[list[str], tuple[bytes, bytes]]], rounds: int) -> None:
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    worked: dict[tuple[str, str], list[float]] = defaultdict(list)
    memory: dict[str, float] = {}
    for _ in range(rounds):
        for name, (command, seen) in runners.items():
            with _Terminal(command) as terminal:
                for what, words in zip(("frame", "data"), seen, strict=True):
                    times[what, name].append(terminal.until(words))
                    worked[what, name].append(terminal.worked())
                terminal.quiet(0.5)
                memory[name] = max(memory.get(name, 0), terminal.memory())
    for (what, name), taken in sorted(times.items(), reverse=True):
        work = worked[what, name]
        print(
            f"{what:5} of {name:9}: median {statistics.median(taken):.2f} s, least "
            f"{min(taken):.2f} s; processor {statistics.median(work):.2f} s, "
            f"least {min(work):.2f} s"
        )
    for name, most in memory.items():
        print(f"memory of {name}: {most:.0f} MiB")


def _keys(command: list[str], least: int, polled: Path | None) -> None:
    what = "while another process writes" if polled else "at rest"
    with _writing(polled), _Terminal(command) as terminal:
        terminal.until(OURS[1])
        for name, keys in WALKS.items():
            terminal.quiet()
            began, pressed = terminal.worked(), 0
            times: list[float] = []
            still: set[str] = set()
            while pressed < least:
                for key in _each(keys):
                    took, pressed = terminal.press(key), pressed + 1
                    times += [] if took is None else [took]
                    still |= {repr(key)} if took is None else set()
            work = (terminal.worked() - began) / pressed
            print(
                f"key to picture {what}, {name:9}: {_told(times)}; processor {1000 * work:3.0f} ms"
            )
            if still:
                print(f"  nothing was drawn for {', '.join(still)}; not counted")
        print(f"memory {what}: {terminal.memory():.0f} MiB")


def _told(times: list[float]) -> str:
    times = sorted(1000 * one for one in times)
    at_95 = times[int(0.95 * len(times))]
    return (
        f"median {statistics.median(times):4.0f} ms, 95 % {at_95:4.0f} ms, most {times[-1]:4.0f} ms"
    )


def _each(keys: str) -> list[str]:
    return re.findall(r"\x1b\[[0-9]~|.", keys, re.DOTALL)


@contextmanager
def _writing(file: Path | None) -> Iterator[None]:
    if file is None:
        yield
        return
    other = subprocess.Popen([sys.executable, "-c", POLLING, str(file)])
    try:
        yield
    finally:
        other.kill()
        other.wait()


class _Terminal:
    """A program in a pseudo-terminal of 120 by 40."""

    def __init__(self, command: Sequence[str]) -> None:
        self._began = time.perf_counter()
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        environment = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self._program = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, close_fds=True
        )
        os.close(theirs)
        self._line, self._drawn = ours, b""

    def __enter__(self) -> _Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self._program.kill()
        self._program.wait()
        os.close(self._line)

    def until(self, seen: bytes, limit: float = 60) -> float:
        """Return the seconds from the start until one of some words is drawn."""
        while not re.search(seen, self._drawn):
            some = self._read(limit)
            if not some:
                raise SystemExit(f"nothing drawn in {limit} s: {self._drawn[-2000:]!r}")
            self._drawn += some
        return time.perf_counter() - self._began

    def quiet(self, still: float = 0.15) -> None:
        """Read on until nothing has been drawn for so long, ten seconds at most."""
        end = time.perf_counter() + 10
        while (some := self._read(still)) and time.perf_counter() < end:
            self._drawn = (self._drawn + some)[-100_000:]

    def press(self, key: str, still: float = 0.15) -> float | None:
        """Press a key; return the seconds until something is drawn, None where nothing is.

        What the last key brought must have come to an end: rows that arrive late would
        else be taken for the picture of this one.
        """
        self.quiet(still)
        began = time.perf_counter()
        os.write(self._line, key.encode())
        return time.perf_counter() - began if self._read(1.0) else None

    def drawn(self) -> bytes:
        """Return what was drawn since this was last asked, and before a key."""
        drawn, self._drawn = self._drawn, b""
        return drawn

    def worked(self) -> float:
        """Return the seconds of processor time that it has had; a busy machine counts less."""
        fields = Path(f"/proc/{self._program.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Return the most memory that the program has had, in MiB."""
        status = Path(f"/proc/{self._program.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024  # type: ignore[union-attr]

    def _read(self, wait: float) -> bytes:
        ready, _, _ = select.select([self._line], [], [], wait)
        return os.read(self._line, 65536) if ready else b""


if __name__ == "__main__":
    main()
