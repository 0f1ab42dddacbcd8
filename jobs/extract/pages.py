"""The text of printed pages, put together from their lines.

Where a line was full and its sentence goes on in the next, they are one; other
lines, as in an address, stay lines. Where the page leaves more room between two
of them, a paragraph ends. Running headers and page numbers go, and words that
were parted at a line's end are whole again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

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

# What begins an item of a list.
_MARKER = re.compile(r"[-–—*•·▪●○◦‣]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})[.)]\s")
_PROSE = 40
"""A line with fewer characters tells nothing about the width of the page."""
_LOOSE = 1.3
"""How much more room than usual a line may take for its characters; columns take more."""


class Line(NamedTuple):
    """A line of a page; places are in points, from its left and lower edges."""

    text: str
    top: float
    left: float
    right: float

    @property
    def step(self) -> float:
        """How much room a character takes."""
        return (self.right - self.left) / max(len(one_line(self.text)), 1)


@dataclass(frozen=True, slots=True)
class _Column:
    """How far the lines of prose reach, and how much room a character takes in them."""

    right: float
    step: float

    def goes_on(self, line: Line, following: Line) -> bool:
        """Say whether a line ends only because the next word found no room in it."""
        said, following_said = one_line(line.text), one_line(following.text)
        if _MARKER.match(following_said) or max(line.step, following.step) > self.step * _LOOSE:
            return False
        word = following_said.partition(" ")[0]
        full = line.right + (len(word) + 1) * line.step > self.right
        broken = following_said[:1].islower() and len(said) >= _PROSE and said[-1] not in ".?!:;"
        return full or broken


def put_together(pages: list[list[Line]]) -> tuple[str, tuple[Span, ...]]:
    """Return the text of some pages, and where each of them stands in it."""
    column = _column(line for lines in pages for line in lines)
    texts = [_paragraphs(lines, column) for lines in _without_headers(pages)]
    words = set(re.findall(r"\w+", "\n".join(texts)))
    text, spans = "", []
    for said in texts:
        said = _mended(said, words)
        if text and said:
            text += "\n\n" if text[-1] in '.?!:;”"' else " " if said[0].islower() else "\n"
        spans.append(Span(len(text), len(text) + len(said)))
        text += said
    return text, tuple(spans)


def letters(lines: Sequence[Line]) -> int:
    """Return how many letters and digits stand on a page."""
    return sum(character.isalnum() for line in lines for character in line.text)


def _without_headers(pages: list[list[Line]]) -> list[list[Line]]:
    """Return the pages without page numbers and lines that stand on the edge of most pages."""
    edges = Counter(
        _pattern(text)
        for lines in pages
        for text in {line.text for line in lines[:_EDGE] + lines[-_EDGE:]}
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
            if _SAYS_PAGE.search(kept[at].text):
                kept = kept[at + 1 :]
                break
        while kept and (_pattern(kept[0].text) in running or _is_number(kept[0].text)):
            kept = kept[1:]
    while kept and (
        _is_number(kept[-1].text) or (not first and _pattern(kept[-1].text) in running)
    ):
        kept = kept[:-1]
    return kept


def _is_number(text: str) -> bool:
    said = one_line(text)
    return not said or bool(_PAGE_NUMBER.fullmatch(said))


def _column(lines: Iterable[Line]) -> _Column | None:
    """Return the column in which the prose stands; None: there is none."""
    prose = [line for line in lines if len(line.text) >= _PROSE]
    if not prose:
        return None
    rights, steps = sorted(line.right for line in prose), sorted(line.step for line in prose)
    return _Column(rights[len(rights) * 9 // 10], steps[len(steps) // 2])


def _paragraphs(lines: list[Line], column: _Column | None) -> str:
    """Return the lines, with an empty one where the page leaves more room than usual."""
    steps = [above.top - below.top for above, below in pairwise(lines)]
    real = sorted(step for step in steps if step > _LEAST_STEP)
    usual = real[len(real) // 4] if real else 0.0
    said = ""
    for number, line in enumerate(lines):
        apart = number and not 0 <= steps[number - 1] <= usual * _WIDE
        joined = number and column and column.goes_on(lines[number - 1], line)
        end = "\n\n" if apart else " " if joined and not said.endswith("-") else "\n"
        said += (end if said else "") + _line(line.text)
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
