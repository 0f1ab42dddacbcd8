"""What a person changes of a letter or an ask: the fields that differ, an event for each.

`undoing` reads these events back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection

from db import events as lines
from db.undoing import line
from tracker.types import Ask, EventKind, Letter

Changed = dict[str, tuple[object, object]]
"""What a field held before, and what it holds now."""

_CALLED = {"letter_date": "letter date", "reply_by": "reply by", "stated_total": "total"}
"""What events call a column."""


def differing(
    held: Letter | Ask, wanted: Mapping[str, object], cleared: Collection[str] = ()
) -> Changed:
    """Return what of the wanted values is not yet so; None counts only for what is cleared."""
    return {
        name: (getattr(held, name), value)
        for name, value in wanted.items()
        if (value is not None or name in cleared) and value != getattr(held, name)
    }


def record(
    connection: Connection,
    held: Letter | Ask,
    changed: Changed,
    *,
    who: str,
    now: datetime,
    why: str | None,
) -> None:
    """Write an event for each field that changed.

    Raises:
        NotAllowedError: nobody is named.
    """
    ask = held if isinstance(held, Ask) else None
    for name, (before, after) in changed.items():
        called = _CALLED.get(name, name)
        lines.note(
            connection,
            EventKind.ASK_EDITED if ask else EventKind.LETTER_EDITED,
            who=who,
            now=now,
            letter_id=ask.letter_id if ask else held.id,
            ask_id=ask.id if ask else None,
            before=line(called, before),
            after=line(called, after),
            why=why,
        )
