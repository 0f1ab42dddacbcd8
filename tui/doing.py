"""Work that takes a while: what it is, how far it has come, and how it is called off.

Works without a screen. The work asks `Doing.stop` between its steps.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic


class Doing:
    """One piece of work under way, seen from two threads."""

    def __init__(self, name: str, cancel: Callable[[], None] = lambda: None) -> None:
        """Name it: "looking at releases"; `cancel` ends what cannot ask `stop`."""
        self.name = name
        self._cancel = cancel
        self._stopped = threading.Event()
        self._bytes = 0
        self._said = ""
        self._began = monotonic()

    def heard(self, count: int) -> None:
        """Count bytes that came in."""
        self._bytes += count

    def say(self, words: str) -> None:
        """Say how far it has come: "40 of 200"."""
        self._said = words

    def stop(self) -> bool:
        """Say whether it was called off."""
        return self._stopped.is_set()

    def cancel(self) -> None:
        """Call it off."""
        self._stopped.set()
        self._cancel()

    @property
    def seconds(self) -> float:
        """For how long it has been under way."""
        return monotonic() - self._began

    def words(self) -> str:
        """Return what is done and how far it has come."""
        parts = [self.name, *filter(None, [self._said])]
        if self._bytes:
            parts.append(f"{self._bytes / 1000:,.0f} kB")
        parts.append("ending" if self.stop() else f"{self.seconds:.0f} s")
        return " · ".join(parts)
