"""Which digest went to whom."""

from __future__ import annotations

from datetime import datetime

from db.engine import Database


class Digests:
    """Digests that were sent; one a week to each recipient."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self, recipient: str) -> tuple[str, datetime] | None:
        """Return the week and the end of the latest digest to an address; None: never."""
        raise NotImplementedError

    def record(
        self,
        recipient: str,
        week: str,
        since: datetime,
        until: datetime,
        *,
        now: datetime,
        how: str,
    ) -> bool:
        """Record a digest as sent; False: this recipient has this week's already."""
        raise NotImplementedError

    def recipients(self) -> tuple[str, ...]:
        """Return every address to which a digest went, in order."""
        raise NotImplementedError
