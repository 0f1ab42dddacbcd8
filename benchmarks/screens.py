"""Time the dashboard in a real terminal over a big store, beside harlequin if wanted.

    python benchmarks/screens.py FILE [--harlequin COMMAND] [--rounds 5] [--keys 60]

FILE is made by benchmarks/big_store.py. COMMAND is harlequin's, from an environment of its
own into which `pip install harlequin` put it; it opens the same file, a copy of FILE. All run in
a pseudo-terminal of 120 by 40, in turn. Printed are the time to the frame and to the first data
in it (asks; the name of harlequin's database), the most memory, and the time from a key to
what it draws: at rest, and while `askwatch poll` runs in another process again and again
(benchmarks/polling.py). Where a key leads to another screen, that is when the name of that
screen is drawn. Beside them stand harlequin's rows, and an app of Textual's own with two
empty screens: what it takes is the toolkit and the noise of the machine. Seconds of the
processor are those to judge by on a busy machine.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

OURS = rb"Outstanding asks", rb"(publish|suspend|investigate|reopen|condemn) the"
THEIRS = rb"Data Catalog", rb"main"
"""What stands in the frame, and the first data."""
WALKS = {
    "scrolling": "j" * 12 + "k" * 4,
    "pages": "\x1b[6~" * 4 + "\x1b[5~" * 2,
    "filtering": "/harbour\x1b",
}
"""Keys, each of which must draw something."""
NAMES = {"b": "Outstanding asks", "r": "Review", "s": "Sources", "l": "Letters"}
NAMES |= {"d": "Documents", "S": "Signatories", "R": "Trends", "J": "Jobs", ",": "Settings"}
NAMES |= {"M": "Next digest"}
"""The key that leads to a screen from everywhere, and what that screen is called."""
ROUND = "rbsblbdrsrlrdslsdldb" + "SbRbJb,bMb"
"""From each of the five main screens to each other, and to the rest and back."""
# Textual alone: two screens with a line each, and its own footer.
EMPTY = """
from textual.app import App
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Footer, Static
class One(Screen):
    def compose(self):
        yield Static(f"screen {type(self).__name__}")
        yield Footer()
class Two(One):
    pass
class Empty(App):
    BINDINGS = [Binding(key, key, key) for key in "abcdefgh"]
    BINDINGS += [Binding("1", "switch_screen('One')"), Binding("2", "switch_screen('Two')")]
    def get_default_screen(self):
        return One()
    def on_mount(self):
        self.install_screen(One(), "One")
        self.install_screen(Two(), "Two")
        self.push_screen("One")
Empty().run()
"""


def main() -> None:
    """Run both and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--harlequin")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keys", type=int, default=60)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        file = shutil.copy(options.file, folder)
        with _polling(file, folder) as (settings, begin):
            os.environ |= {"ASKWATCH_DATABASE": file, "ASKWATCH_CONFIG": settings}
            _measure(options, file, begin)


def _measure(options: argparse.Namespace, file: str, begin: Callable[[], None]) -> None:
    ours = [sys.executable, "-m", "tui"]
    runners = {"askwatch": (ours, OURS)}
    if options.harlequin:
        runners["harlequin"] = ([options.harlequin, "-a", "sqlite", file], THEIRS)
    _starts(runners, options.rounds)
    for what in ("at rest", "while another process polls"):
        if what != "at rest":
            begin()
        _keys(what, ours, options.keys)
        _empty(what, options.keys)
        if options.harlequin:
            _rows(what, *runners["harlequin"], options.keys)


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


def _keys(what: str, command: list[str], least: int) -> None:
    with _Terminal(command) as terminal:
        terminal.until(OURS[1])
        for name, keys in WALKS.items():
            _walk(terminal, f"{what}, {name}", keys, least)
        _tour(terminal, f"{what}, screens", least)
        print(f"memory {what}: {terminal.memory():.0f} MiB")


def _walk(terminal: _Terminal, name: str, keys: str, least: int) -> None:
    """Press keys in turn until there are enough; print how long each took to draw anything."""
    terminal.quiet()
    began, pressed = terminal.worked(), 0
    times: list[float] = []
    still: set[str] = set()
    while pressed < least:
        for key in _each(keys):
            took, pressed = terminal.press(key), pressed + 1
            times += [] if took is None else [took]
            still |= {repr(key)} if took is None else set()
    _tell(name, times, (terminal.worked() - began) / pressed)
    if still:
        print(f"  nothing was drawn for {', '.join(still)}; not counted")


def _tour(terminal: _Terminal, name: str, least: int) -> None:
    """Go from screen to screen; print how long the name of each took to be drawn."""
    terminal.quiet()
    began, here = terminal.worked(), "b"
    times: dict[str, list[float]] = defaultdict(list)
    while sum(map(len, times.values())) < least:
        for key in ROUND:
            took = terminal.press(key, NAMES[key].encode())
            times[here + key].append(10.0 if took is None else took)
            here = key
    every = [one for some in times.values() for one in some]
    _tell(name, every, (terminal.worked() - began) / len(every))
    slowest = sorted(times, key=lambda pair: -statistics.median(times[pair]))[:3]
    told = (
        f"{NAMES[pair[0]]} to {NAMES[pair[1]]} {1000 * statistics.median(times[pair]):.0f} ms"
        for pair in slowest
    )
    print(f"  of {len(times)} pairs the slowest: {', '.join(told)}")


def _empty(what: str, least: int) -> None:
    with _Terminal([sys.executable, "-c", EMPTY]) as terminal:
        terminal.until(b"screen One")
        terminal.quiet()
        began, times = terminal.worked(), []
        while len(times) < least:
            for key, name in (("2", b"screen Two"), ("1", b"screen One")):
                times.append(terminal.press(key, name) or 10.0)
        _tell(f"{what}, Textual's empty screens", times, (terminal.worked() - began) / len(times))


def _rows(what: str, command: list[str], seen: tuple[bytes, bytes], least: int) -> None:
    """Ask harlequin for all asks, then go up and down in them."""
    with _Terminal(command) as terminal:
        terminal.until(seen[1])
        terminal.quiet(1.0)
        for keys in ("select * from asks", "\n", "\x1b[15~"):  # ctrl+j runs it, F5 goes there
            terminal.write(keys)
            terminal.quiet(1.0)
        _walk(terminal, f"{what}, harlequin's rows", "\x1b[B" * 12 + "\x1b[A" * 4, least)


def _tell(name: str, times: list[float], work: float) -> None:
    print(f"key to picture {name:26}: {_told(times)}; processor {1000 * work:3.0f} ms", flush=True)


def _told(times: list[float]) -> str:
    times = sorted(1000 * one for one in times)
    at_95 = times[int(0.95 * len(times))]
    return (
        f"median {statistics.median(times):4.0f} ms, 95 % {at_95:4.0f} ms, most {times[-1]:4.0f} ms"
    )


def _each(keys: str) -> list[str]:
    return re.findall(r"\x1b\[(?:[0-9]~|[AB])|.", keys, re.DOTALL)


@contextmanager
def _polling(file: str, folder: str) -> Iterator[tuple[str, Callable[[], None]]]:
    """Give the settings' file, and what lets another process begin to poll."""
    command = [sys.executable, str(Path(__file__).with_name("polling.py")), file, folder]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, text=True, start_new_session=True
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        goes = other.stdin

        def begin() -> None:
            goes.write("\n")
            goes.flush()

        try:
            yield other.stdout.readline().strip(), begin
        finally:
            os.killpg(other.pid, signal.SIGKILL)  # with the poll that is under way


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

    def write(self, keys: str) -> None:
        """Press keys."""
        os.write(self._line, keys.encode())

    def press(self, key: str, words: bytes = b"", still: float = 0.15) -> float | None:
        """Press a key; return the seconds until words or anything is drawn, None: never.

        What the last key brought must have come to an end: rows that arrive late would
        else be taken for the picture of this one.
        """
        self.quiet(still)
        began = time.perf_counter()
        self.write(key)
        drawn = b""
        while some := self._read(2.0 if words else 1.0):
            drawn += some
            if words in drawn:
                return time.perf_counter() - began
        return None

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
