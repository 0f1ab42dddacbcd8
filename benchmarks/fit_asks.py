"""Fit the weights that tell asks from the rest of a letter.

    python -m benchmarks.fit_asks --shared DIR [--write]

Prints figures by cross-validation, in which no letter is read with weights that
have seen it; with --write it then fits on all letters and stores the weights.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.learning import Numbers, grow_trees, weigh_words
from tracker.letters.asks import Model
from tracker.letters.asks.certain import levelled
from tracker.letters.asks.choice import chosen
from tracker.letters.asks.features import Table, content, table
from tracker.letters.asks.model import probabilities, weighed, word_numbers
from tracker.letters.asks.units import Piece, Unit, pieces, units
from tracker.letters.structure import zones

WEIGHTS = Path(__file__).parents[1] / "jobs" / "models" / "asks.json"
FOLDS = 5
LEAST = 0.35
"""From here on taking a candidate helps F1 more often than it hurts; see the printed table."""
WORSE = 0.2
"""How much less than its overlap with an ask a cut counts that is not among the best of it."""


@dataclass(frozen=True)
class Example:
    """A letter, its candidates, and which of them a reader marked."""

    text: str
    pieces: tuple[Piece, ...]
    units: tuple[Unit, ...]
    table: Table
    labels: Numbers
    near: Numbers
    """As labels, with a share for cuts that a scorer would still take for the ask."""
    clear: NDArray[np.bool_]
    """Neither overlaps nor repeats a marked ask, or is one."""
    asks: list[str]


def words(text: str) -> Counter[str]:
    """Return the bag of words that the scorer compares."""
    return Counter("".join(c if c.isascii() and c.isalnum() else " " for c in text.lower()).split())


def overlap(one: Counter[str], other: Counter[str]) -> float:
    """Return intersection over union."""
    return sum((one & other).values()) / max(1, sum((one | other).values()))


def example(document: dict[str, Any], gold: dict[str, Any]) -> Example:
    """Cut a letter into candidates and label them.

    Of several cuts of one ask only those that fit about as well as the best
    count as it. Words are weighed without what overlaps an ask or repeats it:
    such a candidate asks, too, it only was not the one that was marked.
    """
    text = document["text"]
    parts = zones(text)
    found = pieces(text, parts)
    made = units(text, found)
    seen = table(text, parts, found, made, document.get("title") or "")
    start = made[0].span.start if made else 0
    bags = [words(u.span.of(text)) for u in made]
    labels, clear = np.zeros(len(made)), np.ones(len(made), dtype=bool)
    closest = np.zeros(len(made))
    for ask in gold["asks"]:
        at = text.find(ask["quote"], start)
        at = text.find(ask["quote"]) if at < 0 else at
        own, meant = words(ask["quote"]), content(ask["quote"])
        touches = np.array(
            [u.span.start < at + len(ask["quote"]) and at < u.span.end for u in made], dtype=bool
        )
        fits = np.array([overlap(b, own) for b in bags]) * touches
        closest = np.maximum(closest, fits)
        if len(fits):
            labels[(fits >= 0.5) & (fits >= fits.max() - 0.12)] = 1.0
        clear &= ~touches & [_apart(content(u.span.of(text)), meant) for u in made]
    clear |= labels > 0
    near = np.where(labels > 0, 1.0, np.where(closest >= 0.5, closest - WORSE, 0.0))
    return Example(text, found, made, seen, labels, near, clear, [a["quote"] for a in gold["asks"]])


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) < 0.5 * max(1, min(len(one), len(other)))


def fit(examples: list[Example]) -> Model:
    """Return a model fitted on these letters."""
    tokens = [t for e in examples for t in e.table.tokens]
    labels = np.concatenate([e.labels for e in examples])
    clear = np.concatenate([e.clear for e in examples])
    groups = np.repeat(np.arange(float(len(examples))), [len(e.units) for e in examples])

    def weights_of(kept: NDArray[np.int64]) -> dict[str, float]:
        return weigh_words([tokens[i] for i in kept], labels[kept], groups[kept])

    # The trees must see words as they weigh in letters that did not fit the weights.
    part = groups.astype(int) % FOLDS
    rows = []
    for fold in range(FOLDS):
        weights = weights_of(np.flatnonzero((part != fold) & clear))
        for number in range(fold, len(examples), FOLDS):
            one = examples[number]
            values = np.array([weighed(t, weights) for t in one.table.tokens])
            if one.units:
                extra = word_numbers(one.units, values)
                rows.append((number, np.hstack([one.table.numbers, extra])))
    numbers = np.concatenate([r for _, r in sorted(rows, key=lambda x: x[0])])
    near = np.concatenate([e.near for e in examples])
    bias, features, limits, leaves = grow_trees(numbers, near)
    return Model(weights_of(np.flatnonzero(clear)), features, limits, leaves, bias, LEAST)


def judged(
    examples: list[Example], sure: list[Numbers], least: float
) -> tuple[list[tuple[float, bool]], int]:
    """Return how sure we are of each ask taken and whether it was marked; and how many were."""
    outcomes: list[tuple[float, bool]] = []
    for one, p in zip(examples, sure, strict=True):
        level = levelled(one.text, one.pieces, one.units, p)
        picked = chosen([u.span for u in one.units], [float(x) for x in level], least)
        mine = [words(one.units[i].span.of(one.text)) for i in picked]
        asks = [words(a) for a in one.asks]
        pairs = sorted(
            ((overlap(m, a), i, j) for i, m in enumerate(mine) for j, a in enumerate(asks)),
            reverse=True,
        )
        taken, met = set[int](), set[int]()
        for fit_, i, j in pairs:
            if fit_ >= 0.5 and i not in taken and j not in met:
                taken.add(i)
                met.add(j)
        outcomes += [(float(level[c]), i in taken) for i, c in enumerate(picked)]
    return outcomes, sum(len(e.asks) for e in examples)


def calibrated(outcomes: list[tuple[float, bool]]) -> tuple[float, float]:
    """Return slope and shift by which log-odds become a confidence that holds."""
    p = np.clip([x for x, _ in outcomes], 1e-6, 1 - 1e-6)
    seen = np.stack([np.log(p / (1 - p)), np.ones(len(p))], 1)
    hit = np.array([float(h) for _, h in outcomes])
    weights = np.array([1.0, 0.0])
    for _ in range(25):
        said = 1 / (1 + np.exp(-seen @ weights))
        curve = (seen * (said * (1 - said))[:, None]).T @ seen + np.eye(2) * 1e-3
        weights -= np.linalg.solve(curve, seen.T @ (said - hit))
    return float(weights[0]), float(weights[1])


def labelled(folder: Path, name: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield the documents of a set, each with what readers marked in it."""
    lines = (folder / f"{name}.gold.jsonl").read_text().splitlines()
    gold = {g["id"]: g for g in map(json.loads, lines)}
    for line in (folder / f"{name}.documents.jsonl").read_text().splitlines():
        document = json.loads(line)
        yield document, gold[document["id"]]


def main() -> None:
    """Print the cross-validated figures; store the weights if told to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--write", action="store_true", help=f"store the weights in {WEIGHTS}")
    options = parser.parse_args()
    examples = [
        example(document, gold)
        for name in ("letters-dev", "seeds")
        for document, gold in labelled(options.shared / "gold", name)
    ]
    fold = np.random.default_rng(1).permutation(len(examples)) % FOLDS
    sure: list[Numbers] = [np.zeros(0)] * len(examples)
    parts = [
        [e for e, f in zip(examples, fold, strict=True) if f != number] for number in range(FOLDS)
    ]
    if options.write:
        parts.append(examples)
    with ProcessPoolExecutor() as pool:
        models = list(pool.map(fit, parts))
    for number, model in enumerate(models[:FOLDS]):
        for i in np.flatnonzero(fold == number):
            sure[i] = probabilities(examples[i].table, examples[i].units, model)
    print("threshold  precision  recall  F1   (cross-validated by letter)")
    for least in (0.29, 0.32, LEAST, 0.38, 0.41):
        outcomes, marked = judged(examples, sure, least)
        hits = sum(h for _, h in outcomes)
        precision, recall = hits / max(1, len(outcomes)), hits / max(1, marked)
        f1 = 2 * hits / max(1, len(outcomes) + marked)
        print(f"{least:9.2f}  {precision:9.3f}  {recall:6.3f}  {f1:.3f}")
    outcomes, _ = judged(examples, sure, LEAST)
    slope, shift = calibrated(outcomes)
    none = np.zeros((0, 1))
    trust = Model({"": 0.0}, none.astype(np.int64), none, none, 0.0, LEAST, slope, shift)
    tell_confidence([(trust.confidence(p), h) for p, h in outcomes])
    if options.write:
        store(replace(models[-1], slope=slope, shift=shift))


def tell_confidence(said: list[tuple[float, bool]]) -> None:
    """Print how many of the asks of each confidence were marked by a person, too."""
    print("confidence  marked  asks")
    for low in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        inside = [h for c, h in said if low <= c < low + 0.1]
        print(
            f"{low:.1f} to {low + 0.1:.1f}  {sum(inside) / max(1, len(inside)):6.3f}  {len(inside)}"
        )


def store(model: Model) -> None:
    """Write a model as plain data, rounded."""
    data = {
        "words": {w: round(x, 3) for w, x in model.words.items() if abs(x) >= 0.02 or not w},
        "features": model.features.tolist(),
        "limits": [[float(f"{x:.5g}") for x in row] for row in model.limits],
        "leaves": [[round(x, 4) for x in row] for row in model.leaves],
        "bias": round(model.bias, 4),
        "least": model.least,
        "slope": round(model.slope, 4),
        "shift": round(model.shift, 4),
    }
    WEIGHTS.write_text(json.dumps(data, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
