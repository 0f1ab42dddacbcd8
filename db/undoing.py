"""Take an event back: the line that says so, and what the event had changed in a row.

Outcomes, positions and the like change no row: their state is what the lines
say. Words of asks and letters, and verdicts on candidates, do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, select, update

from db import events as lines
from db import rows
from db.tables import Values, asks, candidates, events, letters
from tracker import ledger
from tracker.errors import NotAllowedError
from tracker.types import Event, EventKind, Span

_FINAL = {
    EventKind.LETTER_ADDED: "edit it, or strike its asks",
    EventKind.SOURCE_ADDED: "split it off with `askwatch letter split`",
    EventKind.LETTER_MERGED: "split it with `askwatch letter split`",
    EventKind.LETTER_SPLIT: "merge them with `askwatch letter merge`",
}
_VERDICTS = {
    EventKind.CANDIDATE_ACCEPTED,
    EventKind.CANDIDATE_REJECTED,
    EventKind.CANDIDATE_LATER,
}


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


def _number(value: str) -> int | None:
    return int(value) if value else None


FIELDS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "title": ("title", str),
    "letter date": ("letter_date", _day),
    "reply by": ("reply_by", _day),
    "committee": ("committee", lambda value: value or None),
    "total": ("stated_total", _number),
    "summary": ("summary", str),
    "kind": ("kind", str),
    "due": ("due", _day),
}
"""What an edit may change, as events name it: the column, and how a value is read."""


def line(name: str, value: object) -> str:
    """Return a field and its value as an event writes them."""
    return f"{name}: {'' if value is None else value}"


def undo(
    connection: Connection, event_id: int, *, who: str, now: datetime, why: str | None
) -> Event:
    """Take an event back, as `Ledger.undo` says."""
    query = select(events.c.id, events.c.ask_id, events.c.letter_id)
    row = rows.one(connection, query.where(events.c.id == event_id), "event", event_id)
    own = events.c.ask_id == row.ask_id if row.ask_id else events.c.letter_id == row.letter_id
    history = {event.id: event for event in lines.read(connection, own)}
    event = history[event_id]
    partner = _partner(history, event)
    if partner is not None and partner.id > event_id:
        _refuse(event, "the outcome rests on it", f"undo event {partner.id} instead")
    undone = None
    for one in filter(None, (partner, event)):
        ledger.check_undo(list(history.values()), one.id)
        _restore(connection, history, one)
        undone = lines.write(
            connection,
            replace(
                one,
                at=now,
                who=who,
                kind=EventKind.UNDONE,
                before=one.after,
                after=one.before,
                why=why,
                evidence_id=None,
                undoes=one.id,
            ),
        )
        history[undone.id] = undone
    assert undone is not None, "the event itself was taken back"
    return undone


def _partner(history: dict[int, Event], event: Event) -> Event | None:
    """Return the other half of an acceptance with its outcome; None: it stands alone."""
    wanted = {EventKind.CANDIDATE_ACCEPTED: 1, EventKind.OUTCOME_SET: -1}
    step = wanted.get(_root(history, event)[0].kind)
    other = history.get(event.id + step) if step and event.candidate_id else None
    if other is None or other.candidate_id != event.candidate_id or other.at != event.at:
        return None
    taken_back = other.id in {undo.undoes for undo in history.values()} and other not in (
        ledger.live(list(history.values()))
    )
    return None if taken_back and other.kind is not EventKind.UNDONE else other


def _root(history: dict[int, Event], event: Event) -> tuple[Event, bool]:
    """Return the event at the bottom of a pile of undos, and whether it would be restored."""
    again = False
    while event.undoes is not None:
        event, again = history[event.undoes], not again
    return event, again


def _restore(connection: Connection, history: dict[int, Event], event: Event) -> None:
    """Put the row that an event had changed back as it was before the event."""
    root, again = _root(history, event)
    old, new = (root.before, root.after) if again else (root.after, root.before)
    match root.kind:
        case kind if kind in _FINAL:
            _refuse(event, f"'{kind}' cannot be taken back", _FINAL[kind])
        case EventKind.ASK_STRUCK:
            _set(connection, asks, root.ask_id, {"struck": new is not None})
        case EventKind.ASK_EDITED if root.before is None:
            _set(connection, asks, root.ask_id, {"struck": new is None})
        case EventKind.ASK_EDITED:
            _set_field(connection, asks, root.ask_id, event, old, new)
        case EventKind.LETTER_EDITED:
            _set_field(connection, letters, root.letter_id, event, old, new)
        case EventKind.LETTER_CONFIRMED:
            confirmed = root.at if again else None
            _set(connection, letters, root.letter_id, {"confirmed": confirmed})
        case kind if kind in _VERDICTS:
            _set_checked(connection, candidates, root.candidate_id, event, "verdict", old, new)


def _set_field(
    connection: Connection,
    table: Table,
    row_id: int | None,
    event: Event,
    old: str | None,
    new: str | None,
) -> None:
    """Write an edited field back; refuse if it was edited again since."""
    name, _, before = (new or "").partition(": ")
    after = (old or "").partition(": ")[2]
    if name == "words":
        _set_words(connection, row_id, event, after, before)
    elif name not in FIELDS:
        _refuse(event, f"the {name} cannot be put back", "edit them again")
    else:
        column, value_of = FIELDS[name]
        _set_checked(connection, table, row_id, event, column, value_of(after), value_of(before))


def _set_words(
    connection: Connection, ask_id: int | None, event: Event, after: str, before: str
) -> None:
    query = select(asks.c.start, asks.c.end, letters.c.text)
    row = connection.execute(query.join(letters).where(asks.c.id == ask_id)).one()
    if f"{row.start}-{row.end}" != after:
        _refuse(event, "a later change rests on it", "undo that first")
    start, end = map(int, before.split("-"))
    words: Values = {"quote": Span(start, end).of(row.text), "start": start, "end": end}
    _set(connection, asks, ask_id, words | {"pending": True})


def _set_checked(
    connection: Connection,
    table: Table,
    row_id: int | None,
    event: Event,
    column: str,
    old: object,
    new: object,
) -> None:
    now = connection.execute(select(table.c[column]).where(table.c.id == row_id)).scalar()
    if now != old:
        _refuse(event, "a later change rests on it", "undo that first")
    _set(connection, table, row_id, {column: new})


def _set(connection: Connection, table: Table, row_id: int | None, values: Values) -> None:
    connection.execute(update(table).where(table.c.id == row_id).values(values))


def _refuse(event: Event, why: str, step: str) -> None:
    raise NotAllowedError("could not undo", f"event {event.id}", why, step)
