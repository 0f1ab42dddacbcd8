"""Candidates: what matching proposes and what people say to it.

`record` is what jobs call, and it cannot touch the ledger; only a person's
`judge` and `accept` write events.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from db.engine import Database
from tracker.types import Candidate, Event, Outcome, Pairing, Verdict


class Candidates:
    """Passages that may answer an ask."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self,
        pairings: Iterable[Pairing],
        *,
        revisions_done: Sequence[int],
        asks_done: Sequence[int],
        now: datetime,
    ) -> int:
        """Keep the proposed pairings and take what was compared off the queue; return how many.

        A pairing's `document_id` is the id of the *revision* that was compared. One
        ask and revision are a candidate once: what a person said of it stays. A new
        revision takes the place of an earlier one that nobody has judged.
        """
        raise NotImplementedError

    def list(
        self, *, ask_id: int | None = None, verdicts: Iterable[Verdict] | None = None
    ) -> tuple[Candidate, ...]:
        """Return candidates of asks that are not struck, best first."""
        raise NotImplementedError

    def get(self, candidate_id: int) -> Candidate:
        """Return a candidate.

        Raises:
            NotHeldError: no such candidate.
        """
        raise NotImplementedError

    def judge(
        self,
        candidate_id: int,
        verdict: Verdict,
        *,
        who: str,
        now: datetime,
        why: str | None = None,
    ) -> Event:
        """Record what a person says of a candidate; it sets no outcome.

        ACCEPTED also fixes the passage as evidence.

        Raises:
            NotHeldError: no such candidate.
            NotAllowedError: nobody is named, it has this verdict already, or the
                verdict is NEW.
        """
        raise NotImplementedError

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

        Return the event that set the outcome; if the ask has this outcome already,
        the one that accepted the candidate. `seen` is the ask's newest event that
        the person had before them (0: none); None: do not look.

        Raises:
            NotHeldError: no such candidate.
            NotAllowedError: nobody is named, or the ledger's rules forbid it.
            OvertakenError: the ask has newer events than `seen`.
        """
        raise NotImplementedError
