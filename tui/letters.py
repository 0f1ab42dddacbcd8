"""The list of letters as a value: which are wanted, in which order, and how their asks stand.

Works without a screen. The order is that of all letters; rows are read only of those
that are in sight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker import settled, wording
from tracker.filters import Wanted
from tracker.standing import Standing
from tracker.types import LetterRow
from tui import board
from tui.views import today

if TYPE_CHECKING:
    from db.letter_list import Sought
    from tui.board import Desk

ORDERS = {
    "confirm": "those to confirm first",
    "newest": "newest first",
    "outstanding": "by outstanding asks",
    "addressee": "by addressee",
    "campaign": "by campaign",
    "title": "by title",
}
"""By what letters can be sorted, and how that is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which letters are wanted."""

    wanted: Wanted = field(default_factory=Wanted)
    order: str = "confirm"


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter, and how many of its asks stand where."""

    row: LetterRow
    counts: Mapping[Standing, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """The letters that are wanted."""

    keys: tuple[str, ...]
    lines: Mapping[str, LetterLine]
    """Those near the cursor, by key."""
    total: int
    """Of all letters, whether or not they are wanted."""
    unconfirmed: int


def letters(desk: Desk, asked: Asked, cursor: str = "") -> Letters:
    """Return the letters wanted, in order, with the words of those near the cursor."""
    held = desk.store.letters
    keys = tuple(map(str, held.ids(sought(desk, asked))))
    total, unconfirmed = held.totals()
    return Letters(
        keys=keys,
        lines=some(desk, board.near(desk, keys, cursor)),
        total=total,
        unconfirmed=unconfirmed,
    )


def some(desk: Desk, keys: Sequence[str]) -> dict[str, LetterLine]:
    """Return some letters, by key, in this order; what went into another is left out.

    Their asks must have been settled for today.
    """
    rules, day = settled.name(desk.rules), today(desk.now, desk.zone)
    ids = [int(key) for key in keys]
    counts = desk.store.board.of_letters(rules, day, ids)
    held = {row.id: row for row in desk.store.letters.rows(ids)}
    return {str(one): LetterLine(held[one], counts[one]) for one in ids if one in held}


def sought(desk: Desk, asked: Asked) -> Sought:
    """Return what the store is asked for; the asks are settled for it."""
    from db.letter_list import By, Sought

    rules, day = board.settle(desk)
    return Sought(rules=rules, today=day, wanted=asked.wanted, by=By(asked.order))


def stand(line: LetterLine) -> str:
    """Return how a letter's asks stand: "!!✓ 2 overdue, 1 answered"; empty: it asks nothing."""
    heaps = ", ".join(f"{line.counts[heap]} {heap}" for heap in Standing if line.counts.get(heap))
    return f"{wording.bar(line.counts, 8)} {heaps}".strip()
