"""Servers that are refused, away, or about to be written to."""

from __future__ import annotations

import os
import threading

import pytest

from db.store import Store
from tests import builders as a
from tests import cluster
from tracker.errors import StoreError

psycopg = pytest.importorskip("psycopg")


def test_of_several_servers_the_one_that_may_be_written_to_is_taken(on_server, pg_server):
    several = on_server.replace(f"host={pg_server}", f"host=/nowhere,{pg_server}")
    with Store.open(f"{several}&target_session_attrs=read-write") as store:
        store.roster.replace([a.member()], a.NOW)
        assert len(store.roster.all()) == 1

    name = on_server.split("@/")[1].partition("?")[0]
    cluster.do(pg_server, "postgres", f"ALTER DATABASE {name} SET default_transaction_read_only=on")
    try:
        with pytest.raises(StoreError, match="its server may only be read; name the server that"):
            Store.open(f"{several}&target_session_attrs=read-write")
    finally:
        cluster.do(pg_server, "postgres", f"ALTER DATABASE {name} RESET ALL")


def test_who_has_been_in_waits_until_a_standby_takes_over(on_server, pg_server):
    name, address = on_server.split("@/")[1].partition("?")[0], "&target_session_attrs=read-write"
    default = "SET default_transaction_read_only"
    with Store.open(on_server + address) as store:
        store.roster.all()
        store._database._engine.dispose()  # as if the server had gone
        cluster.do(pg_server, "postgres", f"ALTER DATABASE {name} {default} = on")
        back = f"ALTER DATABASE {name} RESET ALL"
        promotion = threading.Timer(0.5, cluster.do, (pg_server, "postgres", back))
        promotion.start()
        store.roster.replace([a.member()], a.NOW)
        promotion.join()
        assert len(store.roster.all()) == 1


def test_a_user_with_too_few_connections_is_told(on_server, pg_server):
    name = f"few_{os.getpid()}"
    cluster.do(pg_server, "postgres", f"CREATE ROLE {name} LOGIN CONNECTION LIMIT 1")
    few = on_server.replace("//askwatch@", f"//{name}@").replace("+psycopg", "")
    with (
        psycopg.connect(few),
        pytest.raises(StoreError, match="its server has no connection free; close some, or raise"),
    ):
        Store.open(on_server.replace("//askwatch@", f"//{name}@"))
