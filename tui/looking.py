"""Where answers were looked for, remembered for a while.

Works without a screen. Most asks of a board share their letter's day with others, and
beside a year of visits to hundreds of sources one answer takes the store seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from time import monotonic
from typing import TYPE_CHECKING

from tracker.coverage import Coverage
from tracker.types import Letter
from tui.views import coverage_of_letter

if TYPE_CHECKING:
    from db.store import Store

KEPT = 10
"""Seconds for which it is believed, at least."""
AS_LONG = 100
"""For how many times as long as it took to find out it is believed."""


class Looking:
    """Says where answers to a letter were looked for."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Know nothing yet; `clock` counts seconds."""
        self._clock = clock
        self._known: dict[date, tuple[float, Coverage]] = {}

    def __call__(self, store: Store, letter: Letter, now: datetime) -> Coverage:
        """Return it as it is, or as it was a while ago for this letter or another of its day."""
        day, began = letter.letter_date or letter.recorded.date(), self._clock()
        known = {of: one for of, one in self._known.items() if one[0] > began}
        if day not in known:
            found = coverage_of_letter(store, letter, now)
            until = began + max(KEPT, AS_LONG * (self._clock() - began))
            known[day] = until, found
        self._known = known
        return known[day][1]
