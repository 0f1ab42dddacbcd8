"""`askwatch jobs` and the outbox: what runs by itself, and what is told of it."""

from __future__ import annotations

import json
import os
import signal
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from jobs import scheduler
from jobs.children import Children
from tests import builders
from tests.builders import NOW
from tests.jobs.test_mail import Outbox, running
from tracker.errors import AskwatchError
from tracker.types import ParcelState, RunOutcome
from tui.commands import work
from tui.commands.kit import Kit

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _handlers():
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def kit(store, home):
    kit = Kit(lambda: NOW, lambda _: 10**9)
    yield kit
    kit.close()


def test_the_jobs_are_listed_with_their_hours_and_their_health(store, run, rows):
    run("match")
    listed = {row["name"]: row for row in rows("jobs", "list")}

    assert set(listed) == set(work.WORK) - {"alerts"}
    assert listed["backup"]["words"] == "back up the store and its archive, every day at 03:30"
    assert (listed["match"]["health"], listed["match"]["counts"]) == ("good", {"to review": 0})
    assert listed["backup"]["health"] == "not run yet"
    assert "after each poll or sweep" in run("jobs", "list").stdout
    assert "no scheduler runs; start one: askwatch jobs run" in run("jobs", "list").stderr


def test_a_job_that_was_stopped_is_neither_a_failure_nor_a_success(store, run, rows, monkeypatch):
    def stopped(kit, tally):
        raise KeyboardInterrupt

    monkeypatch.setitem(work.WORK, "match", stopped)
    run("jobs", "once", "match", code=130)

    [line] = [row for row in rows("jobs", "list") if row["name"] == "match"]
    assert (line["health"], line["failures"], line["last_success"]) == ("stopped", 0, None)
    assert line["error"] is None
    said = next(one for one in run("jobs", "list").stdout.splitlines() if "match" in one)
    assert "! " not in said
    assert "stopped" in said


def test_every_command_that_does_a_jobs_work_records_it(store, run, home):
    run("poll")
    run("poll", "--all")
    run("backup", "copy.db")
    run("roster", "update", "--from", "none.json", code=1)
    run("digest", "--send", code=1)

    runs = store.runs.list()
    assert [(one.job, one.outcome.value) for one in reversed(runs)] == [
        ("poll", "done"),
        ("match", "done"),
        ("sweep", "done"),
        ("match", "done"),
        ("backup", "done"),
        ("roster", "failed"),
        ("digest", "failed"),
    ]
    assert "no mail server" in runs[0].error
    assert "no mail server" in run("jobs", "log", "--job", "digest").stdout


def test_a_job_is_done_once_and_recorded(store, run, rows, home):
    [done] = rows("jobs", "once", "backup")
    again = run("jobs", "once", "backup")

    assert done["counts"]["captured files"] == 0
    assert [file.name for file in (home / "backups").glob("*.db")] == ["askwatch-2026-11-21.db"]
    assert json.loads(again.stderr)["event"] == "done"
    assert rows("jobs", "log", "--limit", 1)[0]["outcome"] == "done"


def test_a_job_that_fails_says_so_in_the_log_and_by_its_exit_code(store, run):
    told = run("jobs", "once", "digest", code=1).stderr

    assert json.loads(told)["level"] == "error"
    assert "did you mean 'backup'?" in run("jobs", "once", "bakup", code=2).stderr


def test_each_job_has_work_of_its_own(kit, store):
    store.letters.add(
        builders.reading(),
        f"{builders.TEXT}x",
        builders.new_source("x"),
        who="A",
        now=NOW,
        confirmed=True,
    )

    told = {name: work.do(kit, name).counts for name in ("deadlines", "recheck", "copies", "match")}

    assert told["deadlines"] == {"due soon": 0, "overdue": 4}
    assert told["recheck"] == {"links": 0}
    assert told["copies"] == {"dead": 0, "copies found": 0}


def test_half_written_files_and_old_runs_are_cleared_away(kit, store, home):
    half = home / "backups" / "x.db.1.part"
    half.parent.mkdir()
    for file in (half, half.with_name("new.part")):
        file.write_text("half")
    old = (NOW - 2 * DAY).timestamp()
    os.utime(half, (old, old))
    os.utime(half.with_name("new.part"), (NOW.timestamp(), NOW.timestamp()))
    for days in (500, 450):
        key = store.runs.start("poll", by="x", now=NOW - days * DAY, dead=lambda _: False)
        store.runs.end(key, RunOutcome.DONE, now=NOW - days * DAY)

    assert work.do(kit, "housekeeping").counts == {"half files": 1, "old runs": 1, "old alerts": 0}
    assert [file.name for file in half.parent.iterdir()] == ["new.part"]


@pytest.mark.parametrize(
    ("free", "failing"),
    [(10**9, []), (2 * 10**8, ["poll"]), (5 * 10**7, ["poll", "backup"])],
)
def test_a_nearly_full_disk_stops_polling_before_it_stops_backup(store, home, free, failing):
    kit = Kit(lambda: NOW, lambda _: free)
    for name in ("poll", "backup"):
        with suppress(AskwatchError):
            work.do(kit, name)
    kit.close()

    bad = [one for one in reversed(store.runs.list()) if one.outcome is RunOutcome.FAILED]
    assert [one.job for one in bad] == failing
    assert all("stopped by a nearly full disk" in one.error for one in bad)


def test_where_no_source_answers_the_poll_has_failed(store, run, home):
    with (home / "settings.toml").open("a") as settings:
        settings.write('\n[[sources]]\nname = "x"\nlayout = "rss"\nurl = "http://127.0.0.1:9/"\n')

    run("jobs", "once", "poll", code=1)

    [poll] = store.runs.list()
    assert poll.error.startswith("no source answered: could not poll: 'x'")
    assert poll.counts["in trouble"] == 1


def test_the_scheduler_gets_the_jobs_and_does_each_in_a_process(store, run, home, monkeypatch):
    seen = {}

    def begun(of, plan, zone, worker, *, report, now):
        seen["worker"] = worker
        seen["names"] = [duty.name for duty in plan]
        report("poll", "still running; this turn is left out", None)
        report("poll", "done", store.runs.get(key))

    key = store.runs.start("poll", by="x", now=NOW, dead=lambda _: False)
    monkeypatch.setattr(scheduler, "run", begun)

    told = [json.loads(line) for line in run("jobs", "run").stderr.splitlines()[1:]]

    assert seen["names"] == list(work.WORK)[:1] + seen["names"][1:]
    assert isinstance(seen["worker"], Children)
    command = seen["worker"]._command("poll")
    assert command[-3:] == ["jobs", "once", "poll"]
    assert command[3:7:2] == ["--config", "--database"]
    assert [line["event"] for line in told] == [
        "the scheduler begins",
        "still running; this turn is left out",
        "the scheduler ends",
    ]


@pytest.fixture
def received(home: Path):
    box = Outbox()
    for server in running(box):
        with (home / "settings.toml").open("a") as settings:
            settings.write(
                f'\n[smtp]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\n'
            )
        yield box


def test_an_unknown_digest_is_shown_until_a_person_resolves_it(store, run, rows, received):
    received.answers["ana"] = "xyz what"
    run("digest", "--send", code=1)
    [parcel] = rows("digest", "outbox")
    shown = run("digest", "outbox").stdout
    preview = run("digest", "--preview").stdout
    run("digest", "--send", code=1)
    run("digest", "resolve", parcel["id"], "sent", "--by", "Ben")

    assert (parcel["state"], parcel["attempts"]) == ("unknown", 1)
    assert parcel["message_id"] in shown
    assert "! 2026-W47 to ana@example.org may have arrived or not: see" in preview
    assert f"askwatch digest resolve {parcel['id']} sent|again" in preview
    assert rows("digest", "outbox") == []
    assert "may have arrived" not in run("digest", "--preview").stdout
    assert rows("digest", "outbox", "--all")[0]["note"] == "Ben says: it arrived"
    assert "has 2026-W47 already" in run("digest", "--send").stdout
    assert "only what is unknown or failed" in run("digest", "resolve", 1, "again", code=1).stderr


def test_a_digest_goes_out_again_where_a_person_says_so(store, run, rows, received):
    received.answers["ana"] = "550 no"
    run("digest", "--send", code=1)
    received.answers.clear()
    refused = run("digest", "--send").stdout
    [again] = rows("digest", "resolve", 1, "again")
    run("digest", "--send")

    assert "refused before" in refused
    assert again["state"] == "prepared"
    assert store.digests.list()[0].state is ParcelState.SENT
    assert len(received.received) == 1


def test_a_trial_is_sent_past_the_outbox(store, run, rows, received):
    said = run("digest", "--test", "bo@example.org").stdout
    [row] = rows("digest", "--test", "bo@example.org")

    first, second = received.received
    assert "the server took a trial; nothing was recorded" in said
    assert row["status"] == "sent"
    assert first["Subject"].startswith("Trial: Askwatch 2026-W47")
    assert first["Message-ID"] != second["Message-ID"]
    assert store.digests.list() == ()


def test_a_trial_of_a_week_without_anything_is_sent_all_the_same(run, received):
    run("digest", "--test", "bo@example.org")

    assert "nothing happened" in received.received[0]["Subject"]


def test_a_poll_that_a_full_disk_stops_is_recorded(store, run, home):
    with (home / "settings.toml").open("a") as settings:
        settings.write("[disk]\npoll = 900000000000000\n")

    run("poll", code=1)

    [poll] = store.runs.list()
    assert poll.error.startswith("stopped by a nearly full disk: 'poll'")
