"""How sure we are that a candidate is an ask: words weighed, then small trees.

Learned from labelled letters by `benchmarks/fit_asks.py`; the weights lie in
`jobs/models/asks.json`, are loaded there and handed in. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracker.letters.asks.features import Table
from tracker.letters.asks.units import Form, Unit

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights for words and pairs of words, and trees over all that is seen."""

    words: Mapping[str, float]
    """The weight of no word at all stands under ""."""
    features: NDArray[np.int64]
    """A row per tree: which number is looked at, at each fork from the top."""
    limits: Numbers
    """From which value on the way goes right."""
    leaves: Numbers
    bias: float
    least: float
    """A candidate must be surer than this to be worth taking."""
    slope: float = 1.0
    shift: float = 0.0
    """How the log-odds of what was taken turn into a confidence that holds."""

    def confidence(self, sure: float) -> float:
        """Return the share of asks, taken this surely, that a careful reader would mark."""
        odds = math.log(max(sure, 1e-6) / max(1 - sure, 1e-6))
        return 1 / (1 + math.exp(-self.slope * odds - self.shift))


def model_of(data: Mapping[str, Any]) -> Model:
    """Return the model that was stored as plain data."""
    return Model(
        words=data["words"],
        features=np.array(data["features"], dtype=np.int64),
        limits=np.array(data["limits"], dtype=np.float64),
        leaves=np.array(data["leaves"], dtype=np.float64),
        bias=data["bias"],
        least=data["least"],
        slope=data["slope"],
        shift=data["shift"],
    )


def probabilities(table: Table, units: Sequence[Unit], model: Model) -> Numbers:
    """Return for each candidate how likely a careful reader would call it an ask."""
    if not units:
        return np.zeros(0)
    words = np.array([weighed(tokens, model.words) for tokens in table.tokens])
    numbers = np.hstack([table.numbers, word_numbers(units, words)])
    rows, trees = np.arange(len(units))[:, None], np.arange(len(model.leaves))
    fork = np.zeros((len(units), len(trees)), dtype=np.int64)
    for _ in range(model.leaves.shape[1].bit_length() - 1):
        right = numbers[rows, model.features[trees, fork]] >= model.limits[trees, fork]
        fork = 2 * fork + 1 + right
    score = model.bias + model.leaves[trees, fork - model.features.shape[1]].sum(1)
    return np.asarray(1 / (1 + np.exp(-score)))


def weighed(tokens: tuple[str, ...], weights: Mapping[str, float]) -> float:
    """Return how much the words of a candidate speak for it, as a log-odds."""
    known = [weights[t] for t in tokens if t in weights]
    return weights[""] + (sum(known) / len(known) ** 0.5 if known else 0.0)


def word_numbers(units: Sequence[Unit], words: Numbers) -> Numbers:
    """Return what the weighed words say of each candidate and of the sentences around it."""
    of = {
        (u.piece, u.first): w for u, w in zip(units, words, strict=True) if u.form is Form.SENTENCE
    }
    place = {key: number for number, key in enumerate(sorted(of))}
    line = np.array([of[key] for key in sorted(of)])
    rows = []
    for unit, own in zip(units, words, strict=True):
        first, last = place[unit.piece, unit.first], place[unit.piece, unit.last]
        rows.append(
            (
                own,
                line[first],
                line[first : last + 1].max(),
                line[first - 1] if first else -5.0,
                line[last + 1] if last + 1 < len(line) else -5.0,
                float((line > own).sum()),
                line.max() - own,
            )
        )
    return np.array(rows, dtype=np.float64).reshape(len(rows), 7)
