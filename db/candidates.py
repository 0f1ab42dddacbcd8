"""Candidates: what matching proposes and what people say to it.

`record` is what jobs call, and it cannot touch the ledger; only a person's
`judge` and `accept` write events.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select, update

from db import changed_evidence, proposing, rows
from db import events as lines
from db.echoes import beside
from db.engine import Database
from db.ledger import decide
from db.tables import asks, candidates, documents, revisions, sources
from tracker.errors import NotAllowedError
from tracker.text import short
from tracker.types import (
    Ask,
    Candidate,
    Echo,
    Event,
    EventKind,
    OpenAsk,
    Outcome,
    Pairing,
    Reason,
    Span,
    Verdict,
)

_SAID = {
    Verdict.ACCEPTED: EventKind.CANDIDATE_ACCEPTED,
    Verdict.REJECTED: EventKind.CANDIDATE_REJECTED,
    Verdict.LATER: EventKind.CANDIDATE_LATER,
}
_SAID_OF_EVIDENCE = _SAID | {
    Verdict.ACCEPTED: EventKind.EVIDENCE_HOLDS,
    Verdict.REJECTED: EventKind.EVIDENCE_LOST,
}
_AT_ONCE = 25
"""Pairings that are kept in one transaction."""


class Candidates:
    """Passages that may answer an ask."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self,
        pairings: Iterable[Pairing],
        *,
        revisions_done: Sequence[int],
        asks_done: Sequence[OpenAsk | Ask],
        now: datetime,
    ) -> int:
        """Keep the proposed pairings and take what was compared off the queue; return how many.

        A pairing's `document_id` is the id of the *revision* that was compared. One
        ask and revision are a candidate once: what a person said of it stays. A new
        revision takes the place of an earlier one that nobody has judged. Where a
        revision has changed what evidence rests on, that is what is kept. An ask that
        was edited in the meantime stays in the queue. Where another
        document says the same, the candidate gains a source and is no new one.

        Of many pairings some are kept at a time, so that nobody waits long to write; what
        was compared leaves the queue with the last ones, and what is cut off is done again.
        """
        proposed = [pairing for pairing in pairings if pairing.proposed]
        kept = 0
        for start in range(0, len(proposed) or 1, _AT_ONCE):
            with self._database.writing() as connection:
                if start == 0:
                    changed = changed_evidence.found(connection, revisions_done)
                    # One by one: each may say something of the next.
                    kept += sum(proposing.keep(connection, [one], now) for one in changed)
                some = proposed[start : start + _AT_ONCE]
                kept += proposing.keep(connection, [(one, None) for one in some], now)
                if start + _AT_ONCE >= len(proposed):
                    _done(connection, revisions_done)
                    for ask in asks_done:
                        _compared(connection, ask)
        return kept

    def list(
        self,
        *,
        ask_id: int | None = None,
        verdicts: Iterable[Verdict] | None = None,
        since: datetime | None = None,
    ) -> tuple[Candidate, ...]:
        """Return candidates of asks that are not struck, proposed `since` then, best first."""
        c = candidates.c
        query = _candidates().where(~asks.c.struck).order_by(c.score.desc(), c.id)
        if ask_id is not None:
            query = query.where(c.ask_id == ask_id)
        if since is not None:
            query = query.where(c.proposed_at >= since)
        if verdicts is not None:
            query = query.where(c.verdict.in_([verdict.value for verdict in verdicts]))
        with self._database.reading() as connection:
            return _as_candidates(connection, connection.execute(query).all())

    def some(self, ids: Collection[int]) -> tuple[Candidate, ...]:
        """Return candidates by id, oldest first."""
        query = _candidates().where(candidates.c.id.in_(ids)).order_by(candidates.c.id)
        with self._database.reading() as connection:
            return _as_candidates(connection, connection.execute(query).all())

    def get(self, candidate_id: int) -> Candidate:
        """Return a candidate.

        Raises:
            NotHeldError: no such candidate.
        """
        with self._database.reading() as connection:
            return _get(connection, candidate_id)

    def judge(
        self,
        candidate_id: int,
        verdict: Verdict,
        *,
        who: str,
        now: datetime,
        why: str | None = None,
        seen: int | None = None,
    ) -> Event:
        """Record what a person says of a candidate; it sets no outcome.

        ACCEPTED also fixes the passage as evidence. Of changed evidence it says that
        the decision still holds, REJECTED that it no longer does.

        Raises:
            NotHeldError: no such candidate.
            NotAllowedError: nobody is named, it has this verdict already, it is
                accepted, or the verdict is NEW.
            OvertakenError: the ask has newer events than `seen`.
        """
        with self._database.writing() as connection:
            lines.not_overtaken(connection, _get(connection, candidate_id).ask_id, seen)
            return _judge(connection, candidate_id, verdict, who=who, now=now, why=why)

    def accept(
        self,
        candidate_id: int,
        outcome: Outcome,
        *,
        who: str,
        now: datetime,
        why: str | None = None,
        seen: int | None = None,
    ) -> Event:
        """Accept a candidate as evidence and set the ask's outcome by it, in one step.

        Return the event that set the outcome; to undo it undoes both. A candidate
        that was accepted before gives its evidence. `seen` is the ask's newest
        event that the person had before them (0: none); None: do not look.

        Raises:
            NotHeldError: no such candidate.
            NotAllowedError: nobody is named, the ledger's rules forbid it, or it is
                accepted, the ask has this outcome, and no reason is added.
            OvertakenError: the ask has newer events than `seen`.
        """
        with self._database.writing() as connection:
            candidate = _get(connection, candidate_id)
            lines.not_overtaken(connection, candidate.ask_id, seen)
            if candidate.verdict is Verdict.ACCEPTED and not why:
                _not_again(connection, candidate, outcome)
            if candidate.verdict is not Verdict.ACCEPTED:
                accepted = replace(candidate, evidence_id=None)
                _write_verdict(connection, accepted, Verdict.ACCEPTED, who=who, now=now, why=why)
            fixed = _fix(connection, candidate)
            event = Event(
                id=0,
                at=now,
                who=who,
                kind=EventKind.OUTCOME_SET,
                letter_id=None,
                ask_id=candidate.ask_id,
                before=None,
                after=outcome.value,
                why=why,
                evidence_id=fixed,
                candidate_id=candidate_id,
            )
            return decide(connection, event, None)


def _done(connection: Connection, revision_ids: Sequence[int]) -> None:
    """Take revisions and the earlier ones of their documents off the queue."""
    if not revision_ids:
        return
    c, compared = revisions.c, revisions.alias()
    of_document = (compared.c.document_id == c.document_id) & (compared.c.id >= c.id)
    query = select(c.id).join(compared, of_document).where(compared.c.id.in_(revision_ids))
    waiting = connection.execute(query.where(c.pending)).scalars().all()
    done = update(revisions).where(c.id.in_(waiting)).values(pending=False)
    connection.execute(done)


def _compared(connection: Connection, ask: OpenAsk | Ask) -> None:
    """Take an ask off the queue, unless its words were changed while they were compared."""
    c = asks.c
    same = c.id == ask.id, c.quote == ask.quote, c.summary == ask.summary, c.kind == ask.kind.value
    connection.execute(update(asks).where(*same).values(pending=False))


def _judge(
    connection: Connection,
    candidate_id: int,
    verdict: Verdict,
    *,
    who: str,
    now: datetime,
    why: str | None,
) -> Event:
    candidate, which = _get(connection, candidate_id), f"candidate {candidate_id}"
    if verdict not in _SAID:
        raise NotAllowedError("not possible", which, "'new' is no verdict", "undo the last one")
    if candidate.verdict in (verdict, Verdict.ACCEPTED):
        step = "a wrong entry can be undone"
        raise NotAllowedError("nothing changed", which, f"it is {candidate.verdict} already", step)
    return _write_verdict(connection, candidate, verdict, who=who, now=now, why=why)


def _not_again(connection: Connection, candidate: Candidate, outcome: Outcome) -> None:
    """Pass if an accepted candidate says something that its ask does not have yet."""
    state = lines.state(connection, candidate.ask_id)
    if state.outcome is outcome and state.doubted is None:
        why = f"it is accepted already, and ask {candidate.ask_id} is {outcome.value}"
        which, step = f"candidate {candidate.id}", "a wrong entry can be undone"
        raise NotAllowedError("nothing changed", which, why, step)


def _write_verdict(
    connection: Connection,
    candidate: Candidate,
    verdict: Verdict,
    *,
    who: str,
    now: datetime,
    why: str | None,
) -> Event:
    query = update(candidates).where(candidates.c.id == candidate.id)
    connection.execute(query.values(verdict=verdict.value))
    fixed = _fix(connection, candidate) if verdict is Verdict.ACCEPTED else candidate.evidence_id
    said = _SAID if candidate.evidence_id is None else _SAID_OF_EVIDENCE
    ask = connection.execute(select(asks.c.letter_id).where(asks.c.id == candidate.ask_id)).one()
    return lines.note(
        connection,
        said[verdict],
        who=who,
        now=now,
        letter_id=ask.letter_id,
        ask_id=candidate.ask_id,
        before=candidate.verdict.value,
        after=verdict.value,
        why=why,
        candidate_id=candidate.id,
        evidence_id=fixed,
    )


def _fix(connection: Connection, candidate: Candidate) -> int:
    where = candidate.ask_id, candidate.revision_id, candidate.passage
    return lines.fix_evidence(connection, *where).id


def _get(connection: Connection, candidate_id: int) -> Candidate:
    query = _candidates().where(candidates.c.id == candidate_id)
    return _as_candidates(connection, [rows.one(connection, query, "candidate", candidate_id)])[0]


def _candidates() -> Select[Any]:
    d = documents.c
    return (
        select(candidates, d.title, d.url, d.published, d.private, sources.c.name.label("source"))
        .join(asks, candidates.c.ask_id == asks.c.id)
        .join(documents, candidates.c.document_id == d.id)
        .join(sources, d.source_id == sources.c.id)
    )


def _as_candidates(connection: Connection, found: Sequence[Row[Any]]) -> tuple[Candidate, ...]:
    others = beside(connection, [row.id for row in found])
    return tuple(_as_candidate(row, others.get(row.id, ())) for row in found)


def _as_candidate(row: Row[Any], others: tuple[Echo, ...]) -> Candidate:
    values = dict(row._mapping)
    passage = Span(values.pop("start"), values.pop("end"))
    values |= {"verdict": Verdict(row.verdict), "passage": passage, "echoes": others}
    values["title"] = short(row.title)
    return Candidate(**values | {"reasons": rows.read(row.reasons, tuple[Reason, ...])})
