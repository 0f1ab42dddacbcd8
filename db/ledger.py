"""Events, which are never changed, and the evidence on which they rest."""

from __future__ import annotations

from datetime import datetime

from db.engine import Database
from tracker.types import Event, EventKind, Evidence, Span


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
    ) -> Event:
        """Record a person's decision on an ask.

        `seen` is the ask's newest event that the person had before them (0: none);
        None: do not look.

        Raises:
            NotHeldError: no such ask or evidence.
            NotAllowedError: nobody is named; an outcome has neither reason nor
                evidence; or the rules forbid the change.
            OvertakenError: the ask has newer events than `seen`; says which.
        """
        raise NotImplementedError

    def undo(self, event_id: int, *, who: str, now: datetime, why: str | None = None) -> Event:
        """Take an event back by a new event; what it changed is as before it.

        An outcome that came with the acceptance of a candidate goes with it.

        Raises:
            NotHeldError: no such event.
            NotAllowedError: nobody is named, it is taken back already, or events of
                its kind cannot be.
        """
        raise NotImplementedError

    def add_evidence(
        self, ask_id: int, revision_id: int, passage: Span, *, who: str, now: datetime
    ) -> Evidence:
        """Fix a passage as evidence for an ask, without a candidate; twice is one.

        Raises:
            NotHeldError: no such ask or revision.
            NotAllowedError: nobody is named, or no words stand in the passage.
        """
        raise NotImplementedError

    def events(
        self,
        *,
        ask_id: int | None = None,
        letter_id: int | None = None,
        since: datetime | None = None,
    ) -> tuple[Event, ...]:
        """Return events from `since` on, oldest first; a letter's include those of its asks."""
        raise NotImplementedError

    def evidence(self, ask_id: int) -> tuple[Evidence, ...]:
        """Return the evidence of an ask, oldest first; taken-back decisions' evidence too."""
        raise NotImplementedError
