"""Documents made ready for matching: windows, their words and their vectors.

Computed once for each document, whatever the number of asks; nothing of a
document depends on which others are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from tracker.matching.vocabulary import Floats, Ints, Vocabulary, unit
from tracker.matching.windows import Cut, Window, cut

_QUESTION = 0.5
"""What a question's meaning weighs in the window that answers it."""
_MOST = 1_000_000
"""Characters of one document that are read."""
_K1, _B = 1.2, 0.75
"""BM25's: how soon a repeated word stops to count, how much length takes away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A document as matching needs it."""

    id: int | str
    title: str
    text: str
    published: date | None
    author: str = ""
    about_letter: int | None = None
    """The held letter that it reports on, where somebody said so."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Where each stem stands, and how much it counts there."""

    begins: Ints
    """Where a stem's entries begin, by number; one more than there are stems."""
    units: Ints
    weights: Floats

    def score(self, query: dict[int, float], size: int) -> Floats:
        """Return how well each of `size` units fits a query: 0, nothing, to 1, all of it often."""
        held = [(s, weight) for s, weight in query.items() if s < len(self.begins) - 1]
        slices = [slice(self.begins[s], self.begins[s + 1]) for s, _ in held]
        units = np.concatenate([*(self.units[s] for s in slices), np.zeros(0, np.int64)])
        parts = [self.weights[s] * weight for s, (_, weight) in zip(slices, held, strict=True)]
        weights = np.concatenate([*parts, np.zeros(0, np.float32)])
        total = sum(query.values()) * (_K1 + 1) or 1.0
        return (np.bincount(units, weights, minlength=size) / total).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Index:
    """Documents made ready, as arrays; windows of one document stand together."""

    texts: tuple[Text, ...]
    cuts: tuple[Cut, ...]
    windows: tuple[Window, ...]
    document_of: Ints
    """The number of each window's document."""
    begins: Ints
    """Where each document's windows begin."""
    vectors: Floats
    """What each window means, length one."""
    titles: Floats
    """What each title means, length one."""
    in_windows: Postings
    in_documents: Postings


def prepare(texts: Iterable[Text], vocabulary: Vocabulary) -> Index:
    """Return the documents made ready; blank ones are left out."""
    kept, cuts, numbers = [], [], []
    for text in texts:
        parts = cut(text.text[:_MOST])
        if parts.windows:
            kept.append(text)
            cuts.append(parts)
            numbers.append([vocabulary.numbers(s.of(text.text)) for s in parts.sentences])
    titles = [vocabulary.numbers(text.title) for text in kept]
    table, stems = vocabulary.vectors, vocabulary.stem_of
    vectors = [_meanings(c, n, table) for c, n in zip(cuts, numbers, strict=True)]
    counts = [len(c.windows) for c in cuts]
    model = vocabulary.model
    by_window = [
        np.concatenate([flat[a:b], flat[c:d]])
        for parts, rows in zip(cuts, numbers, strict=True)
        for flat, edges in [_flat(rows)]
        for w in parts.windows
        for a, b, c, d in [edges[[w.first, w.last, *w.asked]]]
    ]
    by_document = [
        np.concatenate([_flat(rows)[0], np.array(title, np.int64)])
        for rows, title in zip(numbers, titles, strict=True)
    ]
    return Index(
        texts=tuple(kept),
        cuts=tuple(cuts),
        windows=tuple(w for c in cuts for w in c.windows),
        document_of=np.repeat(np.arange(len(kept)), counts),
        begins=np.cumsum([0, *counts[:-1]]) if counts else np.zeros(0, np.int64),
        vectors=np.vstack(vectors) if vectors else np.zeros((0, table.shape[1]), np.float32),
        titles=unit(np.stack([table[t].sum(axis=0) for t in titles])),
        in_windows=_postings(by_window, stems, model.window_words),
        in_documents=_postings(by_document, stems, model.document_words),
    )


def _flat(rows: Sequence[list[int]]) -> tuple[Ints, Ints]:
    """Return the words of all sentences in a row, and where each sentence begins."""
    edges = np.cumsum([0, *map(len, rows)])
    return np.array([n for row in rows for n in row], np.int64), edges


def _meanings(parts: Cut, rows: Sequence[list[int]], table: Floats) -> Floats:
    """Return the windows' vectors: what is said, and by half what was asked."""
    sentences = np.stack([table[row].sum(axis=0) for row in rows])
    sums = np.vstack(
        [np.zeros((1, table.shape[1])), np.cumsum(sentences, axis=0, dtype=np.float64)]
    )
    first, last = (np.array([getattr(w, n) for w in parts.windows]) for n in ("first", "last"))
    asked = np.array([w.asked for w in parts.windows])
    said = sums[last] - sums[first]
    return unit((said + _QUESTION * (sums[asked[:, 1]] - sums[asked[:, 0]])).astype(np.float32))


def _postings(units: Sequence[Ints], stem_of: Ints, usual: float) -> Postings:
    """Return where the words of some units stand, weighed as BM25 does."""
    found: list[tuple[Ints, Ints, Floats]] = []
    for number, words in enumerate(units):
        stems = stem_of[words]
        stems, counts = np.unique(stems[stems >= 0], return_counts=True)
        length = _K1 * (1 - _B + _B * counts.sum() / usual)
        weights = counts * (_K1 + 1) / (counts + length)
        found.append((stems, np.full(len(stems), number), weights.astype(np.float32)))
    stems, numbers, weights = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(stems, kind="stable")
    begins = np.searchsorted(stems[order], np.arange(stem_of.max(initial=-1) + 2))
    return Postings(begins, numbers[order], weights[order])
