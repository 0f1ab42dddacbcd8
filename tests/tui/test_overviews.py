"""Trends, the next digest and the settings: what is read, not changed."""

from __future__ import annotations

import threading
import time
from concurrent.futures import CancelledError
from datetime import timedelta

import pytest

from db.store import Store
from jobs.digest import Preview
from tests import builders
from tests.builders import NOW
from tests.tui.seeing import rows, settled, until, words
from tracker.digest import Period
from tracker.errors import CountsError
from tracker.overview import DEFAULT, Setting
from tracker.types import EventKind, Outcome
from tui.screens.trends import TrendsScreen
from tui.widgets.plot import Plot

PERIOD = Period(week="2026-W47", since=NOW - timedelta(days=5), until=NOW)


def preview(*to: str, text: str | None = "All is calm.", had: str | None = None) -> Preview:
    return Preview(
        period=PERIOD,
        recipients=to,
        had=had,
        subject="Askwatch 2026-W47",
        text=text,
        goes=NOW + timedelta(days=2),
    )


def answer(store: Store) -> None:
    """Answer the second ask by the release that stands in the store."""
    [revision] = store.documents.latest()
    passage = builders.found(revision.text, "froze the assets", "action").span
    fixed = store.ledger.add_evidence(2, revision.id, passage, who="Ana", now=NOW)
    store.ledger.append(
        2, EventKind.OUTCOME_SET, Outcome.ANSWERED, who="Ana", now=NOW, evidence_id=fixed.id
    )


async def test_trends_say_in_words_what_the_plot_draws(app, store):
    answer(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("R")
        await settled(pilot)

        assert isinstance(app.screen, TrendsScreen)
        assert words(app, "#trend-words") == (
            "2 asks sent by 21 Nov 2026: 1 answered, 1 open.\n"
            "2 asks sent by the end of Nov 2025: 1 answered, 1 open."
        )
        drawn = str(app.screen.query_one(Plot).render())
        assert "█" in drawn
        assert "░" in drawn
        assert "Nov 2026" in drawn
        [row] = rows(app)
        assert row == [
            "Orla Finch, Secretary of Distant Affairs",
            "2",
            "29 days (1 had it)",
            "29 days (1 had it)",
        ]
        known = app.trends
        app.screen.reload()
        await settled(pilot)
        assert app.trends is known

        await pilot.press("slash", *"nobody")
        assert rows(app) == []


async def test_trends_say_what_is_not_in_the_plot(app, store):
    store.ledger.append(
        2, EventKind.OUTCOME_SET, Outcome.ANSWERED, who="Ana", now=NOW, why="by telephone"
    )
    async with app.run_test(size=(140, 30)) as pilot:
        await settled(pilot)
        await pilot.press("R")
        await settled(pilot)

        assert "1 ask with a response on an unknown day" in words(app, "#trend-note")
        assert rows(app)[0][2] == "none yet"


async def test_the_next_digest_is_shown_as_its_recipients_get_it(app_with):
    hostile = "Calm \x1b[2J[bold]not bold[/]\n" + "\n".join(f"line {n}" for n in range(60))
    four = preview("a@x.example", "b@x.example", "c@x.example", "d@x.example", text=hostile)
    quiet = preview("late@x.example", text=None, had="2026-W47")
    app = app_with(digests=lambda stop: (four, quiet))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("M")
        await settled(pilot)

        heading = words(app, "#digest-heading")
        assert "Text 1 of 2" in heading
        assert "To: a@x.example, b@x.example, c@x.example and 1 more" in heading
        assert "Goes out 23 Nov 2026 07:00" in heading
        assert words(app, "#digest-text").startswith("Calm [2J[bold]not bold[/]\nline 0")

        await pilot.press("j", "k", "j")
        await pilot.pause()
        assert app.screen.query_one("#digest").scroll_y == 1

        await pilot.press("n")
        await settled(pilot)
        assert "That of 2026-W47 they have had." in words(app, "#digest-heading")
        assert "no mail would go out" in words(app, "#digest-text")


async def test_the_digest_is_made_anew_only_for_something_of_which_it_tells(app_with, store):
    made = []
    app = app_with(digests=lambda stop: made.append(1) or (preview("a@x.example"),))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("M")
        await settled(pilot)
        store.saved.save("mine", "ports", now=NOW)
        app._reload()
        await settled(pilot)
        assert len(made) == 1

        answer(store)
        app._reload()
        await settled(pilot)
        assert len(made) == 2

        await pilot.press("g")
        await settled(pilot)
        assert len(made) == 3


async def test_making_the_digest_is_shown_and_called_off_by_key_and_by_leaving(app_with):
    begun, ended = threading.Event(), []

    def slow(stop):
        begun.set()
        while not stop():
            time.sleep(0.01)
        ended.append(True)
        raise CancelledError

    app = app_with(digests=slow)
    async with app.run_test(size=(100, 24)) as pilot:
        await settled(pilot)
        await pilot.press("M")
        await until(pilot, lambda: "making the next digest" in words(app, "Masthead"))
        await pilot.press("ctrl+x")
        await settled(pilot)
        assert words(app, "#digest-heading") == "Called off. Press g to make it."

        begun.clear()
        await pilot.press("g")
        await until(pilot, begun.is_set)
        await pilot.press("escape")
        await settled(pilot)
        assert ended == [True, True]
        assert app.doing is None


@pytest.mark.parametrize("nobody", [True, False])
async def test_without_a_digest_the_reason_is_said(app_with, nobody):
    def refuse(stop):
        raise CountsError("the digest's numbers do not add up", None, "5 and 6", "run it again")

    app = app_with(digests=(lambda stop: ()) if nobody else refuse)
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("M")
        await settled(pilot)

        said = words(app, "#digest-heading")
        assert ("set digest.to" if nobody else "do not add up: 5 and 6") in said


async def test_settings_say_where_each_value_comes_from(app_with):
    settings = (
        Setting(key="fetch.timeout", value=12, origin="/home/ana/mine.toml", default=30),
        Setting(key="fetch.retries", value=2, origin=DEFAULT, default=2),
        Setting(key="pol", value=None, origin="/home/ana/mine.toml", wrong="no such setting"),
    )
    app = app_with(settings=lambda: settings)
    async with app.run_test(size=(100, 24)) as pilot:
        await settled(pilot)
        await pilot.press("comma")
        await settled(pilot)

        assert "3 settings: 2 set, 1 as by default" in words(app, "#counts")
        assert rows(app) == [
            ["fetch.timeout", "12", "mine.toml"],
            ["fetch.retries", "2", "default"],
            ["pol", "! no such setting", "mine.toml"],
        ]
        assert words(app, "#detail") == (
            "fetch.timeout: 12\nFrom: /home/ana/mine.toml\nBy default: 30"
        )

        await pilot.press("slash", *"retries")
        assert [row[0] for row in rows(app)] == ["fetch.retries"]


async def test_the_palette_names_the_places_that_the_footer_does_not(app):
    async with app.run_test() as pilot:
        await settled(pilot)

        named = {one.title for one in app.get_system_commands(app.screen)}

        assert {"Signatories", "Trends", "Digest", "Settings"} <= named
