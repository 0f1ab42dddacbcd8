"""Campaigns: which letters belong together. Every change is an event, and can be undone.

One that was removed is kept, so that it can come back with its letters.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from db import events as lines
from db import letter_rows as its
from db import rows
from db.engine import Database
from db.tables import campaigns, letters
from tracker.errors import NotAllowedError
from tracker.text import folded, one_line
from tracker.types import Campaign, Event, EventKind


class Campaigns:
    """Campaigns as they are kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, *, who: str, now: datetime, why: str | None = None) -> Campaign:
        """Begin a campaign.

        Raises:
            NotAllowedError: nobody is named, the name has no words, or another has it.
        """
        with self._database.writing() as connection:
            return put(connection, name, who=who, now=now, why=why)

    def all(self) -> tuple[Campaign, ...]:
        """Return every campaign that was not removed, oldest first."""
        with self._database.reading() as connection:
            return _read(connection)

    def get(self, campaign_id: int) -> Campaign:
        """Return a campaign.

        Raises:
            NotHeldError: no such campaign, or it was removed.
        """
        with self._database.reading() as connection:
            return _get(connection, campaign_id)

    def of_letter(self, letter_id: int) -> Campaign | None:
        """Return the campaign of a letter; None: it belongs to none."""
        found = (one for one in self.all() if letter_id in one.letters)
        return next(found, None)

    def rename(
        self, campaign_id: int, name: str, *, who: str, now: datetime, why: str | None = None
    ) -> Campaign:
        """Give a campaign another name; the same name changes nothing.

        Raises:
            NotHeldError: no such campaign.
            NotAllowedError: nobody is named, the name has no words, or another has it.
        """
        with self._database.writing() as connection:
            held = _get(connection, campaign_id)
            name = one_line(name)
            if name == held.name:
                return held
            _free(connection, name, held.id)
            _change(connection, held.id, name, removed=False)
            _note(connection, EventKind.CAMPAIGN_RENAMED, held, name, who, now, why)
            return _get(connection, held.id)

    def remove(self, campaign_id: int, *, who: str, now: datetime, why: str) -> Event:
        """Take a campaign away; its letters stay, in none, until it comes back.

        Raises:
            NotHeldError: no such campaign.
            NotAllowedError: nobody or no reason is named.
        """
        with self._database.writing() as connection:
            held = _get(connection, campaign_id)
            _change(connection, held.id, held.name, removed=True)
            why = rows.reasoned(why)
            return _note(connection, EventKind.CAMPAIGN_REMOVED, held, None, who, now, why)

    def file(
        self,
        letter_id: int,
        campaign_id: int | None,
        *,
        who: str,
        now: datetime,
        why: str | None = None,
    ) -> None:
        """Put a letter into a campaign, or (None) into none; the same one changes nothing.

        Raises:
            NotHeldError: no such letter or campaign.
            NotAllowedError: nobody is named.
        """
        with self._database.writing() as connection:
            file(connection, letter_id, campaign_id, who=who, now=now, why=why)


def put(
    connection: Connection, name: str, *, who: str, now: datetime, why: str | None = None
) -> Campaign:
    """Begin a campaign, as `Campaigns.add` says."""
    name = one_line(name)
    _free(connection, name)
    values = {"name": name, "added": now, "removed": False}
    held = _get(connection, rows.insert(connection, insert(campaigns).values(values)))
    _note(connection, EventKind.CAMPAIGN_ADDED, held, name, who, now, why, before=False)
    return held


def named(connection: Connection, name: str, *, who: str, now: datetime) -> Campaign:
    """Return the campaign of that name; begin it if there is none."""
    wanted = folded(one_line(name))
    same = [one for one in _read(connection) if folded(one.name) == wanted]
    return same[0] if same else put(connection, name, who=who, now=now)


def file(
    connection: Connection,
    letter_id: int,
    campaign_id: int | None,
    *,
    who: str,
    now: datetime,
    why: str | None = None,
) -> None:
    """Put a letter into a campaign, as `Campaigns.file` says."""
    key = its.resolve(connection, letter_id)
    held = connection.execute(select(letters.c.campaign_id).where(letters.c.id == key)).scalar()
    if held == campaign_id:
        return
    if campaign_id is not None:
        _get(connection, campaign_id)
    its.change(connection, key, {"campaign_id": campaign_id})
    lines.note(
        connection,
        EventKind.LETTER_FILED,
        who=who,
        now=now,
        letter_id=key,
        before=None if held is None else _called(connection, held),
        after=None
        if campaign_id is None
        else f"{campaign_id}: {_get(connection, campaign_id).name}",
        why=why,
    )


def number(called: str | None) -> int | None:
    """Return the id of a campaign from what an event calls it: "3: Courts"; None: none."""
    return int(called.partition(":")[0]) if called else None


def put_back(
    connection: Connection, event: Event, campaign_id: int, old: str | None, new: str | None
) -> None:
    """Give a campaign the name that it had (None: it was not there), if nothing changed since.

    Raises:
        NotAllowedError: it was changed since, or another has the name now.
    """
    row = connection.execute(select(campaigns).where(campaigns.c.id == campaign_id)).one()
    if (None if row.removed else row.name) != old:
        which, why = f"event {event.id}", "a later change rests on it"
        raise NotAllowedError("could not undo", which, why, "undo that first")
    if new is not None:
        _free(connection, new, campaign_id)
    _change(connection, campaign_id, new or row.name, removed=new is None)


def _called(connection: Connection, campaign_id: int) -> str:
    query = select(campaigns.c.name).where(campaigns.c.id == campaign_id)
    return f"{campaign_id}: {connection.execute(query).scalar_one()}"


def _free(connection: Connection, name: str, own: int | None = None) -> None:
    """Pass if the name has words and no other campaign has it."""
    if not name:
        raise NotAllowedError("campaign not possible", name, "its name has no words")
    same = (c for c in _read(connection) if folded(c.name) == folded(name) and c.id != own)
    for other in same:
        why = f"campaign {other.id} has this name"
        raise NotAllowedError("campaign not possible", name, why, "choose another")


def _change(connection: Connection, campaign_id: int, name: str, *, removed: bool) -> None:
    query = update(campaigns).where(campaigns.c.id == campaign_id)
    connection.execute(query.values(name=name, removed=removed))


def _note(
    connection: Connection,
    kind: EventKind,
    held: Campaign,
    after: str | None,
    who: str,
    now: datetime,
    why: str | None,
    *,
    before: bool = True,
) -> Event:
    return lines.note(
        connection,
        kind,
        who=who,
        now=now,
        letter_id=None,
        campaign_id=held.id,
        before=held.name if before else None,
        after=after,
        why=why,
    )


def _get(connection: Connection, campaign_id: int) -> Campaign:
    query = select(campaigns.c.id).where(campaigns.c.id == campaign_id, ~campaigns.c.removed)
    rows.one(connection, query, "campaign", campaign_id)
    return next(one for one in _read(connection) if one.id == campaign_id)


def _read(connection: Connection) -> tuple[Campaign, ...]:
    c = letters.c
    filed = select(c.id, c.campaign_id).where(c.merged_into.is_(None)).order_by(c.id)
    found = connection.execute(filed).all()
    query = select(campaigns).where(~campaigns.c.removed).order_by(campaigns.c.id)
    return tuple(
        Campaign(
            id=row.id,
            name=row.name,
            added=row.added,
            letters=tuple(one.id for one in found if one.campaign_id == row.id),
        )
        for row in connection.execute(query)
    )
