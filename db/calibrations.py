"""From which score on to propose, as people's decisions have taught it; every change is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select

from db import rows
from db.engine import Database
from db.tables import asks, calibrations, candidates
from tracker.types import Calibration, Decision, Verdict

_JUDGED = (Verdict.ACCEPTED.value, Verdict.REJECTED.value)


class Calibrations:
    """The thresholds that were learnt here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def decisions(self) -> tuple[Decision, ...]:
        """Return what people said of candidates of asks that are not struck, oldest first."""
        c = candidates.c
        query = (
            select(c.score, c.verdict, c.told)
            .join(asks, c.ask_id == asks.c.id)
            .where(c.verdict.in_(_JUDGED), c.evidence_id.is_(None), ~asks.c.struck)
            .order_by(c.id)
        )
        with self._database.reading() as connection:
            return tuple(
                Decision(row.score, row.verdict == Verdict.ACCEPTED.value, row.told)
                for row in connection.execute(query)
            )

    def latest(self) -> Calibration | None:
        """Return what counts now; None: the threshold that the program brings."""
        c = calibrations.c
        with self._database.reading() as connection:
            row = connection.execute(select(calibrations).order_by(c.id.desc()).limit(1)).first()
        if row is None or row.threshold is None:
            return None
        return Calibration(row.threshold, row.accepted, row.rejected, row.at, row.who)

    def set(
        self, threshold: float | None, *, accepted: int, rejected: int, who: str, now: datetime
    ) -> None:
        """Let a threshold count from now on; None goes back to the one the program brings.

        Raises:
            NotAllowedError: nobody is named.
        """
        rows.named(who)
        values = {"threshold": threshold, "accepted": accepted, "rejected": rejected}
        with self._database.writing() as connection:
            connection.execute(insert(calibrations).values(values | {"at": now, "who": who}))
