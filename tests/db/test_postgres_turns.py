"""Writers take turns on a server, and nobody keeps hers for ever."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import text

from db.store import Store
from tests import builders as a
from tracker import settled
from tracker.config import Deadlines
from tracker.errors import StoreError

postgres = pytest.importorskip("db.postgres")
turns = pytest.importorskip("db.postgres_turns")


def test_a_writer_that_others_keep_waiting_is_told_by_whom(on_server, monkeypatch):
    monkeypatch.setattr(postgres, "TURN_SECONDS", 0.05)
    with (
        Store.open(on_server) as store,
        Store.open(on_server) as hurried,
        store._database.writing(),
        pytest.raises(StoreError) as told,
    ):
        hurried.roster.replace([], a.NOW)

    assert "others have kept it busy; try again in a minute; askwatch is writing" in str(told.value)
    assert "SELECT pg_terminate_backend(" in str(told.value)


def test_a_writer_who_says_nothing_for_long_gives_her_turn_back(on_server, monkeypatch):
    def lingers(store: Store, other: Store) -> None:
        monkeypatch.setattr(turns, "SILENT_SECONDS", 0.05)
        with store._database.writing() as connection:
            monkeypatch.setattr(turns, "SILENT_SECONDS", 60)
            other.roster.replace([a.member()], a.NOW)  # waits until the turn is given back
            connection.exec_driver_sql("DELETE FROM members")

    with Store.open(on_server) as store, Store.open(on_server) as other:
        with pytest.raises(StoreError, match="its connection stood idle for too long"):
            lingers(store, other)

        assert len(other.roster.all()) == 1


def test_who_settles_what_another_one_has_settled_waits_for_no_turn(on_server):
    rules, day = Deadlines(rules=()), a.NOW.date()

    def settle(store: Store) -> int:
        judge = partial(settled.settled, rules=rules, today=day)
        return store.board.settle(settled.name(rules), day, judge)

    with (
        Store.open(on_server) as one,
        Store.open(on_server) as other,
        Store.open(on_server) as writer,
        ThreadPoolExecutor(2) as both,
    ):
        one.letters.add(a.reading(), a.TEXT, a.new_source(), who="Ana", now=a.NOW, confirmed=True)
        with writer._database.writing():
            settling = [both.submit(settle, store) for store in (one, other)]
            while _waiting(writer, turns._WRITING) + _waiting(writer, turns._SETTLING) < 2:
                time.sleep(0.01)
            assert _waiting(writer, turns._WRITING) == 1

        assert sorted(done.result() for done in settling) == [0, len(one.asks.board())]


def _waiting(store: Store, lock: int) -> int:
    # Of this database: other tests run on the same server.
    query = (
        "SELECT count(*) FROM pg_locks WHERE objid = :lock AND NOT granted AND database = "
        "(SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with store._database.reading() as connection:
        return int(connection.execute(text(query), {"lock": lock}).scalar_one())
