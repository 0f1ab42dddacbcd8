"""The screens that keys lead to from everywhere, each imported when it is asked for.

The board, below them all, need not wait for any of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

PLACES = {
    "review": "tui.screens.review.ReviewScreen",
    "sources": "tui.screens.sources.SourcesScreen",
    "letters": "tui.screens.letters.LettersScreen",
    "signatories": "tui.screens.people.PeopleScreen",
    "trends": "tui.screens.trends.TrendsScreen",
    "digest": "tui.screens.digest.DigestScreen",
    "jobs": "tui.screens.jobs.JobsScreen",
    "settings": "tui.screens.settings.SettingsScreen",
    "documents": "tui.screens.search.SearchScreen",
}
LETTER = "letter"
_ALL = {LETTER: "tui.screens.letter.LetterScreen", **PLACES}


def screens() -> dict[str, type[Any]]:
    """Return all of them by name, and that of a letter."""
    return {place: screen(place) for place in _ALL}


def screen(place: str) -> type[Any]:
    """Return the screen of that name."""
    module, _, kind = _ALL[place].rpartition(".")
    found: type[Any] = getattr(import_module(module), kind)
    return found
