"""Which sources are being visited, on the last line of a terminal; nothing anywhere else."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

_BACK = "\r\x1b[K"
"""To the beginning of the line, and nothing on it."""


class Progress:
    """A line that says how far a poll is; used from any thread."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = stream.isatty()
        self._lock = threading.Lock()
        # In the order in which they began.
        self._under_way: dict[str, None] = {}
        self._done = self._total = 0

    def starts(self, name: str, total: int) -> None:
        """Say that a source is being visited, one of so many."""
        with self._lock:
            self._under_way[name], self._total = None, total
            self._draw()

    @contextmanager
    def ends(self, name: str) -> Iterator[None]:
        """Take the line away while it is said how the visit to a source went."""
        with self._lock:
            self._under_way.pop(name, None)
            self._done += 1
            self._write("")
            yield
            self._draw()

    def close(self) -> None:
        """Take the line away for good."""
        with self._lock:
            self._write("")

    def _draw(self) -> None:
        from tracker.text import one_line

        words = f"{self._done} of {self._total} visited"
        if self._under_way:
            words += "; now " + ", ".join(self._under_way)
        self._write(one_line(words, shutil.get_terminal_size().columns - 1))

    def _write(self, line: str) -> None:
        if self._shown:
            self._stream.write(_BACK + line)
            self._stream.flush()
