"""Visit the sources whose turn it is, and record what each visit brought.

A refusal, a changed page, a timeout are outcomes: they are stored with the
visit and never touch what is held. Anything unexpected ends the run. Bytes are
archived before the visit that refers to them is recorded, so that a run may be
killed at any moment and simply be run again.
"""

from __future__ import annotations

import difflib
import threading
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from urllib.parse import urlsplit

from db.store import Store
from jobs.archive import Archive
from jobs.fetch import Fetcher
from jobs.sources import Layout
from jobs.turns import Turns
from jobs.visit import Polled, Visitor
from tracker.errors import AskwatchError, UsageError
from tracker.schedule import is_due
from tracker.types import VisitStatus, Watched

__all__ = ["Polled", "poll"]

AT_ONCE = 8
"""How many hosts are visited side by side."""


def poll(
    store: Store,
    fetcher: Fetcher,
    archive: Archive,
    layouts: Callable[[str], Layout],
    *,
    now: Callable[[], datetime],
    names: Collection[str] = (),
    all_: bool = False,
    report: Callable[[Polled], None] = lambda _: None,
) -> tuple[Polled, ...]:
    """Visit what is due, or all that is switched on, or the named sources; once each.

    Returns one outcome for each, host by host. `report` gets each as soon as it
    is on disk, one at a time, from whatever thread made the visit.

    Raises:
        UsageError: there is no source of one of the names.
        ConfigError: a source's layout does not exist.
    """
    began = now()
    turns = Turns(store, began)
    lanes: dict[str, list[Watched]] = {}
    for watched in _chosen(store.sources.watched(), names, all_, began):
        for way in watched.source.ways:
            layouts(way.layout)
        host = urlsplit(watched.source.ways[0].url).hostname or ""
        lanes.setdefault(host, []).append(watched)
    visitor = Visitor(store, fetcher, archive, layouts, now)
    run = _Run(visitor, turns, report)
    if len(lanes) < 2:
        return tuple(one for lane in lanes.values() for one in run.lane(lane))
    with ThreadPoolExecutor(max_workers=min(AT_ONCE, len(lanes))) as pool:
        try:
            return tuple(one for lane in pool.map(run.lane, lanes.values()) for one in lane)
        except BaseException:
            run.stopped.set()
            fetcher.cancel()
            raise


def _chosen(
    watched: Iterable[Watched], names: Collection[str], all_: bool, now: datetime
) -> list[Watched]:
    """Return whose turn it is, longest due first."""
    known = {one.source.name: one for one in watched}
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            step = f"did you mean '{near[0]}'?" if near else "see `askwatch source list`"
            raise UsageError("no such source", name, "nothing of that name is watched", step)
    if names:
        chosen = [known[name] for name in dict.fromkeys(names)]
    elif all_:
        chosen = [one for one in known.values() if one.source.enabled]
    else:
        chosen = [one for one in known.values() if is_due(one, now)]
    return sorted(chosen, key=lambda one: (one.next_due is not None, one.next_due or now))


class _Run:
    """One run over the lanes of all hosts."""

    def __init__(self, visitor: Visitor, turns: Turns, report: Callable[[Polled], None]) -> None:
        self._visitor, self._turns, self._report = visitor, turns, report
        self._reporting = threading.Lock()
        self.stopped = threading.Event()

    def lane(self, sources: Iterable[Watched]) -> list[Polled]:
        """Visit the sources of one host, one after the other."""
        outcomes = []
        for watched in sources:
            if self.stopped.is_set():
                break
            outcome = self._one(watched)
            outcomes.append(outcome)
            with self._reporting:
                self._report(outcome)
        return outcomes

    def _one(self, watched: Watched) -> Polled:
        name = watched.source.name
        with self._turns.take(watched) as current:
            if current is not None:
                return self._visitor.visit(current)
        why = AskwatchError("skipped", name, "another poll visits it or has just done so")
        return Polled(source=name, status=VisitStatus.SKIPPED, error=str(why))
