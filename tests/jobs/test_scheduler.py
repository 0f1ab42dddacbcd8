"""When jobs run, what happens when one fails, who may let them run, how all of it stops."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from db.store import Store
from jobs import scheduler
from jobs.record import recorded
from tracker.config import Config, DigestSettings
from tracker.duties import Duty, duties
from tracker.errors import StoreError
from tracker.types import Run, RunOutcome

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOME = ZoneInfo("America/New_York")
PLAN = duties(Config(digest=DigestSettings(to=("ana@example.org",))))
HOUR = timedelta(hours=1)


@pytest.fixture
def store(new_store: Path) -> Iterator[Store]:
    with Store.open(str(new_store)) as store:
        yield store


def ran(store: Store, job: str, at: datetime, outcome: RunOutcome = RunOutcome.DONE) -> Run:
    key = store.runs.start(job, by="here:1:aa", now=at, dead=lambda _: False)
    store.runs.end(key, outcome, now=at)
    return store.runs.get(key)


def plan(*names: str) -> tuple[Duty, ...]:
    return tuple(duty for duty in PLAN if duty.name in names)


class Clock(datetime):
    """The time as the scheduling library asks for it; it moves only by hand."""

    moment = NOON

    @classmethod
    def now(cls, tz=None):
        return cls.moment.astimezone(tz)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Clock, "moment", NOON)
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Clock)


def now() -> datetime:
    return Clock.moment


class Hands:
    """Does the jobs in the scheduler's own threads, and records them as runs."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock
        self.acts: dict[str, Callable[[], object]] = {}
        self.did: list[str] = []
        self.stopped = False

    def work(self, duty: Duty) -> Run | None:
        if self.stopped:
            return None
        self.did.append(duty.name)
        try:
            with recorded(self._store, duty.name, self._clock):
                self.acts.get(duty.name, lambda: None)()
        except StoreError:
            pass
        return self._store.runs.list(job=duty.name, limit=1)[0]

    def stop(self) -> None:
        self.stopped = True


class Round:
    """A run of the scheduler in a thread, with what it reported."""

    def __init__(self, store: Store, *names: str, by: str = "here:1:aa", **acts) -> None:
        self.told: list[str] = []
        self.stop = threading.Event()
        self.hands = Hands(store, now)
        self.hands.acts |= acts
        arguments = (store, plan(*names), HOME, self.hands)
        settings = {"report": self._tell, "stop": self.stop, "now": now, "by": by}
        self.thread = threading.Thread(
            target=scheduler.run, args=arguments, kwargs=settings, daemon=True
        )
        self.thread.start()

    def _tell(self, job: str, words: str, run: Run | None) -> None:
        self.told.append(f"{job}: {words}")

    def end(self) -> None:
        self.stop.set()
        self.thread.join(60)
        assert not self.thread.is_alive()


def wait_until(true: Callable[[], object]) -> None:
    for _ in range(6000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it never came to that")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "TICK", 0.02)
    monkeypatch.setattr(scheduler, "WAIT", 0.02)


def test_the_jobs_are_listed_in_the_order_in_which_they_run_next(store):
    ran(store, "poll", NOON - HOUR / 6)
    ran(store, "backup", NOON - HOUR, RunOutcome.FAILED)

    planned = scheduler.planned(
        plan("poll", "match", "backup", "digest"), store.runs.records(), NOON, HOME
    )

    assert [(one.duty.name, one.next_run and one.next_run.isoformat()) for one in planned] == [
        ("backup", "2026-11-21T07:00:00-05:00"),
        ("poll", "2026-11-21T07:05:00-05:00"),
        ("digest", "2026-11-23T07:00:00-05:00"),
        ("match", None),
    ]


def test_what_was_missed_is_run_once_at_the_start_and_the_rest_waits(store):
    ran(store, "backup", NOON - 2 * HOUR)
    ran(store, "digest", NOON - 9 * 24 * HOUR)

    round = Round(store, "poll", "match", "backup", "digest")
    wait_until(lambda: len(round.told) == 3)
    round.end()

    assert sorted(round.hands.did) == ["digest", "match", "poll"]
    assert round.hands.did.index("poll") < round.hands.did.index("match")


def test_a_job_that_fails_is_told_and_tried_again_and_the_others_go_on(store, quick):
    def bad() -> None:
        raise StoreError("could not write", "askwatch.db", "the disk is full")

    round = Round(store, "backup", "deadlines", backup=bad)
    wait_until(lambda: len(round.told) == 2)
    Clock.moment += timedelta(minutes=16)
    wait_until(lambda: len(round.told) == 3)
    Clock.moment += timedelta(minutes=16)
    time.sleep(0.1)
    round.end()

    assert sorted(round.hands.did) == ["backup", "backup", "deadlines"]
    assert "backup: could not write: 'askwatch.db': the disk is full" in round.told


def test_a_machine_that_slept_for_a_week_makes_up_for_each_job_once(store, quick):
    round = Round(store, "poll", "backup", "deadlines")
    wait_until(lambda: len(round.told) == 3)
    Clock.moment += timedelta(days=7)
    wait_until(lambda: len(round.told) == 6)
    time.sleep(0.1)
    round.end()

    assert sorted(round.hands.did) == ["backup", "backup", "deadlines", "deadlines", "poll", "poll"]


def test_a_clock_that_is_put_back_keeps_nothing_waiting(store, quick):
    round = Round(store, "poll")
    wait_until(lambda: round.told)
    Clock.moment = NOON + timedelta(days=400)
    wait_until(lambda: len(round.told) == 2)
    Clock.moment = NOON
    time.sleep(0.1)
    Clock.moment += timedelta(minutes=16)
    wait_until(lambda: len(round.told) == 3)
    round.end()


def test_a_job_still_running_is_not_started_again(store, quick):
    go = threading.Event()

    round = Round(store, "poll", poll=lambda: go.wait(5))
    wait_until(lambda: round.hands.did)
    Clock.moment += timedelta(minutes=16)
    wait_until(lambda: round.told)
    go.set()
    round.end()

    assert round.told[0] == "poll: still running; this turn is left out"


def test_a_second_scheduler_says_so_and_waits_until_the_first_one_leaves(store, quick):
    first = Round(store, "poll", by="here:1:aa")
    wait_until(lambda: first.told)
    second = Round(store, "poll", by="there:2:bb")
    wait_until(lambda: second.told)
    waiting = list(second.hands.did)
    first.end()
    wait_until(lambda: second.hands.did)
    second.end()

    assert waiting == []
    assert second.told[0] == ("scheduler: another one serves this store (here, process 1); waiting")


def test_a_lease_that_was_lost_ends_the_jobs_and_one_waits_again(store, quick):
    round = Round(store, "poll")
    wait_until(lambda: round.told)
    other = {"by": "there:2:bb", "now": NOON, "length": scheduler.LENGTH}
    store.runs.take(scheduler.LEASE, dead=lambda _: True, **other)
    wait_until(lambda: len(round.told) >= 3)
    round.end()

    assert "scheduler: another one took over; its jobs end here" in round.told
    assert round.hands.stopped


def test_the_lease_of_a_scheduler_that_died_is_taken_over(store):
    dead = f"{os.uname().nodename}:{2**22 + 1}:aa"
    store.runs.take(scheduler.LEASE, by=dead, now=NOON, length=scheduler.LENGTH)

    round = Round(store, "poll")
    wait_until(lambda: round.hands.did)
    round.end()

    assert store.runs.lease(scheduler.LEASE, NOON) is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_leaves_the_handlers_as_they_were(store, number):
    before = signal.getsignal(number)
    hands = Hands(store, lambda: NOON)
    hands.acts["poll"] = lambda: os.kill(os.getpid(), number)

    scheduler.run(store, plan("poll"), HOME, hands, report=lambda *_: None, now=lambda: NOON)

    assert signal.getsignal(number) is before
    assert hands.stopped


def test_a_job_that_is_stopped_before_it_begins_is_nothing(store):
    round = Round(store, "poll", poll=lambda: None)
    round.hands.stopped = True
    round.end()

    assert all("failed" not in line for line in round.told)
