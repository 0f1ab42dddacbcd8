"""Letters as a list shows them: what is counted of each, and where it is known from."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, func, select

from db import events as lines
from db.ask_rows import announced, newest_first, officials
from db.tables import asks, letter_sources, letters, signatories
from tracker import ledger
from tracker.types import AskState, DocumentKind, LetterRow


def read_rows(connection: Connection) -> tuple[LetterRow, ...]:
    """Return a row for every letter that was not merged into another, newest first."""
    signed = select(func.count()).where(signatories.c.letter_id == letters.c.id)
    query = select(
        letters.c.id,
        letters.c.title,
        letters.c.letter_date,
        letters.c.stated_total,
        letters.c.confirmed,
        announced().label("announced"),
        signed.scalar_subquery().label("signed"),
    ).where(letters.c.merged_into.is_(None))
    c = letter_sources.c
    known: defaultdict[int, list[tuple[int, DocumentKind, str | None]]] = defaultdict(list)
    for row in connection.execute(select(c.id, c.letter_id, c.kind, c.url).order_by(c.id)):
        known[row.letter_id].append((row.id, DocumentKind(row.kind), row.url))
    to, states = officials(connection), lines.states(connection)
    marked: defaultdict[int, list[AskState]] = defaultdict(list)
    for ask in connection.execute(select(asks.c.id, asks.c.letter_id).where(~asks.c.struck)):
        marked[ask.letter_id].append(states[ask.id])
    return tuple(
        LetterRow(
            id=row.id,
            title=row.title,
            letter_date=row.letter_date,
            announced=row.announced,
            addressees=to[row.id, False],
            signatories=row.signed,
            stated_total=row.stated_total,
            asks=len(marked[row.id]),
            sources=tuple(known[row.id]),
            rollup=ledger.rollup(marked[row.id]),
            confirmed=row.confirmed is not None,
        )
        for row in connection.execute(query.order_by(*newest_first()))
    )
