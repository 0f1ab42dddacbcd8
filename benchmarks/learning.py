"""The learners behind `fit_asks.py` and `fit_match.py`, in plain numpy."""

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
    rounds: int = 350,
    depth: int = 6,
    rate: float = 0.05,
    seed: int = 0,
) -> tuple[float, NDArray[np.int64], Numbers, Numbers]:
    """Return bias, features, limits and leaves of boosted trees for yes-or-no labels.

    Each fork takes the best of many columns, each parted at a value drawn by
    chance (extremely randomized trees, Geurts et al. 2006): so few letters do
    not tell which value is best.
    """
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
        cuts = (chance.random((forks, len(columns))) * bins.max(0)[columns]).astype(np.int64)
        feature, slot, leaf = _tree(bins, rows, columns, cuts, slope, weight)
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
    cuts: NDArray[np.int64],
    slope: Numbers,
    weight: Numbers,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return for each fork its feature (-1: none) and bin, and for each row its leaf."""
    count, forks = len(bins), len(cuts)
    node = np.zeros(count, dtype=np.int64)
    feature, slot = np.full(forks, -1), np.zeros(forks, dtype=np.int64)
    seen = bins[np.ix_(rows, columns)]
    start = 0
    while start < forks:
        level = cuts[start : 2 * start + 1]
        chosen = _best_forks(seen, node[rows] - start, level, slope[rows], weight[rows])
        for place, column in chosen.items():
            feature[start + place], slot[start + place] = columns[column], level[place, column]
        look = feature[node]
        right = (look >= 0) & (bins[np.arange(count), np.maximum(look, 0)] > slot[node])
        node = 2 * node + 1 + right
        start = 2 * start + 1
    return feature, slot, node - forks


def _best_forks(
    bins: NDArray[np.int64],
    place: NDArray[np.int64],
    cuts: NDArray[np.int64],
    slope: Numbers,
    weight: Numbers,
) -> dict[int, int]:
    """Return for each node of a level the column whose cut parts it best, if any pays."""
    inside = place[:, None] == np.arange(len(cuts))
    right = (bins > cuts[place]).astype(np.float64)
    gain = np.zeros(cuts.shape)
    pays = np.ones(cuts.shape, dtype=bool)
    slopes, weights = (np.where(inside, x[:, None], 0.0).T for x in (slope, weight))
    whole, whole_weight = slopes.sum(1)[:, None], weights.sum(1)[:, None]
    side, side_weight = slopes @ right, weights @ right
    for part, heavy in ((side, side_weight), (whole - side, whole_weight - side_weight)):
        gain += part**2 / (heavy + _CALM)
        pays &= heavy >= 1
    gain = np.where(pays, gain - whole**2 / (whole_weight + _CALM), -1.0)
    best = gain.argmax(1)
    return {p: int(c) for p, c in enumerate(best) if gain[p, c] > 1e-3}


def _edges(column: Numbers, most: int = 24) -> Numbers:
    values = np.unique(column)
    if len(values) <= most:
        return np.asarray((values[1:] + values[:-1]) / 2)
    return np.unique(np.quantile(column, np.linspace(0, 1, most + 1)[1:-1]))


def weigh_order(
    values: Numbers, gain: Numbers, usable: NDArray[np.bool_], letters: Numbers, ridge: float
) -> Numbers:
    """Return weights under which graded documents stand before the others, ask by ask.

    `values` is [ask, document, sign]. The likelihood that a reader who picks one
    document by its gain picks as the graded ones are, letters counting by the
    root of their asks; Adam, from nought.
    """
    kept = gain.sum(axis=1) > 0
    values, target, usable, letters = values[kept], gain[kept], usable[kept], letters[kept]
    target = target / target.sum(axis=1, keepdims=True)
    share = 1 / np.sqrt(np.bincount(letters)[letters])
    w = np.zeros(values.shape[2])
    first, second = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, 201):
        scores = np.where(usable, values @ w, -1e9)
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        slope = ((chances - target) * share[:, None]).ravel() @ values.reshape(-1, len(w))
        slope = slope / len(values) + ridge * w
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        w -= 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return w


def weigh_chance(values: Numbers, labels: Numbers, shares: Numbers, calm: float) -> Numbers:
    """Return weights and, last, a bias for yes-or-no labels: logistic regression, by Newton."""
    rows = np.hstack([values, np.ones((len(values), 1))])
    w = np.zeros(rows.shape[1])
    ridge = np.diag([calm] * values.shape[1] + [1e-6])
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(rows @ w, -30, 30)))
        curve = (rows * (shares * p * (1 - p))[:, None]).T @ rows + ridge
        w -= np.linalg.solve(curve, rows.T @ (shares * (p - labels)) + ridge @ w)
    return w
