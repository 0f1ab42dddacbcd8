"""Asks made ready for matching: what they mean, their words, their places.

Computed once for each ask, whatever the number of documents; a new document is
compared with all of them at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.matching.places import places_in
from tracker.matching.vocabulary import Floats, Ints, Vocabulary, unit
from tracker.matching.words import words
from tracker.types import OpenAsk

_LETTER = 0.5
"""What the letter's title weighs beside the ask's own words, in meaning."""
_NAME = re.compile(r"[A-Z][\w’'-]{1,40}(?: (?:of |the |for ){0,2}[A-Z][\w’'-]{1,40}){0,4}")
_TELLING = 3.0
"""How rare a word of a name must be: "Global Magnitsky" is, "United States" is not."""
_FEWEST = 4
"""Words that an ask must say for its scores to be believed; the labelled asks have 5 and more."""


@dataclass(frozen=True, slots=True)
class Query:
    """An ask made ready: what it means, its stems with what each tells, its places and names."""

    ask: OpenAsk
    meaning: Floats
    stems: dict[int, float]
    places: frozenset[str]
    names: tuple[str, ...]
    wanted: Ints
    """The numbers of the telling words of the summary."""
    weights: Floats
    """What each of these words tells, 1 together."""
    acts: int
    """The kinds of act that the summary wants."""
    verb: int
    """Those of its first word."""
    fullness: float
    """What its scores are worth: 1, and less where it says too little to tell answers by."""


@dataclass(frozen=True, slots=True)
class Sparse:
    """Rows of a few numbered entries each, laid end to end."""

    begins: Ints
    """Where each row begins, and where the last ends; the last row is empty."""
    columns: Ints
    values: NDArray[np.float64]

    def rows(self, chosen: Ints) -> tuple[Ints, Ints]:
        """Return the places of the entries of some rows, and which of the chosen each is of.

        A number beyond the rows has no entries.
        """
        chosen = np.minimum(chosen, len(self.begins) - 2)
        counts = self.begins[chosen + 1] - self.begins[chosen]
        ends = np.cumsum(counts)
        shifts = np.repeat(self.begins[chosen] - ends + counts, counts)
        return shifts + np.arange(len(shifts)), np.repeat(np.arange(len(chosen)), counts)


@dataclass(frozen=True, slots=True)
class Asks:
    """Some asks made ready, as arrays."""

    queries: tuple[Query, ...]
    meanings: Floats
    """What each ask means, length one."""
    stems: Sparse
    """A row for each ask: its stems, and what each tells."""
    whole: NDArray[np.float64]
    """What all of an ask's words tell together."""
    by_stem: Sparse
    """A row for each stem: the asks that have it, and what it tells in each."""
    kin: Sparse
    """A row for each stem: the stems of asks for which it stands, and how well."""
    since: Ints
    """The day from which each counts, as an ordinal; 0: nothing is too early."""
    letters: Ints
    """The letter of each; -1: not known."""


def gather(asks: Sequence[OpenAsk], vocabulary: Vocabulary) -> Asks:
    """Return the asks made ready."""
    queries = _queries(asks, vocabulary)
    counts = [len(query.stems) for query in queries]
    columns = np.array([s for q in queries for s in q.stems], np.int64)
    values = np.array([v for q in queries for v in q.stems.values()], float)
    rows = np.repeat(np.arange(len(queries)), counts)
    names = vocabulary.stems
    kin = [
        (standing, stem, like)
        for stem in sorted(set(columns.tolist()))
        for standing, like in vocabulary.kin(names[stem])
    ]
    near = np.array(kin, float).reshape(-1, 3).T
    width = vocabulary.vectors.shape[1]
    nothing = np.zeros((0, width), np.float32)
    return Asks(
        queries=tuple(queries),
        meanings=np.concatenate([nothing, *(query.meaning[None] for query in queries)]),
        stems=_sparse(rows, columns, values),
        whole=np.bincount(rows, values, minlength=len(queries)).astype(float),
        by_stem=_sparse(columns, rows, values),
        kin=_sparse(near[0].astype(int), near[1].astype(int), near[2]),
        since=np.array([a.letter_date.toordinal() if a.letter_date else 0 for a in asks], int),
        letters=np.array([a.letter_id if a.letter_id is not None else -1 for a in asks], int),
    )


def _sparse(rows: Ints, columns: Ints, values: NDArray[np.float64]) -> Sparse:
    order = np.argsort(rows, kind="stable")
    begins = np.searchsorted(rows[order], np.arange(int(rows.max(initial=-1)) + 3))
    return Sparse(begins, columns[order], values[order])


def _queries(asks: Sequence[OpenAsk], vocabulary: Vocabulary) -> list[Query]:
    read = [[words(t) for t in (a.quote, a.summary, a.letter_title)] for a in asks]
    numbers = [[vocabulary.numbers(part) for part in parts] for parts in read]
    table, stem_of = vocabulary.vectors, vocabulary.stem_of
    rarity, acts = vocabulary.rarity, vocabulary.acts
    found = []
    for ask, parts, rows in zip(asks, read, numbers, strict=True):
        quote, summary, title = (unit(table[row].sum(axis=0)) for row in rows)
        stems: dict[int, float] = {}
        for row in rows:
            for stem in set(stem_of[row].tolist()) - {-1}:
                stems[stem] = stems.get(stem, 0.0) + float(rarity[stem])
        found.append(
            Query(
                ask=ask,
                meaning=unit(quote + summary + _LETTER * title),
                stems=stems,
                places=frozenset().union(*(places_in(p, vocabulary.places) for p in parts)),
                names=_names(ask, vocabulary),
                wanted=np.array(wanted := _telling(rows[1], stem_of), np.int32),
                weights=_shares(rarity[stem_of[wanted]]),
                acts=int(np.bitwise_or.reduce(acts[rows[1]])),
                verb=int(np.bitwise_or.reduce(acts[rows[1][:1]])),
                fullness=_fullness(stem_of[rows[0] + rows[1]]),
            )
        )
    return found


def _fullness(stems: Ints) -> float:
    return min(1.0, len(set(stems.tolist()) - {-1}) / _FEWEST)


def _telling(row: Sequence[int], stem_of: Ints) -> list[int]:
    """Return the numbers of the words that say something of a subject, each once."""
    return [word for word in dict.fromkeys(row) if stem_of[word] >= 0]


def _shares(weights: Floats) -> Floats:
    shares: Floats = weights / max(float(weights.sum()), 1e-9)
    return shares


def _names(ask: OpenAsk, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the names in an ask, other than of places, that tell something."""
    found = dict.fromkeys(_NAME.findall(f"{ask.quote}\n{ask.summary}"))
    return tuple(
        name
        for name in found
        if not places_in(words(name), vocabulary.places)
        and max(vocabulary.rarity_of(word) for word in words(name)) >= _TELLING
    )
