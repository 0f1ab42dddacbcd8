"""Events of one ask, and what is refused after them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings

from tracker import ledger
from tracker.errors import NotAllowedError
from tracker.types import (
    Event,
    EventKind,
    Outcome,
)

# A busy machine is no failure.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def event(number: int, kind: EventKind, after: str | None = None, undoes: int | None = None):
    return Event(
        id=number,
        at=START + timedelta(hours=number),
        who="Ana",
        kind=kind,
        letter_id=1,
        ask_id=1,
        before=None,
        after=after,
        why="because",
        undoes=undoes,
    )


def outcome(number: int, value: Outcome) -> Event:
    return event(number, EventKind.OUTCOME_SET, value.value)


def undo(number: int, undoes: int) -> Event:
    return event(number, EventKind.UNDONE, undoes=undoes)


def refused(kind, state, change, after, **reason) -> str:
    with pytest.raises(NotAllowedError) as error:
        ledger.check(kind, state, change, after, **reason)
    return str(error.value)
