"""Who signed what: people counted, sorted and searched by the database.

A person is a member by the roster, or a printed name that nobody has made out yet. What
is outstanding is read from the standings of the board, which are settled before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Integer, Row, Select, and_, case, cast, func, literal, or_, select
from sqlalchemy.sql.elements import ColumnElement

from db import rows
from db.ask_rows import announced, live
from db.engine import Database
from db.tables import asks, letters, members, signatories, standings, terms
from tracker.text import short
from tracker.types import Chamber, Signed, Signer, Term

UNKNOWN = "="
"""Begins the key of a name that is not made out; no bioguide id begins so."""
SERVES, LEFT, UNRESOLVED = "serves", "left office", "not made out"
"""What a person may type to find those who still serve, and the others."""


class By(StrEnum):
    """By what people are sorted."""

    LETTERS = "letters"
    OUTSTANDING = "outstanding"
    NAME = "name"
    STATE = "state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which people are wanted, and in what order."""

    rules: str
    """The name of the rules by which asks were settled."""
    today: date
    words: tuple[str, ...] = ()
    """Folded words that must all occur: in name, party, state, chamber or "left office"."""
    serving: bool = False
    """Only those who serve today."""
    by: By = By.LETTERS


class SignedLetters:
    """People by the letters that they signed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keys(self, choice: Choice) -> tuple[str, ...]:
        """Return the keys of the people wanted, in order."""
        people = _people(choice)
        query = (
            select(people.c.key).where(*_wanted(people, choice)).order_by(*_order(people, choice))
        )
        with self._database.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def counts(self, choice: Choice) -> tuple[int, int, int]:
        """Return how many people signed, how many of them serve, and how many are not made out."""
        people = _people(choice)
        unknown = func.sum(case((people.c.bioguide.is_(None), 1), else_=0))
        query = select(func.count(), func.sum(people.c.serves), unknown).select_from(people)
        with self._database.reading() as connection:
            total, serving, nameless = connection.execute(query).one()
        return int(total), int(serving or 0), int(nameless or 0)

    def some(self, choice: Choice, keys: Sequence[str]) -> tuple[Signer, ...]:
        """Return people by key, in this order; who signs nothing any more is left out."""
        people = _people(choice, keys)
        with self._database.reading() as connection:
            found = {row.key: _signer(row) for row in connection.execute(select(people))}
        return tuple(found[key] for key in keys if key in found)

    def one(self, choice: Choice, key: str) -> Signer:
        """Return one of them.

        Raises:
            NotHeldError: nobody with this key has signed a letter.
        """
        with self._database.reading() as connection:
            query = select(_people(choice, [key]))
            return _signer(rows.one(connection, query, "signatory", key))

    def letters(self, choice: Choice, key: str) -> tuple[Signed, ...]:
        """Return the letters that somebody signed, newest first."""
        once = _once([key])
        dated = func.coalesce(letters.c.letter_date, announced())
        open_ = (standings.c.ask_id == asks.c.id) & (standings.c.rules == choice.rules)
        query = (
            select(letters.c.id, letters.c.title, dated.label("dated"), once.c.lead)
            .add_columns(asks.c.id.label("ask"), standings.c.outstanding)
            .select_from(once.join(letters, once.c.letter_id == letters.c.id))
            .outerjoin(asks, (asks.c.letter_id == letters.c.id) & ~asks.c.struck)
            .outerjoin(standings, open_)
            .order_by(dated.desc().nulls_last(), letters.c.id.desc(), asks.c.number)
        )
        with self._database.reading() as connection:
            found = connection.execute(query).all()
        return tuple(_signed(list(of)) for _, of in groupby(found, key=lambda row: row.id))


def _once(keys: Sequence[str] | None) -> Any:
    """Return each person beside each of their letters once, however often they stand under it."""
    c = signatories.c
    key = func.coalesce(c.bioguide, literal(UNKNOWN) + func.folded(c.name)).label("key")
    query = (
        select(key, c.letter_id, func.max(cast(c.lead, Integer)).label("lead"))
        .add_columns(func.min(c.name).label("name"), func.max(c.bioguide).label("bioguide"))
        .join(letters, c.letter_id == letters.c.id)
        .where(live())
        .group_by(key, c.letter_id)
    )
    if keys is not None:
        known = [one for one in keys if not one.startswith(UNKNOWN)]
        names = [one.removeprefix(UNKNOWN) for one in keys if one.startswith(UNKNOWN)]
        either = and_(c.bioguide.is_(None), func.folded(c.name).in_(names))
        query = query.where(or_(c.bioguide.in_(known), either) if names else c.bioguide.in_(known))
    return query.cte("once")


def _people(choice: Choice, keys: Sequence[str] | None = None) -> Any:
    """Return a row a person, with the term as of today or else the last."""
    once, open_ = _once(keys), _outstanding(choice.rules)
    many = (
        select(once.c.key, func.count().label("letters"), func.sum(once.c.lead).label("led"))
        .add_columns(func.min(once.c.name).label("printed"))
        .add_columns(func.max(once.c.bioguide).label("bioguide"))
        .add_columns(_total(open_.c.asks, "asks"), _total(open_.c.outstanding, "outstanding"))
        .select_from(once.outerjoin(open_, once.c.letter_id == open_.c.letter_id))
        .group_by(once.c.key)
        .cte("many")
    )
    seat, m = _seat(many.c.bioguide, choice.today), members.c
    serves = (terms.c.start <= choice.today) & (terms.c.end >= choice.today)
    return (
        select(many, m.first, m.last, m.nickname, m.suffix, m.official)
        .add_columns(*(terms.c[name] for name in _TERM))
        .add_columns(func.coalesce(cast(serves, Integer), 0).label("serves"))
        .select_from(many)
        .outerjoin(members, m.bioguide == many.c.bioguide)
        .outerjoin(terms, terms.c.id == seat)
        .cte("people")
    )


def _total(column: Any, name: str) -> Any:
    # Cast, for a sum of sums is a decimal to PostgreSQL.
    return cast(func.sum(func.coalesce(column, 0)), Integer).label(name)


_TERM = ("chamber", "state", "district", "party", "start", "end")


def _seat(bioguide: ColumnElement[Any], today: date) -> Any:
    """Return the id of somebody's term as of today: the last that has begun, else the first."""
    sat = terms.alias("sat").c
    begun = sat.start <= today
    first = (begun.desc(), case((begun, sat.start)).desc(), sat.start, sat.id.desc())
    query = select(sat.id).where(sat.bioguide == bioguide).order_by(*first).limit(1)
    return query.scalar_subquery()


def _outstanding(rules: str) -> Any:
    c = standings.c
    query: Select[Any] = select(c.letter_id, func.count().label("asks"))
    query = query.add_columns(func.sum(cast(c.outstanding, Integer)).label("outstanding"))
    return query.where(c.rules == rules).group_by(c.letter_id).cte("open")


def _wanted(people: Any, choice: Choice) -> list[Any]:
    # The rules for names are for who reads letters; whoever opens the store does without.
    from tracker.roster.places import states_like

    c = people.c
    where = [c.serves == 1] if choice.serving else []
    left = case((c.bioguide.is_(None), UNRESOLVED), (c.serves == 1, SERVES), else_=LEFT)
    parts = (c.key, c.printed, c.official, c.first, c.nickname, c.last, c.party, c.state, c.chamber)
    text: Any = left
    for part in parts:
        text = text + " " + func.coalesce(part, "")
    for word in choice.words:
        found = func.folded(text).contains(word, autoescape=True)
        codes = states_like(word)
        where.append(or_(found, c.state.in_(codes)) if codes else found)
    return where


def _order(people: Any, choice: Choice) -> tuple[Any, ...]:
    c = people.c
    name = (func.folded(func.coalesce(c.last, c.printed)), func.folded(c.printed), c.key)
    first: dict[By, tuple[Any, ...]] = {
        By.LETTERS: (c.letters.desc(), c.led.desc()),
        By.OUTSTANDING: (c.outstanding.desc(), c.letters.desc()),
        By.NAME: (),
        By.STATE: (c.state.is_(None), c.state, c.chamber.desc(), c.district.nulls_first()),
    }
    return (*first[choice.by], *name)


def _signer(row: Row[Any]) -> Signer:
    named = row.official or " ".join(filter(None, (row.first, row.last, row.suffix)))
    term = None
    if row.chamber is not None:
        values = {name: row._mapping[name] for name in _TERM}
        term = Term(**values | {"chamber": Chamber(row.chamber)})
    return Signer(
        key=row.key,
        name=named or row.printed,
        bioguide=row.bioguide,
        term=term,
        serves=bool(row.serves),
        letters=row.letters,
        led=row.led,
        asks=row.asks,
        outstanding=row.outstanding,
    )


def _signed(of: list[Row[Any]]) -> Signed:
    return Signed(
        letter_id=of[0].id,
        title=short(of[0].title),
        dated=of[0].dated,
        lead=bool(of[0].lead),
        ask_ids=tuple(row.ask for row in of if row.ask is not None),
        outstanding=sum(bool(row.outstanding) for row in of),
    )
