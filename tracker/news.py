"""What came in since somebody last looked, as a value and in words.

Pure. Counts are whole; of what they count, at most some are named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from tracker.types import Event
from tracker.wording import moment, plural

MOST = 200
"""Of each kind of news so many are named; all are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What came in since a person's last visit."""

    since: datetime
    proposed: int = 0
    """How many possible answers are new and wait."""
    decided: int = 0
    """How many outcomes others set, those taken back not counted."""
    overdue: int = 0
    """How many asks have become overdue."""
    candidate_ids: tuple[int, ...] = ()
    """Newest first, as the events."""
    events: tuple[Event, ...] = ()
    ask_ids: tuple[int, ...] = ()
    """Of those that became overdue, the longest due first."""

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.proposed or self.decided or self.overdue)


def words(found: News | None, zone: tzinfo) -> str:
    """Return the news in a line; None: this is the first visit."""
    if found is None:
        return "This is your first visit"
    parts = [
        (found.proposed, "new possible answer", None),
        (found.decided, "outcome set by others", "outcomes set by others"),
        (found.overdue, "ask newly overdue", "asks newly overdue"),
    ]
    told = " · ".join(plural(number, one, many) for number, one, many in parts if number)
    return f"Since you last looked, {moment(found.since, zone)}: {told or 'nothing new'}"
