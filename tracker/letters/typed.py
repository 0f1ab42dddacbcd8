"""People as a person types them into a field or a cell."""

from __future__ import annotations

import re

from tracker.errors import UsageError
from tracker.text import one_line
from tracker.types import Addressee

_COMMA = re.compile(r",(?!\s*(?:jr|sr|ii|iii|iv|esq|ph\.? ?d|m\.?d)\b)", re.IGNORECASE)
"""What parts a name from an office; not the comma of "Ann Lee, Jr."."""


def addressee(typed: str) -> Addressee:
    """Return who was meant by "NAME, OFFICE"; ", OFFICE" is an office alone.

    Raises:
        UsageError: neither is named.
    """
    name, office = (*_COMMA.split(one_line(typed), maxsplit=1), "")[:2]
    if not (name.strip() or office.strip()):
        step = "write it like 'Ann Lee, Secretary of State'"
        raise UsageError("nobody named", typed, "", step)
    return Addressee(name=name.strip() or None, office=office.strip() or None)
