"""What the scheduler does where there is a queue: it queues the work, and sees how it fares."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

from db.store import Store
from jobs.queue.broker import Broker
from jobs.queue.tasks import VISITS, Task, visits, whole
from jobs.record import Tally, recorded
from tracker.duties import Duty
from tracker.errors import StoreError
from tracker.queueing import trouble
from tracker.schedule import is_due
from tracker.types import Run

AWAY = 5.0
"""Seconds between two tries to reach the server."""


class Deferrer:
    """Queues what the jobs have to do."""

    def __init__(
        self,
        store: Store,
        broker: Broker,
        now: Callable[[], datetime],
        *,
        sync: Callable[[], None] = lambda: None,
        news: Callable[[], object] = lambda: None,
    ) -> None:
        """Make one; `sync` reads the sources of the settings, `news` tells how they fare."""
        self._store, self._broker, self._now = store, broker, now
        self._sync, self._news = sync, news
        self._stopped = threading.Event()

    def work(self, duty: Duty) -> Run | None:
        """Queue what a job has to do.

        Returns the round of visits that was queued; None for other jobs, which are
        recorded when they are done. A server that is away is waited for.
        """
        while not self._stopped.is_set():
            try:
                if duty.name in VISITS:
                    return self._round(duty)
                self._broker.defer([whole(duty.name)])
                return None
            except StoreError:
                self._stopped.wait(AWAY)
        return None

    def stop(self) -> None:
        """Queue nothing any more."""
        self._stopped.set()

    def _round(self, duty: Duty) -> Run:
        with recorded(self._store, duty.name, self._now) as tally:
            self._sync()
            state = self._broker.queue.state()
            tally.error = trouble(state, self._now()) if state else None
            queued = self._broker.defer(self._visits(duty.name))
            tally.counts["sources queued"] = queued
            self._see(tally)
        [run] = self._store.runs.list(job=duty.name, limit=1)
        return run

    def _visits(self, job: str) -> list[Task]:
        """Return a task for each source that is due, or with a sweep for each.

        One whose visits failed again and again waits for the sweep.
        """
        now, watched = self._now(), self._store.sources.watched()
        if job == "sweep":
            return list(visits(job, (one.source for one in watched if one.source.enabled), now))
        held = self._broker.queue.held()
        due = (one.source for one in watched if is_due(one, now))
        return [task for task in visits(job, due, now) if held.get(task.key) != "failed"]

    def _see(self, tally: Tally) -> None:
        state = self._broker.queue.state()
        if state and state.waiting > tally.counts["sources queued"]:
            tally.counts["waited already"] = state.waiting - tally.counts["sources queued"]
        self._news()
