"""What speaks for a pair: one number for each sign, for many asks and a document at once.

First a glance at every pair, cheap; then a close look at those that it left over.
What a pair's signs are follows from its ask and its document alone, in whatever
company they come.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.matching.asks import Asks
from tracker.matching.index import FULL, Entries, Index, Ready
from tracker.matching.vocabulary import Floats, Ints

SIGNS = ("meaning", "words", "kin", "together", "whole", "title", "place")
"""Names of the signs, in the order of the columns.

The best window's meaning, words, and words with their kin, each by itself and
then meaning and kin in one window; the whole document's words; the title's
meaning; the ask's places in the best window.
"""
DETAILS = ("sentence", "length", "fact", "wishes", "talk", "acts", "verb")
"""Signs of the best window alone, for the pairs that are shown.

How near its best sentence comes to each word of the ask's summary; the logarithm
of the document's windows; 1 where the ask wants to know something, and nothing
done; 1 where the passage calls for something or is concerned, and tells of no
deed; 1 where the title is of remarks; which share of the kinds of act in the
summary the passage tells of, and of those of its first word.
"""
GLANCE = ("meaning", "whole", "title")
"""Signs that every pair is glanced at for."""
_AT_ONCE = 4096
"""Windows that are compared in one multiplication, with _FEW asks."""
_FEW = 1024
_CLOSE = 512
"""Asks that are looked at closely in one go."""

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Signs:
    """Some asks beside one document."""

    asks: Ints
    """Their numbers."""
    values: Doubles
    """A row for each of them, a column for each of SIGNS."""
    best: Ints
    """The number of the document's best window for each."""


def glance(asks: Asks, index: Index) -> Floats:
    """Return the signs of GLANCE for every ask and document, as [sign, ask, document]."""
    found = np.zeros((len(GLANCE), len(asks.queries), len(index)), np.float32)
    for first, last in _batches(index):
        some = index[first:last]
        begins = np.cumsum([0, *(len(ready.vectors) for ready in some)])[:-1]
        windows = np.concatenate([ready.vectors for ready in some]).T
        for start in range(0, len(asks.queries), _FEW):
            few = slice(start, start + _FEW)
            near = asks.meanings[few] @ windows
            found[0, few, first:last] = np.maximum.reduceat(near, begins, axis=1)
        found[2, :, first:last] = asks.meanings @ np.stack([ready.title for ready in some]).T
    for number, ready in enumerate(index):
        found[1, :, number] = _whole(asks, ready)
    return found


def _batches(index: Index) -> list[tuple[int, int]]:
    """Return the index in runs of some _AT_ONCE windows: first, and one after the last."""
    ends = np.cumsum([len(ready.vectors) for ready in index])
    runs = np.flatnonzero(np.diff(ends // _AT_ONCE)) + 1
    return list(zip([0, *runs.tolist()], [*runs.tolist(), len(index)], strict=True))


def _whole(asks: Asks, ready: Ready) -> Doubles:
    """Return how much of each ask's words a document has: 0, nothing, to 1, all, and often."""
    held = ready.in_whole
    places, stems = asks.by_stem.rows(held.stems)
    counts = asks.by_stem.values[places] * held.weights[stems]
    score = np.bincount(asks.by_stem.columns[places], counts, len(asks.queries))
    return np.sqrt(score / _full(asks.whole))


def close(asks: Asks, ready: Ready, chosen: Ints) -> list[Signs]:
    """Return the signs of some asks beside a document, in parts of at most _CLOSE asks."""
    return [
        _close(asks, ready, chosen[start : start + _CLOSE])
        for start in range(0, len(chosen), _CLOSE)
    ]


def _close(asks: Asks, ready: Ready, chosen: Ints) -> Signs:
    places, rows = asks.stems.rows(chosen)
    terms, columns = np.unique(asks.stems.columns[places], return_inverse=True)
    weights = np.zeros((len(chosen), len(terms)))
    weights[rows, columns] = asks.stems.values[places]
    weights /= _full(asks.whole[chosen])[:, None]
    plain, near = _spoken(asks, ready.in_windows, terms, len(ready.vectors))
    meaning = asks.meanings[chosen].astype(float) @ ready.vectors.T.astype(float)
    kin = np.sqrt(weights @ near.T)
    together = meaning + kin
    best = together.argmax(axis=1)
    each = np.arange(len(chosen))
    columns_of = (
        meaning.max(axis=1),
        np.sqrt((weights @ plain.T).max(axis=1)),
        kin.max(axis=1),
        together[each, best],
        _whole(asks, ready)[chosen],
        asks.meanings[chosen].astype(float) @ ready.title.astype(float),
        _named(asks, ready, chosen, best),
    )
    return Signs(chosen, np.stack(columns_of, axis=1), best)


def _spoken(asks: Asks, held: Entries, terms: Ints, size: int) -> tuple[Doubles, Doubles]:
    """Return how much each term counts in each window, by itself and with its kin.

    Of several words that stand for a term the closest counts.
    """
    plain, near = np.zeros((size, len(terms))), np.zeros((size, len(terms)))
    here, column = _found(held.stems, terms)
    plain[held.units[here], column] = held.weights[here]
    places, entry = asks.kin.rows(held.stems)
    here, column = _found(asks.kin.columns[places], terms)
    places, entry = places[here], entry[here]
    closest_last = np.argsort(asks.kin.values[places], kind="stable")
    places, entry, column = places[closest_last], entry[closest_last], column[closest_last]
    near[held.units[entry], column] = asks.kin.values[places] * held.weights[entry]
    return plain, near


def _found(stems: Ints, terms: Ints) -> tuple[Ints, Ints]:
    """Return which of the stems are among the terms, in order, and where there."""
    column = np.searchsorted(terms, stems)
    here = np.flatnonzero(np.append(terms, -1)[column] == stems)
    return here, column[here]


def _named(asks: Asks, ready: Ready, chosen: Ints, best: Ints) -> list[float]:
    """Return which share of each ask's places its best window names; 0 where it has none."""
    heard: dict[int, set[str]] = {}
    shares = []
    for number, window in zip(chosen.tolist(), best.tolist(), strict=True):
        wanted = asks.queries[number].places
        if wanted and window not in heard:
            heard[window] = set().union(*(ready.places[s] for s in ready.heard(window)))
        shares.append(len(wanted & heard[window]) / len(wanted) if wanted else 0.0)
    return shares


def _full(whole: Doubles) -> Doubles:
    """Return what all of an ask's words come to where each stands again and again."""
    return np.where(whole > 0, whole * FULL, 1.0)
