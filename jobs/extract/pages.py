"""The text of printed pages, put together from their lines.

Lines stay lines; where the page leaves more room between two of them, a
paragraph ends. Running headers and page numbers go, and words that were parted
at a line's end are whole again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from tracker.text import clean, one_line
from tracker.types import Span

# What PDFium puts where a word was parted at a line's end, and what a page may hold there.
_HYPHEN = re.compile("[\ufffe\x02\u00ad](?=.)")
# Words that keep their hyphen with whatever follows.
_KEEPING = frozenset(
    "well long self non high low short full part anti cross so ex then ill all far".split()
)
_WIDE = 1.45
_LEAST_STEP = 5.0
_EDGE = 3
_PAGE_NUMBER = re.compile(
    r"(?:page\s{0,3})?[-–—]?\s?\d{1,3}\s?[-–—]?(?:\s{0,3}(?:of|/)\s{0,3}\d{1,3})?", re.IGNORECASE
)
_SAYS_PAGE = re.compile(r"\bpage\s{1,3}\d{1,3}\b", re.IGNORECASE)
_PARTED = re.compile(r"(\w{2,40})-\n(\w{2,40})")

Line = tuple[str, float]
"""A line's text, and how far its top is from the bottom of the page, in points."""


def put_together(pages: list[list[Line]]) -> tuple[str, tuple[Span, ...]]:
    """Return the text of some pages, and where each of them stands in it."""
    texts = [_paragraphs(lines) for lines in _without_headers(pages)]
    words = set(re.findall(r"\w+", "\n".join(texts)))
    text, spans = "", []
    for said in texts:
        said = _mended(said, words)
        if text and said:
            text += "\n\n" if text[-1] in '.?!:;”"' else "\n"
        spans.append(Span(len(text), len(text) + len(said)))
        text += said
    return text, tuple(spans)


def letters(lines: Sequence[Line]) -> int:
    """Return how many letters and digits stand on a page."""
    return sum(character.isalnum() for text, _ in lines for character in text)


def _without_headers(pages: list[list[Line]]) -> list[list[Line]]:
    """Return the pages without page numbers and lines that stand on the edge of most pages."""
    edges = Counter(
        _pattern(text)
        for lines in pages
        for text in {text for text, _ in lines[:_EDGE] + lines[-_EDGE:]}
    )
    running = {said for said, count in edges.items() if count > max(2, len(pages) // 2)}
    return [_trimmed(lines, running, first=number == 0) for number, lines in enumerate(pages)]


def _pattern(text: str) -> str:
    return re.sub(r"\d+", "0", one_line(text).lower())


def _trimmed(lines: list[Line], running: set[str], first: bool) -> list[Line]:
    kept = list(lines)
    if not first:
        # "Secretary Quill / March 3, 2026 / Page 2" on top of a following page.
        for at in range(min(_EDGE, len(kept)) - 1, -1, -1):
            if _SAYS_PAGE.search(kept[at][0]):
                kept = kept[at + 1 :]
                break
        while kept and (_pattern(kept[0][0]) in running or _is_number(kept[0][0])):
            kept = kept[1:]
    while kept and (_is_number(kept[-1][0]) or (not first and _pattern(kept[-1][0]) in running)):
        kept = kept[:-1]
    return kept


def _is_number(text: str) -> bool:
    said = one_line(text)
    return not said or bool(_PAGE_NUMBER.fullmatch(said))


def _paragraphs(lines: list[Line]) -> str:
    """Return the lines, with an empty one where the page leaves more room than usual."""
    steps = [above - below for (_, above), (_, below) in pairwise(lines)]
    real = sorted(step for step in steps if step > _LEAST_STEP)
    usual = real[len(real) // 4] if real else 0.0
    said = ""
    for number, (text, _) in enumerate(lines):
        apart = number and not 0 <= steps[number - 1] <= usual * _WIDE
        said += ("\n\n" if apart else "\n" if said else "") + _line(text)
    return re.sub(r"\n{3,}", "\n\n", said).strip()


def _line(text: str) -> str:
    """Return a line cleaned; a word that PDFium joined over a line's end is parted again."""
    lines = clean(_HYPHEN.sub("-\n", text)).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines)


def _mended(text: str, words: set[str]) -> str:
    """Return the text with words whole that a line's end had parted."""

    def whole(parted: re.Match[str]) -> str:
        first, second = parted.groups()
        known = first + second in words
        kept = first.lower() in _KEEPING or f"{first}-{second}" in text or not second.islower()
        return f"{first}{'-' if kept and not known else ''}{second}"

    return _PARTED.sub(whole, text)
