"""Cut a document into the stretches in which an answer may stand.

A window is some five sentences. In a transcript, what one person says is never
mixed with what another says; but what answers a question keeps the question
beside it, because there the reporter's words carry the subject. The question
itself is no window: it answers nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from tracker.text import each_sentence
from tracker.types import Span

SIZE, STRIDE = 5, 2
"""Sentences in a window, and from one window's beginning to the next."""
_LONG = 800
"""Characters after which a sentence is cut, so that a passage stays readable."""
_KEPT_OF_QUESTION = 6
_MOST = 20_000
"""Sentences of one document that are read; a day's hearing has some 5,000."""
_SPEAKER = re.compile(r"([A-Z][A-Z.’'\-]{0,30}(?: [A-Z][A-Z.’'\-]{0,30}){0,7}|Q)\s?:")
_ASKING = {"QUESTION", "Q"}


@dataclass(frozen=True, slots=True)
class Window:
    """Some sentences in a row, and the question that they answer; numbers of sentences."""

    first: int
    last: int
    """One after the last."""
    asked: tuple[int, int] = (0, 0)
    """The question's sentences; empty outside of transcripts."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A text cut into sentences and windows."""

    sentences: tuple[Span, ...]
    windows: tuple[Window, ...]
    transcript: bool
    """Somebody asks and somebody answers."""


def cut(text: str) -> Cut:
    """Return the sentences and windows of a text; every text but a blank one has a window.

    Of a text with more than _MOST sentences the first are read.
    """
    pieces = (piece for span in each_sentence(text) for piece in _pieces(text, span))
    spans = tuple(islice(pieces, _MOST))
    turns = _turns(text, spans)
    transcript = any(asking for asking, _, _ in turns)
    if not transcript:
        turns = [(False, 0, len(spans))] if spans else []
    asked, found = (0, 0), []
    for asking, first, last in turns:
        if asking:
            asked = (max(first, last - _KEPT_OF_QUESTION), last)
            continue
        for start in range(first, max(first + 1, last - SIZE + STRIDE), STRIDE):
            found.append(Window(start, min(last, start + SIZE), asked))
    if spans and not found:
        found = [Window(0, min(SIZE, len(spans)))]
    return Cut(spans, tuple(found), transcript)


def _turns(text: str, spans: tuple[Span, ...]) -> list[tuple[bool, int, int]]:
    """Return who speaks where: whether it is a question, first sentence, one after the last."""
    turns: list[tuple[bool, int, int]] = []
    for number, span in enumerate(spans):
        label = _SPEAKER.match(text, span.start, min(span.end, span.start + 300))
        if label or not turns:
            asking = label is not None and label[1] in _ASKING
            turns.append((asking, number, number + 1))
        else:
            turns[-1] = (*turns[-1][:2], number + 1)
    return turns


def _pieces(text: str, span: Span) -> list[Span]:
    """Return the sentence, or its parts where it is overlong; cuts fall between words."""
    pieces, start = [], span.start
    while span.end - start > _LONG:
        blank = text.rfind(" ", start + 1, start + _LONG)
        stop = blank if blank > 0 else start + _LONG
        pieces.append(Span(start, stop))
        start = stop
    return [*pieces, Span(start, span.end)]
