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

    def __init__(self, store: Store, since: datetime) -> None:
        self._store, self._since = store, since
        self._began = time.time_ns()
        self._folder = store.file.with_name(f"{store.file.name}.turns") if store.file else None

    @contextmanager
    def take(self, watched: Watched) -> Iterator[Watched | None]:
        """Hold a source's turn and give it as it is now.

        None: another poller has it, or had it since the run began.
        """
        if self._folder is None or fcntl is None:
            with self._leased(watched.source.name) as taken:
                yield watched if taken else None
            return
        with _locked(self._folder, watched.source.name) as handle:
            if handle is None:
                yield None
                return
            yield self._current(watched, handle)
            os.utime(handle, ns=(time.time_ns(),) * 2)

    def _current(self, watched: Watched, handle: int) -> Watched | None:
        if os.fstat(handle).st_mtime_ns < self._began:
            return watched  # as it was when the run began
        [watched] = self._store.sources.watched(watched.source.name)
        late = watched.last is not None and watched.last.at >= self._since
        return None if late else watched

    @contextmanager
    def _leased(self, name: str) -> Iterator[bool]:
        sources, by = self._store.sources, f"{socket.gethostname()}-{os.getpid()}"
        until = self._since + CLAIMED_FOR
        taken = sources.claim(name, by=by, now=self._since, until=until, since=self._since)
        try:
            yield taken
        except BaseException:
            if taken:
                sources.release(name, by=by)
            raise


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
