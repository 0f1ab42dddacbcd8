"""What a screen shows, as a file."""

from __future__ import annotations

import csv
import io

import pytest

from tests.builders import NOW
from tracker.config import Deadlines
from tracker.errors import UsageError
from tracker.types import EventKind, Pairing, Reason, Span
from tui import exporting
from tui.exporting import Target


def lines(store, ask_ids=(1, 2), **more):
    return list(exporting.asks(store, ask_ids, Deadlines(), NOW.date(), **more))


def test_private_evidence_and_words_after_it_are_left_out(store):
    held = store.documents.add_by_hand(
        identity="reply",
        url="",
        title="Reply",
        published=None,
        text="They will be frozen.",
        raw_hash="r",
        private=True,
        who="Ana",
        now=NOW,
    )
    [revision] = store.documents.revisions(held.id)
    passage, reasons = Span(0, 4), (Reason("it says so"),)
    pairing = Pairing(
        ask_id=2,
        document_id=revision.id,
        score=0.9,
        proposed=True,
        passage=passage,
        reasons=reasons,
    )
    store.candidates.record([pairing], revisions_done=[revision.id], asks_done=[], now=NOW)
    fixed = store.ledger.add_evidence(1, revision.id, passage, who="Ana", now=NOW)
    by = {"who": "Ana", "now": NOW}
    store.ledger.append(1, EventKind.OUTCOME_SET, "claimed done", evidence_id=fixed.id, **by)
    store.ledger.append(1, EventKind.TAG_ADDED, "secret", **by)

    first, second = lines(store)

    assert (first.row.state.outcome, first.row.state.tags) == ("claimed done", ())
    assert first.row.waiting_candidates == 1
    assert store.asks.row(2).waiting_candidates == 1
    assert second.row.waiting_candidates == 0


def test_sheets_are_written_in_three_forms(store):
    sheet = exporting.sheet_of_asks("Asks", lines(store))

    head, *rows = csv.reader(io.StringIO(exporting.written(sheet, "csv").decode()))
    assert (head[0], [row[0] for row in rows]) == ("id", ["1", "2"])
    assert exporting.written(sheet, "json").count(b"\n") == 2
    assert (
        exporting.written(sheet, "md")
        .decode()
        .startswith(
            "# Asks\n\n- **no response yet** (long overdue, due 2025-04-14): Freeze the assets"
        )
    )


def test_nothing_shown_is_no_file(store):
    with pytest.raises(UsageError, match="nothing to export"):
        exporting.written(exporting.sheet_of_asks("Asks", []), "csv")


def test_an_export_that_is_called_off_ends(store):
    assert lines(store, step=lambda done: True) == []


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"form": "doc"}, "no such format: 'doc'"),
        ({"file": ""}, "no file name"),
        ({"file": "nowhere/asks"}, "no such folder: 'nowhere'"),
    ],
)
def test_what_cannot_be_written_is_said_before(typed, why, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=why):
        exporting.target({"form": "csv", "file": "asks", "replace": ""} | typed)


def test_a_file_that_came_to_be_meanwhile_is_not_written_over(tmp_path):
    file = tmp_path / "asks.csv"
    assert exporting.write(Target("csv", file, False), b"ours") == f"written: {file}"

    with pytest.raises(UsageError, match="file exists"):
        exporting.write(Target("csv", file, False), b"again")

    exporting.write(Target("csv", file, True), b"again")
    assert file.read_bytes() == b"again"
