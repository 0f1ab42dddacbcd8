"""Workers of a queue, in the test's own process or in one that can be killed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db.store import Store
from jobs.archive import Archive
from jobs.fetch import Fetcher
from jobs.queue.broker import Broker
from jobs.queue.pairing import Pairer
from jobs.queue.shift import Pace
from jobs.queue.tasks import Task, visits
from jobs.queue.working import Working
from jobs.record import recorded
from jobs.sources import layout
from jobs.visit import Visitor
from tracker.config import Fetch, parse
from tracker.duties import Duty, duties
from tracker.types import Run, Source, Way

PLAN = duties(parse({}))
PACE = Pace(heartbeat=0.2, stalled=1.0, look=0.05, grace=0.1, parting=2.0, away=0.05)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
"""A clock that stands: by it all that is to be tried again may be tried at once."""


def now() -> datetime:
    return datetime.now(UTC)


class Crew:
    """What one worker works with."""

    def __init__(self, url: str, folder: Path, *, delay: float = 0.0, timeout: float = 0.5) -> None:
        self._open = ExitStack()
        self.store = self._open.enter_context(Store.open(url))
        assert self.store.queue is not None, "it is on a server"
        self.queue = self.store.queue
        settings = Fetch(min_delay=delay, timeout=timeout, retries=0)
        fetcher = self._open.enter_context(Fetcher(settings, now=now, hosts=self.queue))
        self.broker = Broker(self.queue, [duty.name for duty in PLAN], lambda: LONG_AGO, PACE)
        self._open.callback(self.broker.close)
        self.children: list[str] = []
        archive = Archive(folder)
        self.working = Working(
            self.store,
            PLAN,
            visitor=Visitor(self.store, fetcher, archive, layout, now),
            pairer=Pairer(self.store),
            child=self._child,
            recorded=lambda job: recorded(self.store, job, now),
            defer=self.broker.defer,
            now=now,
        )
        self.broker.open()

    def _child(self, duty: Duty) -> Run:
        self.children.append(duty.name)
        with recorded(self.store, duty.name, now):
            pass
        [run] = self.store.runs.list(job=duty.name, limit=1)
        return run

    def watch(self, **urls: str) -> list[Source]:
        """Watch sources by name, and return them."""
        sources = [
            Source(name=name, ways=(Way(layout="rss", url=url),), every=timedelta(hours=1))
            for name, url in urls.items()
        ]
        self.store.sources.sync(sources)
        return sources

    def queue_visits(self, *sources: Source) -> int:
        """Queue a visit to each; return how many were not queued yet."""
        return self.broker.defer(visits("poll", sources, now()))

    def drain(self, do: Callable[[Task], None] | None = None, name: str = "ana") -> None:
        """Do all that is queued."""
        by = f"here:{os.getpid()}:{name}"
        self.broker.work(do or self.working, name=name, by=by, at_once=4, drain=True)

    def close(self) -> None:
        self._open.close()


if __name__ == "__main__":
    crew = Crew(sys.argv[1], Path(sys.argv[2]))
    crew.drain(name="to be killed")
