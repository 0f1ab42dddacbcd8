"""Asks, and the board on which they stand with what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from db import events as lines
from db import rows
from db.engine import Database
from db.tables import Values, addressees, asks, candidates, letter_sources, letters
from db.undoing import line
from tracker import ledger
from tracker.types import (
    Addressee,
    Ask,
    AskKind,
    AskState,
    BoardRow,
    EventKind,
    FoundAsk,
    OpenAsk,
    Span,
    Verdict,
)

_SUMMARY = 120

Officials = defaultdict[tuple[int, bool], tuple[Addressee, ...]]
"""Addressees by letter id, and whether they get a copy."""


class Asks:
    """Asks as they are kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, ask_id: int) -> Ask:
        """Return an ask, struck or not.

        Raises:
            NotHeldError: no such ask.
        """
        with self._database.reading() as connection:
            return as_ask(get_row(connection, ask_id))

    def row(self, ask_id: int) -> BoardRow:
        """Return an ask with its letter and its state, struck or not.

        Raises:
            NotHeldError: no such ask.
        """
        with self._database.reading() as connection:
            row = rows.one(connection, _board().where(asks.c.id == ask_id), "ask", ask_id)
            states, to = (
                {ask_id: lines.state(connection, ask_id)},
                officials(connection, row.letter_id),
            )
            return _as_board_row(row, states, to)

    def board(self, *, outstanding: bool | None = None) -> tuple[BoardRow, ...]:
        """Return all asks that are not struck, newest letter first, in the letter's order.

        Only those outstanding, or only those settled, where `outstanding` says so.
        """
        with self._database.reading() as connection:
            found = connection.execute(_board().where(~asks.c.struck, _live())).all()
            states, to = lines.states(connection), officials(connection)
        board = tuple(_as_board_row(row, states, to) for row in found)
        if outstanding is None:
            return board
        return tuple(row for row in board if ledger.outstanding(row.state) is outstanding)

    def for_matching(self) -> tuple[OpenAsk, ...]:
        """Return the outstanding asks with what matching needs; `pending` ones are new.

        An ask that waits for its first matching is included even if it is settled
        already, so that the queue empties.
        """
        with self._database.reading() as connection:
            found = connection.execute(_board().where(~asks.c.struck, _live())).all()
            states, to = lines.states(connection), officials(connection)
        return tuple(
            OpenAsk(
                id=row.id,
                quote=row.quote,
                summary=row.summary,
                kind=AskKind(row.kind),
                letter_id=row.letter_id,
                letter_title=row.title,
                letter_date=row.letter_date or row.announced,
                addressees=to[row.letter_id, False],
                pending=row.pending,
            )
            for row in found
            if row.pending or ledger.outstanding(states[row.id])
        )

    def add(
        self,
        letter_id: int,
        span: Span,
        kind: AskKind,
        summary: str,
        *,
        who: str,
        now: datetime,
        why: str | None = None,
    ) -> Ask:
        """Mark one more ask in a letter's text; it waits for matching.

        Raises:
            NotHeldError: no such letter.
            NotAllowedError: nobody is named, or no words stand in the span.
        """
        with self._database.writing() as connection:
            text = _text(connection, letter_id)
            quote = lines.words_at(span, text)
            found = FoundAsk(span=span, quote=quote, kind=kind, summary=summary or quote[:_SUMMARY])
            [ask_id] = put(connection, letter_id, [found])
            lines.note(
                connection,
                EventKind.ASK_EDITED,
                who=who,
                now=now,
                letter_id=letter_id,
                ask_id=ask_id,
                after=line("marked", quote),
                why=why,
            )
            return as_ask(get_row(connection, ask_id))

    def edit(
        self,
        ask_id: int,
        *,
        who: str,
        now: datetime,
        why: str | None = None,
        quote_span: Span | None = None,
        summary: str | None = None,
        kind: AskKind | None = None,
        due: date | None = None,
    ) -> Ask:
        """Change what is given (None: leave it); one event for each field that differs.

        New words wait for matching again. `due` is the date that the letter gives;
        a date that staff set is a ledger event, DUE_SET.

        Raises:
            NotHeldError: no such ask.
            NotAllowedError: nobody is named, or no words stand in the span.
        """
        wanted = {"summary": summary, "kind": kind, "due": due}
        with self._database.writing() as connection:
            ask = as_ask(get_row(connection, ask_id))
            changed: dict[str, tuple[object, object]] = {
                name: (getattr(ask, name), value)
                for name, value in wanted.items()
                if value is not None and value != getattr(ask, name)
            }
            values: Values = {name: value for name, (_, value) in changed.items()}
            if quote_span is not None and quote_span != ask.span:
                quote = lines.words_at(quote_span, _text(connection, ask.letter_id))
                values |= {"quote": quote, "start": quote_span.start, "end": quote_span.end}
                changed["words"] = _place(ask.span), _place(quote_span)
            if not changed:
                return ask
            if changed.keys() - {"due"}:
                values["pending"] = True
            connection.execute(update(asks).where(asks.c.id == ask_id).values(values))
            for name, (before, after) in changed.items():
                lines.note(
                    connection,
                    EventKind.ASK_EDITED,
                    who=who,
                    now=now,
                    letter_id=ask.letter_id,
                    ask_id=ask_id,
                    before=line(name, before),
                    after=line(name, after),
                    why=why,
                )
            return as_ask(get_row(connection, ask_id))

    def strike(self, ask_id: int, *, who: str, now: datetime, why: str) -> Ask:
        """Record that this is no ask; it is kept, but counted nowhere. `ledger.undo` restores it.

        Twice changes nothing.

        Raises:
            NotHeldError: no such ask.
            NotAllowedError: nobody or no reason is named.
        """
        with self._database.writing() as connection:
            strike(connection, ask_id, who=who, now=now, why=rows.reasoned(why))
            return as_ask(get_row(connection, ask_id))


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


def officials(connection: Connection, letter_id: int | None = None) -> Officials:
    """Return who gets each letter, or the one; by letter id and whether it is a copy."""
    query = select(addressees).order_by(addressees.c.id)
    if letter_id is not None:
        query = query.where(addressees.c.letter_id == letter_id)
    found: Officials = defaultdict(tuple)
    for row in connection.execute(query):
        one = Addressee(name=row.name, office=row.office, span=rows.span(row.start, row.end))
        found[row.letter_id, row.cc] += (one,)
    return found


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
    return func.coalesce(letters.c.letter_date, announced()).desc(), letters.c.id.desc()


def _text(connection: Connection, letter_id: int) -> str:
    query = select(letters.c.text).where(letters.c.id == letter_id)
    return str(rows.one(connection, query, "letter", letter_id).text)


def _place(span: Span) -> str:
    return f"{span.start}-{span.end}"


def _live() -> Any:
    return letters.c.merged_into.is_(None)


def _board() -> Select[Any]:
    waits = (
        select(func.count())
        .where(candidates.c.ask_id == asks.c.id)
        .where(candidates.c.verdict.in_((Verdict.NEW.value, Verdict.LATER.value)))
    )
    c = letters.c
    return (
        select(asks, c.title, c.letter_date, c.reply_by, announced().label("announced"))
        .add_columns(waits.scalar_subquery().label("waiting"))
        .join(letters, asks.c.letter_id == c.id)
        .order_by(*newest_first(), asks.c.number)
    )


def _as_board_row(row: Row[Any], states: Mapping[int, AskState], to: Officials) -> BoardRow:
    return BoardRow(
        ask=as_ask(row),
        letter_id=row.letter_id,
        letter_title=row.title,
        letter_date=row.letter_date,
        announced=row.announced,
        reply_by=row.reply_by,
        addressees=to[row.letter_id, False],
        state=states[row.id],
        waiting_candidates=row.waiting,
    )
