"""A whole store moved from one database to another, and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from db import copying, tables
from db.store import Store
from tests import builders as a
from tracker.errors import StoreError
from tracker.types import EventKind, Outcome


def nobody(*_: object) -> None:
    """Tell nobody how far it is."""


@pytest.fixture
def full(store: Store) -> Store:
    """A store with a letter, decisions on it, a merged letter, sources and documents."""
    by = {"who": "Ana", "now": a.NOW}
    letter = store.letters.add(a.reading(), a.TEXT, a.new_source(), confirmed=True, **by)
    store.roster.replace([a.member(), a.member("M2")], a.NOW)
    store.sources.sync([a.source()])
    changes = [a.change(f"r-{n}", text=f"Überall número {n} — “words”.") for n in range(7)]
    store.sources.record_visit(a.visit(), changes)
    event = store.ledger.append(
        letter.asks[0].id, EventKind.OUTCOME_SET, Outcome.ACKNOWLEDGED, why="they wrote", **by
    )
    store.ledger.undo(event.id, **by)
    with store._database.writing() as connection:
        # One that went into a letter which comes after it.
        connection.execute(text("UPDATE letters SET merged_into = 1"))
    return store


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """An empty store to be filled."""
    with Store.open(str(tmp_path / "other.db")) as store:
        yield store


def test_a_copy_has_the_same_rows_in_every_table(full, other):
    told = []

    copied = full.fill(other, lambda *words: told.append(words))

    assert {one.table: one.rows for one in copied} == full.counts() == other.counts()
    assert ("documents", 7, 7) in told
    assert other.documents.list() == full.documents.list()
    assert other.ledger.events() == full.ledger.events()


def test_a_copied_store_goes_on_with_ids_of_its_own(full, other):
    full.fill(other, nobody)

    other.sources.record_visit(a.visit(at=a.NOW + timedelta(hours=1)), [a.change("r-99")])

    assert len(other.documents.list()) == 8


def test_a_copy_that_was_cut_off_goes_on(full, other, monkeypatch):
    monkeypatch.setattr(copying, "AT_ONCE", 2)

    def cut(table: str, done: int, rows: int) -> None:
        if table == "revisions" and done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        full.fill(other, cut)
    assert other.counts()["revisions"] == 4
    full.roster.replace([a.member("M2"), a.member("M3")], a.NOW + timedelta(hours=1))

    copied = {one.table: one.rows for one in full.fill(other, nobody)}

    assert copied["revisions"] == 7
    assert other.roster.all() == full.roster.all()
    assert other.roster.updated() == a.NOW + timedelta(hours=1)


def test_a_store_that_holds_anything_is_not_filled(full, other):
    other.roster.replace([a.member()], a.NOW)

    with pytest.raises(StoreError, match="it holds a store already; name an empty database"):
        full.fill(other, nobody)


def test_a_store_is_filled_from_one_place_only(full, other, tmp_path):
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        full.fill(other, cut)
    with Store.open(str(tmp_path / "third.db")) as third:
        with pytest.raises(StoreError, match="it is being filled from "):
            third.fill(other, nobody)
        with pytest.raises(StoreError, match="it is being filled itself; end that copy first"):
            other.fill(third, nobody)


def test_what_somebody_wrote_into_the_copy_meanwhile_is_told(full, other):
    def spoil(table: str, done: int, _: int) -> None:
        if (table, done) == (tables.metadata.sorted_tables[-1].name, 0):
            with other._database.writing() as connection:
                connection.execute(text("UPDATE members SET last = 'Nobody'"))

    with pytest.raises(StoreError, match="2 and 2 rows of members differ in what they say"):
        full.fill(other, spoil)


def test_a_row_that_cannot_be_kept_there_is_told(full, other):
    with other._database.writing() as connection:
        connection.execute(text("CREATE UNIQUE INDEX odd ON members (official)"))

    with pytest.raises(StoreError, match="not copied: 'table members': UNIQUE constraint failed"):
        full.fill(other, nobody)


@pytest.mark.sqlite
def test_a_file_of_an_earlier_version_with_a_nul_is_copied(full, other):
    with full._database._transaction(write=True) as connection:
        connection.exec_driver_sql("UPDATE documents SET title = 'a' || char(0) || 'b'")

    full.fill(other, nobody)

    assert {one.title for one in other.documents.list()} == {"a\ufffdb"}
