"""Cut a letter's body into the pieces that may be asks: items, sentences, clauses.

Staff count what they would tick off: a whole item of a list, background and
all; a sentence of prose; or, where one sentence makes two requests, each of
its halves. All of these are offered here, overlapping; which of them are asks
is decided elsewhere. Pure, and linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from tracker.letters.asks.words import may_open_clause
from tracker.letters.structure import Role, Zones
from tracker.text import sentences
from tracker.types import Span


class Form(StrEnum):
    """How a piece was cut."""

    SENTENCE = "sentence"
    GROUP = "group"
    """All sentences of an item or paragraph."""
    RUN = "run"
    """Some neighbouring sentences of one."""
    CLAUSE = "clause"
    WHOLE = "whole"
    """A sentence that leads into a list, and the list."""


@dataclass(frozen=True, slots=True)
class Piece:
    """An item of a list, or a paragraph; the sentences in it; and what leads into it."""

    span: Span
    parts: tuple[Span, ...]
    marker: str
    """What marks it as an item, "" if nothing does: "-", "1", "a"."""
    lead: Span | None
    """The sentence with a colon that leads into the list it may belong to."""
    rank: int
    """How many pieces after that sentence, from 0."""
    paragraph: int
    """Number of its line in the body, from 0."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A candidate."""

    span: Span
    form: Form
    piece: int
    """Number of the piece in which it begins."""
    first: int
    """Number of the first sentence in that piece."""
    last: int


_MARKER = re.compile(
    r"(?:[-–—*•·▪●○◦‣o]|\d{1,2}[.)]|\(\d{1,2}\)|\(?[a-hA-H][.)]|\(?[ivx]{1,4}[.)]|[Qq]\d{1,2}[.:])"
    r"(?=[ \t\xa0]|[A-Z\"“])[ \t\xa0]{0,20}"
)
_INLINE = re.compile(
    r"(?<=[\s;:,.?!])(?:\((\d{1,2})\)|(\d{1,2})[.)]|([•·▪●*]))(?=[ \t\xa0]{1,9}[\"“A-Za-z]"
    r"|[A-Z])[ \t\xa0]{0,9}"
)
# A note's number behind a full stop, or a full stop without a blank behind it.
_GLUED = re.compile(
    r"(?<=[a-z)\"”’])[.?!][\"”’)]{0,2}(?:\[\w{1,4}\]|<sup>\d{1,3}</sup>"
    r"|\d{1,3}){1,3}(?=\s{1,9}[\"“A-Z(]|$)"
    r"|(?<=[a-z)])[.?!](?=[A-Z][a-z])"
)
_SPLIT = re.compile(
    r"(?:[,;]? (?:and|as well as|while|but|or)(?: (?:also|further|that|to|then))*,?|[;,](?: (?:to"
    r"|and))?) (?=\S)"
)

_MOST_CUTS = 6
MOST_SENTENCES = 1000
"""Ten times the longest letter that we know; what comes behind is not read for asks."""
_LONGEST_LIST = 12


def pieces(text: str, zones: Zones) -> tuple[Piece, ...]:
    """Return the paragraphs and items of the letter's own words, in order."""
    found: list[Piece] = []
    lead: Span | None = None
    rank, left = 0, MOST_SENTENCES
    for number, line in enumerate(_own(zones)):
        for span, marker in _items(text, line):
            parts = _sentences(text, span)[:left]
            if not parts:
                continue
            left -= len(parts)
            found.append(Piece(span, parts, marker, lead, rank, number))
            rank += 1
            if text[parts[-1].end - 1] in ":—" or text[parts[-1].start : parts[-1].end].endswith(
                ":-"
            ):
                lead, rank = parts[-1], 0
    return tuple(found)


def unread(zones: Zones, found: tuple[Piece, ...]) -> Span | None:
    """Return what a letter that is too long says behind its last piece, or None."""
    if sum(len(piece.parts) for piece in found) < MOST_SENTENCES:
        return None
    start, end = found[-1].parts[-1].end, _own(zones)[-1].end
    return Span(start, end) if start < end else None


def _own(zones: Zones) -> tuple[Span, ...]:
    return zones.of(Role.BODY) or zones.of(Role.EXCERPT)


def _items(text: str, line: Span) -> list[tuple[Span, str]]:
    """Return the items of one line with their marks; the line itself where it is none."""
    start, marker = line.start, ""
    if mark := _MARKER.match(text, line.start, line.end):
        start, marker = mark.end(), mark.group().strip(" \t\xa0().:")
    found: list[tuple[Span, str]] = []
    for mark in _inline_marks(text, start, line.end):
        found.append((Span(start, mark.start()), marker))
        start, marker = mark.end(), mark.group().strip(" \t\xa0().:")
    found.append((Span(start, line.end), marker))
    return [(s, m) for s, m in ((_bare(text, s), m) for s, m in found) if s.end > s.start]


def _inline_marks(text: str, start: int, end: int) -> list[re.Match[str]]:
    """Return the marks of a list inside a line: numbers that count up, or repeated bullets."""
    series: list[list[re.Match[str]]] = [[]]
    bullets: list[re.Match[str]] = []
    for mark in _INLINE.finditer(text, start, end):
        number = mark[1] or mark[2]
        if number is None:
            bullets.append(mark)
        elif int(number) == 1:
            series.append([mark])
        elif int(number) == len(series[-1]) + 1:
            series[-1].append(mark)
    kept = [mark for numbers in series if len(numbers) > 1 for mark in numbers]
    return sorted(kept + (bullets if len(bullets) > 1 else []), key=lambda m: m.start())


def _bare(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _sentences(text: str, span: Span) -> tuple[Span, ...]:
    found = []
    for sentence in sentences(span.of(text)):
        start, end = span.start + sentence.start, span.start + sentence.end
        for glue in _GLUED.finditer(text, start, end):
            if glue.end() - start > 20:
                found.append(_bare(text, Span(start, glue.end())))
                start = glue.end()
        if end > start:
            found.append(_bare(text, Span(start, end)))
    return tuple(s for s in found if s.end > s.start)


def units(text: str, found: tuple[Piece, ...]) -> tuple[Unit, ...]:
    """Return every candidate, by where it starts; they overlap."""
    made: list[Unit] = []
    for number, piece in enumerate(found):
        last = len(piece.parts) - 1
        for first in range(len(piece.parts)):
            made.append(Unit(piece.parts[first], Form.SENTENCE, number, first, first))
            made += _clauses(text, piece.parts[first], number, first)
            made += _runs(piece, number, first, last)
        if text[piece.span.end - 1] == ":":
            made += _whole(found, number)
    return tuple(sorted(made, key=lambda u: (u.span.start, u.span.end)))


def _runs(piece: Piece, number: int, first: int, last: int) -> list[Unit]:
    ends = {e for e in (first + 1, first + 2) if e <= last}
    if last - first <= 7:
        ends.add(last)
    return [
        Unit(
            Span(piece.parts[first].start, piece.parts[end].end),
            Form.GROUP if (first, end) == (0, last) else Form.RUN,
            number,
            first,
            end,
        )
        for end in sorted(ends - {first})
    ]


def _clauses(text: str, sentence: Span, number: int, first: int) -> list[Unit]:
    cuts = [
        (m.start(), m.end())
        for m in _SPLIT.finditer(text, sentence.start + 12, max(sentence.start, sentence.end - 12))
        if may_open_clause(text[m.end() : m.end() + 30].split()[0])
    ][:_MOST_CUTS]
    edges = [(sentence.start, sentence.start), *cuts, (sentence.end, sentence.end)]
    made = []
    for left in range(len(edges) - 1):
        for right in range(left + 1, len(edges)):
            span = Span(edges[left][1], edges[right][0])
            whole = left == 0 and right == len(edges) - 1
            outer = left == 0 or right == len(edges) - 1 or right - left == 1
            if outer and not whole and span.end - span.start >= 25:
                made.append(Unit(span, Form.CLAUSE, number, first, first))
    return made


def _whole(found: tuple[Piece, ...], number: int) -> list[Unit]:
    lead = found[number].parts[-1]
    end = number
    while end + 1 < len(found) and found[end + 1].lead == lead and end - number < _LONGEST_LIST:
        end += 1
    last = len(found[number].parts) - 1
    return [
        Unit(Span(lead.start, found[stop].span.end), Form.WHOLE, number, last, last)
        for stop in range(number + 1, end + 1)
    ]
