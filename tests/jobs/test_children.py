"""A process for each job: its run is recorded whatever becomes of it."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.store import Store
from jobs import children
from jobs.children import Children
from tracker.config import Config
from tracker.duties import duties
from tracker.types import Run, RunOutcome

POLL = replace(duties(Config())[0], limit=timedelta(seconds=30))
BRIEF = replace(POLL, limit=timedelta(seconds=0.3))
SLEEP = "import time; time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print(flush=True); time.sleep(60)"
)


@pytest.fixture
def store(new_store: Path) -> Iterator[Store]:
    with Store.open(str(new_store)) as store:
        yield store


def now() -> datetime:
    return datetime.now(UTC)


def nursery(store: Store, code: str) -> Children:
    return Children(store, lambda name: [sys.executable, "-c", code], now)


def test_what_a_process_recorded_of_itself_stands(store):
    code = (
        "from datetime import UTC, datetime; from db.store import Store;"
        "from jobs.record import recorded\n"
        f"with Store.open({store.url!r}) as s, recorded(s, 'poll', lambda: datetime.now(UTC)) as t:"
        "\n    t.counts['new'] = 3"
    )

    run = nursery(store, code).work(POLL)

    assert isinstance(run, Run)
    assert (run.outcome, run.counts) == (RunOutcome.DONE, {"new": 3})
    assert len(store.runs.list()) == 1


def test_a_job_that_hangs_is_cut_off_and_said(store):
    run = nursery(store, SLEEP).work(BRIEF)

    assert run.outcome is RunOutcome.CUT_OFF
    assert run.error == "cut off after 0.3 s; it is set by jobs.limit"
    assert store.runs.list() == (run,)


def test_one_that_records_itself_that_it_was_stopped_is_told_why(store):
    code = (
        "import signal, time; from datetime import UTC, datetime; from db.store import Store;"
        "from jobs.record import recorded\n"
        "signal.signal(signal.SIGTERM, signal.default_int_handler)\n"
        f"with Store.open({store.url!r}) as s, recorded(s, 'poll', lambda: datetime.now(UTC)):"
        "\n    time.sleep(60)"
    )

    # Long enough for it to begin, also on a busy machine.
    run = nursery(store, code).work(replace(POLL, limit=timedelta(seconds=3)))

    assert run.outcome is RunOutcome.CUT_OFF
    assert run.error == "cut off after 3 s; it is set by jobs.limit"
    assert store.runs.list() == (run,)


def test_one_that_does_not_listen_is_killed(store, monkeypatch):
    monkeypatch.setattr(children, "PARTING", 0.2)

    assert nursery(store, STUBBORN).work(BRIEF).outcome is RunOutcome.CUT_OFF


def test_a_process_that_dies_before_it_recorded_anything_has_failed(store):
    run = nursery(store, "import sys; sys.exit(3)").work(POLL)

    assert (run.outcome, run.error) == (RunOutcome.FAILED, "its process ended with 3")


def test_when_all_is_to_stop_what_runs_is_ended_and_nothing_more_begins(store):
    nursery_ = nursery(store, SLEEP)
    told: list[Run | None] = []
    thread = threading.Thread(target=lambda: told.append(nursery_.work(POLL)), daemon=True)
    thread.start()
    while not nursery_._running:
        time.sleep(0.01)
    nursery_.stop()
    thread.join(60)

    assert told == [None]
    assert nursery_.work(POLL) is None
    assert store.runs.list() == ()


def test_a_run_that_a_killed_process_left_open_is_ended(store, monkeypatch):
    nursery_ = nursery(store, "import os; os.kill(os.getpid(), 9)")
    start = nursery_._start

    def started(name: str):
        process = start(name)
        by = f"here:{process.pid}:aa"
        store.runs.start(name, by=by, now=now(), dead=lambda _: False)
        return process

    monkeypatch.setattr(nursery_, "_start", started)

    run = nursery_.work(POLL)

    assert (run.outcome, run.error) == (RunOutcome.CUT_OFF, "its process ended with -9")


@pytest.mark.parametrize(("length", "words"), [(90, "1.5 min"), (3600, "60 min"), (5, "5 s")])
def test_a_limit_is_said_in_words(length, words):
    assert children._words(timedelta(seconds=length)) == words
