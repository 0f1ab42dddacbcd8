"""Whose turn it is to write on a server: one after the other, as everybody came."""

from __future__ import annotations

from typing import Any

import psycopg
from sqlalchemy import Connection

_WRITING, _SETTLING = 0x41534B57, 0x41534B53
"""The locks that are held; advisory ones are told apart by number."""
SILENT_SECONDS = 60.0
"""How long a writer may keep her turn without a word, as a program that was suspended does."""
_HOLDER = (
    "SELECT usename, pid FROM pg_locks JOIN pg_stat_activity USING (pid) "
    f"WHERE locktype = 'advisory' AND granted AND objid = {_WRITING} AND pg_locks.database = "
    "(SELECT oid FROM pg_database WHERE datname = current_database())"
)


def turn() -> str:
    """Return the words that wait, within a transaction, for the turn to write."""
    silent = f"SET LOCAL idle_in_transaction_session_timeout = '{SILENT_SECONDS * 1000:.0f}ms'"
    return f"{silent}; SELECT pg_advisory_xact_lock({_WRITING})"


def take_turn(connection: Connection) -> None:
    """Wait for the turn to write, in a transaction that began without it."""
    connection.exec_driver_sql(turn())


def settle_alone(connection: Connection) -> None:
    """Wait here for others who settle, and not in the row of those who want to write.

    Of ten dashboards that saw the same ask change one works out how it stands; nine then
    find it done, and have held up nobody.
    """
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_SETTLING})")


def who_holds(driver: psycopg.Connection[Any]) -> str:
    """Say whose turn it is, for those who waited for theirs in vain."""
    found = driver.execute(_HOLDER.encode()).fetchone()
    if found is None:
        return ""
    name, pid = found
    ending = f"the server's administrator ends it: SELECT pg_terminate_backend({pid})"
    return f"; {name} is writing; if that stays so, {ending}"
