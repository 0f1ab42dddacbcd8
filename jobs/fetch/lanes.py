"""One request at a time to a host, with a pause after each; hosts side by side, within a bound."""

from __future__ import annotations

import random
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

_JITTER = 0.2
_LOOK = 0.5
"""Seconds between two looks at a host that another machine asks."""


class Hosts(Protocol):
    """Which hosts are asked now, on whatever machine, and which have their pause."""

    def take(self, host: str, holder: str, length: float) -> float:
        """Take a host for so many seconds; return 0, or in how many it may be free."""

    def leave(self, host: str, holder: str, pause: float) -> None:
        """Let go of a host, which is shut for so many seconds."""


@dataclass(slots=True)
class _Lane:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0


class Lanes:
    """The lanes of all hosts."""

    def __init__(
        self,
        at_once: int,
        cancelled: threading.Event,
        shared: Hosts | None = None,
        longest: float = 60.0,
    ) -> None:
        """Make the lanes; `shared` with other machines, where no request takes `longest`."""
        self._bound = threading.BoundedSemaphore(at_once)
        self._cancelled = cancelled
        self._shared, self._longest = shared, longest
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
            with self._bound, self._alone(host) as leave:
                try:
                    yield
                finally:
                    pause = delay * (1 + random.random() * _JITTER)
                    lane.free_at = time.monotonic() + pause
                    leave(pause)

    @contextmanager
    def _alone(self, host: str) -> Iterator[Callable[[float], None]]:
        """Hold a host among all machines; what is given lets go of it."""
        shared, holder = self._shared, secrets.token_hex(8)
        if shared is None:
            yield lambda pause: None
            return
        while (left := shared.take(host, holder, self._longest)) and not self._cancelled.is_set():
            self._cancelled.wait(min(left, _LOOK))
        yield lambda pause: shared.leave(host, holder, pause)
