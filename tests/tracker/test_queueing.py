"""How a queue fares, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.conftest import NOW
from tracker.queueing import age, stuck_words, trouble, words
from tracker.types import Lease, QueueState, Stuck

WORKER = Lease(name="ana", holder="desk:1:x", since=NOW, until=NOW)
STUCK = Stuck(job="poll", key="poll:releases", attempts=4, since=NOW, error="no\nroom")
IDLE = QueueState(waiting=0, running=0, again=0, oldest=None, failed=0, workers=(WORKER,))


def test_queue_says_what_waits_and_for_how_long():
    since = NOW - timedelta(minutes=4)
    busy = replace(IDLE, waiting=12, running=1, again=2, oldest=since, failed=1)

    assert words(IDLE, NOW) == "0 tasks wait; 0 run; 1 worker"
    assert words(busy, NOW) == (
        "12 tasks wait, the oldest for 4 min; 2 of them once more; 1 runs; 1 failed for good; "
        "1 worker"
    )


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(-5, "0 s"), (119, "119 s"), (120, "2 min"), (7200, "2 h"), (200000, "2 d")],
)
def test_age_is_told_in_the_unit_that_says_most(seconds, told):
    assert age(NOW - timedelta(seconds=seconds), NOW) == told


def test_tasks_without_a_worker_are_trouble_after_a_while():
    waiting = replace(IDLE, waiting=1, workers=(), oldest=NOW - timedelta(minutes=3))

    assert trouble(waiting, NOW) == "no worker runs and 1 task waits; start one: askwatch worker"
    assert trouble(waiting, NOW - timedelta(minutes=2)) is None
    assert trouble(IDLE, NOW) is None


def test_what_failed_for_good_is_trouble():
    bad = replace(IDLE, failed=2, stuck=(STUCK,))

    assert trouble(bad, NOW) == "2 tasks failed for good, the last: poll:releases: no room"
    assert trouble(replace(bad, stuck=()), NOW) == "2 tasks failed for good"
    assert stuck_words(STUCK) == "poll:releases: no room; tried 4 times"
