"""Write `db.tables`, which programs load, from `db.models`, where tables are declared.

    python -m db.declared > db/tables.py

SQLModel with what it loads took a third of the time in which a board opens.
"""

from __future__ import annotations

import sys
import textwrap
from typing import Any

from sqlalchemy import Column, Table

from db import models

_HEAD = '''"""The tables, for queries: `tables.asks.c.quote`; private to this package.

Written by `python -m db.declared > db/tables.py` from `db.models`, which says what each is.
"""

from db.plain import Values as Values
from db.plain import metadata as metadata
from db.plain import table as _table
'''
_KINDS = {
    "VARCHAR": "str",
    "INTEGER": "int",
    "FLOAT": "float",
    "BOOLEAN": "bool",
    "DATE": "date",
    "DATETIME": "moment",
}


def written() -> str:
    """Return the module `db.tables`; tables come after those to which they refer."""
    tables = models.metadata.sorted_tables
    return "\n".join([_HEAD, *map(_table, tables), ""])


def _table(table: Table) -> str:
    words = " ".join(map(_column, table.columns))
    lines = textwrap.indent(textwrap.fill(words, 92, break_on_hyphens=False), " " * 4)
    return f'{table.name} = _table(\n    "{table.name}",\n    """\n{lines}\n    """,\n)'


def _column(column: Column[Any]) -> str:
    word = f"{column.name}:{_KINDS[str(column.type)]}"
    word += "!" if column.primary_key else "?" if column.nullable else ""
    for key in column.foreign_keys:
        word += f">{key.target_fullname}"
    if column.default is not None:
        value: Any = getattr(column.default, "arg")  # noqa: B009
        word += f"={('no', 'yes')[value] if isinstance(value, bool) else value}"
    return word


if __name__ == "__main__":
    sys.stdout.write(written())
