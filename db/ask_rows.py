"""Asks inside a transaction: added, struck, read, with those to whom their letters go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Row,
    Select,
    column,
    func,
    insert,
    literal_column,
    select,
    table,
    union_all,
    update,
)

from db import events as lines
from db import rows, sql
from db.prepared import Prepared
from db.tables import addressees, asks, candidates, letter_sources, letters, signatories
from tracker.text import short
from tracker.types import (
    Addressee,
    Ask,
    AskKind,
    AskState,
    BoardRow,
    EventKind,
    FoundAsk,
    Span,
    Verdict,
)

_KNOWN = table("standings_waits", *(column(n, Integer()) for n in ("ask_id", "waits")))
Officials = defaultdict[tuple[int, bool], tuple[Addressee, ...]]
"""Addressees by letter id, and whether they get a copy."""


def put(connection: Connection, letter_id: int, found: Iterable[FoundAsk]) -> list[int]:
    """Add asks to a letter, after those it has; they wait for matching. Return their ids."""
    last = select(func.max(asks.c.number)).where(asks.c.letter_id == letter_id)
    first = (connection.execute(last).scalar() or 0) + 1
    return [
        rows.insert(
            connection,
            insert(asks).values(
                letter_id=letter_id,
                number=number,
                quote=ask.quote,
                start=ask.span.start,
                end=ask.span.end,
                kind=ask.kind,
                summary=ask.summary,
                due=ask.due,
                confidence=ask.confidence,
                struck=False,
                pending=True,
            ),
        )
        for number, ask in enumerate(found, first)
    ]


def strike(connection: Connection, ask_id: int, *, who: str, now: datetime, why: str) -> None:
    """Strike an ask, if it is not struck yet."""
    row = get_row(connection, ask_id)
    if row.struck:
        return
    connection.execute(update(asks).where(asks.c.id == ask_id).values(struck=True))
    lines.note(
        connection,
        EventKind.ASK_STRUCK,
        who=who,
        now=now,
        letter_id=row.letter_id,
        ask_id=ask_id,
        after="struck",
        why=why,
    )


def officials(connection: Connection, letter_ids: Collection[int] | None = None) -> Officials:
    """Return who gets each letter, or some; by letter id and whether it is a copy."""
    of = {} if letter_ids is None else {"ids": sql.each(letter_ids)}
    found: Officials = defaultdict(tuple)
    for row in _to(every=not of).all(connection, of):
        one = Addressee(name=row.name, office=row.office, span=rows.span(row.start, row.end))
        found[row.letter_id, row.cc] += (one,)
    return found


@cache
def _to(*, every: bool) -> Prepared:
    query = select(addressees).order_by(addressees.c.id)
    its = addressees.c.letter_id.in_(sql.among("ids", sql.EachNumber))
    return Prepared(query if every else query.where(its))


def signers(connection: Connection) -> defaultdict[int, tuple[str, ...]]:
    """Return the names under each letter, by letter id, each once and in order."""
    query = select(signatories.c.letter_id, signatories.c.name).order_by(signatories.c.id)
    names: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for row in connection.execute(query):
        names[row.letter_id][row.name] = None
    return defaultdict(tuple, {letter: tuple(held) for letter, held in names.items()})


def get_row(connection: Connection, ask_id: int) -> Row[Any]:
    """Return an ask's row, or raise NotHeldError."""
    return rows.one(connection, select(asks).where(asks.c.id == ask_id), "ask", ask_id)


def as_ask(row: Row[Any]) -> Ask:
    """Return a row as the ask that it is."""
    return Ask(
        id=row.id,
        letter_id=row.letter_id,
        number=row.number,
        quote=row.quote,
        span=Span(row.start, row.end),
        kind=AskKind(row.kind),
        summary=row.summary,
        due=row.due,
        confidence=row.confidence,
        struck=row.struck,
    )


def announced() -> Any:
    """Return the earliest day on which a source of a letter was published, as a column."""
    c = letter_sources.c
    first = select(func.min(c.published)).where(c.letter_id == letters.c.id)
    return first.scalar_subquery()


def newest_first() -> tuple[Any, ...]:
    """Return by what letters are in order."""
    dated = func.coalesce(letters.c.letter_date, announced())
    return dated.desc().nulls_last(), letters.c.id.desc()


def text_of(connection: Connection, letter_id: int) -> str:
    """Return a letter's text, or raise NotHeldError."""
    query = select(letters.c.text).where(letters.c.id == letter_id)
    return str(rows.one(connection, query, "letter", letter_id).text)


def own_day(connection: Connection, letter_id: int, quote: str) -> date | None:
    """Return the day that words of a letter name for an answer, if it is not the letter's own."""
    # Its patterns take a while to make, and hardly any command wants them.
    from tracker.letters import dates

    query = select(letters.c.letter_date, letters.c.reply_by).where(letters.c.id == letter_id)
    letter = rows.one(connection, query, "letter", letter_id)
    return dates.own(quote, letter.letter_date, letter.reply_by)


def live() -> Any:
    """Return the condition that a letter has not gone into another."""
    return sql.Unhurried(letters.c.merged_into).is_(None)


def gone() -> Any:
    """Return the ids of asks that are struck, or whose letter went into another."""
    # Greater than nought, and not just not empty: then its index is used.
    merged = select(letters.c.id).where(letters.c.merged_into > 0)
    of_those = select(asks.c.id).where(asks.c.letter_id.in_(merged))
    return union_all(select(asks.c.id).where(asks.c.struck), of_those)


def is_open() -> Any:
    """Return the condition that a candidate waits for a person, as its index says it."""
    words = (Verdict.NEW.value, Verdict.LATER.value)
    return candidates.c.verdict.in_([literal_column(f"'{one}'") for one in words])


def asks_query() -> Select[Any]:
    """Return the query of asks with their letters, newest letter first."""
    c = letters.c
    return (
        select(asks, c.title, c.letter_date, c.reply_by, announced().label("announced"))
        .join(letters, asks.c.letter_id == c.id)
        .order_by(*newest_first(), asks.c.number)
    )


def board_query(*, known: bool = True) -> Select[Any]:
    """Return the same with how many candidates wait, and how many are changed evidence.

    Counted is only what is not `known` by how asks stand: an ask may have very many.
    """
    waits = select(func.count()).where(candidates.c.ask_id == asks.c.id).where(is_open())
    changed = waits.where(candidates.c.evidence_id.is_not(None))
    number: Any = waits.scalar_subquery()
    if known:
        held = select(_KNOWN.c.waits).where(_KNOWN.c.ask_id == asks.c.id).limit(1)
        number = func.coalesce(held.scalar_subquery(), number)
    return asks_query().add_columns(
        number.label("waiting"), changed.scalar_subquery().label("changed")
    )


@cache
def _some(*, known: bool) -> Prepared:
    its = asks.c.id.in_(sql.among("ids", sql.EachNumber))
    return Prepared(board_query(known=known).where(its, ~asks.c.struck, live()))


def read_some(
    connection: Connection, ask_ids: Sequence[int], *, known: bool = True
) -> list[BoardRow]:
    """Return some asks as the board shows them, newest letter first; without those struck.

    `known` says whether somebody may have worked out already how they stand.
    """
    found = _some(known=known).all(connection, {"ids": sql.each(ask_ids)})
    states = lines.states(connection, ask_ids)
    to = officials(connection, {row.letter_id for row in found})
    return [as_board_row(row, states, to) for row in found]


def as_board_row(row: Row[Any], states: Mapping[int, AskState], to: Officials) -> BoardRow:
    """Return a row of `board_query` as the board shows it."""
    return BoardRow(
        ask=as_ask(row),
        letter_id=row.letter_id,
        letter_title=short(row.title),
        letter_date=row.letter_date,
        announced=row.announced,
        reply_by=row.reply_by,
        addressees=to[row.letter_id, False],
        state=states[row.id],
        waiting_candidates=row.waiting,
        changed_evidence=row.changed,
    )
