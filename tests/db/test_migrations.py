"""Stores of earlier versions open, and nothing in them is lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import command

from db import sqlite
from db.migrations.run import config
from db.store import Store
from tests import builders as a
from tracker.types import ParcelState


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A store of the first version, with a digest that was sent."""
    file = tmp_path / "askwatch.db"
    sqlite.make_file(file)
    engine = sqlite.connect(file)
    with engine.execution_options(write=True).begin() as connection:
        command.upgrade(config(connection), "0001")
    engine.dispose()
    raw = sqlite3.connect(file)
    moment = "2026-11-21 12:00:00.000000"
    raw.execute("INSERT INTO recipients VALUES (1, 'ana@example.org', ?)", (moment,))
    raw.execute(
        "INSERT INTO digests VALUES (7, 1, '2026-W47', ?, ?, ?, 'smtp')", (moment, moment, moment)
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
