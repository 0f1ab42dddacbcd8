"""Writers take turns on a server, and nobody keeps hers for ever."""

from __future__ import annotations

import pytest

from db.store import Store
from tests import builders as a
from tracker.errors import StoreError

postgres = pytest.importorskip("db.postgres")


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
        monkeypatch.setattr(postgres, "SILENT_SECONDS", 0.05)
        with store._database.writing() as connection:
            monkeypatch.setattr(postgres, "SILENT_SECONDS", 60)
            other.roster.replace([a.member()], a.NOW)  # waits until the turn is given back
            connection.exec_driver_sql("DELETE FROM members")

    with Store.open(on_server) as store, Store.open(on_server) as other:
        with pytest.raises(StoreError, match="its connection stood idle for too long"):
            lingers(store, other)

        assert len(other.roster.all()) == 1
