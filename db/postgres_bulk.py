"""Many rows at once into PostgreSQL, with the ids that they had elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, Table, text

from db.plain import NUL, Values


def add(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Add rows to a table, each with all its columns.

    As one statement, for the store's rules about who writes are asked once in each.
    """
    given = msgspec.json.encode(rows)
    if b"\\u0000" in given:
        given = msgspec.json.encode([{k: _kept(v) for k, v in row.items()} for row in rows])
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quote(column.name) for column in table.columns)
    connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({columns}) SELECT {columns} "
        f"FROM json_populate_recordset(NULL::{table.name}, %s::json)",
        (given.decode(),),
    )


def _kept(value: object) -> object:
    return value.replace("\0", NUL) if isinstance(value, str) else value


def refer_late(connection: Connection) -> None:
    """Let rows of this transaction name others that come after them."""
    connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")


def number_on(connection: Connection) -> None:
    """Give the next rows higher ids than those that were put in with their own."""
    query = (
        "SELECT quote_ident(table_name) FROM information_schema.columns WHERE column_name = 'id' "
        "AND table_schema = current_schema() AND column_default LIKE 'nextval(%' "
        "AND table_name NOT LIKE 'procrastinate\\_%'"
    )
    for table in connection.execute(text(query)).scalars().all():
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
            f"(SELECT coalesce(max(id), 0) + 1 FROM {table}), false)"
        )
