"""`askwatch worker` and what the jobs say of the queue."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobs.queue.tasks import StoppedError, Task, whole
from tests import cluster
from tests.builders import NOW
from tests.jobs.site import Site, serving
from tests.jobs.test_mail import Outbox, running
from tracker.types import RunOutcome
from tui.commands import work
from tui.commands.kit import Kit


@pytest.fixture
def team(pg_server: Path, on_server: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings of a team, with a store on a server."""
    pytest.importorskip("procrastinate", reason="no queue here; install askwatch[team]")
    name = on_server.split("@/")[1].split("?")[0]
    cluster.do(pg_server, name, "DROP SCHEMA IF EXISTS public_queue CASCADE")
    monkeypatch.setenv("ASKWATCH_DATABASE", on_server)
    with (home / "settings.toml").open("a") as settings:
        settings.write('\n[jobs]\nqueue = "procrastinate"\n')
    return home


@pytest.fixture
def queue(team: Path):
    """Queue tasks, and read how they fare."""
    kit = Kit(lambda: NOW)
    yield kit.broker
    kit.close()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def test_worker_without_a_queue_says_what_to_set(run, home):
    assert "set it to 'procrastinate'; see docs/team.md" in run("worker", code=2).stderr

    with (home / "settings.toml").open("a") as settings:
        settings.write('\n[jobs]\nqueue = "procrastinate"\n')
    for command in (("worker",), ("jobs", "run")):
        told = run(*command, code=2).stderr
        assert "a queue needs a store in PostgreSQL, and this one is a file" in told


def test_worker_without_the_extra_says_what_to_install(run, team, monkeypatch):
    monkeypatch.setitem(sys.modules, "procrastinate", None)
    monkeypatch.delitem(sys.modules, "jobs.queue.broker", raising=False)

    assert "`pip install askwatch[team]`" in run("worker", code=2).stderr


def test_unknown_queue_is_refused(run, home):
    with (home / "settings.toml").open("a") as settings:
        settings.write('\n[jobs]\nqueue = "celery"\n')

    assert "write 'none' or 'procrastinate'" in run("worker", code=2).stderr


def test_digest_whose_worker_is_stopped_after_sending_goes_out_once(team, queue):
    box, stops = Outbox(), [StoppedError()]
    for server in running(box):
        file = team / "settings.toml"
        file.write_text(file.read_text("utf-8").replace("[digest]", "[digest]\nempty = true"))
        with file.open("a") as settings:
            settings.write(
                f'\n[smtp]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\n'
            )
        kit = Kit(lambda: NOW)

        def do(task, kit=kit):
            work.do(kit, task.job)
            if stops:
                raise stops.pop()

        queue.defer([whole("digest")])
        queue.work(do, name="ana", by="desk:18:x", at_once=1, drain=True)
        runs = kit.store.runs.list(job="digest")
        kit.close()

    assert len(box.received) == 1
    assert [one.outcome for one in runs] == [RunOutcome.DONE] * 2


def test_jobs_show_the_queue_its_workers_and_what_failed_for_good(run, rows, queue):
    def do(task):
        raise ValueError("no")

    queue.install()
    queue.queue.enlist("ana", "desk:17:x")
    queue.defer([whole("backup")])
    assert "queue: 1 task waits" in run("jobs", "list").stdout

    queue.work(do, name="ben", by="desk:18:x", at_once=1, drain=True)
    told = run("jobs", "list").stdout
    [row] = [one for one in rows("jobs", "list") if one["name"] == "queue"]

    assert "worker ana: since" in told
    assert "desk, process 17" in told
    assert "! backup: unexpected: ValueError in test_worker.py" in told
    assert (row["waiting"], row["failed"], len(row["workers"])) == (0, 1, 1)
    assert row["trouble"].startswith("1 task failed for good, the last: backup")


def test_scheduler_queues_and_a_worker_polls(run, rows, team, site, monkeypatch):
    from jobs import scheduler
    from tests.jobs.desk import RSS, feed

    site.answers(feed(1), media_type=RSS)
    with (team / "settings.toml").open("a") as settings:
        settings.write(f'\n[[sources]]\nname = "s"\nlayout = "rss"\nurl = "{site.url}/feed"\n')

    def once(store, plan, zone, worker, *, report, now):
        for duty in plan[:2]:
            worker.work(duty)

    monkeypatch.setattr(scheduler, "run", once)
    run("jobs", "run")
    told = run("worker", "--drain", "--name", "ana").stderr

    assert site.paths == ["/feed"]
    assert [json.loads(line)["event"] for line in told.splitlines()[1:]] == [
        "the worker begins",
        "the worker ends",
    ]
    outcomes = {one["job"]: one["outcome"] for one in rows("jobs", "log")}
    assert outcomes == dict.fromkeys(("poll", "match"), RunOutcome.DONE.value)
    assert "no worker runs" not in run("jobs", "list").stdout


def test_what_failed_for_good_is_tried_again_by_command(run, rows, queue):
    fails, done = [True] * 8, []

    def do(task):
        if fails and fails.pop():
            raise ValueError("no")
        done.append((task.key, dict(task.details)))

    def drain():
        queue.work(do, name="ben", by="desk:18:x", at_once=1, drain=True)

    visit = Task(job="poll", key="poll:s", details={"source": "s", "queued": "2020"}, lock="host:h")
    queue.defer([whole("digest"), visit])
    drain()
    assert "2 failed for good" in run("jobs", "list").stdout

    assert run("jobs", "retry", "digest").stdout == "digest: waits for a worker\n"
    assert rows("jobs", "retry", "poll:s") == [{"task": "poll:s"}]
    drain()

    assert sorted(key for key, _ in done) == ["digest", "poll:s"]
    assert dict(done)["poll:s"]["queued"].startswith("2026-11-21"), "else it counts as done"
    assert queue.queue.state().failed == 0
    assert "nothing failed, or waits" in run("jobs", "retry", "--all").stderr


def test_what_waits_for_another_try_need_not_wait(run, queue):
    queue.defer([whole("digest")])
    with queue.queue._apart() as connection:
        connection.exec_driver_sql(
            "SET LOCAL search_path TO public_queue; UPDATE procrastinate_jobs "
            "SET attempts = 1, scheduled_at = now() + interval '1 hour'"
        )
    assert queue.queue.ready(["digest"]) == 0

    assert run("jobs", "retry", "--all").stdout == "digest: waits for a worker\n"

    assert queue.queue.ready(["digest"]) == 1


def test_only_what_there_is_can_be_tried_again(run, home):
    assert "name one, or give --all" in run("jobs", "retry", code=2).stderr
    told = run("jobs", "retry", "digest", code=2).stderr
    assert "there is no queue of work" in told
    assert "askwatch jobs once NAME" in told


def test_a_job_that_does_not_exist_cannot_be_tried_again(run, team):
    assert "did you mean 'digest'?" in run("jobs", "retry", "digets", code=2).stderr
