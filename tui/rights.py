"""Which keys of the dashboard a person of a team may use, and what she is told of the others.

The store refuses by itself what she may not do; this says so before she types.
"""

from __future__ import annotations

from tracker.types import Person, Role

_CHANGING = frozenset(
    "accept judge decide record undo edit words strike split merge add confirm signers facts "
    "lead remove keep forget".split()
)
_POLLING = frozenset(("poll", "switch"))
_WORKING = _POLLING | {"again"}


def refusal(me: Person | None, action: str) -> str:
    """Return why somebody may not do what an action begins; "": she may."""
    if me is None:
        return ""
    ask = f"ask a manager of {me.organisation}"
    if me.role is Role.READER and action in _CHANGING | _WORKING:
        return f"you may read only, {me.name}: {ask}"
    if me.role is Role.SERVICE and action in _CHANGING:
        return f"{me.name} is for jobs and decides nothing: sign in as yourself"
    if not me.polls and action in _POLLING:
        return f"an editor does not poll, {me.name}: {ask}"
    if not me.polls and action in _WORKING:
        return f"an editor lets no job run, {me.name}: {ask}"
    return ""
