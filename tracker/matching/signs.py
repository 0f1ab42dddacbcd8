"""What speaks for a pair: one number for each sign, for every document at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tracker.matching.index import Index
from tracker.matching.vocabulary import Floats, Ints, Vocabulary, unit
from tracker.types import OpenAsk

SIGNS = ("meaning", "words", "together", "whole", "title", "days")
"""Names of the signs, in the order of the columns."""
_LETTER = 0.5
"""What the letter's title weighs beside the ask's own words, in meaning."""


@dataclass(frozen=True, slots=True)
class Query:
    """An ask made ready: what it means, and its words with what each tells."""

    ask: OpenAsk
    meaning: Floats
    stems: dict[int, float]


@dataclass(frozen=True, slots=True)
class Signs:
    """One ask beside every document of an index."""

    values: Floats
    """A row for each document, a column for each of SIGNS."""
    best: Ints
    """The number of each document's best window."""


def queries(asks: Sequence[OpenAsk], vocabulary: Vocabulary) -> list[Query]:
    """Return the asks made ready."""
    parts = [[vocabulary.numbers(t) for t in (a.quote, a.summary, a.letter_title)] for a in asks]
    table, stem_of, rarity = vocabulary.vectors, vocabulary.stem_of, vocabulary.rarity
    found = []
    for ask, numbers in zip(asks, parts, strict=True):
        quote, summary, title = (unit(table[n].sum(axis=0)) for n in numbers)
        stems: dict[int, float] = {}
        for part in numbers:
            for stem in np.unique(stem_of[part]):
                if stem >= 0:
                    stems[int(stem)] = stems.get(int(stem), 0.0) + float(rarity[stem])
        found.append(Query(ask, unit(quote + summary + _LETTER * title), stems))
    return found


def read(query: Query, index: Index) -> Signs:
    """Return the signs of every document for one ask."""
    meaning = index.vectors @ query.meaning
    words = np.sqrt(index.in_windows.score(query.stems, len(index.windows)))
    together = meaning + words
    best = _best(together, index)
    top = np.maximum.reduceat
    published = [t.published for t in index.texts]
    after = query.ask.letter_date
    days = [(p - after).days if p and after else 30 for p in published]
    columns = (
        top(meaning, index.begins),
        top(words, index.begins),
        together[best],
        np.sqrt(index.in_documents.score(query.stems, len(index.texts))),
        index.titles @ query.meaning,
        np.log1p(np.maximum(days, 0)),
    )
    return Signs(np.stack(columns, axis=1).astype(np.float32), best)


def _best(scores: Floats, index: Index) -> Ints:
    """Return the number of each document's best window, the first of equals."""
    highest = np.maximum.reduceat(scores, index.begins)
    hits = np.flatnonzero(scores == highest[index.document_of])
    return hits[np.unique(index.document_of[hits], return_index=True)[1]]
