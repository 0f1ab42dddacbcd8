"""Jobs on the dashboard: how each fares, and what the board says of those that fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from jobs.scheduler import LEASE
from tests import builders
from tests.builders import NOW
from tests.tui.seeing import rows, settled, words
from tracker.errors import ConfigError
from tracker.types import QueueState, RunOutcome, Stuck, VisitStatus
from tui import nightly
from tui.screens.jobs import JobsScreen
from tui.screens.sources import SourcesScreen

HOUR = timedelta(hours=1)


@pytest.fixture
def nights(store):
    """A backup that failed twice, a poll that was done; a scheduler runs."""
    for job, hours, outcome, error in (
        ("backup", 30, RunOutcome.FAILED, "the disk is full"),
        ("backup", 6, RunOutcome.FAILED, "[bold]the disk\x1b[2J is full"),
        ("poll", 1, RunOutcome.DONE, None),
    ):
        run = store.runs.start(job, by="me", now=NOW - hours * HOUR, dead=lambda _: False)
        counts = {} if error else {"new documents": 3}
        store.runs.end(run, outcome, now=NOW - hours * HOUR, counts=counts, error=error)
    store.runs.take(LEASE, by="me", now=NOW, length=HOUR)


async def test_jobs_in_trouble_stand_on_the_board_and_are_told_in_full(app, nights):
    async with app.run_test(size=(140, 30)) as pilot:
        await settled(pilot)
        assert "! 2 jobs in trouble: press J" in words(app, "#counts")

        await pilot.press("J")
        await settled(pilot)
        assert isinstance(app.screen, JobsScreen)
        assert "2 in trouble\nThe scheduler has let them run" in words(app, "#counts")
        held = {row[1]: row for row in rows(app)}
        assert held["backup"][0] == "! failing"
        assert held["backup"][3] == "21 Nov 01:00"
        assert held["backup"][5] == "[bold]the disk[2J is full; 2 runs in a row"
        assert held["poll"][5] == "new documents: 3"
        assert held["match"][0] == "! not run yet"
        assert held["match"][4] == "after each poll or sweep"

        await pilot.press("slash", *"backup", "enter")
        told = words(app, "#detail")
        assert told.startswith("backup: back up the store and its archive, every day at 03:30")
        assert "last success never" in told


async def test_without_a_scheduler_the_jobs_say_what_to_start(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "in trouble" not in words(app, "#counts")

        await pilot.press("J")
        await settled(pilot)

        assert "start `askwatch jobs run`" in words(app, "#counts")
        assert {row[0] for row in rows(app)} == {"· not run yet"}


async def test_sources_of_the_settings_stand_there_before_anybody_looked_at_them(app_with, store):
    def sync():
        off = builders.source(name="mute", enabled=False, url="https://mute.example.gov/feed")
        new = builders.source(name="fresh", url="https://fresh.example.gov/feed")
        store.sources.sync([builders.source(), off, new])

    app = app_with(sync=sync)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("s")
        await settled(pilot)

        assert isinstance(app.screen, SourcesScreen)
        assert [(row[1], row[0]) for row in sorted(rows(app), key=lambda row: row[1])] == [
            ("fresh", "· not looked at"),
            ("mute", "– switched off"),
            ("releases", "✓ delivering"),
        ]


async def test_sources_that_cannot_be_read_from_the_settings_are_told_and_those_held_shown(
    app_with,
):
    def sync():
        raise ConfigError("unknown layout", "rsss", "nothing reads it", "did you mean 'rss'?")

    app = app_with(sync=sync)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("s")
        await settled(pilot)

        assert [row[1] for row in rows(app)] == ["releases"]
        assert ["rsss" in one.message for one in app._notifications] == [True]


async def test_a_source_in_trouble_stands_on_the_board(app, store):
    visit = builders.visit(status=VisitStatus.BLOCKED, at=NOW, error="403 Forbidden")
    store.sources.record_visit(visit, [], capture=None)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)

        assert "! 1 source in trouble: press s" in words(app, "#counts")


async def test_what_failed_of_a_job_is_told_and_tried_again_by_a_key(app_with, nights, monkeypatch):
    error, key = "the mail server refuses us", "digest:all"
    stuck = Stuck(job="backup", key=key, attempts=4, since=NOW, error=error)
    state = QueueState(waiting=0, running=0, again=0, oldest=None, failed=1, stuck=(stuck,))
    told = nightly.jobs
    monkeypatch.setattr(nightly, "jobs", lambda *all_: replace(told(*all_), queue=state))
    app = app_with(again=lambda name: f"{name}: 1 task queued")
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("J")
        await settled(pilot)
        await pilot.press("slash", *"backup", "enter")
        assert f"! Failed for good: {key}: {error}; tried 4 times" in words(app, "#detail")

        await pilot.press("t")
        await settled(pilot)
        assert [one.message for one in app._notifications] == ["backup: 1 task queued"]
