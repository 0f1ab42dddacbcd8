"""Documents made ready for matching: windows, their words and their vectors.

Computed once for each document, whatever the number of asks; nothing of a
document depends on which others are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from tracker.matching.places import places_in
from tracker.matching.postings import Postings, postings
from tracker.matching.vocabulary import Floats, Ints, Vocabulary, unit
from tracker.matching.windows import Cut, Window, cut
from tracker.matching.words import words

_QUESTION = 0.5
"""What a question's meaning weighs in the window that answers it."""
_MOST = 1_000_000
"""Characters of one document that are read."""


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
class _Read:
    """A document's words, by number, and the places that its sentences name."""

    cut: Cut
    title: Ints
    sentences: tuple[Ints, ...]
    places: tuple[set[str], ...]


@dataclass(frozen=True, slots=True)
class Index:
    """Documents made ready, as arrays; windows of one document stand together."""

    texts: tuple[Text, ...]
    cuts: tuple[Cut, ...]
    sentences: tuple[tuple[Ints, ...], ...]
    """The numbers of the words of each document's sentences."""
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
    places: Mapping[str, Ints]
    """The windows that name a place."""


def prepare(texts: Iterable[Text], vocabulary: Vocabulary) -> Index:
    """Return the documents made ready; blank ones are left out."""
    pairs = [(text, _read(text, vocabulary)) for text in texts]
    kept = tuple(text for text, read in pairs if read.cut.windows)
    reads = [read for _, read in pairs if read.cut.windows]
    table, stem_of, model = vocabulary.vectors, vocabulary.stem_of, vocabulary.model
    counts = [len(read.cut.windows) for read in reads]
    nothing = np.zeros((0, table.shape[1]), np.float32)
    return Index(
        texts=kept,
        cuts=tuple(read.cut for read in reads),
        sentences=tuple(read.sentences for read in reads),
        windows=tuple(window for read in reads for window in read.cut.windows),
        document_of=np.repeat(np.arange(len(reads)), counts),
        begins=np.cumsum([0, *counts])[:-1],
        vectors=np.concatenate([nothing, *(_meanings(read, table) for read in reads)]),
        titles=unit(
            np.concatenate([nothing, *(table[r.title].sum(0, keepdims=True) for r in reads)])
        ),
        in_windows=postings(
            (_heard(read, window) for read in reads for window in read.cut.windows),
            stem_of,
            model.window_words,
        ),
        in_documents=postings(
            (np.concatenate([read.title, *read.sentences]) for read in reads),
            stem_of,
            model.document_words,
        ),
        places=_places(reads),
    )


def _read(text: Text, vocabulary: Vocabulary) -> _Read:
    parts = cut(text.text[:_MOST])
    found = [words(span.of(text.text)) for span in parts.sentences]
    return _Read(
        cut=parts,
        title=np.array(vocabulary.numbers(words(text.title)), np.int32),
        sentences=tuple(np.array(vocabulary.numbers(f), np.int32) for f in found),
        places=tuple(places_in(f, vocabulary.places) for f in found),
    )


def _heard(read: _Read, window: Window) -> Ints:
    """Return the words of a window and of the question that it answers."""
    said, asked = slice(window.first, window.last), slice(*window.asked)
    return np.concatenate([*read.sentences[said], *read.sentences[asked]])


def _meanings(read: _Read, table: Floats) -> Floats:
    """Return the windows' vectors: what is said, and by half what was asked."""
    sums = np.zeros((len(read.sentences) + 1, table.shape[1]))
    np.cumsum([table[row].sum(axis=0) for row in read.sentences], axis=0, out=sums[1:])
    first = np.array([window.first for window in read.cut.windows])
    last = np.array([window.last for window in read.cut.windows])
    asked = np.array([window.asked for window in read.cut.windows])
    said = sums[last] - sums[first]
    question = sums[asked[:, 1]] - sums[asked[:, 0]]
    return unit((said + _QUESTION * question).astype(np.float32))


def _places(reads: Sequence[_Read]) -> dict[str, Ints]:
    """Return the numbers of the windows that name each place, their questions included."""
    found: dict[str, list[int]] = {}
    number = 0
    for read in reads:
        for window in read.cut.windows:
            heard = (*read.places[window.first : window.last], *read.places[slice(*window.asked)])
            for place in set().union(*heard):
                found.setdefault(place, []).append(number)
            number += 1
    return {place: np.array(numbers, np.int64) for place, numbers in found.items()}
