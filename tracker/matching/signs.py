"""What speaks for a pair: one number for each sign, for every document at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tracker.matching.index import Index
from tracker.matching.places import places_in
from tracker.matching.postings import Term
from tracker.matching.vocabulary import Floats, Ints, Vocabulary, unit
from tracker.matching.words import words
from tracker.types import OpenAsk

SIGNS = ("meaning", "words", "kin", "together", "whole", "title", "place")
"""Names of the signs, in the order of the columns.

The best window's meaning, words, and words with their kin, each by itself and
then meaning and kin in one window; the whole document's words; the title's
meaning; the ask's places in the best window.
"""
_LETTER = 0.5
"""What the letter's title weighs beside the ask's own words, in meaning."""
_AT_ONCE = 32
"""Asks that are compared with all windows in one multiplication."""


@dataclass(frozen=True, slots=True)
class Query:
    """An ask made ready: what it means, its words with what each tells, its places."""

    ask: OpenAsk
    meaning: Floats
    stems: dict[int, float]
    kin: tuple[Term, ...]
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class Signs:
    """One ask beside every document of an index."""

    values: Floats
    """A row for each document, a column for each of SIGNS."""
    best: Ints
    """The number of each document's best window."""


def queries(asks: Sequence[OpenAsk], vocabulary: Vocabulary) -> list[Query]:
    """Return the asks made ready."""
    read = [[words(t) for t in (a.quote, a.summary, a.letter_title)] for a in asks]
    numbers = [[vocabulary.numbers(part) for part in parts] for parts in read]
    table, stem_of, rarity = vocabulary.vectors, vocabulary.stem_of, vocabulary.rarity
    found = []
    for ask, parts, rows in zip(asks, read, numbers, strict=True):
        quote, summary, title = (unit(table[row].sum(axis=0)) for row in rows)
        stems: dict[int, float] = {}
        for row in rows:
            for stem in {int(s) for s in stem_of[row]} - {-1}:
                stems[stem] = stems.get(stem, 0.0) + float(rarity[stem])
        found.append(
            Query(
                ask=ask,
                meaning=unit(quote + summary + _LETTER * title),
                stems=stems,
                kin=tuple((weight, vocabulary.kin(stem)) for stem, weight in stems.items()),
                places=frozenset().union(*(places_in(p, vocabulary.places) for p in parts)),
            )
        )
    return found


def read(queries: Sequence[Query], index: Index) -> Iterator[Signs]:
    """Give the signs of every document for each ask, in order."""
    for start in range(0, len(queries), _AT_ONCE):
        some = queries[start : start + _AT_ONCE]
        meanings = np.stack([query.meaning for query in some]) @ index.vectors.T
        for query, meaning in zip(some, meanings, strict=True):
            yield _read(query, index, meaning)


def _read(query: Query, index: Index, meaning: Floats) -> Signs:
    """Return the signs for one ask, given its likeness to every window."""
    plain = [(weight, [(stem, 1.0)]) for stem, weight in query.stems.items()]
    spoken = np.sqrt(index.in_windows.score(plain))
    kin = np.sqrt(index.in_windows.score(query.kin))
    together = meaning + kin
    best = _best(together, index)
    columns = (
        np.maximum.reduceat(meaning, index.begins),
        np.maximum.reduceat(spoken, index.begins),
        np.maximum.reduceat(kin, index.begins),
        together[best],
        np.sqrt(index.in_documents.score(plain)),
        index.titles @ query.meaning,
        _named(query, index)[best],
    )
    return Signs(np.stack(columns, axis=1), best)


def _named(query: Query, index: Index) -> Floats:
    """Return which share of the ask's places each window names; 0 where it has none."""
    share = np.zeros(len(index.windows), np.float32)
    for place in query.places & index.places.keys():
        share[index.places[place]] += np.float32(1 / len(query.places))
    return share


def _best(scores: Floats, index: Index) -> Ints:
    """Return the number of each document's best window, the first of equals."""
    highest = np.maximum.reduceat(scores, index.begins)
    hits = np.flatnonzero(scores == highest[index.document_of])
    return hits[np.unique(index.document_of[hits], return_index=True)[1]]
