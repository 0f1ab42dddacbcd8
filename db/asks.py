"""Asks, and the board on which they stand with what became of them."""

from __future__ import annotations

from datetime import date, datetime

from db.engine import Database
from tracker.types import Ask, AskKind, BoardRow, OpenAsk, Span


class Asks:
    """Asks as they are kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, ask_id: int) -> Ask:
        """Return an ask, struck or not.

        Raises:
            NotHeldError: no such ask.
        """
        raise NotImplementedError

    def row(self, ask_id: int) -> BoardRow:
        """Return an ask with its letter and its state, struck or not.

        Raises:
            NotHeldError: no such ask.
        """
        raise NotImplementedError

    def board(self, *, outstanding: bool | None = None) -> tuple[BoardRow, ...]:
        """Return all asks that are not struck, newest letter first, in the letter's order.

        Only those outstanding, or only those settled, where `outstanding` says so.
        """
        raise NotImplementedError

    def for_matching(self) -> tuple[OpenAsk, ...]:
        """Return the outstanding asks with what matching needs; `pending` ones are new.

        An ask that waits for its first matching is included even if it is settled
        already, so that the queue empties.
        """
        raise NotImplementedError

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
        raise NotImplementedError

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
        raise NotImplementedError

    def strike(self, ask_id: int, *, who: str, now: datetime, why: str) -> Ask:
        """Record that this is no ask; it is kept, but counted nowhere. `ledger.undo` restores it.

        Raises:
            NotHeldError: no such ask.
            NotAllowedError: nobody or no reason is named.
        """
        raise NotImplementedError
