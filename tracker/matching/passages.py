"""Find the one to three sentences of a window that fit an ask best."""

from __future__ import annotations

import numpy as np

from tracker.matching.index import Index
from tracker.matching.signs import Query
from tracker.matching.vocabulary import Vocabulary, unit
from tracker.matching.words import words
from tracker.types import Span

_SENTENCES = 3
_LONGEST = 900
"""Characters of a passage, so that it can be read at a glance."""


def passage(query: Query, index: Index, number: int, vocabulary: Vocabulary) -> Span:
    """Return where the passage stands in the text of the window's document."""
    window = index.windows[number]
    document = int(index.document_of[number])
    text, spans = index.texts[document].text, index.cuts[document].sentences
    table, stem_of = vocabulary.vectors, vocabulary.stem_of
    total = sum(query.stems.values()) or 1.0
    worth, lengths = [], []
    for span in spans[window.first : window.last]:
        numbers = vocabulary.numbers(words(span.of(text)))
        shared = {int(s) for s in stem_of[numbers]} & query.stems.keys()
        meaning = float(unit(table[numbers].sum(axis=0)) @ query.meaning)
        worth.append(meaning + (sum(query.stems[s] for s in shared) / total) ** 0.5)
        lengths.append(len(numbers))
    first, last = _stretch(np.array(worth) * np.minimum(1, np.array(lengths) / 8))
    begin = spans[window.first + first].start
    while last - first > 1 and spans[window.first + last - 1].end - begin > _LONGEST:
        last -= 1
    return Span(begin, spans[window.first + last - 1].end)


def _stretch(worth: np.ndarray) -> tuple[int, int]:
    """Return the run of sentences, at most three, that is worth most."""
    width = min(_SENTENCES, len(worth))
    sums = np.convolve(worth, np.ones(width), "valid")
    first = int(np.argmax(sums))
    return first, first + width
