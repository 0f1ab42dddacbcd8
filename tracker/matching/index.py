"""Documents made ready for matching: windows, their words and their vectors.

Computed once for each document, whatever the number of asks; nothing of a
document depends on which others are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from tracker.matching.places import places_in
from tracker.matching.vocabulary import Floats, Ints, Vocabulary, unit
from tracker.matching.windows import Cut, cut
from tracker.matching.words import words

_QUESTION = 0.5
"""What a question's meaning weighs in the window that answers it."""
_MOST = 1_000_000
"""Characters of one document that are read."""
_DISTINCT = 30_000
"""Different words of one document that are read; a day's hearing has some 10,000."""
_WORDS_AT_ONCE = 8192
"""Words whose vectors are summed in one go: a long document's together fill 200 MB."""
_K1, _B = 1.2, 0.75
"""How soon a repeated word stops to count, and how much length takes away (BM25)."""
FULL = _K1 + 1
"""What a word counts that stands somewhere again and again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A document as matching needs it."""

    id: int | str
    title: str
    text: str
    published: date | None
    author: str = ""
    about_letter: int | None = None
    """The held letter of which it is a source: its text, its announcement, a story of it."""


@dataclass(frozen=True, slots=True)
class Entries:
    """Which stems stand in which units, in the units' order, and how much each counts there."""

    units: Ints
    stems: Ints
    weights: Floats


@dataclass(frozen=True, slots=True)
class Ready:
    """A document made ready, as arrays."""

    text: Text
    cut: Cut
    sentences: tuple[Ints, ...]
    """The numbers of the words of each sentence."""
    places: tuple[frozenset[str], ...]
    """The places that each sentence names."""
    vectors: Floats
    """What each window means, length one."""
    title: Floats
    """What the title means, length one."""
    in_windows: Entries
    in_whole: Entries
    """The whole document as one unit."""

    def heard(self, window: int) -> list[int]:
        """Return the sentences of a window's question, and then its own."""
        one = self.cut.windows[window]
        return [*range(*one.asked), *range(one.first, one.last)]


Index = tuple[Ready, ...]


def prepare(texts: Iterable[Text], vocabulary: Vocabulary) -> Index:
    """Return the documents made ready; blank ones are left out."""
    reads = [_read(text, vocabulary) for text in texts]
    return tuple(_ready(read, vocabulary) for read in reads if read.cut.windows)


@dataclass(frozen=True, slots=True)
class _Read:
    """A document's words, by number, and the places that its sentences name."""

    text: Text
    cut: Cut
    title: Ints
    sentences: tuple[Ints, ...]
    places: tuple[frozenset[str], ...]


def _read(text: Text, vocabulary: Vocabulary) -> _Read:
    parts = cut(text.text[:_MOST])
    found = _words(text.text, parts)
    return _Read(
        text=text,
        cut=parts,
        title=np.array(vocabulary.numbers(words(text.title)), np.int32),
        sentences=tuple(np.array(vocabulary.numbers(f), np.int32) for f in found),
        places=tuple(places_in(f, vocabulary.places) for f in found),
    )


def _words(text: str, parts: Cut) -> list[list[str]]:
    """Return the words of each sentence; none of those after _DISTINCT different words."""
    met: set[str] = set()
    found = []
    for span in parts.sentences:
        here = words(span.of(text)) if len(met) < _DISTINCT else []
        met.update(here)
        found.append(here)
    return found


def _ready(read: _Read, vocabulary: Vocabulary) -> Ready:
    table, stem_of, model = vocabulary.vectors, vocabulary.stem_of, vocabulary.model
    windows = [
        np.concatenate([*read.sentences[w.first : w.last], *read.sentences[slice(*w.asked)]])
        for w in read.cut.windows
    ]
    return Ready(
        text=read.text,
        cut=read.cut,
        sentences=read.sentences,
        places=read.places,
        vectors=_meanings(read, table),
        title=unit(table[read.title].sum(axis=0)),
        in_windows=entries(windows, stem_of, model.window_words),
        in_whole=entries(
            [np.concatenate([read.title, *read.sentences])], stem_of, model.document_words
        ),
    )


def _meanings(read: _Read, table: Floats) -> Floats:
    """Return the windows' vectors: what is said, and by half what was asked."""
    sums = np.zeros((len(read.sentences) + 1, table.shape[1]))
    np.cumsum(sums_of(read.sentences, table), axis=0, out=sums[1:])
    places = np.array([(w.first, w.last, *w.asked) for w in read.cut.windows]).T
    first, last, asked, answered = sums[places]
    return unit((last - first + _QUESTION * (answered - asked)).astype(np.float32))


def sums_of(sentences: Sequence[Ints], table: Floats) -> Floats:
    """Return the sum of each sentence's vectors; nought for one without words."""
    lengths = np.array([len(row) for row in sentences], np.int64)
    found = np.zeros((len(sentences), table.shape[1]), np.float32)
    spoken = np.flatnonzero(lengths)
    runs = np.cumsum(lengths[spoken]) // _WORDS_AT_ONCE
    for some in np.split(spoken, np.flatnonzero(np.diff(runs)) + 1) if len(spoken) else ():
        begins = np.cumsum(lengths[some]) - lengths[some]
        together = np.concatenate([sentences[number] for number in some])
        found[some] = np.add.reduceat(table[together], begins, axis=0)
    return found


def entries(units: Sequence[Ints], stem_of: Ints, usual: float) -> Entries:
    """Return how much each stem counts in each of some units, by BM25.

    A unit is given as its words' numbers; `usual` is how many words that tell
    something a unit has on average. How rare a word is counts with the asks.
    """
    number = np.repeat(np.arange(len(units)), [len(unit) for unit in units])
    stems = stem_of[np.concatenate(units)]
    telling = stems >= 0
    width = int(stem_of.max(initial=0)) + 1
    keys, often = np.unique(
        number[telling].astype(np.int64) * width + stems[telling], return_counts=True
    )
    where = keys // width
    lengths = np.bincount(where, often, minlength=len(units))
    penalty = _K1 * (1 - _B + _B * lengths / usual)
    weights = often * FULL / (often + penalty[where])
    return Entries(
        where.astype(np.int32), (keys % width).astype(np.int32), weights.astype(np.float32)
    )
