"""Choose words of a text: find them as typed, step from word to word, cut in two."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.text import sentences
from tracker.types import Span

_WORD = re.compile(r"\S+")
_LINKS = frozenset({"and", "or", "&", "and/or", "to"})
_CUT = re.compile(r"[.!?;:]\s|,?\s(?=and\s|or\s)|,\s")


def find(text: str, quote: str, near: int = 0) -> Span | None:
    """Return where words stand, however the lines are broken; of several, the nearest place."""
    words = quote.split()
    if not words:
        return None
    found = re.finditer(r"\s+".join(map(re.escape, words)), text)
    best = min(found, key=lambda match: abs(match.start() - near), default=None)
    return Span(best.start(), best.end()) if best else None


def words(text: str, span: Span) -> tuple[Span, ...]:
    """Return where the words of a span stand."""
    return tuple(Span(*match.span()) for match in _WORD.finditer(text, span.start, span.end))


def cut(text: str, span: Span, at: int) -> tuple[Span, Span]:
    """Return a span in two, the second from `at` on; "and" between them belongs to none."""
    first = [w for w in words(text, span) if w.end <= at]
    second = [w for w in words(text, span) if w.start >= at]
    while len(first) > 1 and first[-1].of(text).strip(",;").lower() in _LINKS:
        first.pop()
    while len(second) > 1 and second[0].of(text).lower() in _LINKS:
        second.pop(0)
    return _whole(first, span.start), _whole(second, span.end)


def likely_cut(text: str, span: Span) -> int:
    """Return where a person would most likely cut: nearest the middle, after a stop or an "and"."""
    middle = (span.start + span.end) // 2
    places = [match.end() for match in _CUT.finditer(text, span.start, span.end)]
    if not places:
        places = [word.start for word in words(text, span)[1:]] or [span.end]
    return min(places, key=lambda at: abs(at - middle))


def unmarked(text: str, taken: Sequence[Span]) -> tuple[Span, ...]:
    """Return the sentences of a text that share no word with the spans taken.

    What has fewer than three words, the number of a list say, is none.
    """
    return tuple(
        one
        for one in sentences(text)
        if len(words(text, one)) > 2
        and not any(one.start < other.end and other.start < one.end for other in taken)
    )


def _whole(found: Sequence[Span], otherwise: int) -> Span:
    if not found:
        return Span(otherwise, otherwise)
    return Span(found[0].start, found[-1].end)
