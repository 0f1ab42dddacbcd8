"""Letters as a list shows them: chosen and sorted by the database, read when they are in sight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, case, exists, func, or_, select

from db import events as lines
from db.ask_rows import announced, live, newest_first, officials
from db.board import Selection, chosen, filed, in_campaigns
from db.tables import addressees, asks, campaigns, letter_sources, letters, signatories, standings
from tracker import ledger
from tracker.filters import Wanted
from tracker.standing import Standing
from tracker.text import short
from tracker.types import AskState, DocumentKind, LetterRow

CONFIRMED, UNCONFIRMED = "✓ confirmed", "? to confirm"
"""What a person may type to find letters by whether their reading was confirmed."""


class By(StrEnum):
    """By what letters are sorted."""

    CONFIRM = "confirm"
    """Those that nobody has confirmed first, then the newest."""
    NEWEST = "newest"
    TITLE = "title"
    ADDRESSEE = "addressee"
    CAMPAIGN = "campaign"
    OUTSTANDING = "outstanding"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which letters are wanted, and in what order."""

    rules: str
    """The name of the rules by which their asks were settled."""
    today: date
    wanted: Wanted = field(default_factory=Wanted)
    by: By = By.CONFIRM


def ids(connection: Connection, sought: Sought) -> tuple[int, ...]:
    """Return the ids of the letters wanted, in order."""
    s = standings.c
    open_ = select(s.letter_id, func.count().label("asks")).group_by(s.letter_id)
    open_asks = open_.where(s.rules == sought.rules, s.outstanding).cte("open")
    joined = letters.outerjoin(campaigns, filed())
    if sought.by is By.OUTSTANDING:
        joined = joined.outerjoin(open_asks, open_asks.c.letter_id == letters.c.id)
    query = select(letters.c.id).select_from(joined)
    query = query.where(live(), *_wanted(connection, sought))
    found = connection.execute(query.order_by(*_order(sought.by, open_asks.c.asks)))
    return tuple(found.scalars())


def totals(connection: Connection) -> tuple[int, int]:
    """Return how many letters there are, and how many of them nobody has confirmed."""
    waiting = func.count(case((letters.c.confirmed.is_(None), 1)))
    total, unconfirmed = connection.execute(select(func.count(), waiting).where(live())).one()
    return int(total), int(unconfirmed)


def read_rows(connection: Connection, ids: Collection[int] | None = None) -> tuple[LetterRow, ...]:
    """Return a row for every letter that was not merged into another, or some; newest first."""
    c = letter_sources.c
    letter_ids = None if ids is None else tuple(ids)
    known: defaultdict[int, list[tuple[int, DocumentKind, str | None]]] = defaultdict(list)
    sources = select(c.id, c.letter_id, c.kind, c.url).order_by(c.id)
    for row in connection.execute(_of(sources, c.letter_id, letter_ids)):
        known[row.letter_id].append((row.id, DocumentKind(row.kind), row.url))
    marks = select(asks.c.id, asks.c.letter_id).where(~asks.c.struck)
    found = connection.execute(_of(marks, asks.c.letter_id, letter_ids)).all()
    to = officials(connection, letter_ids)
    states = lines.states(connection, None if ids is None else [row.id for row in found])
    marked: defaultdict[int, list[AskState]] = defaultdict(list)
    for ask in found:
        marked[ask.letter_id].append(states[ask.id])
    return tuple(
        LetterRow(
            id=row.id,
            title=short(row.title),
            letter_date=row.letter_date,
            announced=row.announced,
            addressees=to[row.id, False],
            signatories=row.signed,
            stated_total=row.stated_total,
            asks=len(marked[row.id]),
            sources=tuple(known[row.id]),
            rollup=ledger.rollup(marked[row.id]),
            confirmed=row.confirmed is not None,
            campaign=row.campaign,
        )
        for row in connection.execute(_of(_rows(), letters.c.id, letter_ids))
    )


def _rows() -> Select[Any]:
    signed = select(func.count()).where(signatories.c.letter_id == letters.c.id)
    c = letters.c
    return (
        select(c.id, c.title, c.letter_date, c.stated_total, c.confirmed)
        .add_columns(announced().label("announced"), campaigns.c.name.label("campaign"))
        .add_columns(signed.scalar_subquery().label("signed"))
        .select_from(letters.outerjoin(campaigns, filed()))
        .where(live())
        .order_by(*newest_first())
    )


def _of(query: Select[Any], column: Any, ids: Collection[int] | None) -> Select[Any]:
    return query if ids is None else query.where(column.in_(ids))


def _wanted(connection: Connection, sought: Sought) -> Iterator[Any]:
    """Yield what must hold of a letter."""
    c, wanted = letters.c, sought.wanted
    dated = func.coalesce(c.letter_date, announced())
    if wanted.since:
        yield dated >= wanted.since
    if wanted.until:
        yield dated <= wanted.until
    if wanted.letters:
        yield c.id.in_(wanted.letters)
    if wanted.addressees:
        yield or_(*map(_to, wanted.addressees))
    if wanted.campaigns:
        yield in_campaigns(connection, c.id, wanted.campaigns)
    of_asks = Wanted(states=wanted.states, kinds=wanted.kinds, owners=wanted.owners)
    if of_asks:
        yield _with_asks(connection, sought, of_asks)
    reading = case((c.confirmed.is_(None), UNCONFIRMED), else_=CONFIRMED)
    for words in wanted.words:
        either = [_to(words), *(_has(one, words) for one in (c.title, campaigns.c.name, reading))]
        # "overdue" is a word of the row as people see it, too.
        if named := tuple(heap for heap in Standing if words in heap.value):
            either.append(_with_asks(connection, sought, Wanted(states=named)))
        yield or_(*either)


def _with_asks(connection: Connection, sought: Sought, wanted: Wanted) -> Any:
    """Say that a letter has an ask of which something holds."""
    selection = Selection(rules=sought.rules, today=sought.today, everything=True, wanted=wanted)
    return letters.c.id.in_(chosen(connection, select(standings.c.letter_id), selection))


def _has(column: Any, words: str) -> Any:
    return func.folded(func.coalesce(column, "")).contains(words, autoescape=True)


def _to(words: str) -> Any:
    """Say that a letter goes to somebody in whose name or office these folded words occur."""
    c = addressees.c
    named = func.coalesce(c.name, "") + " " + func.coalesce(c.office, "")
    return exists().where(c.letter_id == letters.c.id, ~c.cc, _has(named, words))


def _order(by: By, open_asks: Any) -> tuple[Any, ...]:
    c, a = letters.c, addressees.c
    first = select(func.folded(func.coalesce(a.name, a.office, ""))).order_by(a.id).limit(1)
    first = first.where(a.letter_id == c.id, ~a.cc)
    to, name = first.scalar_subquery(), campaigns.c.name
    orders: dict[By, tuple[Any, ...]] = {
        By.CONFIRM: (c.confirmed.is_not(None),),
        By.NEWEST: (),
        By.TITLE: (func.folded(c.title),),
        By.ADDRESSEE: (to.is_(None), to),
        By.CAMPAIGN: (name.is_(None), func.folded(func.coalesce(name, "")), c.campaign_id),
        By.OUTSTANDING: (func.coalesce(open_asks, 0).desc(),),
    }
    return (*orders[by], *newest_first())
