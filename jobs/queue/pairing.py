"""Pairing split into tasks: each compares some waiting documents with all open asks.

The asks are held ready from one task to the next, until one of them changes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from db.store import Store
from jobs.match import Comparison, load_model, match_fresh, threshold_of, vocabulary
from jobs.queue.tasks import Task, pairing
from tracker.matching import Model, Vocabulary

SPAN = 50
"""How many ids of revisions one task covers."""
FRESH = timedelta(minutes=5)
"""After how long the asks are read again, even if nothing seems to have changed."""


class Pairer:
    """Pairs documents with asks; of several threads one at a time."""

    def __init__(
        self,
        store: Store,
        *,
        threshold: float | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Make one; `stopped` is asked whether what was begun shall not be ended."""
        self._store, self._threshold, self.stopped = store, threshold, stopped
        self._lock = threading.Lock()
        self._loaded: tuple[Model, Vocabulary] | None = None
        self._key: object = None
        self._compare: Comparison | None = None
        self._basis: object = None
        self._read = datetime.min.replace(tzinfo=UTC)

    def fresh(self, now: datetime) -> int:
        """Compare new asks with the documents held; return how many candidates are new."""
        asks = self._store.asks.for_matching()
        if not any(ask.pending for ask in asks):
            return 0
        with self._lock:
            model, known = self._words()
            least, _ = threshold_of(self._store, self._threshold, model)
            with self._store.seeing_all():
                return match_fresh(self._store, now, asks, known, least)

    def split(self) -> list[Task]:
        """Return the tasks that compare all documents that wait."""
        with self._store.seeing_all():
            waiting = self._store.documents.pending_ids()
        spans = dict.fromkeys(id_ // SPAN * SPAN for id_ in waiting)
        return [pairing(first, first + SPAN - 1) for first in spans]

    def some(self, first: int, last: int, now: datetime) -> int:
        """Compare the waiting revisions from one id to another; return how many candidates are new.

        What was compared already waits no more: done twice, it is done once.
        """
        with self._lock, self._store.seeing_all():
            batch = self._store.documents.pending(span=(first, last))
            if not batch or self.stopped():
                return 0
            found = self._ready(now)(batch)
            ids = [revision.id for revision in batch]
            return self._store.candidates.record(found, revisions_done=ids, asks_done=(), now=now)

    def _ready(self, now: datetime) -> Comparison:
        """Return what compares, with the asks as they are now."""
        basis = self._store.asks.basis(), self._store.calibrations.latest()
        if self._compare and basis == self._basis and now - self._read < FRESH:
            return self._compare
        self._basis, self._read = basis, now
        store, (model, known) = self._store, self._words()
        asks = store.asks.for_matching()
        least, _ = threshold_of(store, self._threshold, model)
        key = asks, least, store.calibrations.decisions()
        if self._compare is None or key != self._key:
            self._key, self._compare = key, Comparison(store, known, asks, least)
        return self._compare

    def _words(self) -> tuple[Model, Vocabulary]:
        if self._loaded is None:
            model = load_model()
            self._loaded = model, vocabulary(model)
        return self._loaded
