"""Somebody before a dashboard in a terminal, who presses a key every second or two."""

from __future__ import annotations

import random
import re
import threading
from collections import Counter

from benchmarks.screens import OURS, _Terminal

KEYS = (*"jjjjkkjjl", "\x1b", *"jjs", "\x1b", "\x1b[6~", "\x1b[5~", *"r", "\x1b")
TROUBLE = rb"Traceback|unexpected|went wrong|others have kept|(?:[Cc]ould not|cannot be)[^\x1b]*"
LIST = "s"
"""The key to the sources, where it is told what went wrong with some site: no trouble of ours."""


class Person(threading.Thread):
    """One of them; `times`, `trouble` and `still` say how it went."""

    def __init__(
        self, command: list[str], over: threading.Event, number: int, seen: bytes = OURS[1]
    ) -> None:
        """Make one who begins when those words stand there, and goes on until it is `over`."""
        super().__init__(daemon=True)
        self._command, self._over, self._seen = command, over, seen
        self._dice = random.Random(number)
        self._before = ""
        self.times: list[float] = []
        """Seconds from a key to what it drew."""
        self.trouble: list[bytes] = []
        """Words of trouble on the screen; what was on it last if the dashboard ended."""
        self.still = 0
        """Keys that drew nothing within a second."""

    def run(self) -> None:
        """Sit there."""
        with _Terminal(self._command) as terminal:
            terminal.until(self._seen, limit=180)
            at, here = self._dice.randrange(len(KEYS)), ""
            try:
                while not self._over.wait(0.5 + self._dice.random() * 1.5):
                    here = self._press(terminal, KEYS[at % len(KEYS)], here)
                    at += 1
            except OSError:
                self.trouble.append(b"ended: " + terminal.drawn()[-2000:])

    def _press(self, terminal: _Terminal, key: str, here: str) -> str:
        """Press a key; return the keys that led to the screen which is shown then."""
        took = terminal.press(key, still=0.05)
        self.still += took is None
        self.times += [] if took is None else [took]
        there, drawn = "" if key == "\x1b" else here + key, terminal.drawn()
        # The end of what the last key drew comes with this one.
        if LIST not in self._before + here + there:
            self.trouble += re.findall(TROUBLE, drawn)
        self._before = here
        return there

    def tell(self) -> None:
        """Print how it went, and what words of trouble stood there."""
        print(f"dashboard: {len(self.times)} keys drew something, {self.still} did not")
        for words, count in Counter(self.trouble).most_common():
            print(f"  on it, {count} times: {words.decode(errors='replace')}")
