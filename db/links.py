"""Links from asks to what carries them on. Every change is an event, and can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, or_, select, update

from db import events as lines
from db import letter_rows as its
from db import rows
from db.ask_rows import as_ask, get_row
from db.engine import Database
from db.tables import Values, asks, links
from tracker import carrying
from tracker.errors import NotAllowedError
from tracker.types import Event, EventKind, Hearing, Link


class Links:
    """What carries asks on."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_letter(
        self,
        ask_id: int,
        later_letter_id: int,
        later_ask_id: int | None = None,
        *,
        who: str,
        now: datetime,
        why: str | None = None,
    ) -> Link:
        """Record that a later letter asks it again, by one of its asks where one is named.

        Twice is one.

        Raises:
            NotHeldError: no such ask or letter.
            NotAllowedError: nobody is named, or the letter cannot carry the ask on.
        """
        with self._database.writing() as connection:
            ask, later = (
                as_ask(get_row(connection, ask_id)),
                its.get_letter(connection, later_letter_id),
            )
            again = None if later_ask_id is None else as_ask(get_row(connection, later_ask_id))
            carrying.check_letter(ask, its.get_letter(connection, ask.letter_id), later, again)
            c = links.c
            held = _read(
                connection,
                c.ask_id == ask_id,
                c.later_letter_id == later.id,
                c.later_ask_id.is_(None) if again is None else c.later_ask_id == again.id,
            )
            if held:
                return held[0]
            values = {"later_letter_id": later.id, "later_ask_id": later_ask_id, "day": None}
            return _put(connection, ask_id, values, who=who, now=now, why=why)

    def add_hearing(
        self,
        ask_id: int,
        hearing: Hearing,
        *,
        who: str,
        now: datetime,
        why: str | None = None,
    ) -> Link:
        """Record a question at a hearing that carries an ask on; twice is one.

        Raises:
            NotHeldError: no such ask.
            NotAllowedError: nobody is named, the question has no words, or it was
                asked before the letter.
        """
        with self._database.writing() as connection:
            ask = as_ask(get_row(connection, ask_id))
            carrying.check_hearing(ask, its.get_letter(connection, ask.letter_id), hearing)
            for one in _read(connection, links.c.ask_id == ask_id):
                if one.hearing == hearing:
                    return one
            values = {name: getattr(hearing, name) for name in _HEARING}
            return _put(connection, ask_id, values, who=who, now=now, why=why)

    def remove(self, link_id: int, *, who: str, now: datetime, why: str | None = None) -> Link:
        """Take a link away; return it as it was.

        Raises:
            NotHeldError: no such link.
            NotAllowedError: nobody is named.
        """
        with self._database.writing() as connection:
            standing = select(links.c.id).where(links.c.id == link_id, ~links.c.removed)
            rows.one(connection, standing, "link", link_id)
            [link] = _read(connection, links.c.id == link_id)
            _set(connection, link_id, removed=True)
            lines.note(
                connection,
                EventKind.LINK_REMOVED,
                who=who,
                now=now,
                letter_id=link.letter_id,
                ask_id=link.ask_id,
                before=_called(link),
                why=why,
            )
            return link

    def all(self) -> tuple[Link, ...]:
        """Return every link, in the order in which they were made."""
        with self._database.reading() as connection:
            return tuple(_read(connection))

    def of_ask(self, ask_id: int) -> tuple[Link, ...]:
        """Return what carries an ask on, and what it carries on itself."""
        with self._database.reading() as connection:
            own = or_(links.c.ask_id == ask_id, links.c.later_ask_id == ask_id)
            return tuple(_read(connection, own))

    def of_letter(self, letter_id: int) -> tuple[Link, ...]:
        """Return what carries a letter's asks on, and the asks that it carries on itself."""
        return tuple(one for one in self.all() if letter_id in (one.letter_id, one.later_letter_id))


_HEARING = ("text", "day", "committee", "asker", "url")


def put_back(connection: Connection, event: Event, called: str, *, removed: bool) -> None:
    """Take a link away, or bring it back, as it was before an event.

    Raises:
        NotAllowedError: it is so already, by a later event.
    """
    link_id = int(called.partition(":")[0].removeprefix("link "))
    query = select(links.c.removed).where(links.c.id == link_id)
    if connection.execute(query).scalar_one() is removed:
        which, why = f"event {event.id}", "a later change rests on it"
        raise NotAllowedError("could not undo", which, why, "undo that first")
    _set(connection, link_id, removed=removed)


def _put(
    connection: Connection,
    ask_id: int,
    values: Values,
    *,
    who: str,
    now: datetime,
    why: str | None,
) -> Link:
    query = insert(links).values(ask_id=ask_id, removed=False, **values)
    [link] = _read(connection, links.c.id == rows.insert(connection, query))
    lines.note(
        connection,
        EventKind.CARRIED_ON,
        who=who,
        now=now,
        letter_id=link.letter_id,
        ask_id=ask_id,
        after=_called(link),
        why=why,
    )
    return link


def _called(link: Link) -> str:
    return f"link {link.id}: {carrying.onward(link)}"


def _set(connection: Connection, link_id: int, *, removed: bool) -> None:
    connection.execute(update(links).where(links.c.id == link_id).values(removed=removed))


def _read(connection: Connection, *where: ColumnElement[bool]) -> list[Link]:
    c = links.c
    query = (
        select(links, asks.c.letter_id, asks.c.summary)
        .join(asks, c.ask_id == asks.c.id)
        .where(~c.removed, *where)
        .order_by(c.id)
    )
    return [_as_link(connection, row) for row in connection.execute(query).all()]


def _as_link(connection: Connection, row: Row[Any]) -> Link:
    if row.later_letter_id is None:
        hearing = Hearing(**{name: row._mapping[name] for name in _HEARING})
        more: Values = {"hearing": hearing, "day": row.day}
    else:
        later = its.get_letter(connection, row.later_letter_id)
        more = {"later_letter_id": later.id, "later_title": later.title, "day": later.dated}
    return Link(
        id=row.id,
        ask_id=row.ask_id,
        letter_id=row.letter_id,
        summary=row.summary,
        later_ask_id=row.later_ask_id,
        **more,
    )
