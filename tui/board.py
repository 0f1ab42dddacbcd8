"""The board as a value: how many asks stand where, which are on it, in which order.

Works without a screen. The order is that of the whole board; words are read only
of the asks that are in sight.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from tracker import deadlines, settled, standing, wording
from tracker.filters import Wanted
from tracker.standing import Standing
from tui.views import BoardLine, today

if TYPE_CHECKING:
    from db.store import Store
    from tracker.config import Deadlines

ORDERS = {
    "due": "by due day",
    "letter": "by letter",
    "addressee": "by addressee",
    "owner": "by owner",
    "newest": "newest first",
}
"""By what the board can be sorted, and how that is said."""
NEAR = 60
"""Rows that are read above and below the cursor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is wanted of the board."""

    everything: bool = False
    """Settled asks, too."""
    wanted: Wanted = field(default_factory=Wanted)
    order: str = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The line above asks that stand together."""

    title: str
    counts: Mapping[Standing, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView:
    """The home screen."""

    keys: tuple[str, ...]
    """Ids of asks in order, and between them those of headings, which begin with "=". """
    headings: Mapping[str, Heading]
    lines: Mapping[str, BoardLine]
    """The asks near the cursor, by key."""
    counts: tuple[tuple[str, int], ...]
    """All asks, each once, by how they stand; they add up to the last one, the total."""
    to_review: int
    """Candidates that wait for a person."""
    coverage: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What reading a board needs."""

    store: Store
    rules: Deadlines
    now: datetime
    zone: tzinfo


def board(desk: Desk, asked: Asked, cursor: str = "") -> BoardView:
    """Return the outstanding asks, or those that are wanted, with the words of those near."""
    from db.board import Order, Selection

    store, rules = desk.store, desk.rules
    selection = Selection(
        rules=settled.name(rules),
        today=today(desk.now, desk.zone),
        everything=asked.everything,
        wanted=asked.wanted,
        order=Order(asked.order),
    )
    day = selection.today
    store.board.settle(selection.rules, day, lambda row: settled.settled(row, rules, day))
    keys: list[str] = []
    headings: dict[str, Heading] = {}
    for group in store.board.groups(selection):
        if group.counts:
            keys.append(f"={len(headings)}")
            headings[keys[-1]] = Heading(title=group.title, counts=group.counts)
        keys += map(str, group.ask_ids)
    at = keys.index(cursor) if cursor in keys else 0
    return BoardView(
        keys=tuple(keys),
        headings=headings,
        lines=lines(desk, keys[max(0, at - NEAR) : at + NEAR]),
        counts=standing.in_order(store.board.counts(selection)),
        to_review=store.board.waiting(),
        coverage=wording.coverage(store.sources.watched(), desk.zone),
    )


def lines(desk: Desk, keys: Iterable[str]) -> dict[str, BoardLine]:
    """Return some asks with their clocks, by key; headings are passed over."""
    day = today(desk.now, desk.zone)
    rows = desk.store.board.rows([int(key) for key in keys if not key.startswith("=")])
    return {
        str(row.ask.id): BoardLine(row=row, due=deadlines.due(row, desk.rules, day)) for row in rows
    }
