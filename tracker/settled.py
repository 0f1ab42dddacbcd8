"""What stays as it is for an ask from one day to the next, until somebody changes something.

A board of ten thousand asks cannot weigh every clock anew each time it is drawn. Kept
beside each ask, this lets the store count and sort; the day alone tells the rest.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from tracker import deadlines, ledger, standing, wording
from tracker.config import Deadlines
from tracker.standing import Standing
from tracker.text import folded
from tracker.types import BoardRow, Clock

_EDITION = 1
"""Raised whenever the same rules come to another result than before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How an ask stands, whatever the day."""

    heap: Standing | None
    """Where a person's word puts it; None: candidates and the day decide."""
    outstanding: bool
    stopped: bool
    """The clock stands still, or is paused."""
    day: date | None
    """The due day."""
    until: date | None
    """The last day on which this holds; None: until something happens."""
    asked: date | None
    """The day of the letter, or of the first word of it."""
    addressees: str
    """As they are shown and sorted."""
    to: str
    """The same, folded."""
    owner: str
    words: str
    """What a filter looks through, folded."""


def name(rules: Deadlines) -> str:
    """Return a name for these rules: what was settled by others does not hold."""
    return hashlib.sha256(f"{_EDITION} {rules}".encode()).hexdigest()[:16]


def settled(row: BoardRow, rules: Deadlines, today: date) -> Settled:
    """Return how an ask stands by its events, its letter and the rules.

    A pause moves the due day each day that it lasts; then this holds for today only.
    """
    due = deadlines.due(row, rules, today)
    moving = any(pause.end is None or pause.end >= today for pause in row.state.pauses)
    to = "; ".join(wording.addressee(one) for one in row.addressees)
    owner = row.state.owner or ""
    parts = (row.ask.summary, row.ask.quote, row.letter_title, to, owner)
    return Settled(
        heap=standing.by_word(row.state),
        outstanding=ledger.outstanding(row.state),
        stopped=due.clock in (Clock.STOPPED, Clock.PAUSED),
        day=due.day,
        until=today if moving else None,
        asked=row.letter_date or row.announced,
        addressees=to,
        to=folded(to),
        owner=owner,
        words=folded("\n".join(parts)),
    )
