"""Events, which are never changed, and the evidence on which they rest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, or_, select

from db import events as lines
from db import rows, undoing
from db.engine import Database
from db.tables import asks, events, evidence, letters
from tracker import ledger
from tracker.errors import NotAllowedError
from tracker.outside import Private
from tracker.types import AskKind, Event, EventKind, Evidence, Span

_DECISIONS = {
    EventKind.OUTCOME_SET,
    EventKind.POSITION_SET,
    EventKind.ADEQUACY_SET,
    EventKind.DUE_SET,
    EventKind.OWNER_SET,
    EventKind.NOTE_ADDED,
    EventKind.TAG_ADDED,
    EventKind.TAG_REMOVED,
    EventKind.PROMISE_SET,
    EventKind.CLOCK_PAUSED,
    EventKind.CLOCK_RESUMED,
}


class Ledger:
    """What people decided, when and why."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(
        self,
        ask_id: int,
        kind: EventKind,
        after: str | None,
        *,
        who: str,
        now: datetime,
        why: str | None = None,
        evidence_id: int | None = None,
        seen: int | None = None,
        only_ours: bool = False,
    ) -> Event:
        """Record a person's decision on an ask.

        `seen` is the ask's newest event that the person had before them (0: none);
        None: do not look. `only_ours`: no other organisation of the team sees it.

        Raises:
            NotHeldError: no such ask or evidence.
            NotAllowedError: nobody is named; an outcome has neither reason nor
                evidence; the rules forbid the change; or it is no decision on an ask.
            OvertakenError: the ask has newer events than `seen`; says which.
        """
        only_for = self._database.organisation if only_ours else None
        with self._database.writing() as connection:
            if evidence_id is not None:
                held = (evidence.c.id == evidence_id) & (evidence.c.ask_id == ask_id)
                rows.one(connection, select(evidence.c.id).where(held), "evidence", evidence_id)
            event = Event(
                id=0,
                at=now,
                who=who,
                kind=kind,
                letter_id=None,
                ask_id=ask_id,
                before=None,
                after=after,
                why=why,
                evidence_id=evidence_id,
            )
            return decide(connection, event, seen, only_for)

    def undo(self, event_id: int, *, who: str, now: datetime, why: str | None = None) -> Event:
        """Take an event back by a new event; what it changed is as before it.

        An outcome that came with the acceptance of a candidate goes with it. An
        undo can be taken back, too.

        Raises:
            NotHeldError: no such event.
            NotAllowedError: nobody is named, it is taken back already, a later
                change rests on it, or events of its kind cannot be taken back.
        """
        with self._database.writing() as connection:
            return undoing.undo(connection, event_id, who=who, now=now, why=why)

    def add_evidence(
        self, ask_id: int, revision_id: int, passage: Span, *, who: str, now: datetime
    ) -> Evidence:
        """Fix a passage as evidence for an ask, without a candidate; twice is one.

        It decides nothing: an event that names it does.

        Raises:
            NotHeldError: no such ask or revision.
            NotAllowedError: nobody is named, or no words stand in the passage.
        """
        rows.named(who)
        with self._database.writing() as connection:
            rows.one(connection, select(asks.c.id).where(asks.c.id == ask_id), "ask", ask_id)
            return lines.fix_evidence(connection, ask_id, revision_id, passage)

    def events(
        self,
        *,
        ask_id: int | None = None,
        letter_id: int | None = None,
        since: datetime | None = None,
        ask_ids: Collection[int] | None = None,
    ) -> tuple[Event, ...]:
        """Return events from `since` on, oldest first; a letter's include those of its asks."""
        where: list[ColumnElement[bool]] = []
        if ask_ids is not None:
            where.append(events.c.ask_id.in_(ask_ids))
        if ask_id is not None:
            where.append(events.c.ask_id == ask_id)
        if letter_id is not None:
            of_letter = select(asks.c.id).where(asks.c.letter_id == letter_id)
            merged = select(letters.c.id).where(letters.c.merged_into == letter_id)
            where.append(
                or_(
                    events.c.letter_id == letter_id,
                    events.c.letter_id.in_(merged),
                    events.c.ask_id.in_(of_letter),
                )
            )
        if since is not None:
            where.append(events.c.at >= since)
        with self._database.reading() as connection:
            return tuple(lines.read(connection, *where))

    def histories(self, ask_ids: Sequence[int]) -> dict[int, tuple[Event, ...]]:
        """Return the events of some asks, oldest first, by ask; those without any are left out."""
        with self._database.reading() as connection:
            found = lines.read(connection, events.c.ask_id.in_(ask_ids))
        by_ask: dict[int, tuple[Event, ...]] = {}
        for event in found:
            by_ask[event.ask_id or 0] = (*by_ask.get(event.ask_id or 0, ()), event)
        return by_ask

    def last(self) -> int:
        """Return the id of the newest event; 0: nothing has happened yet."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.max(events.c.id))).scalar() or 0)

    def evidence(self, ask_id: int) -> tuple[Evidence, ...]:
        """Return the evidence of an ask, oldest first; taken-back decisions' evidence too."""
        with self._database.reading() as connection:
            return tuple(lines.read_evidence(connection, evidence.c.ask_id == ask_id))

    def proof(self, ids: Collection[int]) -> tuple[Evidence, ...]:
        """Return some evidence by id, oldest first."""
        with self._database.reading() as connection:
            return tuple(lines.read_evidence(connection, evidence.c.id.in_(ids)))

    def claimed(self) -> dict[int, datetime | None]:
        """Return when each piece of evidence claims to be published, by its id."""
        with self._database.reading() as connection:
            found = connection.execute(select(evidence.c.id, evidence.c.published))
            return {row.id: row.published for row in found}

    def private(self) -> Private:
        """Return what may not be shown outside: evidence and candidates of private documents."""
        with self._database.reading() as connection:
            return lines.private(connection)


def decide(
    connection: Connection, event: Event, seen: int | None, only_for: str | None = None
) -> Event:
    """Write a decision on an ask, if the rules allow it; fill in what it replaces.

    Raises:
        NotHeldError: no such ask.
        NotAllowedError, OvertakenError: as for `Ledger.append`.
    """
    if event.kind not in _DECISIONS:
        step = "letters, asks and candidates have their own commands"
        raise NotAllowedError("not recorded", event.kind, "it is no decision on an ask", step)
    ask_id = event.ask_id or 0
    ask = rows.one(connection, select(asks).where(asks.c.id == ask_id), "ask", ask_id)
    rows.named(event.who)
    if ask.struck:
        step = "undo that first"
        raise NotAllowedError("decision not recorded", f"ask {ask_id}", "it is struck", step)
    lines.not_overtaken(connection, ask_id, seen)
    before = lines.state(connection, ask_id)
    ledger.check(
        AskKind(ask.kind),
        before,
        event.kind,
        event.after,
        why=event.why,
        evidence=event.evidence_id is not None,
    )
    full = replace(event, letter_id=ask.letter_id, before=ledger.before(before, event.kind))
    return lines.write(connection, full, only_for=only_for)
