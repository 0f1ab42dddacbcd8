"""What a board on a server looks at, and what it may not look at for that."""

from __future__ import annotations

import pytest

from db.ask_rows import read_some
from db.store import Store
from db.tables import metadata

pytest.importorskip("psycopg")


@pytest.fixture
def store(on_server: str):
    """An empty store on the server."""
    with Store.open(on_server) as store:
        yield store


def test_some_rows_of_a_board_are_read_without_a_look_at_all_letters(store, letter):
    with store._database.writing() as connection:
        for table in ("letters", "asks"):
            names = ", ".join(
                f'"{one.name}"' for one in metadata.tables[table].c if one.name != "id"
            )
            its = names.replace('"letter_id"', "n + 1")
            many = f"SELECT {its} FROM {table}, generate_series(1, 400) n"
            connection.exec_driver_sql(f"INSERT INTO {table} ({names}) {many}")
    store.tidy()
    looked = "SELECT idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'asks'"

    with store._database.reading() as connection:
        rows = read_some(connection, [2, 5, 9])
        [read] = connection.exec_driver_sql(looked).one()

    assert [row.ask.id for row in rows] == [9, 5, 2]
    assert read < 50


def test_what_waits_for_an_ask_is_found_by_the_ask_alone(store):
    query = "EXPLAIN SELECT waits FROM standings_waits WHERE ask_id = 1"

    with store._database.reading() as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        steps = [step.strip() for step in connection.exec_driver_sql(query).scalars()]

    # By the viewer, too, one that knows its tables badly would go through all of a viewer's.
    assert "Index Cond: (ask_id = 1)" in steps
