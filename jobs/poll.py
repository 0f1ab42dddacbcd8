"""Visit the sources whose turn it is, and record what each visit brought.

A refusal, a changed page, a timeout are outcomes: they are stored with the
visit and never touch what is held. Anything unexpected ends the run. Bytes are
archived before the visit that refers to them is recorded, so that a run may be
killed at any moment and simply be run again.
"""

from __future__ import annotations

import difflib
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
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

AT_ONCE = 24
"""How many visits go on side by side; how many hosts are asked at once is the fetcher's to say."""
A_HOST = 3
"""How many of them at one host: while one waits for the disk, another asks and reads."""


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
    starts: Callable[[str, int], None] = lambda *_: None,
) -> tuple[Polled, ...]:
    """Visit what is due, or all that is switched on, or the named sources; once each.

    Returns one outcome for each, longest due first. `report` gets each as soon as it
    is on disk, one at a time, from whatever thread made the visit; `starts` gets the
    name of each before, and how many there are in all.

    Raises:
        UsageError: there is no source of one of the names.
        ConfigError: a source's layout does not exist.
    """
    began = now()
    turns = Turns(store, began)
    chosen = _chosen(store.sources.watched(), names, all_, began)
    lanes: dict[str, deque[Watched]] = {}
    for watched in chosen:
        for way in watched.source.ways:
            layouts(way.layout)
        host = urlsplit(watched.source.ways[0].url).hostname or ""
        lanes.setdefault(host, deque()).append(watched)
    tasks = [lane for n in range(A_HOST) for lane in lanes.values() if len(lane) > n]
    visitor = Visitor(store, fetcher, archive, layouts, now)
    run = _Run(visitor, turns, lambda name: starts(name, len(chosen)), report)
    if len(tasks) == 1:
        run.lane(tasks[0])
    elif tasks:
        _side_by_side(run, tasks, fetcher)
    return tuple(run.outcomes[one.source.name] for one in chosen)


def _side_by_side(run: _Run, tasks: Sequence[deque[Watched]], fetcher: Fetcher) -> None:
    with ThreadPoolExecutor(max_workers=min(AT_ONCE, len(tasks))) as pool:
        try:
            for done in as_completed([pool.submit(run.lane, task) for task in tasks]):
                done.result()
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

    def __init__(
        self,
        visitor: Visitor,
        turns: Turns,
        starts: Callable[[str], None],
        report: Callable[[Polled], None],
    ) -> None:
        self._visitor, self._turns = visitor, turns
        self._starts, self._report = starts, report
        self._reporting = threading.Lock()
        self.stopped = threading.Event()
        self.outcomes: dict[str, Polled] = {}

    def lane(self, sources: deque[Watched]) -> None:
        """Visit sources of one host until none is left."""
        while sources and not self.stopped.is_set():
            try:
                watched = sources.popleft()
            except IndexError:
                break  # another thread took the last one
            self._starts(watched.source.name)
            outcome = self._one(watched)
            with self._reporting:
                self.outcomes[outcome.source] = outcome
                self._report(outcome)

    def _one(self, watched: Watched) -> Polled:
        name = watched.source.name
        with self._turns.take(watched) as current:
            if current is not None:
                return self._visitor.visit(current)
        why = AskwatchError("skipped", name, "another poll visits it or has just done so")
        return Polled(source=name, status=VisitStatus.SKIPPED, error=str(why))
