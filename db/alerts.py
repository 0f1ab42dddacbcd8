"""Alerts: each thing is told to a person once, together with what else came up.

They are noted, then put into a bundle, which goes out through the outbox under its
own name. A bundle that did not go out yet is there until it did.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, exists, insert, select, update

from db import rows
from db.digests import recipient
from db.engine import Database
from db.tables import alerts, outbox, recipients
from tracker.alerts import Alert
from tracker.types import DigestLine, ParcelState


class Alerts:
    """What was told to whom between two digests."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(
        self,
        address: str,
        found: Iterable[Alert],
        *,
        now: datetime,
        organisation: str | None = None,
    ) -> int:
        """Keep what was never told to somebody, to be told with the next bundle; return how much.

        Of several processes that note the same, one does. `organisation`: theirs, in a team.
        """
        wanted = {one.key: one for one in found}
        if not wanted:
            return 0
        with self._database.writing() as connection:
            who = recipient(connection, address, now, organisation)
            query = select(alerts.c.key).where(alerts.c.recipient_id == who)
            held = set(connection.execute(query.where(alerts.c.key.in_(wanted))).scalars())
            new = [
                {
                    "recipient_id": who,
                    "key": key,
                    "noted": now,
                    "bundle": None,
                    "line": rows.written(one.line),
                }
                for key, one in wanted.items()
                if key not in held
            ]
            if new:
                connection.execute(insert(alerts), new)
        return len(new)

    def known(self, address: str, since: datetime) -> frozenset[str]:
        """Return the keys of what was noted for somebody since then."""
        query = select(alerts.c.key).join(recipients, alerts.c.recipient_id == recipients.c.id)
        query = query.where(recipients.c.address == address, alerts.c.noted >= since)
        with self._database.reading() as connection:
            return frozenset(connection.execute(query).scalars())

    def bundle(self, address: str, name: str) -> None:
        """Put what waits for somebody into a bundle of that name; nothing waits: there is none."""
        mine = select(recipients.c.id).where(recipients.c.address == address).scalar_subquery()
        waiting = (alerts.c.recipient_id == mine) & alerts.c.bundle.is_(None)
        with self._database.writing() as connection:
            connection.execute(update(alerts).where(waiting).values(bundle=name))

    def unsent(
        self, address: str, since: datetime, *, to: str | None = None
    ) -> dict[str, tuple[DigestLine, ...]]:
        """Return the bundles of somebody that did not go out yet, by name, oldest first.

        Only of things noted since then. `to`: where they go instead of the address.
        """
        done = (ParcelState.SENDING, ParcelState.SENT, ParcelState.UNKNOWN)
        other = select(recipients.c.id).where(recipients.c.address == (to or address))
        went = exists().where(
            outbox.c.recipient_id == other.scalar_subquery(),
            outbox.c.week == alerts.c.bundle,
            outbox.c.state.in_(done) | outbox.c.permanent,
        )
        query = (
            select(alerts.c.bundle, alerts.c.line)
            .join(recipients, alerts.c.recipient_id == recipients.c.id)
            .where(recipients.c.address == address, alerts.c.noted >= since)
            .where(alerts.c.bundle.is_not(None), ~went)
            .order_by(alerts.c.bundle, alerts.c.id)
        )
        found: dict[str, tuple[DigestLine, ...]] = {}
        with self._database.reading() as connection:
            for name, line in connection.execute(query):
                found[name] = (*found.get(name, ()), rows.read(line, DigestLine))
        return found

    def forget(self, before: datetime) -> int:
        """Remove what was noted before a day; return how much."""
        with self._database.writing() as connection:
            return connection.execute(delete(alerts).where(alerts.c.noted < before)).rowcount
