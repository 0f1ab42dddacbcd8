"""The two learners behind `fit_asks.py`, in plain numpy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Tokens = Sequence[tuple[str, ...]]

# How much a leaf is drawn towards nought.
_CALM = 2.0


def weigh_words(
    tokens: Tokens, labels: Numbers, groups: Numbers, least: int = 3
) -> dict[str, float]:
    """Return a weight per word by logistic regression; "" holds the bias.

    Words of fewer groups (letters) than `least` are left out. A text's weights
    are summed and divided by the square root of how many of its words are known.
    """
    where: defaultdict[str, set[float]] = defaultdict(set)
    for words, group in zip(tokens, groups, strict=True):
        for word in words:
            where[word].add(group)
    known = {w: i for i, w in enumerate(sorted(w for w, g in where.items() if len(g) >= least))}
    pairs = [(r, known[w]) for r, words in enumerate(tokens) for w in words if w in known]
    rows, columns = np.array(pairs).T
    value = 1 / np.sqrt(np.maximum(np.bincount(rows, minlength=len(labels)), 1))[rows]
    weights, first, second = (np.zeros(len(known) + 1) for _ in range(3))
    for step in range(1, 121):
        score = np.bincount(rows, value * weights[columns], len(labels)) + weights[-1]
        error = 1 / (1 + np.exp(-score)) - labels
        slope = np.append(np.bincount(columns, value * error[rows], len(known)), error.sum())
        slope[:-1] += weights[:-1]
        slope /= len(labels)
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        weights -= 0.1 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return {"": float(weights[-1]), **{w: float(weights[i]) for w, i in known.items()}}


def grow_trees(
    numbers: Numbers,
    labels: Numbers,
    rounds: int = 200,
    depth: int = 4,
    rate: float = 0.08,
    seed: int = 0,
) -> tuple[float, NDArray[np.int64], Numbers, Numbers]:
    """Return bias, features, limits and leaves of boosted trees for yes-or-no labels."""
    chance = np.random.default_rng(seed)
    count, width = numbers.shape
    edges = [_edges(numbers[:, f]) for f in range(width)]
    bins = np.stack([np.searchsorted(e, numbers[:, f], "right") for f, e in enumerate(edges)], 1)
    share = float(labels.mean())
    bias = float(np.log(share / (1 - share)))
    score = np.full(count, bias)
    forks = 2**depth - 1
    features, limits, leaves = [], [], []
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-score))
        slope, weight = p - labels, p * (1 - p)
        rows = np.flatnonzero(chance.random(count) < 0.7)
        columns = np.sort(chance.choice(width, max(1, int(width * 0.4)), replace=False))
        feature, slot, leaf = _tree(bins, rows, columns, slope, weight, depth)
        total = np.bincount(leaf[rows], slope[rows], forks + 1)
        leaf_values = -rate * total / (np.bincount(leaf[rows], weight[rows], forks + 1) + _CALM)
        score += leaf_values[leaf]
        features.append(np.maximum(feature, 0))
        limits.append([edges[f][s] if f >= 0 else 1e18 for f, s in zip(feature, slot, strict=True)])
        leaves.append(leaf_values)
    return bias, np.array(features), np.array(limits), np.array(leaves)


def _tree(
    bins: NDArray[np.int64],
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    slope: Numbers,
    weight: Numbers,
    depth: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return for each fork its feature (-1: none) and bin, and for each row its leaf."""
    count, forks, slots = len(bins), 2**depth - 1, int(bins.max()) + 1
    node = np.zeros(count, dtype=np.int64)
    feature, slot = np.full(forks, -1), np.zeros(forks, dtype=np.int64)
    for level in range(depth):
        start = 2**level - 1
        chosen = _best_forks(
            bins[np.ix_(rows, columns)],
            node[rows] - start,
            2**level,
            slots,
            slope[rows],
            weight[rows],
        )
        for place, (column, cut) in chosen.items():
            feature[start + place], slot[start + place] = columns[column], cut
        look = feature[node]
        right = (look >= 0) & (bins[np.arange(count), np.maximum(look, 0)] > slot[node])
        node = 2 * node + 1 + right
    return feature, slot, node - forks


def _edges(column: Numbers, most: int = 24) -> Numbers:
    values = np.unique(column)
    if len(values) <= most:
        return np.asarray((values[1:] + values[:-1]) / 2)
    return np.unique(np.quantile(column, np.linspace(0, 1, most + 1)[1:-1]))


def _best_forks(
    bins: NDArray[np.int64],
    place: NDArray[np.int64],
    places: int,
    slots: int,
    slope: Numbers,
    weight: Numbers,
) -> dict[int, tuple[int, int]]:
    """Return for each node of a level the column and the bin after which to part, if any pays."""
    slopes, weights = (np.empty((bins.shape[1], places * slots)) for _ in range(2))
    for number, column in enumerate(bins.T):
        key = place * slots + column
        slopes[number] = np.bincount(key, slope, places * slots)
        weights[number] = np.bincount(key, weight, places * slots)
    slopes = slopes.reshape(-1, places, slots).transpose(1, 0, 2)
    weights = weights.reshape(-1, places, slots).transpose(1, 0, 2)
    left, left_weight = slopes.cumsum(2)[:, :, :-1], weights.cumsum(2)[:, :, :-1]
    total, total_weight = slopes.sum(2)[:, :, None], weights.sum(2)[:, :, None]
    right, right_weight = total - left, total_weight - left_weight
    gain = (
        left**2 / (left_weight + _CALM)
        + right**2 / (right_weight + _CALM)
        - total**2 / (total_weight + _CALM)
    )
    gain[(left_weight < 1) | (right_weight < 1)] = -1
    flat = gain.reshape(places, -1)
    best = flat.argmax(1)
    return {
        p: (int(best[p]) // (slots - 1), int(best[p]) % (slots - 1))
        for p in range(places)
        if flat[p, best[p]] > 1e-3
    }
