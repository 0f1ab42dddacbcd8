"""Tasks that are held up through no fault of their own: none is lost, none is tried the less."""

from __future__ import annotations

import time
from typing import Any

import pytest

from db.migrations import HEAD
from jobs.queue.tasks import StoppedError, Task, whole
from tests.jobs.queue.crew import Crew
from tests.jobs.queue.crew import now as crew_now
from tracker.errors import OutdatedError, StoreError

AWAY = StoreError("could not write", "postgresql", "its server was stopped", "try again")


def rows(crew: Crew, words: str) -> list[Any]:
    """Run a statement in the queue's schema."""
    with crew.queue._apart() as connection:
        connection.exec_driver_sql(f"SET LOCAL search_path TO {crew.queue.schema}")
        found = connection.exec_driver_sql(words)
        return list(found) if found.returns_rows else []


def test_stop_and_a_server_that_is_away_are_no_tries(crew: Crew) -> None:
    hindrances = [StoppedError(), AWAY, StoppedError(), AWAY, AWAY, StoppedError(), None]
    attempts = []

    def do(task: Task) -> None:
        attempts.extend(rows(crew, "SELECT attempts FROM procrastinate_jobs"))
        if error := hindrances.pop(0):
            raise error

    crew.broker.defer([whole("backup")])
    crew.drain(do)

    assert [one.attempts for one in attempts] == [0] * 7
    assert crew.queue.state().stuck == ()


def test_store_that_refuses_for_good_is_a_try(crew: Crew) -> None:
    full = StoreError("could not write", "postgresql", "a number is larger than any", "look")

    def do(task: Task) -> None:
        raise full

    crew.broker.defer([whole("backup")])
    crew.drain(do)

    assert crew.queue.state().stuck[0].attempts == 4


def test_what_follows_is_queued_beside_one_that_is_at_work(crew: Crew) -> None:
    queued = []

    def do(task: Task) -> None:
        if not queued:
            queued.append(crew.broker.defer([whole("match")]))
            queued.append(crew.broker.defer([whole("match", follows=True)]))
            queued.append(crew.broker.defer([whole("match", follows=True)]))
            raise StoppedError

    crew.broker.defer([whole("match")])
    crew.drain(do)

    assert queued == [0, 1, 0]
    assert crew.queue.state().waiting == 0, "the one that waited stood for the one that stopped"


def test_task_of_the_dead_goes_where_the_same_one_waits(crew: Crew) -> None:
    crew.broker.defer([whole("match")])
    rows(crew, "UPDATE procrastinate_jobs SET status = 'doing'")
    crew.broker.defer([whole("match", follows=True)])
    done = []

    crew.drain(done.append)

    assert len(done) == 1
    assert rows(crew, "SELECT * FROM procrastinate_jobs") == []


def test_task_whose_end_could_not_be_noted_is_done_anew(crew: Crew) -> None:
    done = []

    def do(task: Task) -> None:
        done.append(task.key)
        if task.key == "backup" and done.count("backup") == 1:
            # As if the server had been away when the worker wanted to say that it is done.
            rows(
                crew,
                "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args, "
                "status, worker_id) SELECT queue_name, task_name, 'stray', "
                'args || \'{"key": "stray"}\', status, worker_id FROM procrastinate_jobs '
                "WHERE queueing_lock = 'backup'",
            )
            while rows(crew, waits) == []:
                time.sleep(0.05)

    waits = "SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = 'stray' AND status = 'todo'"
    crew.broker.defer([whole("backup")])
    crew.drain(do)

    assert sorted(done) == ["backup", "stray"]


@pytest.mark.parametrize("at_work", [True, False])
def test_worker_of_an_older_version_ends_with_a_word_and_what_it_had_waits_untried(
    crew: Crew, at_work: bool
) -> None:
    def update(to: str) -> None:
        rows(crew, f"UPDATE public.alembic_version SET version_num = '{to}'")

    def do(task: Task) -> None:
        update("9999")
        crew.store.campaigns.add("Ports", who="Ana", now=crew_now())

    crew.broker.defer([whole("backup")])
    update(HEAD if at_work else "9999")
    with pytest.raises(OutdatedError, match="a newer askwatch did it; nothing was lost; restart"):
        crew.drain(do)
    [job] = rows(crew, "SELECT status::text, attempts FROM procrastinate_jobs")
    update(HEAD)

    assert (job.status, job.attempts) == ("todo", 0)
    assert crew.store.campaigns.all() == ()
