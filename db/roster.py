"""Members of Congress and their terms, as last loaded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, delete, func, insert, select, update

from db.engine import Database
from db.tables import Values, members, terms
from tracker.types import Chamber, Member, Term

_NAMES = ("bioguide", "first", "last", "middle", "suffix", "nickname", "official")
_AT_ONCE = 500


class Roster:
    """The members by whom a printed name can be resolved."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def replace(self, wanted: Iterable[Member], now: datetime) -> tuple[int, int, int]:
        """Make these the members; return how many were added, changed and are gone."""
        by_id = {member.bioguide: member for member in wanted}
        with self._database.writing() as connection:
            held = {member.bioguide: member for member in _all(connection)}
            added = [one for key, one in by_id.items() if key not in held]
            changed = [one for key, one in by_id.items() if key in held and held[key] != one]
            gone = [key for key in held if key not in by_id]
            _remove(connection, [*gone, *(member.bioguide for member in changed)])
            _insert(connection, [*added, *changed], now)
            connection.execute(update(members).values(seen=now))
        return len(added), len(changed), len(gone)

    def all(self) -> tuple[Member, ...]:
        """Return every member, by bioguide id, terms oldest first."""
        with self._database.reading() as connection:
            return _all(connection)

    def some(self, bioguides: Collection[str]) -> tuple[Member, ...]:
        """Return the members with these ids, as far as they are known, by id."""
        with self._database.reading() as connection:
            return _all(connection, bioguides)

    def updated(self) -> datetime | None:
        """Return when the roster was last loaded; None: never."""
        with self._database.reading() as connection:
            return connection.execute(select(func.max(members.c.seen))).scalar()


def _all(connection: Connection, bioguides: Collection[str] | None = None) -> tuple[Member, ...]:
    who, sat_in = select(members), select(terms)
    if bioguides is not None:
        who = who.where(members.c.bioguide.in_(bioguides))
        sat_in = sat_in.where(terms.c.bioguide.in_(bioguides))
    found = connection.execute(sat_in.order_by(terms.c.bioguide, terms.c.id))
    sat = {key: tuple(rows) for key, rows in groupby(found, key=lambda row: row.bioguide)}
    return tuple(
        Member(
            **{name: row._mapping[name] for name in _NAMES},
            terms=tuple(
                Term(
                    chamber=Chamber(term.chamber),
                    state=term.state,
                    district=term.district,
                    party=term.party,
                    start=term.start,
                    end=term.end,
                )
                for term in sat.get(row.bioguide, ())
            ),
        )
        for row in connection.execute(who.order_by(members.c.bioguide))
    )


def _remove(connection: Connection, keys: Sequence[str]) -> None:
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        connection.execute(delete(terms).where(terms.c.bioguide.in_(some)))
        connection.execute(delete(members).where(members.c.bioguide.in_(some)))


def _insert(connection: Connection, new: Sequence[Member], now: datetime) -> None:
    if not new:
        return
    values: list[Values] = [
        {name: getattr(member, name) for name in _NAMES} | {"seen": now} for member in new
    ]
    connection.execute(insert(members), values)
    sat: list[Values] = [
        {
            "bioguide": member.bioguide,
            "chamber": term.chamber,
            "state": term.state,
            "district": term.district,
            "party": term.party,
            "start": term.start,
            "end": term.end,
        }
        for member in new
        for term in member.terms
    ]
    if sat:
        connection.execute(insert(terms), sat)
