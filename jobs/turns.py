"""Whose turn it is: a source is visited by one poller at a time, on this machine and others.

The store's lease holds between machines, and runs out by itself. A lock on a
file holds between the pollers of one machine, and ends with its process: after
a crash nobody has to wait for the lease of the dead.
"""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from db.store import Store

try:
    import fcntl
except ImportError:  # Windows has the lease only
    fcntl = None  # type: ignore[assignment]

CLAIMED_FOR = timedelta(minutes=15)
"""Longer than any visit takes."""


class Turns:
    """The turns of all sources, for one run that began at `since`."""

    def __init__(self, store: Store, since: datetime) -> None:
        self._store, self._since = store, since
        self._folder = store.file.with_name(store.file.name + ".turns") if store.file else None
        self._by = socket.gethostname()

    @contextmanager
    def take(self, name: str, now: datetime) -> Iterator[bool]:
        """Hold a source's turn; False: another poller has it, or had it since the run began."""
        with _locked(self._folder, name) as locked:
            if not locked:
                yield False
                return
            sources = self._store.sources
            until = now + CLAIMED_FOR

            def claim() -> bool:
                return sources.claim(name, by=self._by, now=now, until=until, since=self._since)

            taken = claim()
            if not taken and self._folder is not None:
                # We hold the machine's lock, so a lease of this machine has no owner left.
                sources.release(name, by=self._by)
                taken = claim()
            try:
                yield taken
            except BaseException:
                if taken:
                    sources.release(name, by=self._by)
                raise


@contextmanager
def _locked(folder: Path | None, name: str) -> Iterator[bool]:
    if folder is None or fcntl is None:
        yield True
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(
        folder / hashlib.sha256(name.encode()).hexdigest()[:16], os.O_CREAT | os.O_RDWR
    )
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
