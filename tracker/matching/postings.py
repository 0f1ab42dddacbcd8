"""Where words stand, and how much they count there: BM25 over numbers.

How rare a word is comes from the model, not from the documents at hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tracker.matching.vocabulary import Floats, Ints

_K1, _B = 1.2, 0.75
"""How soon a repeated word stops to count, and how much length takes away."""

Term = tuple[float, Sequence[tuple[int, float]]]
"""What a term of a query weighs, and the stems that stand for it with how well, best last."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Where each stem stands, and how much it counts there."""

    size: int
    """How many units there are: windows, or documents."""
    begins: Ints
    """Where a stem's entries begin, by its number, and where the last one's end."""
    units: Ints
    weights: Floats

    def score(self, query: Iterable[Term]) -> Floats:
        """Return how much of a query each unit has: 0, nothing, to 1, all of it and often."""
        scores, whole = np.zeros(self.size, np.float32), 0.0
        for weight, stems in query:
            whole += weight * (_K1 + 1)
            term = np.zeros(self.size, np.float32)
            for stem, like in stems:
                if stem < len(self.begins) - 1:
                    here = slice(self.begins[stem], self.begins[stem + 1])
                    term[self.units[here]] = self.weights[here] * np.float32(like)
            scores += term * np.float32(weight)
        return scores / np.float32(whole or 1.0)


def postings(units: Iterable[Ints], stem_of: Ints, usual: float) -> Postings:
    """Return where the stems of some units stand; each unit is given as its words' numbers.

    `usual` is how many words that tell something a unit has on average.
    """
    rows: list[Ints] = [np.zeros(0, np.int32)]
    lengths: list[int] = []
    weights: list[Floats] = [np.zeros(0, np.float32)]
    for unit in units:
        stems = stem_of[unit]
        found, often = np.unique(stems[stems >= 0], return_counts=True)
        penalty = _K1 * (1 - _B + _B * often.sum() / usual)
        rows.append(found)
        weights.append((often * (_K1 + 1) / (often + penalty)).astype(np.float32))
        lengths.append(len(found))
    stems = np.concatenate(rows)
    order = np.argsort(stems, kind="stable")
    numbers = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    begins = np.searchsorted(stems[order], np.arange(int(stem_of.max(initial=-1)) + 2))
    return Postings(len(lengths), begins, numbers[order], np.concatenate(weights)[order])
