"""Which jobs there are, whether they are missed, and which are silent for too long."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tracker import duties
from tracker.config import Config, DigestSettings, Jobs
from tracker.duties import DutyState
from tracker.types import Record, Run, RunOutcome

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOME = ZoneInfo("America/New_York")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CONFIG = Config(digest=DigestSettings(to=("ana@example.org",)))
PLAN = {duty.name: duty for duty in duties.duties(CONFIG)}


def record(
    good: datetime | None = None,
    outcome: RunOutcome = RunOutcome.DONE,
    *,
    first: datetime = NOW - 90 * DAY,
    failures: int = 0,
    **more,
) -> Record:
    ended = None if outcome is RunOutcome.RUNNING else NOW
    last = Run(id=1, job="x", started=NOW - HOUR, ended=ended, outcome=outcome, **more)
    error = last.error or outcome.value if failures else ""
    return Record(first=first, last=last, good=good, failures=failures, error=error)


def test_each_job_says_when_it_runs():
    assert [(duty.name, duty.when) for duty in PLAN.values()] == [
        ("poll", "every 15 minutes"),
        ("match", "after each poll or sweep"),
        ("deadlines", "every day at 00:15"),
        ("sweep", "every day at 01:30"),
        ("backup", "every day at 03:30"),
        ("recheck", "every day at 04:10"),
        ("copies", "every day at 04:50"),
        ("roster", "every Sunday at 05:10"),
        ("housekeeping", "every day at 05:40"),
        ("digest", "every Monday at 07:00"),
    ]


@pytest.mark.parametrize(
    ("every", "words"), [("1h", "every hour"), ("90s", "every 90 seconds"), ("2d", "every 2 days")]
)
def test_the_settings_say_how_often(every, words):
    [poll, *_] = duties.duties(Config(jobs=Jobs(poll_every=every)))

    assert poll.when == words


def test_without_a_recipient_there_is_no_digest():
    assert "digest" not in {duty.name for duty in duties.duties(Config())}


def test_a_job_may_have_a_limit_of_its_own():
    plan = duties.duties(Config(jobs=Jobs(limit="2h", limits={"poll": "10min"})))

    assert {duty.name: duty.limit / HOUR for duty in plan[:2]} == {"poll": 1 / 6, "match": 2}


@pytest.mark.parametrize(
    ("name", "good", "missed"),
    [
        ("backup", None, True),
        ("backup", NOW - 5 * HOUR, True),
        ("backup", NOW - 2 * HOUR, False),
        ("digest", NOW - 4 * DAY, False),
        ("digest", NOW - 6 * DAY, True),
        ("poll", NOW, True),
        ("match", None, False),
    ],
)
def test_a_job_is_missed_if_it_has_not_succeeded_since_it_was_due(name, good, missed):
    assert duties.is_missed(PLAN[name], record(good), NOW, HOME) is missed


def test_a_job_that_never_ran_is_missed_but_a_digest_waits_for_its_hour():
    missed = [name for name in PLAN if duties.is_missed(PLAN[name], None, NOW, HOME)]

    assert set(PLAN) - set(missed) == {"match", "digest"}


@pytest.mark.parametrize(
    ("record", "state", "words"),
    [
        (None, DutyState.NEVER, "not run yet"),
        (record(NOW), DutyState.GOOD, "done"),
        (record(NOW, counts={"rows": 1200, "files": 3}), DutyState.GOOD, "rows: 1,200, files: 3"),
        (
            record(NOW, counts={"sources visited": 1, "new documents": 12}),
            DutyState.GOOD,
            "sources visited: 1, new documents: 12",
        ),
        (record(NOW, RunOutcome.RUNNING), DutyState.RUNNING, "since 21 Nov 2026 06:00"),
        (record(NOW, RunOutcome.CUT_OFF, failures=1), DutyState.FAILING, "cut off"),
        (
            record(NOW, RunOutcome.STOPPED),
            DutyState.STOPPED,
            "stopped with the scheduler or by hand 21 Nov 2026 07:00",
        ),
        (
            replace(record(NOW, RunOutcome.STOPPED, failures=1), error="a wall"),
            DutyState.FAILING,
            "a wall",
        ),
        (
            record(NOW, RunOutcome.FAILED, failures=2, error="a\nwall"),
            DutyState.FAILING,
            "a wall; 2 runs in a row",
        ),
        (
            record(NOW - 3 * DAY, RunOutcome.FAILED, failures=3, error="a wall"),
            DutyState.SILENT,
            "no success since 18 Nov 2026 07:00; a wall; 3 runs in a row",
        ),
        (
            record(None, RunOutcome.RUNNING, first=NOW - 3 * DAY),
            DutyState.SILENT,
            "it has never succeeded",
        ),
        (
            record(None, RunOutcome.RUNNING, first=NOW),
            DutyState.RUNNING,
            "since 21 Nov 2026 06:00",
        ),
    ],
)
def test_how_a_job_fares_is_said_with_its_reason(record, state, words):
    health = duties.health(PLAN["backup"], record, NOW, HOME)

    assert health.state is state
    assert health.words == words


def told(records, since=NOW - 30 * DAY) -> list[str]:
    plan = tuple(PLAN.values())
    lines = duties.silent(plan, records, NOW, HOME, since)
    return [line.words.partition("”")[0].removeprefix("The job “") for line in lines]


def test_a_dead_mans_line_tells_of_each_job_that_has_not_succeeded_for_too_long():
    good = {name: record(NOW) for name in PLAN}
    bad = record(NOW - 9 * DAY, RunOutcome.FAILED, failures=9)

    assert told(good) == []
    assert told(good | {"backup": bad, "digest": bad}) == ["backup", "digest"]
    assert told({name: one for name, one in good.items() if name != "roster"}) == ["roster"]


def test_a_new_store_has_patience_and_one_without_jobs_is_left_alone():
    assert told({}, since=None) == []
    assert told({}, since=NOW - HOUR) == []
    assert "poll" in told({}, since=NOW - DAY)


def test_a_dead_mans_line_says_what_to_type():
    [line, *_] = duties.silent((PLAN["backup"],), {}, NOW, HOME, NOW - 3 * DAY)

    assert line.words == "The job “backup” (back up the store and its archive): not run yet"
    assert line.command == "askwatch jobs list"


@pytest.mark.parametrize(
    ("name", "free", "roomy"),
    [
        ("poll", 500_000_000, True),
        ("poll", 499_999_999, False),
        ("backup", 499_999_999, True),
        ("backup", 100_000_000, False),
        ("digest", 0, True),
    ],
)
def test_a_nearly_full_disk_stops_polling_before_backup(name, free, roomy):
    assert duties.is_roomy(name, free, CONFIG, needed=50_000_000) is roomy


def test_a_poll_that_takes_its_time_has_three_turns():
    [poll, *_] = duties.duties(Config(jobs=Jobs(poll_every="1d")))

    assert poll.patience == 3 * DAY
    assert replace(poll).patience > PLAN["poll"].patience
