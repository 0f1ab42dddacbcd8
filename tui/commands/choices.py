"""Words that a person types for one of a few things."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.types import Campaign
    from tui.commands.kit import Kit

_E = TypeVar("_E", bound=StrEnum)
_T = TypeVar("_T")


def chosen(kind: type[_E], typed: str, what: str) -> _E:
    """Return the value that was meant: in full, with hyphens for blanks, in any case.

    Raises:
        UsageError: there is no such value; names the nearest, or all.
    """
    wanted = typed.lower().replace("-", " ").replace("_", " ").strip()
    return named({value.value: value for value in kind}, wanted, what)


def named(known: Mapping[str, _T], typed: str, what: str) -> _T:
    """Return the thing of that name.

    Raises:
        UsageError: there is none; names the nearest, or all.
    """
    if typed in known:
        return known[typed]
    near = difflib.get_close_matches(typed, known, n=1, cutoff=0.5)
    step = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(known) or 'none'}"
    raise UsageError(f"no such {what}", typed, "", step)


def campaign_named(kit: Kit, typed: str) -> Campaign:
    """Return the campaign of that id or name, in any case.

    Raises:
        NotHeldError: there is no campaign of that id.
        UsageError: there is none of that name; names the nearest, or all.
    """
    if typed.isdecimal():
        return kit.store.campaigns.get(int(typed))
    known = {one.name.lower(): one for one in kit.store.campaigns.all()}
    return named(known, typed.lower().strip(), "campaign")
