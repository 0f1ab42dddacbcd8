"""Statements that are put together once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import bindparam, select

from db.prepared import Prepared
from db.store import Store
from db.tables import sources
from tests import builders as a
from tracker.errors import NotHeldError, StoreError

NAMED = Prepared(
    select(sources.c.name, sources.c.enabled, sources.c.last_good).where(
        sources.c.name == bindparam("named"), sources.c.documents >= 0
    )
)


def test_a_row_comes_with_columns_of_their_own_kinds(store):
    store.sources.sync([a.source()])
    store.sources.record_visit(a.visit(at=a.NOW + timedelta(microseconds=5)))

    with store._database.reading() as connection:
        [row] = NAMED.all(connection, {"named": "releases"})

    assert (row.name, row.enabled) == ("releases", True)
    assert row.last_good == a.NOW + timedelta(microseconds=5)


def test_what_is_not_there_is_named(store):
    with (
        store._database.reading() as connection,
        pytest.raises(NotHeldError, match=r"no such source: 'nowhere'.*askwatch source list"),
    ):
        NAMED.one(connection, "source", "nowhere", {"named": "nowhere"})


def test_what_sqlites_driver_says_is_told_in_words(tmp_path):
    with Store.open(str(tmp_path / "store.db")) as store:
        store.sources.sync([a.source()])
        with store._database.reading() as connection:
            connection.exec_driver_sql("PRAGMA query_only = ON")

        with pytest.raises(
            StoreError, match=r"could not write to the database.*may not be written"
        ):
            store.sources.record_visit(a.visit(), [a.change()])
