"""Clear away what is left over: half-written files, runs that nobody asks for any more.

Evidence, revisions, events and captures are never touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from db.store import Store

_OLD = timedelta(days=1)
"""A file that was being written a day ago never will be whole."""


def clear(
    store: Store, folders: Iterable[Path], *, now: datetime, remembered: timedelta
) -> dict[str, int]:
    """Clear away, tidy the store's file, and return how much it was."""
    half = sum(_cleared(file, now) for folder in folders for file in folder.glob("**/*.part"))
    forgotten = store.runs.forget(now - remembered)
    old = store.alerts.forget(now - remembered)
    store.tidy()
    return {"half files": half, "old runs": forgotten, "old alerts": old}


def _cleared(file: Path, now: datetime) -> bool:
    with suppress(OSError):
        if now.timestamp() - file.stat().st_mtime > _OLD.total_seconds():
            file.unlink()
            return True
    return False
