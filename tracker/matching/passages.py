"""Find the one to three sentences of a window that fit an ask best."""

from __future__ import annotations

import numpy as np

from tracker.matching.index import Index
from tracker.matching.signs import Query
from tracker.matching.vocabulary import Vocabulary, unit
from tracker.types import Span

_SENTENCES = 3
_SHORT = 8
"""Words below which a sentence counts for less: "Yes." says little by itself."""
_LONGEST = 900
"""Characters of a passage, so that it can be read at a glance."""


def passage(query: Query, index: Index, number: int, vocabulary: Vocabulary) -> Span:
    """Return where the passage stands in the text of the window's document."""
    window = index.windows[number]
    document = int(index.document_of[number])
    spans, numbers = index.cuts[document].sentences, index.sentences[document]
    table, stem_of = vocabulary.vectors, vocabulary.stem_of
    total = sum(query.stems.values()) or 1.0
    worth = []
    for row in numbers[window.first : window.last]:
        shared = query.stems.keys() & set(stem_of[row].tolist())
        meaning = float(unit(table[row].sum(axis=0)) @ query.meaning)
        words = (sum(query.stems[stem] for stem in shared) / total) ** 0.5
        worth.append((meaning + words) * min(1.0, len(row) / _SHORT))
    first, last = _stretch(np.array(worth))
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
