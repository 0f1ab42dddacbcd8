"""Sources, the visits to them, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from db.engine import Database
from tracker.types import Capture, Change, Source, Visit, Watched


class Sources:
    """Places that are watched, and how the visits went."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sync(self, sources: Iterable[Source]) -> None:
        """Make these the sources that are watched; others are disabled, never deleted."""
        raise NotImplementedError

    def watched(self, name: str | None = None) -> tuple[Watched, ...]:
        """Return all sources, disabled ones too, by name; or the one of that name, if any."""
        raise NotImplementedError

    def due(self, now: datetime) -> tuple[Watched, ...]:
        """Return the enabled sources whose visit is due and that nobody visits right now.

        Longest due first.
        """
        raise NotImplementedError

    def claim(self, name: str, *, by: str, now: datetime, until: datetime) -> bool:
        """Take a source for one visit; False: another holds it until later than `now`.

        `record_visit` lets go of it; a claim that was never recorded runs out.
        """
        raise NotImplementedError

    def release(self, name: str, *, by: str) -> None:
        """Let go of a source without a visit; nothing happens if it is another's."""
        raise NotImplementedError

    def record_visit(
        self,
        visit: Visit,
        changes: Sequence[Change] = (),
        *,
        capture: Capture | None = None,
        vanished: Sequence[str] = (),
    ) -> None:
        """Record a visit and all that it brought, in one transaction that is on disk at return.

        `changes` holds every item of the page, same ones too, in page order: they
        are the source's latest listing (none given: the listing stays, as after a
        304). A document gets a revision if it is new, or its text's hash or its
        title differs from the latest; the revision waits for matching. A listed
        document has not vanished; `vanished` are identities now missing.

        Raises:
            NotHeldError: no such source.
        """
        raise NotImplementedError

    def visits(self, name: str, limit: int = 50) -> tuple[Visit, ...]:
        """Return the latest visits to a source, newest first."""
        raise NotImplementedError
