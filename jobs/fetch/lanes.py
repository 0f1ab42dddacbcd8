"""One request at a time to a host, with a pause after each; hosts side by side, within a bound."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_JITTER = 0.2


@dataclass(slots=True)
class _Lane:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0


class Lanes:
    """The lanes of all hosts."""

    def __init__(self, at_once: int, cancelled: threading.Event) -> None:
        self._bound = threading.BoundedSemaphore(at_once)
        self._cancelled = cancelled
        self._lanes: dict[str, _Lane] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, delay: float) -> Iterator[None]:
        """Wait for the host's lane, hold it, and keep it shut for `delay` seconds afterwards.

        The pause is up to a fifth longer, so that nothing beats in time with us.
        """
        with self._lock:
            lane = self._lanes.setdefault(host, _Lane())
        with lane.lock:
            wait = lane.free_at - time.monotonic()
            if wait > 0:
                self._cancelled.wait(wait)
            with self._bound:
                try:
                    yield
                finally:
                    pause = delay * (1 + random.random() * _JITTER)
                    lane.free_at = time.monotonic() + pause
