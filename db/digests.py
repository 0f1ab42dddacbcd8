"""Which digest went to whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from db import rows
from db.engine import Database
from db.tables import digests, recipients


class Digests:
    """Digests that were sent; one a week to each recipient."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self, recipient: str) -> tuple[str, datetime] | None:
        """Return the week and the end of the latest digest to an address; None: never."""
        query = (
            select(digests.c.week, digests.c.until)
            .join(recipients, digests.c.recipient_id == recipients.c.id)
            .where(recipients.c.address == recipient)
            .order_by(digests.c.until.desc())
            .limit(1)
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first()
            return None if row is None else (row.week, row.until)

    def record(
        self,
        recipient: str,
        week: str,
        since: datetime,
        until: datetime,
        *,
        now: datetime,
        how: str,
    ) -> bool:
        """Record a digest as sent; False: this recipient has this week's already."""
        with self._database.writing() as connection:
            key = _recipient(connection, recipient, now)
            held = select(digests.c.id).where(digests.c.recipient_id == key, digests.c.week == week)
            if connection.execute(held).first() is not None:
                return False
            values = {"recipient_id": key, "week": week, "since": since, "until": until}
            connection.execute(insert(digests).values(sent=now, how=how, **values))
            return True

    def recipients(self) -> tuple[str, ...]:
        """Return every address to which a digest went, in order."""
        query = select(recipients.c.address).order_by(recipients.c.address)
        with self._database.reading() as connection:
            return tuple(connection.execute(query).scalars())


def _recipient(connection: Connection, address: str, now: datetime) -> int:
    query = select(recipients.c.id).where(recipients.c.address == address)
    held = connection.execute(query).scalar()
    if held is not None:
        return int(held)
    return rows.insert(connection, insert(recipients).values(address=address, added=now))
