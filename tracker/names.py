"""What a source may be called: its name stands in lists, mails, logs and files."""

from __future__ import annotations

from tracker.errors import ConfigError
from tracker.text import one_line

LONGEST = 200
"""Characters of a name."""


def source_name(name: str) -> str:
    """Return the name of a source, if it can be one: one line that is not too long.

    Raises:
        ConfigError: it cannot.
    """
    what, which, step = "bad setting", "sources.name", "choose another one"
    if not name or one_line(name) != name:
        raise ConfigError(what, which, "a name is one line of words", step)
    if len(name) > LONGEST:
        why = f"'{one_line(name, 40)}' has {len(name):,} characters, more than {LONGEST}"
        raise ConfigError(what, which, why, step)
    return name
