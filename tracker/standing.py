"""Sort asks by how they stand: each into exactly one heap.

What the counts on the dashboard, in the digest and on the command line add up
to. An ask whose possible answer waits unread is to review, not overdue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from tracker.types import AskState, BoardRow, Clock, Due, Outcome


class Standing(StrEnum):
    """Where an ask is counted."""

    ANSWERED = "answered"
    PARTLY = "partly answered"
    ACKNOWLEDGED = "acknowledged"
    DECLINED = "declined"
    REFERRED = "referred"
    CLAIMED = "claimed done"
    INADEQUATE = "not adequately answered"
    TO_REVIEW = "to review"
    OVERDUE = "overdue"
    PAUSED = "paused"
    WAITING = "waiting"
    CLOSED = "closed"


_BY_OUTCOME = {
    Outcome.ACKNOWLEDGED: Standing.ACKNOWLEDGED,
    Outcome.PARTLY_ANSWERED: Standing.PARTLY,
    Outcome.ANSWERED: Standing.ANSWERED,
    Outcome.DECLINED: Standing.DECLINED,
    Outcome.REFERRED: Standing.REFERRED,
    Outcome.CLAIMED_DONE: Standing.CLAIMED,
    Outcome.VERIFIED_DONE: Standing.ANSWERED,
    Outcome.SUPERSEDED: Standing.CLOSED,
    Outcome.WITHDRAWN: Standing.CLOSED,
    Outcome.OVERTAKEN: Standing.CLOSED,
    Outcome.CLOSED: Standing.CLOSED,
}


def of(row: BoardRow, due: Due) -> Standing:
    """Return where an ask is counted.

    A person's word goes first; only where there is none do a waiting candidate
    and then the clock decide.
    """
    if (decided := by_word(row.state)) is not None:
        return decided
    if row.waiting_candidates:
        return Standing.TO_REVIEW
    if due.clock is Clock.PAUSED:
        return Standing.PAUSED
    return Standing.OVERDUE if overdue(due) else Standing.WAITING


def by_word(state: AskState) -> Standing | None:
    """Return where a person's word puts an ask; None: nobody has said anything yet."""
    if state.adequate is False:
        return Standing.INADEQUATE
    return _BY_OUTCOME.get(state.outcome)


def overdue(due: Due) -> bool:
    """Say whether the due day is past and an answer is still wanted."""
    return due.clock in (Clock.OVERDUE, Clock.LONG_OVERDUE)


def alarmed(row: BoardRow, due: Due) -> bool:
    """Say whether staff should be alarmed: overdue, and no possible answer waits unread."""
    return overdue(due) and not row.waiting_candidates


def broken(row: BoardRow, due: Due) -> bool:
    """Say whether a promised day is past, and no possible answer waits unread."""
    return due.promise_days is not None and due.promise_days < 0 and not row.waiting_candidates


def counts(asks: Iterable[tuple[BoardRow, Due]]) -> tuple[tuple[str, int], ...]:
    """Return how many asks stand where, in the order of `Standing`, then ("total", all)."""
    return in_order(Counter(of(row, due) for row, due in asks))


def in_order(found: Mapping[Standing, int]) -> tuple[tuple[str, int], ...]:
    """Return all heaps in the order of `Standing`, noughts too, then ("total", all)."""
    heaps = tuple((standing.value, found.get(standing, 0)) for standing in Standing)
    return (*heaps, ("total", sum(found.values())))
