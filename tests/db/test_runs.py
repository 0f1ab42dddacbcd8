"""Runs of jobs, and leases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import builders as a
from tracker.errors import NotHeldError
from tracker.types import Lease, Record, RunOutcome

MINUTE = timedelta(minutes=1)
ME, OTHER = "here:1:aa", "here:2:bb"


def alive(_: str) -> bool:
    return False


def dead(_: str) -> bool:
    return True


def run(store, job="poll", outcome=RunOutcome.DONE, at=a.NOW, **more) -> int:
    key = store.runs.start(job, by=ME, now=at, dead=alive)
    store.runs.end(key, outcome, now=at + MINUTE, **more)
    return key


def test_a_run_is_kept_from_its_start_to_its_end(store):
    key = store.runs.start("poll", by=ME, now=a.NOW, dead=alive)
    begun = store.runs.get(key)
    store.runs.end(key, RunOutcome.FAILED, now=a.NOW + MINUTE, counts={"new": 3}, error="a wall")

    ended = store.runs.get(key)

    assert (begun.outcome, begun.ended, begun.by) == (RunOutcome.RUNNING, None, ME)
    assert (ended.outcome, ended.ended) == (RunOutcome.FAILED, a.NOW + MINUTE)
    assert (ended.counts, ended.error) == ({"new": 3}, "a wall")


def test_a_run_ends_once(store):
    key = run(store)

    assert not store.runs.end(key, RunOutcome.CUT_OFF, now=a.NOW)
    assert store.runs.get(key).outcome is RunOutcome.DONE


def test_a_run_that_is_not_held_is_told(store):
    with pytest.raises(NotHeldError, match="no such run: '9'"):
        store.runs.get(9)


@pytest.mark.parametrize(
    ("is_dead", "outcome"), [(dead, RunOutcome.CUT_OFF), (alive, RunOutcome.RUNNING)]
)
def test_a_run_whose_process_is_dead_is_cut_off_when_the_next_one_starts(store, is_dead, outcome):
    first = store.runs.start("poll", by=ME, now=a.NOW, dead=alive)

    store.runs.start("poll", by=OTHER, now=a.NOW + MINUTE, dead=is_dead)

    assert store.runs.get(first).outcome is outcome


def test_runs_are_listed_newest_first(store):
    keys = [run(store), run(store, "match"), run(store)]

    assert [one.id for one in store.runs.list(job="poll")] == [keys[2], keys[0]]
    assert [one.id for one in store.runs.list(limit=1)] == [keys[2]]


def test_a_record_tells_the_last_run_the_last_good_one_and_the_failures_since(store):
    run(store, outcome=RunOutcome.FAILED)
    run(store, at=a.NOW + 5 * MINUTE)
    run(store, outcome=RunOutcome.FAILED, at=a.NOW + 10 * MINUTE)
    run(store, outcome=RunOutcome.CUT_OFF, at=a.NOW + 20 * MINUTE)
    last = run(store, outcome=RunOutcome.STOPPED, at=a.NOW + 30 * MINUTE)
    never = run(store, "backup", outcome=RunOutcome.FAILED)

    records = store.runs.records()

    assert records == {
        "poll": Record(
            first=a.NOW,
            last=store.runs.get(last),
            good=a.NOW + 6 * MINUTE,
            failures=2,
            error="cut off",
        ),
        "backup": Record(
            first=a.NOW, last=store.runs.get(never), good=None, failures=1, error="failed"
        ),
    }


def test_old_runs_are_forgotten_but_not_the_last_good_one(store):
    run(store)
    good = run(store)
    run(store, outcome=RunOutcome.FAILED)
    late = run(store, outcome=RunOutcome.FAILED, at=a.NOW + timedelta(days=9))

    assert store.runs.forget(a.NOW + timedelta(days=1)) == 2
    assert [one.id for one in store.runs.list()] == [late, good]


def take(store, by, at=a.NOW, is_dead=alive) -> Lease:
    return store.runs.take("scheduler", by=by, now=at, length=MINUTE, dead=is_dead)


def test_a_lease_has_one_holder_until_it_runs_out(store):
    first = take(store, ME)

    assert first.holder == ME
    assert take(store, OTHER, a.NOW + MINUTE / 2) == first
    assert take(store, OTHER, a.NOW + MINUTE).holder == OTHER
    assert store.runs.lease("scheduler", a.NOW + MINUTE).holder == OTHER


def test_a_lease_that_is_renewed_stays(store):
    first = take(store, ME)
    renewed = take(store, ME, a.NOW + MINUTE / 2)

    assert (renewed.since, renewed.until) == (first.since, a.NOW + 1.5 * MINUTE)
    assert take(store, OTHER, a.NOW + MINUTE).holder == ME


def test_the_lease_of_a_dead_one_is_free_at_once(store):
    take(store, ME)

    assert take(store, OTHER, is_dead=dead).holder == OTHER


def test_a_lease_from_before_the_clock_was_put_back_is_free(store):
    take(store, ME, a.NOW + timedelta(days=1))

    assert take(store, OTHER).holder == OTHER


def test_a_lease_is_let_go_by_its_holder_alone(store):
    take(store, ME)
    store.runs.release("scheduler", by=OTHER)
    held = store.runs.lease("scheduler", a.NOW)
    store.runs.release("scheduler", by=ME)

    assert held.holder == ME
    assert store.runs.lease("scheduler", a.NOW) is None
