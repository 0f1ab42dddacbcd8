"""The board: asks counted, sorted and narrowed by the database, and only some of them read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from msgspec import json
from sqlalchemy import (
    Connection,
    Select,
    and_,
    case,
    column,
    delete,
    exists,
    func,
    or_,
    select,
    table,
    union_all,
)

from db import sql
from db.ask_rows import gone, is_open, read_some
from db.engine import Database
from db.groups import Group as Group
from db.groups import Order as Order
from db.groups import filed as filed
from db.groups import grouped
from db.tables import asks, campaigns, candidates, letters, standings, tallies
from tracker.filters import Wanted
from tracker.settled import Settled
from tracker.standing import Standing
from tracker.text import folded
from tracker.types import BoardRow, Verdict

CHUNK = 400
"""Asks that are worked out in one transaction, so that nobody else waits long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which asks are on the board, and in what order."""

    rules: str
    """The name of the rules by which they were settled."""
    today: date
    everything: bool = False
    """Settled asks, too."""
    wanted: Wanted = field(default_factory=Wanted)
    order: Order = Order.DUE
    """By letter, addressee, campaign or owner, asks stand in groups."""


class Board:
    """Asks as they stand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def settle(self, rules: str, today: date, judge: Callable[[BoardRow], Settled]) -> int:
        """Work out how asks stand of which it is not known today; return how many.

        `judge` is pure and quick: it runs inside a transaction, so that no event can
        come between what it saw and what is kept. The first time takes a while.
        """
        done = last = 0
        its, past = standings.c.rules == rules, standings.c.until < today
        with self._database.reading() as connection:
            query = select(_whole(rules), exists().where(its, past))
            whole, moved = connection.execute(query).one()
        if whole and not moved:
            return 0
        if moved:
            with self._database.writing(tell=False) as connection:
                connection.execute(delete(standings).where(its, past))
        while missing := self._missing(rules, last):
            for at in range(0, len(missing), CHUNK):
                done += self._settle_some(rules, missing[at : at + CHUNK], judge)
            last = missing[-1]
        return done

    def _settle_some(
        self, rules: str, ask_ids: Sequence[int], judge: Callable[[BoardRow], Settled]
    ) -> int:
        # What follows from the events says nothing new: nobody has to look again.
        own = self._database.own
        with self._database.writing(alone=False, tell=False) as connection:
            own.settle_alone(connection)
            held = _held(connection, rules, ask_ids)
            if not (left := [key for key in ask_ids if key not in held]):
                return 0
            own.take_turn(connection)
            rows = read_some(connection, left, known=False)
            values = [_values(rules, row, judge(row)) for row in rows]
            if values:
                own.put_standings(connection, values)
        return len(values)

    def groups(self, selection: Selection) -> tuple[Group, ...]:
        """Return the asks on the board, in order; one nameless group where nothing groups them."""
        newest = selection.order is Order.NEWEST
        grouping = not newest and selection.order is not Order.DUE
        # Whoever reads all of it reads it in the order of the board.
        c = standings.c if selection.wanted or newest else _BY_DUE.c
        columns = (c.ask_id, c.letter_id, c.number) if grouping else (c.ask_id,)
        query = select(*columns).order_by(*((c.ask_id.desc(),) if newest else _due(c)))
        with self._database.reading() as connection:
            query = chosen(connection, query, selection, c)
            if grouping:
                rules, heaps = selection.rules, _heaps(selection)
                return grouped(connection, selection.order, rules, query, heaps)
            ids = json.decode(connection.execute(sql.listed(query)).scalar_one())
        return (Group(title="", ask_ids=tuple(ids), counts={}),) if ids else ()

    def counts(self, selection: Selection) -> dict[Standing, int]:
        """Return how many asks stand where, those that are settled and left out included."""
        c, number = tallies.c, func.sum(tallies.c.number)
        heap = _heap(func.nullif(c.pile, ""), c, selection.today).label("heap")
        query = select(heap, number).where(c.rules == selection.rules, c.number > 0)
        with self._database.reading() as connection:
            found = connection.execute(query.group_by(heap)).all()
        return {_STANDINGS[name]: int(number) for name, number in found}

    def rows(self, ask_ids: Sequence[int]) -> tuple[BoardRow, ...]:
        """Return some asks in this order; those that were struck meanwhile are left out."""
        with self._database.reading() as connection:
            found = {row.ask.id: row for row in read_some(connection, ask_ids)}
        return tuple(found[ask_id] for ask_id in ask_ids if ask_id in found)

    def fell_due(self, rules: str, first: date, today: date) -> tuple[int, ...]:
        """Return asks whose clock runs and whose day was `first` or later, but before today."""
        c = standings.c
        query = select(c.ask_id).where(c.rules == rules, c.outstanding, ~c.stopped)
        query = query.where(c.day >= first, c.day < today).order_by(c.day, c.ask_id)
        with self._database.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def of_letters(
        self, rules: str, today: date, letter_ids: Sequence[int]
    ) -> dict[int, dict[Standing, int]]:
        """Return how many asks of some letters stand where, by letter id."""
        c, heap = standings.c, stands(today).label("stands")
        query = select(c.letter_id, heap, func.count())
        query = query.where(c.rules == rules, c.letter_id.in_(letter_ids))
        numbers: dict[int, dict[Standing, int]] = {key: {} for key in letter_ids}
        with self._database.reading() as connection:
            for key, name, number in connection.execute(query.group_by(c.letter_id, "stands")):
                numbers[key][Standing(name)] = number
        return numbers

    def waiting(self, rules: str) -> int:
        """Return how many candidates wait for a person, of all asks settled by some rules."""
        number = func.coalesce(func.sum(tallies.c.waits), 0)
        with self._database.reading() as connection:
            query = select(number).where(tallies.c.rules == rules)
            return int(connection.execute(query).scalar_one())

    def to_review(self) -> tuple[int, ...]:
        """Return the ids of candidates that wait: new ones first, then those put off; by score."""
        c = candidates.c
        put_off = c.verdict == Verdict.LATER.value
        query = open_ones(select(c.id)).order_by(put_off, c.score.desc(), c.id)
        with self._database.reading() as connection:
            return tuple(json.decode(connection.execute(sql.listed(query)).scalar_one()))

    def _missing(self, rules: str, last: int) -> list[int]:
        """Return the asks after the last one that are not settled, in order."""
        settled = exists().where(standings.c.ask_id == asks.c.id, standings.c.rules == rules)
        query = (
            select(asks.c.id)
            .where(asks.c.id > last, ~settled, asks.c.id.not_in(gone()))
            .order_by(asks.c.id)
        )
        with self._database.reading() as connection:
            if connection.execute(select(_whole(rules))).scalar_one():
                return []
            found: list[int] = json.decode(connection.execute(sql.listed(query)).scalar_one())
            return found


def _whole(rules: str) -> Any:
    """Say that all asks are settled: only what is on the board ever is, so by their numbers."""
    held = select(func.coalesce(func.sum(tallies.c.number), 0)).where(tallies.c.rules == rules)
    every = select(func.count()).select_from(asks).scalar_subquery()
    out = select(func.count()).select_from(gone().subquery()).scalar_subquery()
    return every - out == held.scalar_subquery()


def _held(connection: Connection, rules: str, ask_ids: Sequence[int]) -> set[int]:
    """Return those that somebody else settled in the meantime."""
    c, first, last = standings.c, ask_ids[0], ask_ids[-1]
    # A server that does not know its tables yet compares each row with each of many.
    close = last - first < 2 * len(ask_ids)
    its = c.ask_id.between(first, last) if close else c.ask_id.in_(ask_ids)
    query = select(c.ask_id).where(c.rules == rules, its)
    return set(connection.execute(query).scalars())


def _values(rules: str, row: BoardRow, now: Settled) -> dict[str, Any]:
    review = Standing.TO_REVIEW.value if row.waiting_candidates else None
    return {
        "ask_id": row.ask.id,
        "rules": rules,
        "letter_id": row.letter_id,
        "number": row.ask.number,
        "heap": now.heap,
        "outstanding": now.outstanding,
        "stopped": now.stopped,
        "day": now.day,
        "until": now.until,
        "asked": now.asked,
        "addressees": now.addressees,
        "to": now.to,
        "owner": now.owner,
        "words": now.words,
        "waits": row.waiting_candidates,
        "pile": now.heap or review,
    }


_BY_DUE = table("standings_by_due", *(column(c.name, c.type) for c in standings.c))
"""The same in the order of the board, for who reads all of it: see `db.postgres_board`."""


def _heaps(selection: Selection) -> Any:
    """Return the query of where asks are counted, and of which, each part by its index."""
    c, today = standings.c, selection.today
    key = c.ask_id if selection.order is Order.OWNER else c.letter_id
    by_day = stands(today)
    its = c.rules == selection.rules
    return union_all(
        select(c.pile, sql.Listed(key)).where(its, c.pile.is_not(None)).group_by(c.pile),
        select(by_day, sql.Listed(key)).where(its, c.pile.is_(None)).group_by(by_day),
    )


_STANDINGS = {heap.value: heap for heap in Standing}


def open_ones(query: Select[Any]) -> Select[Any]:
    """Narrow a query to the candidates that wait for a person."""
    c = candidates.c
    return query.select_from(candidates).where(is_open(), c.ask_id.not_in(gone()))


def stands(today: date) -> Any:
    """Return where an ask is counted, as `tracker.standing.of` has it."""
    return _heap(standings.c.pile, standings.c, today)


def _heap(pile: Any, c: Any, today: date) -> Any:
    return case(
        (pile.is_not(None), pile),
        (~c.stopped & (c.day < today), Standing.OVERDUE.value),
        else_=Standing.WAITING.value,
    )


def standing_at(today: date, heaps: Collection[Standing]) -> Any:
    """Say that an ask is counted in one of these heaps, as `stands` has it, but by an index."""
    c, names = standings.c, [heap.value for heap in heaps]
    return or_(c.pile.in_(names), and_(c.pile.is_(None), stands(today).in_(names)))


def in_campaigns(connection: Connection, letter_id: Any, wanted: Sequence[str]) -> Any:
    """Say that a letter is in a campaign whose name has some of these folded words."""
    c = campaigns.c
    held = connection.execute(select(c.id, c.name).where(~c.removed)).all()
    found = [row.id for row in held if any(words in folded(row.name) for words in wanted)]
    return letter_id.in_(select(letters.c.id).where(letters.c.campaign_id.in_(found)))


def chosen(
    connection: Connection, query: Select[Any], selection: Selection, c: Any = standings.c
) -> Select[Any]:
    """Narrow a query over `standings` to the asks that are wanted."""
    wanted = selection.wanted
    query = query.where(c.rules == selection.rules)
    if not selection.everything and not wanted.states:
        query = query.where(c.outstanding)
    if wanted.states:
        query = query.where(standing_at(selection.today, wanted.states))
    if wanted.kinds:
        kinds = [kind.value for kind in wanted.kinds]
        query = query.where(c.ask_id.in_(select(asks.c.id).where(asks.c.kind.in_(kinds))))
    if wanted.letters:
        query = query.where(c.letter_id.in_(wanted.letters))
    if wanted.campaigns:
        query = query.where(in_campaigns(connection, c.letter_id, wanted.campaigns))
    if wanted.since:
        query = query.where(c.asked >= wanted.since)
    if wanted.until:
        query = query.where(c.asked <= wanted.until)
    for place, alternatives in ((c.to, wanted.addressees), (func.lower(c.owner), wanted.owners)):
        if alternatives:
            either = (place.contains(words, autoescape=True) for words in alternatives)
            query = query.where(or_(*either))
    for words in wanted.words:
        # "overdue" is a word of the row as people see it, too.
        named = [heap for heap in Standing if words in heap.value]
        found = c.words.contains(words, autoescape=True)
        either = or_(found, standing_at(selection.today, named)) if named else found
        query = query.where(either)
    return query


def _due(c: Any) -> tuple[Any, ...]:
    return c.stopped, sql.EmptyLast(c.day), c.letter_id, c.number
