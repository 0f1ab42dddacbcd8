"""Whose turn it is: a source is visited by one poller at a time.

Pollers of one file lock another file beside it: such a lock ends with its
process, so that after a crash nobody has to wait. Where there are no such locks
(in memory, on Windows) the store's lease stands in, which runs out by itself.
"""

from __future__ import annotations

import hashlib
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from db.store import Store
from tracker.types import Watched

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

CLAIMED_FOR = timedelta(minutes=15)
"""Longer than any visit takes."""


class Turns:
    """The turns of one run, which began at `since` and looks at the sources as they were then."""

    def __init__(self, store: Store, since: datetime, by: str | None = None) -> None:
        """Begin a run; `by` says who takes turns where that is not this process."""
        self._store, self._since = store, since
        self._by = by or f"{socket.gethostname()}-{os.getpid()}"
        self._began = time.time_ns()
        self._folder = store.file.with_name(f"{store.file.name}.turns") if store.file else None

    @contextmanager
    def take(self, watched: Watched) -> Iterator[Watched | None]:
        """Hold a source's turn and give it as it is now.

        None: another poller has it, or had it since the run began.
        """
        if self._folder is None or fcntl is None:
            with self._leased(watched) as current:
                yield current
            return
        with _locked(self._folder, watched.source.name) as handle:
            if handle is None:
                yield None
                return
            untouched = os.fstat(handle).st_mtime_ns < self._began
            yield watched if untouched else self._current(watched)
            os.utime(handle, ns=(time.time_ns(),) * 2)

    def _current(self, seen: Watched) -> Watched | None:
        """Return a source as it is now; None: it was visited since it was seen."""
        [watched] = self._store.sources.watched(seen.source.name)
        if watched.last is None:
            return watched
        # A visit that ended in between may have begun before this run; one that is far ahead
        # is of a clock that was put back.
        just = self._since <= watched.last.at <= self._since + CLAIMED_FOR
        return None if watched.last != seen.last or just else watched

    @contextmanager
    def _leased(self, watched: Watched) -> Iterator[Watched | None]:
        sources, by = self._store.sources, self._by
        until, name = self._since + CLAIMED_FOR, watched.source.name
        if not sources.claim(name, by=by, now=self._since, until=until):
            yield None
            return
        visited = False
        try:
            current = self._current(watched)
            yield current
            visited = current is not None  # what recorded the visit has let go of it
        finally:
            if not visited:
                sources.release(name, by=by)


@contextmanager
def _locked(folder: Path, name: str) -> Iterator[int | None]:
    """Hold the lock of a name, as a handle; its file's time is that of the last visit."""
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / hashlib.sha256(name.encode()).hexdigest()[:16]
    handle = os.open(file, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield handle
    finally:
        os.close(handle)
