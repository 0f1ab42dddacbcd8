"""Members of Congress and their terms, as last loaded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from db.engine import Database
from tracker.types import Member


class Roster:
    """The members by whom a printed name can be resolved."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def replace(self, members: Iterable[Member], now: datetime) -> tuple[int, int, int]:
        """Make these the members; return how many were added, changed and are gone."""
        raise NotImplementedError

    def all(self) -> tuple[Member, ...]:
        """Return every member, by bioguide id, terms oldest first."""
        raise NotImplementedError

    def updated(self) -> datetime | None:
        """Return when the roster was last loaded; None: never."""
        raise NotImplementedError
