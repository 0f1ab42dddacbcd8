"""Stores of earlier versions open, and nothing in them is lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import command

from db import sqlite
from db.board import Selection
from db.migrations.run import config
from db.store import Store
from tests import builders as a
from tracker import settled
from tracker.config import Deadlines
from tracker.filters import parse
from tracker.standing import Standing
from tracker.types import ParcelState, RunOutcome


def made(file: Path, version: str) -> sqlite3.Connection:
    """Make a store of an earlier version and open it bare."""
    sqlite.make_file(file)
    engine = sqlite.connect(file)
    with engine.execution_options(write=True).begin() as connection:
        command.upgrade(config(connection), version)
    engine.dispose()
    return sqlite3.connect(file)


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A store of the first version, with a digest that was sent and a reason that was given."""
    file = tmp_path / "askwatch.db"
    raw = made(file, "0001")
    moment = "2026-11-21 12:00:00.000000"
    raw.execute("INSERT INTO recipients VALUES (1, 'ana@example.org', ?)", (moment,))
    raw.execute(
        "INSERT INTO digests VALUES (7, 1, '2026-W47', ?, ?, ?, 'smtp')", (moment, moment, moment)
    )
    raw.execute(
        "INSERT INTO events (at, who, kind, after, why) VALUES (?, 'Ana', 'outcome set', "
        "'answered', 'the ferryman told us')",
        (moment,),
    )
    raw.commit()
    raw.close()
    return file


def test_digests_that_were_sent_stay_sent_in_the_outbox(first):
    with Store.open(str(first)) as store:
        [parcel] = store.digests.list()

        assert (parcel.id, parcel.recipient, parcel.week) == (7, "ana@example.org", "2026-W47")
        assert (parcel.state, parcel.changed) == (ParcelState.SENT, a.NOW)
        assert not store.digests.begin(7, by="here:1:aa", now=a.NOW)
        assert store.check() == ()


def test_saved_filters_and_recipients_are_kept_and_a_name_is_still_one_filters(tmp_path):
    file = tmp_path / "askwatch.db"
    raw = made(file, "0015")
    moment = "2026-11-21 12:00:00.000000"
    raw.execute("INSERT INTO recipients VALUES (1, 'ana@example.org', ?)", (moment,))
    raw.execute(
        "INSERT INTO saved_filters VALUES (3, 'Late', 'late', 'state:overdue', ?)", (moment,)
    )
    raw.commit()
    raw.close()
    with Store.open(str(file)) as store:
        assert store.digests.recipients() == ("ana@example.org",)
        assert store.saved.get("late").words == "state:overdue"

        assert store.saved.save("LATE", "state:waiting", now=a.NOW)
        assert [one.words for one in store.saved.list()] == ["state:waiting"]


def test_runs_that_somebody_stopped_are_no_failures_any_more(tmp_path):
    file = tmp_path / "askwatch.db"
    raw = made(file, "0013")
    for id_, error in ((1, "its process died"), (2, "it was stopped")):
        at = f"2026-11-21 12:0{id_}:00.000000"
        raw.execute(
            "INSERT INTO runs VALUES (?, 'poll', ?, ?, 'cut off', '{}', ?, 'here:1:aa')",
            (id_, at, at, error),
        )
    raw.commit()
    raw.close()

    with Store.open(str(file)) as store:
        record = store.runs.records()["poll"]

        assert (record.last.outcome, record.last.error) == (RunOutcome.STOPPED, None)
        assert (record.failures, record.error) == (1, "its process died")


def test_visits_are_kept_and_nobody_has_looked_yet(tmp_path):
    file = tmp_path / "askwatch.db"
    raw = made(file, "0007")
    moment = "2026-11-21 12:00:00.000000"
    raw.execute(
        "INSERT INTO sources (id, name, host, title, ways, every, enabled, proven, failures,"
        " documents, gaps, listing) VALUES (1, 'r', 'h', '', '[]', 3600, 1, 1, 0, 4, 0, '[]')"
    )
    raw.execute(
        "INSERT INTO visits (source_id, at, status, url, new, revised, documents, seconds, bytes,"
        " next_due) VALUES (1, ?, 'new', 'http://h/', 4, 0, 4, 0.1, 10, ?)",
        (moment, moment),
    )
    raw.commit()
    raw.close()

    with Store.open(str(file)) as store:
        assert store.sources.weekly(a.NOW.date(), 1) == {"r": (4,)}
        assert store.looked.last("Ana") is None


def test_reasons_that_were_given_before_there_was_a_search_are_found(first):
    with Store.open(str(first)) as store:
        [hit] = store.search.read([("note", 1)], parse("ferryman"))

        assert hit.snippet == "the [ferryman] told us"


def test_how_asks_stood_is_worked_out_anew_with_what_waits(tmp_path):
    file = tmp_path / "askwatch.db"
    raw = made(file, "0016")
    moment = "2026-11-21 12:00:00.000000"
    for statement in (
        "INSERT INTO sources (id, name, host, title, ways, every, enabled, proven, failures, "
        "documents, gaps, listing) VALUES (1, 's', 'h', '', '[]', 0, 0, 0, 0, 0, 0, '[]')",
        "INSERT INTO documents (id, source_id, host, identity, url, title, first_seen, last_seen, "
        "private, revisions, text_hash) VALUES (1, 1, 'h', 'i', 'u', 't', :m, :m, 0, 1, 'x')",
        "INSERT INTO revisions (id, document_id, number, title, url, text, text_hash, seen, "
        "pending) VALUES (1, 1, 1, 't', 'u', 'The harbour is open.', 'x', :m, 0)",
        "INSERT INTO letters (id, title, kind, text, warnings, recorded) "
        "VALUES (1, 'Harbours', 'letter', 'Open it.', '[]', :m)",
        'INSERT INTO asks (id, letter_id, number, quote, start, "end", kind, summary, confidence, '
        "struck, pending) VALUES (1, 1, 1, 'Open it.', 0, 8, 'action', 'Open it.', 1, 0, 0)",
        'INSERT INTO candidates (ask_id, revision_id, document_id, score, start, "end", quote, '
        "reasons, verdict, proposed_at) VALUES (1, 1, 1, 0.9, 0, 3, 'The', '[]', 'new', :m)",
        "INSERT INTO standings (ask_id, rules, letter_id, number, outstanding, stopped, "
        "addressees, \"to\", owner, words) VALUES (1, 'r', 1, 1, 1, 0, '', '', '', 'old')",
    ):
        raw.execute(statement, {"m": moment})
    raw.commit()
    raw.close()
    rules, day = Deadlines(), a.NOW.date()

    with Store.open(str(file)) as store:
        assert store.board.settle("r", day, lambda row: settled.settled(row, rules, day)) == 1
        assert store.board.counts(Selection(rules="r", today=day)) == {Standing.TO_REVIEW: 1}
        assert store.check() == ()
