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

from db import campaigns, links, reshaping, rows
from db import events as lines
from db import letter_rows as its
from db.ask_rows import get_row, text_of
from db.tables import Values, asks, candidates, events, letters
from tracker import ledger
from tracker.errors import NotAllowedError
from tracker.types import Addressee, Event, EventKind, Signatory, Span

_FINAL = {
    EventKind.LETTER_ADDED: "edit it, or strike its asks",
    EventKind.REPLY_ADDED: "reject what it proposed",
    EventKind.SOURCE_ADDED: "split it off with `askwatch letter split`",
    EventKind.LETTER_MERGED: "split it with `askwatch letter split`",
    EventKind.LETTER_SPLIT: "merge them with `askwatch letter merge`",
}
_VERDICTS = {
    EventKind.CANDIDATE_ACCEPTED,
    EventKind.CANDIDATE_REJECTED,
    EventKind.CANDIDATE_LATER,
    EventKind.EVIDENCE_HOLDS,
    EventKind.EVIDENCE_LOST,
}


_ABOUT = ("ask_id", "letter_id", "campaign_id")
"""Of what an event may speak; the first that it names has the history that counts."""


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
PEOPLE: dict[str, Any] = {
    "addressees": tuple[Addressee, ...],
    "cc": tuple[Addressee, ...],
    "signatories": tuple[Signatory, ...],
}
"""Whom an edit may change; events hold them whole, as JSON."""


def line(name: str, value: object) -> str:
    """Return a field and its value as an event writes them."""
    return f"{name}: {'' if value is None else value}"


def signatories_before(event: Event) -> tuple[Signatory, ...]:
    """Return who stood under a letter before an edit of its signatories; nobody else's."""
    name, _, people = (event.before or "").partition(": ")
    return rows.read(people, PEOPLE[name]) if name == "signatories" else ()


def undo(
    connection: Connection, event_id: int, *, who: str, now: datetime, why: str | None
) -> Event:
    """Take an event back, as `Ledger.undo` says."""
    query = select(events).where(events.c.id == event_id)
    row = rows.one(connection, query, "event", event_id)
    about = next(name for name in _ABOUT if getattr(row, name) or name == _ABOUT[-1])
    own = events.c[about] == getattr(row, about)
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
                version=1,
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
        case EventKind.ASK_SPLIT | EventKind.ASKS_MERGED:
            reshaping.put_back(connection, event, root, old or "", new or "")
        case EventKind.ASK_EDITED:
            _set_field(connection, asks, root.ask_id, event, old, new)
        case EventKind.LETTER_EDITED:
            _set_field(connection, letters, root.letter_id, event, old, new)
        case EventKind.LETTER_FILED:
            ids = campaigns.number(old), campaigns.number(new)
            _set_checked(connection, letters, root.letter_id, event, "campaign_id", *ids)
        case EventKind.CARRIED_ON | EventKind.LINK_REMOVED:
            links.put_back(connection, event, new or old or "", removed=new is None)
        case EventKind.CAMPAIGN_ADDED | EventKind.CAMPAIGN_RENAMED | EventKind.CAMPAIGN_REMOVED:
            campaigns.put_back(connection, event, root.campaign_id or 0, old, new)
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
    elif name in PEOPLE:
        _set_people(connection, row_id or 0, event, name, after, before)
    else:
        column, value_of = FIELDS[name]
        _set_checked(connection, table, row_id, event, column, value_of(after), value_of(before))


def _set_people(
    connection: Connection, letter_id: int, event: Event, name: str, after: str, before: str
) -> None:
    """Put addressees, copies or signatories back as they were."""
    was, wanted = (rows.read(people, PEOPLE[name]) for people in (after, before))
    if getattr(its.get_letter(connection, letter_id), name) != was:
        _refuse(event, "a later change rests on it", "undo that first")
    its.change_people(connection, letter_id, name, wanted)


def _set_words(
    connection: Connection, ask_id: int | None, event: Event, after: str, before: str
) -> None:
    row = get_row(connection, ask_id or 0)
    if f"{row.start}-{row.end}" != after.partition(" ")[0]:
        _refuse(event, "a later change rests on it", "undo that first")
    start, end = map(int, before.partition(" ")[0].split("-"))
    quote = Span(start, end).of(text_of(connection, row.letter_id))
    words: Values = {"quote": quote, "start": start, "end": end}
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


def restore_ask(
    connection: Connection, ask_id: int, *, who: str, now: datetime, why: str | None
) -> None:
    """Take back what struck an ask, as `Asks.restore` says."""
    row = get_row(connection, ask_id)
    if not row.struck:
        return
    what, which = "could not restore", f"ask {ask_id}"
    if row.end and Span(row.start, row.end).of(text_of(connection, row.letter_id)) != row.quote:
        reason = "its words no longer stand in the letter's text"
        raise NotAllowedError(what, which, reason, "mark them anew with `askwatch ask add`")
    history = lines.read(connection, events.c.ask_id == ask_id)
    undone = {event.undoes for event in history}
    for event in reversed(history):
        unmarked = event.kind is EventKind.UNDONE and event.after is None
        if event.id not in undone and (event.kind is EventKind.ASK_STRUCK or unmarked):
            undo(connection, event.id, who=who, now=now, why=why)
            return
    step = f"`askwatch letter show {row.letter_id}` names the event to undo"
    raise NotAllowedError(what, which, "its words went into another ask", step)


def _refuse(event: Event, why: str, step: str) -> None:
    raise NotAllowedError("could not undo", f"event {event.id}", why, step)
