"""What all tables share: how keys are named, and the index of a queue."""

from typing import ClassVar

from sqlalchemy import Index, MetaData, text
from sqlmodel import SQLModel

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Table(SQLModel):
    """One of our tables."""

    # What checks values is never asked here, so it is not built.
    model_config = {"defer_build": True}
    metadata: ClassVar[MetaData] = metadata


def queue(table: str) -> Index:
    """An index of the rows that wait for matching; empty while none do."""
    waiting = text("pending")
    return Index(f"ix_{table}_pending", "id", sqlite_where=waiting, postgresql_where=waiting)
