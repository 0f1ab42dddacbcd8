"""The outbox: which week's digest goes to whom, and how far each has come.

A parcel is prepared, then claimed as sending before the first word goes to the
server, and sent only after the server took it. What was being sent when its
process died is unknown: nothing but a person's word moves it from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from db import rows
from db.engine import Database
from db.tables import Values, candidates, events, health_changes, outbox, recipients
from tracker.errors import NotAllowedError
from tracker.types import Parcel, ParcelState

_OPEN = (ParcelState.PREPARED, ParcelState.FAILED)


class Digests:
    """Digests on their way, and those that arrived; one a week to each recipient."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self, recipient: str) -> tuple[str, datetime] | None:
        """Return the week and the end of the latest digest sent to an address; None: never."""
        return self.lasts().get(recipient)

    def lasts(self) -> dict[str, tuple[str, datetime]]:
        """Return the week and the end of the latest digest sent to each address."""
        # Bundles of alerts go through the same outbox, under names of their own.
        sent = (outbox.c.state == ParcelState.SENT) & outbox.c.week.like("____-W__")
        newest = (
            select(outbox.c.recipient_id, func.max(outbox.c.until).label("until"))
            .where(sent)
            .group_by(outbox.c.recipient_id)
            .subquery()
        )
        same = (newest.c.recipient_id == outbox.c.recipient_id) & (newest.c.until == outbox.c.until)
        query = _parcels().join(newest, same).where(sent).order_by(outbox.c.id)
        with self._database.reading() as connection:
            return {row.address: (row.week, row.until) for row in connection.execute(query)}

    def basis(self) -> tuple[object, ...]:
        """Return values of which one differs when there is something new to tell of.

        They stand for events, candidates, changes of sources' health and mails.
        """
        tables = (events, candidates, health_changes, outbox)
        counted = (select(func.max(one.c.id)).scalar_subquery() for one in tables)
        moved = select(func.max(outbox.c.changed)).scalar_subquery()
        with self._database.reading() as connection:
            return tuple(connection.execute(select(*counted, moved)).one())

    def prepare(
        self,
        wanted: Iterable[tuple[str, str, datetime, datetime, str]],
        *,
        now: datetime,
        eyes: Mapping[str, str | None] = MappingProxyType({}),
    ) -> dict[tuple[str, str], Parcel]:
        """Put parcels in the outbox, and return how each stands, by recipient and week.

        Each is (recipient, week, since, until, message id). One that is there
        already is made anew if it is prepared or failed; else it stays as it is.
        `eyes`: of which organisation of a team a recipient is; its managers see the parcel.
        """
        weeks = set()
        with self._database.writing() as connection:
            for address, week, since, until, message_id in wanted:
                weeks.add(week)
                key = recipient(connection, address, now, eyes.get(address))
                mine = (outbox.c.recipient_id == key) & (outbox.c.week == week)
                told = {"since": since, "until": until, "message_id": message_id, "changed": now}
                held = connection.execute(select(outbox.c.state).where(mine)).scalar()
                if held is None:
                    fresh = _FRESH | {"recipient_id": key, "week": week}
                    connection.execute(insert(outbox).values(fresh | told))
                elif held in _OPEN:
                    connection.execute(update(outbox).where(mine).values(told))
            found = connection.execute(_parcels().where(outbox.c.week.in_(weeks))).all()
        return {(row.address, row.week): _as_parcel(row) for row in found}

    def begin(self, parcel_id: int, *, by: str, now: datetime) -> bool:
        """Claim a parcel for sending; False: it is not to be sent, or another has claimed it."""
        ready = outbox.c.state.in_(_OPEN) & ~outbox.c.permanent
        values = {
            "state": ParcelState.SENDING,
            "by": by,
            "changed": now,
            "note": None,
            "attempts": outbox.c.attempts + 1,
        }
        return self._move(parcel_id, ready, values)

    def finish(
        self,
        parcel_id: int,
        state: ParcelState,
        *,
        by: str,
        now: datetime,
        note: str | None = None,
        permanent: bool = False,
    ) -> bool:
        """Record how the sending of a claimed parcel ended; False: it is not claimed by us."""
        mine = (outbox.c.state == ParcelState.SENDING) & (outbox.c.by == by)
        values = {"state": state, "changed": now, "note": note, "permanent": permanent}
        return self._move(parcel_id, mine, values)

    def doubt(self, dead: Callable[[Parcel], bool], *, now: datetime) -> tuple[Parcel, ...]:
        """Make unknown what was being sent by a process that is no more; return those."""
        query = _parcels().where(outbox.c.state == ParcelState.SENDING)
        doubtful = []
        with self._database.writing() as connection:
            for row in connection.execute(query).all():
                parcel = _as_parcel(row)
                if dead(parcel):
                    values = {"state": ParcelState.UNKNOWN, "changed": now, "note": _DIED}
                    connection.execute(_changing(parcel.id).values(values))
                    doubtful.append(parcel)
        return tuple(doubtful)

    def resolve(self, parcel_id: int, sent: bool, *, who: str, now: datetime) -> Parcel:
        """Record what a person found out of a parcel that is unknown or failed.

        `sent`: the recipient has it; else it goes out again with the next sending.

        Raises:
            NotHeldError: no such parcel.
            NotAllowedError: nobody is named, or it needs no person.
        """
        who = rows.named(who)
        state = ParcelState.SENT if sent else ParcelState.PREPARED
        note = f"{who} says: {'it arrived' if sent else 'send it again'}"
        with self._database.writing() as connection:
            query = _parcels().where(outbox.c.id == parcel_id)
            parcel = _as_parcel(rows.one(connection, query, "parcel", parcel_id))
            if parcel.state not in (ParcelState.UNKNOWN, ParcelState.FAILED):
                why = f"it is {parcel.state.value}; only what is unknown or failed can be resolved"
                raise NotAllowedError("not resolved", f"parcel {parcel_id}", why)
            values = {"state": state, "changed": now, "note": note, "permanent": False}
            connection.execute(_changing(parcel_id).values(values))
            return _as_parcel(connection.execute(query).one())

    def list(
        self, states: Iterable[ParcelState] = tuple(ParcelState), limit: int | None = None
    ) -> tuple[Parcel, ...]:
        """Return parcels in some states, last prepared first."""
        query = _parcels().where(outbox.c.state.in_(tuple(states)))
        query = query.order_by(outbox.c.id.desc()).limit(limit)
        with self._database.reading() as connection:
            return tuple(_as_parcel(row) for row in connection.execute(query))

    def recipients(self) -> tuple[str, ...]:
        """Return every address to which a digest went, in order."""
        query = select(recipients.c.address).order_by(recipients.c.address)
        with self._database.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def _move(self, parcel_id: int, only: Any, values: Values) -> bool:
        with self._database.writing() as connection:
            moved = connection.execute(_changing(parcel_id).where(only).values(values))
            return moved.rowcount == 1


_DIED = "its sending was cut off; look whether it arrived"
_FRESH: Values = {"state": ParcelState.PREPARED, "attempts": 0, "permanent": False}


def _changing(parcel_id: int) -> Any:
    return update(outbox).where(outbox.c.id == parcel_id)


def _parcels() -> Select[Any]:
    return select(outbox, recipients.c.address).join(
        recipients, outbox.c.recipient_id == recipients.c.id
    )


def _as_parcel(row: Row[Any]) -> Parcel:
    return Parcel(
        id=row.id,
        recipient=row.address,
        week=row.week,
        state=ParcelState(row.state),
        since=row.since,
        until=row.until,
        message_id=row.message_id,
        changed=row.changed,
        attempts=row.attempts,
        permanent=row.permanent,
        note=row.note,
        by=row.by,
    )


def recipient(connection: Connection, address: str, now: datetime, organisation: str | None) -> int:
    """Return the id of an address, and keep it, with whose it is, if that is new."""
    mine, c = recipients.c.address == address, recipients.c
    its = {"organisation": organisation or None}
    held = connection.execute(select(c.id, c.organisation).where(mine)).first()
    if held is None:
        new = {"address": address, "added": now, **its}
        return rows.insert(connection, insert(recipients).values(new))
    if held.organisation != its["organisation"]:
        connection.execute(update(recipients).where(mine).values(its))
    return int(held.id)
