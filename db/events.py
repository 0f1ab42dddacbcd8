"""Lines of the ledger inside a transaction: written, read, folded into states.

Every noun that records what a person did uses these; none of them changes a line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, func, insert, select

from db import rows, sql
from db.document_rows import get_document, get_revision
from db.prepared import Prepared
from db.sources import BY_HAND
from db.tables import asks, candidates, documents, events, evidence, revisions, standings
from tracker import deeds, ledger
from tracker.errors import NotAllowedError, OvertakenError
from tracker.outside import Private
from tracker.text import one_line
from tracker.types import AskState, Event, EventKind, Evidence, Span

_VALUES = [c.name for c in events.c if c.name not in ("id", "organisation")]


def write(connection: Connection, event: Event, *, only_for: str | None = None) -> Event:
    """Add a line and return it with its id, whatever id it came with.

    `only_for` names the organisation whose alone it is. What rests on private
    evidence is one organisation's anyhow: the database sees to it.

    Raises:
        NotAllowedError: nobody is named.
    """
    values = {name: getattr(event, name) for name in _VALUES}
    values |= {"who": rows.named(event.who), "why": (event.why or "").strip() or None}
    values |= {"organisation": only_for}
    query = insert(events).values(values).returning(*events.c)
    written = _as_event(connection.execute(query).one())
    if written.kind not in ledger.BESIDE:
        _unsettle(connection, written)
    return written


_MOVING = {EventKind.LETTER_MERGED, EventKind.LETTER_SPLIT}
"""Events by which asks of other letters may come and go; none of them is ever undone."""


def _unsettle(connection: Connection, event: Event) -> None:
    """Forget how the asks of a letter stood: the board works it out anew."""
    query = delete(standings)
    if event.kind not in _MOVING:
        of_ask = select(asks.c.letter_id).where(asks.c.id == event.ask_id).scalar_subquery()
        query = query.where(standings.c.letter_id == func.coalesce(event.letter_id, of_ask))
    connection.execute(query)


def note(
    connection: Connection,
    kind: EventKind,
    *,
    who: str,
    now: datetime,
    letter_id: int | None,
    ask_id: int | None = None,
    before: str | None = None,
    after: str | None = None,
    why: str | None = None,
    candidate_id: int | None = None,
    evidence_id: int | None = None,
    campaign_id: int | None = None,
) -> Event:
    """Add a line for what a person did to a letter, an ask's words, a candidate or a campaign.

    Raises:
        NotAllowedError: nobody is named.
    """
    event = Event(
        id=0,
        at=now,
        who=who,
        kind=kind,
        letter_id=letter_id,
        ask_id=ask_id,
        before=before,
        after=after,
        why=why,
        candidate_id=candidate_id,
        evidence_id=evidence_id,
        campaign_id=campaign_id,
    )
    return write(connection, event)


def read(connection: Connection, *where: ColumnElement[bool]) -> list[Event]:
    """Return the lines for which all of that holds, oldest first."""
    query = select(events).where(*where).order_by(events.c.id)
    return [_as_event(row) for row in connection.execute(query)]


def state(connection: Connection, ask_id: int) -> AskState:
    """Return what the events say of one ask."""
    return ledger.state(read(connection, events.c.ask_id == ask_id))


def states(
    connection: Connection, ask_ids: Collection[int] | None = None, *, openly: bool = False
) -> defaultdict[int, AskState]:
    """Return what the events say of every ask, or of some; `openly`: those that are everybody's.

    One without events is as on its first day.
    """
    by_ask: dict[int, list[Event]] = defaultdict(list)
    of = {} if ask_ids is None else {"ids": sql.each(ask_ids)}
    for row in _of_asks(every=not of, openly=openly).all(connection, of):
        by_ask[row.ask_id].append(_as_event(row))
    found = {ask_id: ledger.state(lines) for ask_id, lines in by_ask.items()}
    return defaultdict(AskState, found)


@cache
def _of_asks(*, every: bool, openly: bool) -> Prepared:
    query = select(events).where(events.c.ask_id.is_not(None)).order_by(events.c.id)
    if not every:
        query = query.where(events.c.ask_id.in_(sql.among("ids", sql.EachNumber)))
    return Prepared(query.where(events.c.organisation.is_(None)) if openly else query)


def not_overtaken(connection: Connection, ask_id: int, seen: int | None) -> None:
    """Pass if nothing happened to the ask since the event that a person saw last.

    Raises:
        OvertakenError: something did; says what.
    """
    if seen is None:
        return
    newer = read(connection, events.c.ask_id == ask_id, events.c.id > seen)
    if newer:
        told = [_told(event) for event in newer[-_TOLD:]]
        if len(newer) > _TOLD:
            told.insert(0, f"{len(newer) - _TOLD} earlier changes")
        late = OvertakenError(
            "changed in the meantime", f"ask {ask_id}", "; ".join(told), "look at it again"
        )
        late.newest = newer[-1].id
        raise late


_TOLD = 5
"""How many changes are told one by one to a person who comes late."""


def _told(event: Event) -> str:
    why = f" ({one_line(event.why, 80)})" if event.why else ""
    return f"{deeds.deed(event)} by {event.who} at {event.at:%Y-%m-%d %H:%M} UTC{why}"


def fix_evidence(connection: Connection, ask_id: int, revision_id: int, passage: Span) -> Evidence:
    """Keep a passage as it stands now as evidence for an ask; the same twice is one.

    Raises:
        NotHeldError: no such revision.
        NotAllowedError: no words stand in the passage.
    """
    held = read_evidence(
        connection,
        evidence.c.ask_id == ask_id,
        evidence.c.revision_id == revision_id,
        evidence.c.start == passage.start,
        evidence.c.end == passage.end,
    )
    if held:
        return held[0]
    revision = get_revision(connection, revision_id)
    document = get_document(connection, revision.document_id)
    by_hand = document.source == BY_HAND
    values = {
        "ask_id": ask_id,
        "revision_id": revision_id,
        "start": passage.start,
        "end": passage.end,
        "quote": words_at(passage, revision.text),
        "url": revision.url,
        "title": revision.title,
        "published": revision.published,
        "first_seen": revision.seen,
        "raw_hash": revision.capture,
        "text_hash": revision.text_hash,
        "how": "filed by hand" if by_hand else f"polled from '{document.source}'",
        "private": document.private,
    }
    key = rows.insert(connection, insert(evidence).values(values))
    return read_evidence(connection, evidence.c.id == key)[0]


def read_evidence(connection: Connection, *where: ColumnElement[bool]) -> list[Evidence]:
    """Return the evidence for which all of that holds, oldest first."""
    query = select(evidence).where(*where).order_by(evidence.c.id)
    found: Sequence[Row[Any]] = connection.execute(query).all()
    return [_as_evidence(connection, row) for row in found]


def replies(connection: Connection, letter_id: int) -> tuple[int, ...]:
    """Return the documents that were filed as replies to a letter, by id, oldest first."""
    c = events.c
    filed = read(connection, c.letter_id == letter_id, c.kind == EventKind.REPLY_ADDED.value)
    named = (_DOCUMENT.match(event.after or "") for event in filed)
    return tuple(int(one[1]) for one in named if one)


_DOCUMENT = re.compile(r"document ([0-9]{1,18})\b")


def private(connection: Connection) -> Private:
    """Return what may not be shown outside, as `Ledger.private` says."""
    proof, proposed = _private()
    return Private(
        evidence=frozenset(connection.execute(proof).scalars()),
        candidates=frozenset(connection.execute(proposed).scalars()),
        since={row.ask_id: row.id for row in connection.execute(first_private())},
    )


def first_private() -> Select[Any]:
    """Select the asks that something private has touched, each with the first event that does."""
    proof, proposed = _private()
    touching = events.c.evidence_id.in_(proof) | events.c.candidate_id.in_(proposed)
    # A note for one's own organisation, too.
    touching |= events.c.organisation.is_not(None)
    first = func.min(events.c.id).label("id")
    return select(events.c.ask_id, first).where(touching).group_by(events.c.ask_id)


def _private() -> tuple[Select[Any], Select[Any]]:
    """Select the evidence and the candidates that may not be shown outside."""
    hidden = (
        select(revisions.c.id).join(documents, revisions.c.document_id == documents.c.id)
    ).where(documents.c.private)
    proof = select(evidence.c.id).where(evidence.c.private | evidence.c.revision_id.in_(hidden))
    return proof, select(candidates.c.id).where(candidates.c.revision_id.in_(hidden))


def taken_back(connection: Connection) -> set[int]:
    """Return the events that were taken back, undos among them."""
    query = select(events.c.id, events.c.undoes).where(events.c.undoes.is_not(None))
    gone: set[int] = set()
    for row in connection.execute(query.order_by(events.c.id.desc())):
        # An undo that was taken back itself, by a later one, takes nothing back.
        if row.id not in gone:
            gone.add(row.undoes)
    return gone


def words_at(passage: Span, text: str) -> str:
    """Return the words that stand in a span.

    Raises:
        NotAllowedError: none do.
    """
    inside = 0 <= passage.start < passage.end <= len(text)
    words = passage.of(text) if inside else ""
    if not words.strip():
        which = f"{passage.start}-{passage.end}"
        why = f"no words stand there; the text has {len(text)} characters"
        raise NotAllowedError("passage not possible", which, why)
    return words


def _as_event(row: Row[Any]) -> Event:
    values = {"id": row.id, **{name: getattr(row, name) for name in _VALUES}}
    if row.kind not in _KINDS:
        return Event(**values | {"kind": EventKind.UNKNOWN, "written": row.kind})
    return Event(**values | {"kind": EventKind(row.kind)})


_KINDS = {kind.value for kind in EventKind} - {EventKind.UNKNOWN.value}


def _as_evidence(connection: Connection, row: Row[Any]) -> Evidence:
    values = dict(row._mapping)
    passage = Span(values.pop("start"), values.pop("end"))
    document = get_document(connection, get_revision(connection, row.revision_id).document_id)
    # A document may have become private after it was taken as evidence.
    values["private"] = row.private or document.private
    return Evidence(**values, passage=passage, document_id=document.id)
