"""On every screen, `y` copies what the cursor stands on and `e` exports what is shown."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.tui.seeing import settled, until, words
from tests.tui.test_overviews import preview
from tracker.types import EventKind, Outcome
from tui.screens.board import BoardScreen

LETTER = "Harbour police of Norvania, 3 Mar 2025, to Orla Finch, Secretary of Distant Affairs"
DOCUMENT = "Assets frozen, 1 Apr 2025, releases\nhttps://releases.example.gov/r-1"
ASK = f"“{builders.RELEASE_FUNDS}”\n{LETTER}"


@pytest.fixture
def walked(app_with, store, tmp_path, monkeypatch):
    """Press keys from the board on, copy, export; return what was copied and the rows."""
    monkeypatch.chdir(tmp_path)
    store.looked.note("Ana", NOW - timedelta(days=1))
    by = {"who": "Ben", "now": NOW}
    store.ledger.append(2, EventKind.OUTCOME_SET, Outcome.ACKNOWLEDGED, why="a note", **by)
    app = app_with(digests=lambda stop: (preview("a@x.example"),))

    async def walk(pilot, keys, name):
        while not isinstance(app.screen, BoardScreen):
            await pilot.press("escape")
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)
        await pilot.press("y")
        await settled(pilot)
        await pilot.press("e")
        await pilot.press("ctrl+s")
        file = tmp_path / f"askwatch-{name}-2026-11-21.csv"
        await until(pilot, file.exists)
        await settled(pilot)
        with file.open(encoding="utf-8", newline="") as lines:
            return app.clipboard, list(csv.DictReader(lines))

    return app, walk


async def test_every_list_can_be_copied_from_and_exported(walked, store):
    app, walk = walked
    async with app.run_test(size=(120, 30)) as pilot:
        copied, rows = await walk(pilot, ["l"], "letters")
        assert (copied, [row["title"] for row in rows]) == (LETTER, ["Harbour police of Norvania"])

        copied, rows = await walk(pilot, ["enter"], "letter-1")
        assert (copied, [row["id"] for row in rows]) == (ASK, ["1", "2"])

        copied, rows = await walk(pilot, ["i"], "news")
        assert copied.startswith("Possible answer: Likely an answer (82 %): Assets frozen\n“")
        assert [row["what"] for row in rows] == ["possible answer", "outcome set"]
        assert rows[1]["more"].startswith("Ben: ")

        copied, rows = await walk(pilot, ["S"], "signatories")
        assert copied.startswith("Ada Bright, no term known\n1 letter (1 as lead")
        assert [(row["name"], row["asks_outstanding"]) for row in rows] == [
            ("Ada Bright", "2"),
            ("Boris Calm", "2"),
        ]

        copied, rows = await walk(pilot, ["S", "enter", "down"], "signatory")
        assert copied == ASK
        assert [(row["lead"], row["outcome"]) for row in rows] == [
            ("True", "no response yet"),
            ("True", "acknowledged"),
        ]

        copied, rows = await walk(pilot, ["r"], "review")
        assert copied.endswith(DOCUMENT)
        assert [row["title"] for row in rows] == ["Assets frozen"]


async def test_every_overview_can_be_copied_from_and_exported(walked, store):
    app, walk = walked
    async with app.run_test(size=(120, 30)) as pilot:
        copied, rows = await walk(pilot, ["R"], "trends")
        assert copied.splitlines()[-1] == (
            "Orla Finch, Secretary of Distant Affairs: 2 asks; half had a first response within: "
            "none yet; an answer within: none yet"
        )
        assert {row["what"] for row in rows} == {"month", "addressee"}
        assert rows[-1]["asks"] == "2"

        copied, rows = await walk(pilot, ["M"], "digest")
        assert copied == "Askwatch 2026-W47\n\nAll is calm."
        assert [row["text"] for row in rows] == ["All is calm."]

        copied, rows = await walk(pilot, ["J", "slash", *"backup", "enter"], "jobs")
        assert copied.startswith("backup: back up the store and its archive, every day at 03:30")
        assert [row["health"] for row in rows] == ["not run yet"]

        copied, rows = await walk(pilot, ["comma", "slash", *"name", "enter"], "settings")
        assert copied.startswith("organisation.name: Friends of Norvania\nFrom: mine.toml")
        assert rows[0]["value"] == "Friends of Norvania"

        copied, rows = await walk(pilot, ["s"], "sources")
        assert copied == f"releases\n{builders.FEED}"
        assert [row["name"] for row in rows] == ["releases"]


async def test_a_document_can_be_copied_and_exported_unless_it_is_private(walked, store):
    app, walk = walked
    async with app.run_test(size=(120, 30)) as pilot:
        copied, rows = await walk(pilot, ["d"], "documents")
        assert (copied, [row["title"] for row in rows]) == (DOCUMENT, ["Assets frozen"])

        copied, rows = await walk(pilot, ["d", "enter"], "document-1")
        assert copied == DOCUMENT
        assert rows[0]["text"].startswith("At noon the spokesperson")

        app.screen.query_one("#document-asks Grid").focus()
        await pilot.press("y")
        await settled(pilot)
        assert app.clipboard.startswith("“The department froze the assets")

        view = app.screen._view
        app.screen._view = replace(view, document=replace(view.document, private=True))
        await pilot.press("e", "ctrl+s")
        app.screen.query_one("#replace").value = "yes"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "it is private" in said(app))


async def test_a_digest_for_those_trusted_with_private_evidence_is_not_exported(walked):
    app, _ = walked
    secret = replace(preview("a@x.example"), private=True)
    app.desk = replace(app.desk, digests=lambda stop: (secret,))
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        await pilot.press("M")
        await settled(pilot)
        assert "private evidence: for these recipients only" in words(app, "#digest-heading")

        await pilot.press("e", "ctrl+s")
        await until(pilot, lambda: "nothing to export" in said(app))


def said(app) -> str:
    return " ".join(one.message for one in app._notifications)
