"""Visits that end at the same moment are recorded together: one wait for the disk.

Whoever comes first writes for all that wait; the others return when it is done.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from db.sources import Recorder, Sources
from tracker.changes import Decision

REMEMBERED = 10_000
"""How many arrivals are known by heart; of one before them the store itself knows."""


@dataclass(slots=True, eq=False, kw_only=True)
class Ending:
    """A visit that has ended and is about to be recorded."""

    decision: Decision
    again: Callable[[], Decision]
    """Decides anew, where another source of the host was quicker."""
    keep: Callable[[Recorder, Decision], None]
    done: bool = False
    error: BaseException | None = None


class Together:
    """Records visits, for any number of threads."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._waiting: list[Ending] = []
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._arrived: set[str] = set()
        """Identities that were new in this run."""

    def record(self, ending: Ending) -> None:
        """Record a visit; it is on disk at return."""
        with self._lock:
            self._waiting.append(ending)
        while not ending.done:
            with self._turn:
                if not ending.done:
                    self._write()
        if ending.error is not None:
            raise ending.error

    def _write(self) -> None:
        batch = self._batch()
        try:
            with self._sources.recording() as recorder:
                for one in batch:
                    one.keep(recorder, one.decision)
        except BaseException as error:
            for one in batch:
                one.error = error
        if len(self._arrived) > REMEMBERED:
            self._arrived.clear()
        for one in batch:
            self._arrived |= one.decision.arrivals
            one.done = True

    def _batch(self) -> list[Ending]:
        """Return who waits, without those that bring what another one of them brings too."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        batch: list[Ending] = []
        new = set[str]()
        for one in waiting:
            if not self._arrived.isdisjoint(one.decision.arrivals):
                one.decision = one.again()
            if new.isdisjoint(one.decision.arrivals):
                new |= one.decision.arrivals
                batch.append(one)
            else:
                with self._lock:
                    self._waiting.append(one)
        return batch
