"""One ask made two, two made one, and both taken back again.

Each is one event on the ask that stays; it names the other, and what the words
and the summary were, so that nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from db import events as lines
from db import rows
from db.ask_rows import as_ask, get_row, put, text_of
from db.tables import Values, asks
from tracker.errors import NotAllowedError
from tracker.text import one_line
from tracker.types import Ask, AskKind, Event, EventKind, FoundAsk, Outcome, Span

SUMMARY = 120
"""How long a summary is that nobody wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What an ask's words and summary are, and which other ask has to do with it."""

    start: int
    end: int
    summary: str
    ask: int | None = None

    @property
    def columns(self) -> Values:
        """What an ask's row holds of it."""
        return {"start": self.start, "end": self.end, "summary": self.summary}


def split(
    connection: Connection,
    ask_id: int,
    first: Span,
    second: Span,
    *,
    kind: AskKind | None,
    who: str,
    now: datetime,
    why: str | None,
) -> int:
    """Make one ask two, as `Asks.split` says; return the id of the new one."""
    ask = _standing(connection, ask_id, "split")
    if not 0 <= first.start < first.end <= second.start:
        step = "the words of the first must end before those of the second"
        raise NotAllowedError("could not split", f"ask {ask_id}", "its parts overlap", step)
    text = text_of(connection, ask.letter_id)
    words, others = (lines.words_at(span, text) for span in (first, second))
    found = FoundAsk(
        span=second, quote=others, kind=kind or ask.kind, summary=one_line(others, SUMMARY)
    )
    [new_id] = put(connection, ask.letter_id, [found])
    shape = Shape(start=first.start, end=first.end, summary=one_line(words, SUMMARY), ask=new_id)
    _reshape(connection, ask, shape, EventKind.ASK_SPLIT, who=who, now=now, why=why)
    return new_id


def merge(
    connection: Connection,
    ask_id: int,
    other_id: int,
    *,
    who: str,
    now: datetime,
    why: str | None,
) -> None:
    """Make two neighbouring asks one, as `Asks.merge` says."""
    ask, other = (_standing(connection, one, "merge") for one in (ask_id, other_id))
    if ask.id == other.id or ask.letter_id != other.letter_id:
        same = "it is the same ask" if ask.id == other.id else "it is of another letter"
        raise NotAllowedError("could not merge", f"ask {other_id}", same)
    start, end = min(ask.span.start, other.span.start), max(ask.span.end, other.span.end)
    _nothing_between(connection, ask, other, Span(start, end))
    _undecided(connection, other.id, "merge")
    words = lines.words_at(Span(start, end), text_of(connection, ask.letter_id))
    connection.execute(update(asks).where(asks.c.id == other.id).values(struck=True))
    shape = Shape(start=start, end=end, summary=one_line(words, SUMMARY), ask=other.id)
    _reshape(connection, ask, shape, EventKind.ASKS_MERGED, who=who, now=now, why=why)


def put_back(connection: Connection, event: Event, root: Event, old: str, new: str) -> None:
    """Give an ask the shape that an event says, if it still has the one before.

    Raises:
        NotAllowedError: it was changed since, or something was decided on the other.
    """
    was, wanted = rows.read(old, Shape), rows.read(new, Shape)
    row = get_row(connection, root.ask_id or 0)
    if (row.start, row.end, row.summary) != (was.start, was.end, was.summary):
        raise NotAllowedError(
            "could not undo",
            f"event {event.id}",
            "a later change rests on it",
            "undo that first",
        )
    other, joined = was.ask or wanted.ask or 0, wanted.ask is not None
    gone = joined if root.kind is EventKind.ASKS_MERGED else not joined
    if gone:
        _undecided(connection, other, "undo")
    text = text_of(connection, row.letter_id)
    values = wanted.columns | {"quote": text[wanted.start : wanted.end], "pending": True}
    connection.execute(update(asks).where(asks.c.id == row.id).values(values))
    connection.execute(update(asks).where(asks.c.id == other).values(struck=gone))


def _reshape(
    connection: Connection,
    ask: Ask,
    shape: Shape,
    kind: EventKind,
    *,
    who: str,
    now: datetime,
    why: str | None,
) -> None:
    text = text_of(connection, ask.letter_id)
    values = shape.columns | {"quote": text[shape.start : shape.end], "pending": True}
    connection.execute(update(asks).where(asks.c.id == ask.id).values(values))
    before = Shape(start=ask.span.start, end=ask.span.end, summary=ask.summary)
    lines.note(
        connection,
        kind,
        who=who,
        now=now,
        letter_id=ask.letter_id,
        ask_id=ask.id,
        before=rows.written(before),
        after=rows.written(shape),
        why=why,
    )


def _standing(connection: Connection, ask_id: int, deed: str) -> Ask:
    """Return an ask that is not struck and whose words stand in the letter's text."""
    ask = as_ask(get_row(connection, ask_id))
    if ask.struck or not ask.span.end:
        why = "it is struck" if ask.struck else "its words do not stand in the letter's text"
        raise NotAllowedError(f"could not {deed}", f"ask {ask_id}", why)
    return ask


def _nothing_between(connection: Connection, ask: Ask, other: Ask, span: Span) -> None:
    c = asks.c
    query = select(c.number).where(c.letter_id == ask.letter_id, ~c.struck)
    between = query.where(c.id.not_in((ask.id, other.id)), c.start < span.end, c.end > span.start)
    row = connection.execute(between).first()
    if row is not None:
        why = f"ask no. {row.number} of the letter stands between them"
        raise NotAllowedError("could not merge", f"ask {other.id}", why, "merge neighbours")


def _undecided(connection: Connection, ask_id: int, deed: str) -> None:
    """Pass if nothing became of an ask that is about to go."""
    outcome = lines.state(connection, ask_id).outcome
    if outcome is not Outcome.NO_RESPONSE:
        why, step = f"it stands at '{outcome}'", "take that back first"
        raise NotAllowedError(f"could not {deed}", f"ask {ask_id}", why, step)
