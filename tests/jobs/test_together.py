"""Visits that are recorded together."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from db.sources import Recorder
from db.store import Store
from jobs.together import Ending, Together
from tests import builders as a
from tracker.changes import Decision
from tracker.errors import NotHeldError
from tracker.types import Change

NOTHING = Decision(changes=(), gap=False, stale=False, vanished=())


@pytest.fixture
def store(new_store: Path) -> Iterator[Store]:
    with Store.open(str(new_store)) as store:
        store.sources.sync([a.source(name) for name in ("one", "two", "three")])
        yield store


def ending(name: str, *changes: Change, again: Decision = NOTHING) -> Ending:
    decision = Decision(changes=changes, gap=False, stale=False, vanished=())

    def keep(recorder: Recorder, decided: Decision) -> None:
        recorder.visit(a.visit(source=name), decided.changes)

    return Ending(decision=decision, again=lambda: again, keep=keep)


def together(store: Store, *endings: Ending) -> None:
    """Let the first one hold up the others until all have arrived."""
    held, all_there = Together(store.sources), threading.Event()
    first, *others = endings
    keep = first.keep

    def wait(recorder: Recorder, decision: Decision) -> None:
        keep(recorder, decision)
        assert all_there.wait(5)

    first.keep = wait
    with ThreadPoolExecutor(len(endings)) as pool:
        done = [pool.submit(held.record, one) for one in endings]
        while len(held._waiting) < len(others):
            pass
        all_there.set()
        for one in done:
            one.result()


def test_each_visit_that_waits_is_recorded_once(store: Store) -> None:
    together(store, *(ending(name, a.change(name)) for name in ("one", "two", "three")))

    assert sorted(document.guid for document in store.documents.list()) == ["one", "three", "two"]
    assert [len(store.sources.visits(name)) for name in ("one", "two", "three")] == [1, 1, 1]


def test_what_another_source_brought_at_the_same_time_is_decided_anew(store: Store) -> None:
    changes = [ending(name, a.change("r-1")) for name in ("one", "two", "three")]

    together(store, *changes)

    [document] = store.documents.list()
    assert document.revisions == 1
    assert sum(one.decision.new for one in changes) == 1


def test_none_of_the_visits_is_recorded_if_one_cannot_be(store: Store) -> None:
    good, bad = ending("one", a.change("r-1")), ending("nowhere")
    with pytest.raises(NotHeldError):
        together(store, ending("two", a.change("r-2")), good, bad)

    assert [document.guid for document in store.documents.list()] == ["r-2"]
    assert isinstance(good.error, NotHeldError)
