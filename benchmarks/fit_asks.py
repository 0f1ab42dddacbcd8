"""Fit the weights that tell asks from the rest of a letter.

    python -m benchmarks.fit_asks DOCUMENTS.jsonl GOLD.jsonl [--write]

Prints figures by cross-validation, in which no letter is read with weights that
have seen it; with --write it then fits on all letters and stores the weights.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.learning import Numbers, grow_trees, weigh_words
from tracker.letters.asks import Model
from tracker.letters.asks.choice import best
from tracker.letters.asks.features import Table, table
from tracker.letters.asks.model import probabilities, weighed, word_numbers
from tracker.letters.asks.units import Unit, pieces, units
from tracker.letters.structure import zones

WEIGHTS = Path(__file__).parents[1] / "jobs" / "models" / "asks.json"
FOLDS = 5


@dataclass(frozen=True)
class Example:
    """A letter, its candidates, and which of them a reader marked."""

    text: str
    units: tuple[Unit, ...]
    table: Table
    labels: Numbers
    asks: list[str]


def words(text: str) -> Counter[str]:
    """Return the bag of words that the scorer compares."""
    return Counter("".join(c if c.isascii() and c.isalnum() else " " for c in text.lower()).split())


def overlap(one: Counter[str], other: Counter[str]) -> float:
    """Return intersection over union."""
    return sum((one & other).values()) / max(1, sum((one | other).values()))


def example(document: dict[str, Any], gold: dict[str, Any]) -> Example:
    """Cut a letter into candidates and label each by its overlap with the marked asks."""
    text = document["text"]
    parts = zones(text)
    found = pieces(text, parts)
    made = units(text, found)
    seen = table(text, parts, found, made, document.get("title") or "")
    start = made[0].span.start if made else 0
    places = []
    for ask in gold["asks"]:
        at = text.find(ask["quote"], start)
        at = text.find(ask["quote"]) if at < 0 else at
        places.append((at, at + len(ask["quote"]), words(ask["quote"])))
    labels = [
        float(
            any(
                s < u.span.end and u.span.start < e and overlap(words(u.span.of(text)), bag) >= 0.5
                for s, e, bag in places
            )
        )
        for u in made
    ]
    return Example(text, made, seen, np.array(labels), [a["quote"] for a in gold["asks"]])


def fit(examples: list[Example], least: float) -> Model:
    """Return a model fitted on these letters."""
    tokens = [t for e in examples for t in e.table.tokens]
    labels = np.concatenate([e.labels for e in examples])
    groups = np.repeat(np.arange(float(len(examples))), [len(e.units) for e in examples])
    # The trees must see words as they weigh in letters that did not fit the weights.
    part = groups.astype(int) % FOLDS
    rows = []
    for fold in range(FOLDS):
        kept = np.flatnonzero(part != fold)
        weights = weigh_words([tokens[i] for i in kept], labels[kept], groups[kept])
        for number, one in enumerate(examples):
            if number % FOLDS == fold:
                values = np.array([weighed(t, weights) for t in one.table.tokens])
                rows.append(
                    (number, np.hstack([one.table.numbers, word_numbers(one.units, values)]))
                )
    numbers = np.concatenate([r for _, r in sorted(rows, key=lambda x: x[0]) if len(r)])
    bias, features, limits, leaves = grow_trees(numbers, labels)
    return Model(weigh_words(tokens, labels, groups), features, limits, leaves, bias, least)


def figures(
    examples: list[Example], sure: list[Numbers], least: float
) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the choice above a threshold."""
    hit = predicted = gold = 0
    for one, p in zip(examples, sure, strict=True):
        chosen = best([u.span for u in one.units], [float(x) - least for x in p])
        mine = [words(one.units[i].span.of(one.text)) for i in chosen]
        asks = [words(a) for a in one.asks]
        pairs = sorted(
            ((overlap(m, a), i, j) for i, m in enumerate(mine) for j, a in enumerate(asks)),
            reverse=True,
        )
        used: set[tuple[str, int]] = set()
        for score, i, j in pairs:
            if score >= 0.5 and not used & {("m", i), ("a", j)}:
                used |= {("m", i), ("a", j)}
        hit, predicted, gold = hit + len(used) // 2, predicted + len(mine), gold + len(asks)
    return hit / max(1, predicted), hit / max(1, gold), 2 * hit / max(1, predicted + gold)


def main() -> None:
    """Print the cross-validated figures; store the weights if told to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--write", action="store_true", help=f"store the weights in {WEIGHTS}")
    options = parser.parse_args()
    gold = {g["id"]: g for g in map(json.loads, options.gold.read_text().splitlines())}
    documents = [json.loads(line) for line in options.documents.read_text().splitlines()]
    examples = [example(d, gold[d["id"]]) for d in documents]
    fold = np.random.default_rng(1).permutation(len(examples)) % FOLDS
    sure: list[Numbers] = [np.zeros(0)] * len(examples)
    for number in range(FOLDS):
        model = fit([e for e, f in zip(examples, fold, strict=True) if f != number], 0.0)
        for i in np.flatnonzero(fold == number):
            sure[i] = probabilities(examples[i].table, examples[i].units, model)
    print("threshold  precision  recall  F1   (cross-validated by letter)")
    for least in (0.25, 0.3, 0.35, 0.4, 0.45):
        print(f"{least:9.2f}  {'  '.join(f'{x:.3f}' for x in figures(examples, sure, least))}")
    print("said to be  is an ask  candidates")
    flat, labels = np.concatenate(sure), np.concatenate([e.labels for e in examples])
    for low in np.arange(0.3, 1.0, 0.1):
        inside = (flat >= low) & (flat < low + 0.1)
        print(f"{low:.1f} to {low + 0.1:.1f}  {labels[inside].mean():9.3f}  {inside.sum()}")
    if options.write:
        store(fit(examples, 0.35))


def store(model: Model) -> None:
    """Write a model as plain data, rounded."""
    data = {
        "words": {w: round(x, 3) for w, x in model.words.items() if abs(x) >= 0.02 or not w},
        "features": model.features.tolist(),
        "limits": [[float(f"{x:.5g}") for x in row] for row in model.limits],
        "leaves": [[round(x, 4) for x in row] for row in model.leaves],
        "bias": round(model.bias, 4),
        "least": model.least,
    }
    WEIGHTS.write_text(json.dumps(data, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
