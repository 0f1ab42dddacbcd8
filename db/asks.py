"""Asks, and the board on which they stand with what became of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select, update

from db import edits, reshaping, rows, undoing
from db import events as lines
from db.ask_rows import (
    as_ask,
    as_board_row,
    asks_query,
    board_query,
    get_row,
    live,
    newest_first,
    officials,
    own_day,
    put,
    read_some,
    signers,
    strike,
    text_of,
)
from db.engine import Database
from db.tables import Values, asks, events, letters
from db.undoing import line
from tracker import ledger
from tracker.text import one_line, short
from tracker.types import (
    Ask,
    AskKind,
    BoardRow,
    EventKind,
    FoundAsk,
    OpenAsk,
    Span,
)

_AT_ONCE = 150
"""Asks that are read at once, where all of them are."""


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
            row = rows.one(connection, board_query().where(asks.c.id == ask_id), "ask", ask_id)
            states, to = (
                {ask_id: lines.state(connection, ask_id)},
                officials(connection, [row.letter_id]),
            )
            return as_board_row(row, states, to)

    def board(
        self, *, outstanding: bool | None = None, step: Callable[[], None] = lambda: None
    ) -> tuple[BoardRow, ...]:
        """Return all asks that are not struck, newest letter first, in the letter's order.

        Only those outstanding, or only those settled, where `outstanding` says so. `step`
        is called every few milliseconds, and may raise.
        """
        board: list[BoardRow] = []
        with self._database.reading() as connection:
            ids = connection.execute(_ids().order_by(*newest_first(), asks.c.number)).scalars()
            for some in ids.partitions(_AT_ONCE):
                step()
                board += read_some(connection, some)
        if outstanding is None:
            return tuple(board)
        return tuple(row for row in board if ledger.outstanding(row.state) is outstanding)

    def ids(self) -> tuple[int, ...]:
        """Return the ids of all asks that are not struck, in the order of their letters."""
        query = _ids().order_by(asks.c.letter_id, asks.c.number)
        with self._database.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def basis(self) -> tuple[object, ...]:
        """Return what differs from the last time whenever `for_matching` may: a matter of one look.

        Whatever people change becomes an event; letters and asks that come get new numbers.
        What they say beside an ask changes nothing.
        """
        beside = events.c.kind.in_([kind.value for kind in ledger.BESIDE])
        newest = (select(func.max(table.c.id)) for table in (asks, letters))
        said = select(events.c.id).where(~beside).order_by(events.c.id.desc()).limit(1)
        waiting = select(func.count()).select_from(asks).where(asks.c.pending)
        query = select(*(one.scalar_subquery() for one in (said, *newest, waiting)))
        with self._database.glance() as connection:
            return tuple(connection.execute(query).one())

    def for_matching(self) -> tuple[OpenAsk, ...]:
        """Return the outstanding asks with what matching needs; `pending` ones are new.

        An ask that waits for its first matching is included even if it is settled
        already, so that the queue empties. What one organisation of a team decided by
        its private evidence settles nothing for the others.
        """
        with self._database.reading() as connection:
            found = connection.execute(asks_query().where(~asks.c.struck, live())).all()
            states, to = lines.states(connection, openly=True), officials(connection)
            signed = signers(connection)
        return tuple(
            OpenAsk(
                id=row.id,
                quote=row.quote,
                summary=row.summary,
                kind=AskKind(row.kind),
                letter_id=row.letter_id,
                letter_title=short(row.title),
                letter_date=row.letter_date or row.announced,
                addressees=to[row.letter_id, False],
                pending=row.pending,
                signers=signed[row.letter_id],
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

        Its words say when it is due, as those of asks that were read.

        Raises:
            NotHeldError: no such letter.
            NotAllowedError: nobody is named, or no words stand in the span.
        """
        with self._database.writing() as connection:
            text = text_of(connection, letter_id)
            quote = lines.words_at(span, text)
            short = one_line(quote, reshaping.SUMMARY)
            due = own_day(connection, letter_id, quote)
            found = FoundAsk(span=span, quote=quote, kind=kind, summary=summary or short, due=due)
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
        no_due: bool = False,
    ) -> Ask:
        """Change what is given (None: leave it); one event for each field that differs.

        New words wait for matching again. `due` is the date that the letter gives;
        a date that staff set is a ledger event, DUE_SET. `no_due` takes the former
        away.

        Raises:
            NotHeldError: no such ask.
            NotAllowedError: nobody is named, or no words stand in the span.
        """
        wanted = {"summary": summary, "kind": kind, "due": due}
        with self._database.writing() as connection:
            ask = as_ask(get_row(connection, ask_id))
            changed = edits.differing(ask, wanted, {"due"} if no_due else ())
            values: Values = {name: value for name, (_, value) in changed.items()}
            if quote_span is not None and quote_span != ask.span:
                quote = lines.words_at(quote_span, text_of(connection, ask.letter_id))
                values |= {"quote": quote, "start": quote_span.start, "end": quote_span.end}
                changed["words"] = _place(ask.span, ask.quote), _place(quote_span, quote)
            if not changed:
                return ask
            if changed.keys() - {"due"}:
                values["pending"] = True
            connection.execute(update(asks).where(asks.c.id == ask_id).values(values))
            edits.record(connection, ask, changed, who=who, now=now, why=why)
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

    def restore(self, ask_id: int, *, who: str, now: datetime, why: str | None = None) -> Ask:
        """Take back that an ask was struck; one that stands is left as it is.

        Raises:
            NotHeldError: no such ask.
            NotAllowedError: nobody is named; it went into another ask; or its words
                no longer stand in the letter's text.
        """
        with self._database.writing() as connection:
            undoing.restore_ask(connection, ask_id, who=who, now=now, why=why)
            return as_ask(get_row(connection, ask_id))

    def split(
        self,
        ask_id: int,
        first: Span,
        second: Span,
        *,
        who: str,
        now: datetime,
        kind: AskKind | None = None,
        why: str | None = None,
    ) -> tuple[Ask, Ask]:
        """Make one ask two, by where their words stand; one event. Both wait for matching.

        The first stays what it was, with its history; the second is new, and of the
        same kind unless another is named.

        Raises:
            NotHeldError: no such ask.
            NotAllowedError: nobody is named; it is struck; no words stand in a span;
                or the spans overlap.
        """
        with self._database.writing() as connection:
            new_id = reshaping.split(
                connection, ask_id, first, second, kind=kind, who=who, now=now, why=why
            )
            return as_ask(get_row(connection, ask_id)), as_ask(get_row(connection, new_id))

    def merge(
        self, ask_id: int, other_id: int, *, who: str, now: datetime, why: str | None = None
    ) -> Ask:
        """Make two neighbouring asks one, with all words from the first to the last; one event.

        The other is struck. What was decided on the ask stays.

        Raises:
            NotHeldError: no such ask.
            NotAllowedError: nobody is named; one is struck; they are no neighbours in
                one letter; or something became of the other already.
        """
        with self._database.writing() as connection:
            reshaping.merge(connection, ask_id, other_id, who=who, now=now, why=why)
            return as_ask(get_row(connection, ask_id))


def _place(span: Span, quote: str) -> str:
    return f"{span.start}-{span.end} {one_line(quote, reshaping.SUMMARY)}"


def _ids() -> Select[Any]:
    """Select the asks that are not struck, by id."""
    query = select(asks.c.id).join(letters, asks.c.letter_id == letters.c.id)
    return query.where(~asks.c.struck, live())
