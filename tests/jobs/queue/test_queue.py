"""A queue of work: what is queued is done, once, whoever dies meanwhile."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest

from db.store import Store
from jobs.archive import Archive
from jobs.fetch import Fetcher
from jobs.fetch.lanes import Lanes
from jobs.queue.deferring import Deferrer
from jobs.queue.shift import MOST, MOST_APART, MOST_DEATHS
from jobs.queue.tasks import Task, whole
from tests.jobs.desk import RSS, Desk, feed
from tests.jobs.queue.crew import PLAN, Crew, now
from tests.jobs.site import Site
from tracker.errors import AskwatchError
from tracker.types import RunOutcome

POLL, BACKUP = (next(one for one in PLAN if one.name == name) for name in ("poll", "backup"))


def told(store: Store) -> list[tuple[object, ...]]:
    """What a store holds of documents."""
    found = store.documents.latest()
    return sorted((one.title, one.text, one.text_hash, one.published) for one in found)


def test_what_is_queued_is_done_once(crew: Crew, site: Site) -> None:
    site.answers(feed(1, 2), media_type=RSS)
    [source] = crew.watch(releases=f"{site.url}/feed")

    queued = [crew.queue_visits(source) for _ in range(3)]
    crew.drain()
    crew.drain()

    assert queued == [1, 0, 0]
    assert site.paths == ["/feed"]
    assert len(crew.store.documents.list()) == 2
    assert crew.store.documents.pending() == (), "what is new was paired"
    assert "alerts" not in crew.children, "nobody wants any"


def test_task_that_was_done_before_its_worker_died_is_not_done_again(
    crew: Crew, site: Site
) -> None:
    site.answers(feed(1), media_type=RSS)
    [source] = crew.watch(releases=f"{site.url}/feed")
    crew.queue_visits(source)
    tasks: list[Task] = []

    def twice(task: Task) -> None:
        tasks.append(task)
        crew.working(task)
        crew.working(task)

    crew.drain(twice)

    assert len(site.paths) == 1
    assert tasks[0].lock is None, "the queue keeps it"


def test_task_of_a_worker_that_is_killed_is_taken_over(
    crew: Crew, site: Site, tmp_path: Path, fetcher: Fetcher
) -> None:
    arrived, go = threading.Event(), threading.Event()
    site.answers(feed(1, 2, 3), media_type=RSS)
    whole_page = site.act_of("/feed")

    def slow(handler: Any) -> None:
        arrived.set()
        go.wait(10)
        whole_page(handler)

    site.acts(slow)
    crew.queue_visits(*crew.watch(releases=f"{site.url}/feed"))
    command = [sys.executable, "-m", "tests.jobs.queue.crew", crew.store.url, str(tmp_path / "b")]
    with subprocess.Popen(command) as worker:
        assert arrived.wait(20)
        worker.kill()
    go.set()
    site.acts(whole_page)

    crew.drain()

    assert site.paths == ["/feed", "/feed"]
    with Store.open(":memory:") as clean:
        desk = Desk(clean, site, fetcher, Archive(tmp_path / "c"))
        desk.watch()
        desk.poll()
        assert told(crew.store) == told(clean)
        assert len(crew.store.sources.visits("releases")) == len(clean.sources.visits("releases"))
    assert crew.queue.state().workers[0].name == "to be killed", "it was not heard of again"
    assert crew.queue.state().waiting == crew.queue.state().running == 0


def test_two_workers_never_ask_a_host_faster_than_its_delay(
    hire: Callable[..., Crew], site: Site
) -> None:
    delay, asked = 0.15, []
    crews = [hire(delay=delay), hire(delay=delay)]
    for number in range(4):
        site.answers(feed(number + 1), media_type=RSS, path=f"/{number}")
    act = site.act

    def noting(handler: Any) -> None:
        asked.append(time.monotonic())
        act(handler)

    site.act = noting  # type: ignore[method-assign]
    crews[0].queue_visits(*crews[0].watch(**{f"s{n}": f"{site.url}/{n}" for n in range(4)}))
    threads = [
        threading.Thread(target=one.drain, kwargs={"name": f"w{n}"}) for n, one in enumerate(crews)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(site.paths) == ["/0", "/1", "/2", "/3"]
    gaps = [later - sooner for sooner, later in pairwise(asked)]
    assert min(gaps) >= delay * 0.95, "the site notes a request a little after it was let go"


def test_host_that_is_asked_elsewhere_is_waited_for(crew: Crew) -> None:
    cancelled, order = threading.Event(), []
    here, there = (Lanes(2, cancelled, crew.queue, 60.0) for _ in range(2))

    def other() -> None:
        with there.turn("www.example.gov", 0.0):
            order.append("there")

    with here.turn("www.example.gov", 0.1):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.3)
        order.append("here")
    thread.join()

    assert order == ["here", "there"]


def test_poison_task_is_tried_so_often_and_then_stays_where_it_is_seen(crew: Crew) -> None:
    tried = []

    def do(task: Task) -> None:
        tried.append(task.key)
        raise ZeroDivisionError("what is private")

    crew.broker.defer([whole("backup")])
    crew.drain(do)
    state = crew.queue.state()
    [stuck] = state.stuck

    assert tried == ["backup"] * MOST
    assert (state.failed, state.waiting, stuck.attempts) == (1, 0, MOST)
    assert stuck.error.startswith("unexpected: ZeroDivisionError in test_queue.py")

    deferrer = Deferrer(crew.store, crew.broker, now)
    run = deferrer.work(POLL)

    assert run.outcome is RunOutcome.FAILED
    assert "1 task failed for good, the last: backup: unexpected" in run.error

    assert deferrer.work(BACKUP) is None
    crew.drain(lambda task: None)

    assert crew.queue.state().failed == 0, "it was tried anew, and is done"


@pytest.mark.parametrize(("job", "most"), [("match", MOST_DEATHS), ("backup", MOST_APART)])
def test_task_whose_workers_die_again_and_again_is_poison(crew: Crew, job: str, most: int) -> None:
    crew.broker.defer([whole(job)])
    with crew.queue._apart() as connection:
        connection.exec_driver_sql(f"SET LOCAL search_path TO {crew.queue.schema}")
        doing = f"SET status = 'doing', attempts = {most - 1}"
        connection.exec_driver_sql(f"UPDATE procrastinate_jobs {doing}")

    crew.drain()

    [stuck] = crew.queue.state().stuck
    assert stuck.error == "its worker ended without a word"
    assert crew.children == []


def test_what_failed_for_an_expected_reason_says_so(crew: Crew) -> None:
    def do(task: Task) -> None:
        raise AskwatchError("no room", "backup", "the disk is full")

    crew.broker.defer([whole("backup")])
    crew.drain(do)

    assert crew.queue.state().stuck[0].error == "no room: 'backup': the disk is full"


def test_whole_jobs_are_done_in_processes_and_what_follows_is_queued(crew: Crew) -> None:
    crew.broker.defer([whole("deadlines"), whole("backup")])
    crew.drain()

    assert sorted(crew.children) == ["backup", "deadlines"]
    assert [run.outcome for run in crew.store.runs.list()] == [RunOutcome.DONE] * 2


def test_round_queues_what_is_due_and_a_sweep_everything(crew: Crew, site: Site) -> None:
    site.answers(feed(1), media_type=RSS)
    crew.watch(one=f"{site.url}/feed", two=f"{site.url}/feed")
    sweep = next(one for one in PLAN if one.name == "sweep")
    deferrer = Deferrer(crew.store, crew.broker, now)

    counts = [deferrer.work(POLL).counts["sources queued"]]
    crew.drain()
    counts += [deferrer.work(one).counts["sources queued"] for one in (POLL, sweep)]

    assert counts == [2, 0, 2]
    deferrer.stop()
    assert deferrer.work(POLL) is None


def test_two_workers_of_one_name_do_not_work_side_by_side(crew: Crew) -> None:
    assert crew.queue.enlist("ana", "there:1:x")

    with pytest.raises(AskwatchError, match="another worker has this name"):
        crew.drain()

    crew.queue.dismiss("ana", "there:1:x")
    crew.drain()

    assert crew.queue.enlist("ana", "there:2:x", lambda holder: holder == "there:1:x")
    assert crew.queue.enlist("ana", "there:3:x", lambda holder: holder == "there:2:x"), "it died"


def test_queue_is_brought_up_to_date_step_by_step(crew: Crew) -> None:
    crew.queue.install("", {"99.1": "CREATE TABLE one (x int)", "99.2": "CREATE TABLE two (x int)"})
    crew.queue.install("", {"99.2": "no such statement"})

    with crew.queue._apart() as connection:
        for name in ("one", "two"):
            connection.exec_driver_sql(f"SELECT * FROM {crew.queue.schema}.{name}")


def test_queue_of_an_older_revision_gets_what_it_lacks(crew: Crew) -> None:
    steps = {"99.1": "CREATE TABLE one (x int)"}
    crew.queue.install("", steps)
    with crew.queue._apart() as connection:
        connection.exec_driver_sql(f"DROP INDEX {crew.queue.schema}.jobs_by_lock")
        connection.exec_driver_sql(f"UPDATE {crew.queue.schema}.version SET name = '99.1'")

    crew.queue.install("", steps)

    with crew.queue._apart() as connection:
        query = "SELECT count(*) FROM pg_indexes WHERE indexname = 'jobs_by_lock'"
        assert connection.exec_driver_sql(query).scalar() == 1


def test_next_task_is_found_without_a_look_at_all_that_wait(crew: Crew) -> None:
    crew.broker.defer([Task(job="poll", key=f"{n}", lock=f"{n % 1000}") for n in range(2000)])
    fetched = "SELECT (procrastinate_fetch_job_v2(NULL, NULL)).queueing_lock"
    looked = (
        "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables "
        "WHERE relname = 'procrastinate_jobs'"
    )

    with psycopg.connect(**crew.queue.connecting) as connection:
        for n in range(50):
            assert connection.execute(fetched).fetchone() == (f"{n}",)
        [rows] = connection.execute(looked).fetchone() or [0]

    assert rows < 20 * 50


def test_several_who_begin_at_once_make_one_queue(queue_url: str) -> None:
    steps = {"99.1": ""}
    columns = "id bigint PRIMARY KEY, lock text, status text"
    whole = f"CREATE TABLE procrastinate_jobs ({columns}); SELECT pg_sleep(0.05);"
    all_there = threading.Barrier(3)

    def begin() -> None:
        with Store.open(queue_url) as store:
            assert store.queue is not None
            assert store.queue.state() is None
            all_there.wait()
            store.queue.install(whole, steps)

    with ThreadPoolExecutor(3) as several:
        for begun in [several.submit(begin) for _ in range(3)]:
            begun.result()


def test_store_without_a_queue_says_nothing_of_one(queue_url: str) -> None:
    with Store.open(queue_url) as store, Store.open(":memory:") as memory:
        assert store.queue is not None
        assert (store.queue.state(), store.queue.installed) == (None, False)
        assert memory.queue is None


def test_source_that_is_no_more_or_visited_elsewhere_is_left(crew: Crew, site: Site) -> None:
    site.answers(feed(1), media_type=RSS)
    [source] = crew.watch(releases=f"{site.url}/feed")
    crew.queue_visits(source)
    soon = now() + timedelta(minutes=1)
    crew.store.sources.claim("releases", by="another", now=now(), until=soon)
    crew.drain()
    crew.queue_visits(source)
    crew.store.sources.sync(())
    crew.drain()

    assert site.paths == []
