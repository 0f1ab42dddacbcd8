"""Say in words why a document may answer an ask."""

from __future__ import annotations

import re

from tracker.matching.index import Index
from tracker.matching.signs import Query
from tracker.matching.vocabulary import Vocabulary
from tracker.types import Reason

_NAME = re.compile(r"\b[A-Z][\w’'-]{0,40}(?:[ -][A-Z][\w’'-]{0,40}){0,4}")


def reasons(
    query: Query, index: Index, document: int, number: int, vocabulary: Vocabulary
) -> tuple[Reason, ...]:
    """Return what spoke for a document and its best window, strongest first; never empty."""
    text, ask = index.texts[document], query.ask
    found: list[Reason] = []
    if ask.letter_date and text.published:
        days = (text.published - ask.letter_date).days
        found.append(Reason(_after(days), 0.1))
    return tuple(found or [Reason("close in meaning", 0.1)])


def _after(days: int) -> str:
    if days == 0:
        return "the same day as the letter"
    return f"{days} day{'s' if days != 1 else ''} after the letter"
