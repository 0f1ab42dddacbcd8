"""When jobs run, what happens when one fails, and how all of it stops."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from jobs import scheduler
from tracker.config import Config, DigestSettings, Jobs, Organisation
from tracker.errors import StoreError

SATURDAY = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOME = ZoneInfo("America/New_York")
CONFIG = Config(digest=DigestSettings(weekday="Monday", hour=7))


def by_name(config: Config, now: datetime) -> dict[str, scheduler.Planned]:
    return {plan.name: plan for plan in scheduler.planned(config, now)}


def test_every_job_tells_what_it_does_and_when_it_runs_next():
    plans = scheduler.planned(CONFIG, SATURDAY)

    assert [(plan.name, plan.next_run.isoformat(), plan.words) for plan in plans] == [
        (
            "poll",
            "2026-11-21T07:00:00-05:00",
            "visit the sources that are due and pair what they brought, every 15min",
        ),
        ("backup", "2026-11-22T03:30:00-05:00", "back up the store, every night at 03:30"),
        ("digest", "2026-11-23T07:00:00-05:00", "send the digest, every Monday at 07:00"),
    ]


def test_the_digest_keeps_its_hour_when_the_clocks_change():
    before, after = (
        by_name(CONFIG, datetime(2026, month, day, 12, tzinfo=UTC))["digest"].next_run
        for month, day in ((10, 20), (10, 27))
    )

    assert (before.hour, after.hour) == (7, 7)
    assert before.utcoffset() != after.utcoffset()


def test_the_latest_planned_moment_of_a_job_with_fixed_hours_is_known():
    plans = by_name(CONFIG, SATURDAY)

    assert plans["digest"].last_planned == datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
    assert plans["backup"].last_planned == datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
    assert plans["poll"].last_planned is None


class Round:
    """A run of the scheduler in a thread, with what it reported."""

    def __init__(self, calls, missed=lambda *_: False, config: Config = CONFIG) -> None:
        self.told: list[str] = []
        self.stop = threading.Event()
        self.failures: int | None = None
        settings = {"missed": missed, "report": self.told.append, "stop": self.stop}
        self.thread = threading.Thread(target=self._run, args=(config, calls, settings))
        self.thread.start()

    def _run(self, config, calls, settings) -> None:
        self.failures = scheduler.run(config, calls, **settings)

    def end(self) -> None:
        self.stop.set()
        self.thread.join(10)
        assert not self.thread.is_alive()


def wait_until(true) -> None:
    for _ in range(1000):
        if true():
            return
        time.sleep(0.005)
    raise AssertionError("it never came to that")


def test_what_is_due_at_the_start_is_run_once_and_the_rest_waits():
    asked, ran = [], []

    def missed(name: str, moment: datetime) -> bool:
        asked.append((name, moment.utcoffset().total_seconds()))
        return name == "digest"

    calls = {name: lambda name=name: ran.append(name) for name in ("poll", "digest", "backup")}
    round = Round(calls, missed)
    wait_until(lambda: len(round.told) == 2)
    round.end()

    assert sorted(ran) == ["digest", "poll"]
    assert sorted(asked) == [("backup", 0.0), ("digest", 0.0)]
    assert round.failures == 0
    assert all(" done (" in line for line in round.told)


def test_a_job_that_fails_is_told_and_the_others_go_on(caplog):
    def bad():
        raise StoreError("could not write", "askwatch.db", "the disk is full")

    def worse():
        raise ZeroDivisionError

    with caplog.at_level(logging.CRITICAL):
        round = Round(
            {"poll": lambda: "3 new", "digest": bad, "backup": worse}, missed=lambda *_: True
        )
        wait_until(lambda: len(round.told) == 3)
        round.end()

    told = sorted(line.rpartition(" (")[0] for line in round.told)
    assert told == [
        "backup: failed unexpectedly: ZeroDivisionError()",
        "digest: failed: could not write: 'askwatch.db': the disk is full",
        "poll: 3 new",
    ]
    assert round.failures == 2


def test_a_job_still_running_is_not_started_again():
    go = threading.Event()
    quick = Config(jobs=Jobs(poll_every="0.05s"))

    round = Round({"poll": lambda: str(go.wait(5))}, config=quick)
    wait_until(lambda: round.told)
    go.set()
    round.end()

    assert round.told[0] == "poll: still running; this turn is left out"


def test_stopping_waits_for_a_job_that_is_nearly_done():
    started, go = threading.Event(), threading.Event()

    def job():
        started.set()
        go.wait(5)

    round = Round({"poll": job})
    assert started.wait(5)
    round.stop.set()
    go.set()
    round.end()

    wait_until(lambda: round.told)
    assert round.told[0].startswith("poll: done")


def test_stopping_does_not_wait_for_ever(monkeypatch):
    monkeypatch.setattr(scheduler, "GRACE", 0.05)
    started, go = threading.Event(), threading.Event()

    def job():
        started.set()
        go.wait(5)

    round = Round({"poll": job})
    assert started.wait(5)
    round.end()

    assert round.told == ["poll: cut off; what it had not recorded is done anew next time"]
    go.set()
    wait_until(lambda: len(round.told) == 2)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_leaves_the_handlers_as_they_were(number):
    before = signal.getsignal(number)

    failures = scheduler.run(
        CONFIG,
        {"poll": lambda: os.kill(os.getpid(), number)},
        missed=lambda *_: False,
        report=lambda _: None,
    )

    assert failures == 0
    assert signal.getsignal(number) is before


def test_other_time_zones_have_their_own_monday():
    far = Config(organisation=Organisation(time_zone="Asia/Tokyo"))

    assert by_name(far, SATURDAY)["digest"].next_run.isoformat() == "2026-11-23T07:00:00+09:00"
