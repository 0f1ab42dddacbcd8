"""What is marked in a letter's text: asks by number, people and days by a word.

Works without a screen. A mark is told by its label and never by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from tracker.letters import dates
from tracker.text import clean
from tracker.types import Addressee, Letter, Signatory, Span

TO, BY, ON = "to", "by", "on"
LEGEND = f"[1] ask   [{TO}] addressee   [{BY}] signatory   [{ON}] date or deadline"


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Words of a text that were read as something."""

    span: Span
    label: str
    """The number of an ask, else one of TO, BY and ON."""

    @property
    def is_ask(self) -> bool:
        """Say whether an ask is marked."""
        return self.label.isdigit()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text over which the same marks hold."""

    words: str
    """Made harmless."""
    holds: tuple[Mark, ...]
    """Those that cover it."""
    begins: tuple[Mark, ...]
    """Those of them that begin with it, the longest first."""
    ends: int
    """How many of them end with it."""


def marks(letter: Letter) -> tuple[Mark, ...]:
    """Return what is marked in a letter's text, in its order; asks that were struck are not."""
    text = letter.text
    found = {Mark(ask.span, str(ask.number)) for ask in letter.asks if not ask.struck}
    found |= {Mark(span, ON) for span in _days(letter)}
    found |= {Mark(_place(one, text), TO) for one in (*letter.addressees, *letter.cc)}
    found |= {Mark(_place(one, text), BY) for one in letter.signatories}
    # What came from another source of the letter stands nowhere in this text.
    return tuple(sorted(m for m in found if 0 <= m.span.start < m.span.end <= len(text)))


def pieces(text: str, wanted: Iterable[Mark]) -> Iterator[Piece]:
    """Yield the whole text in stretches, each with the marks that hold there."""
    ordered = sorted(wanted, key=lambda m: (m.span.start, -m.span.end, m.label))
    cuts = {0, len(text)} | {at for m in ordered for at in (m.span.start, m.span.end)}
    for start, end in pairwise(sorted(cuts)):
        holds = tuple(m for m in ordered if m.span.start <= start and end <= m.span.end)
        begins = tuple(m for m in holds if m.span.start == start)
        ends = sum(m.span.end == end for m in holds)
        yield Piece(clean(text[start:end]), holds, begins, ends)


def plain(letter: Letter) -> str:
    """Return the text with its marks, for a terminal: "[on: March 3, 2025]"."""
    parts: list[str] = []
    for piece in pieces(letter.text, marks(letter)):
        parts += [f"[{mark.label}: " for mark in piece.begins]
        parts += [piece.words, "]" * piece.ends]
    return "".join(parts)


def _days(letter: Letter) -> Iterator[Span]:
    """Yield where the letter's day and its deadlines are printed."""
    wanted = {letter.letter_date, letter.reply_by, *(ask.due for ask in letter.asks)}
    for span, day in dates.named(letter.text, letter.letter_date):
        if day in wanted:
            yield span


def _place(one: Addressee | Signatory, text: str) -> Span:
    """Return where a person is named: as it was read, else where the name first or last stands."""
    if one.span is not None:
        return one.span
    name = one.printed if isinstance(one, Signatory) else one.name
    if not name:
        return Span(0, 0)
    start = text.rfind(name) if isinstance(one, Signatory) else text.find(name)
    return Span(start, start + len(name))
