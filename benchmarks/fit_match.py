"""Fit the weights of matching on labelled pairs, and print what to expect of them.

    python benchmarks/fit_match.py --shared DIR [--write]

Reads DIR/gold/match-dev.json and the documents beside it. Figures are taken
on letters that were left out of the fit, one letter at a time, for each set of
signs; --write stores the weights that all letters give together.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.kin import kin
from jobs.match import WEIGHTS, vocabulary
from tracker.matching import Model, Text, prepare
from tracker.matching.signs import SIGNS, queries, read
from tracker.matching.words import STOP, stem, words
from tracker.types import AskKind, OpenAsk

GAIN = np.array([0.0, 1.0, 3.0])
SETS = {
    "words": ("words", "whole"),
    "meaning": ("meaning", "title"),
    "words and meaning": ("words", "whole", "meaning", "title"),
    "and kin": ("words", "whole", "meaning", "title", "kin", "together"),
    "and places": SIGNS,
}
"""What is printed, each by itself; the last is what is stored."""


class Gold:
    """Asks, documents and what readers said of their pairs, as arrays."""

    def __init__(self, folder: Path) -> None:
        """Read the labelled set."""
        with gzip.open(folder / "state-documents.jsonl.gz") as lines:
            self.documents = [json.loads(line) for line in lines]
        letters = json.loads((folder / "match-dev.json").read_text())
        rows = [(n, letter, ask) for n, letter in enumerate(letters) for ask in letter["asks"]]
        self.letters = np.array([n for n, _, _ in rows])
        self.asks = [_ask(letter["letter"], ask) for _, letter, ask in rows]
        self.grades = np.zeros((len(rows), len(self.documents)), int)
        self.judged = np.zeros_like(self.grades, dtype=bool)
        places: dict[str, list[int]] = {}
        for number, row in enumerate(self.documents):
            places.setdefault(row["url"], []).append(number)
        for k, (_, _, ask) in enumerate(rows):
            for j in ask["judged"]:
                same = places[j["url"]]
                dated = [n for n in same if self.documents[n]["date"] == j.get("date")]
                number = (dated or same)[0]
                self.judged[k, number] = True
                self.grades[k, number] = 0 if j.get("before_letter") else j["grade"]
        self.late = np.array(
            [[d["date"] >= a.letter_date.isoformat() for d in self.documents] for a in self.asks]
        )

    def texts(self) -> list[Text]:
        """Return the documents as matching reads them."""
        return [
            Text(
                id=n,
                title=d["title"],
                text=d["text"],
                published=date.fromisoformat(d["date"]),
                author=d.get("author") or "",
            )
            for n, d in enumerate(self.documents)
        ]


def _ask(letter: dict[str, str], ask: dict[str, str]) -> OpenAsk:
    return OpenAsk(
        id=ask["ask_id"],
        quote=ask["quote"],
        summary=ask["summary"],
        kind=AskKind(ask["kind"]),
        letter_id=None,
        letter_title=letter["title"],
        letter_date=date.fromisoformat(letter["date"]),
    )


def counted(texts: list[Text]) -> Model:
    """Return a model that knows how rare words are, and nothing else."""
    counts: Counter[str] = Counter()
    length = 0
    for text in texts:
        found = [stem(w) for w in words(f"{text.title} {text.text}") if w.lower() not in STOP]
        counts.update(set(found))
        length += len(found)
    return Model(
        documents=len(texts),
        counts={s: n for s, n in sorted(counts.items()) if n > 1},
        kin={},
        window_words=60.0,
        document_words=length / len(texts),
        weights=dict.fromkeys(SIGNS, 0.0),
        bias=0.0,
        threshold=0.5,
    )


def fit_ranking(values: np.ndarray, gold: Gold, rows: np.ndarray, ridge: float) -> np.ndarray:
    """Return weights under which graded documents stand before the others, ask by ask.

    The likelihood that a reader who picks one document by its gain picks as the
    graded ones are, every letter counting alike; Adam, from nought.
    """
    target = GAIN[gold.grades[rows]]
    rows = rows[target.sum(axis=1) > 0]
    target = GAIN[gold.grades[rows]]
    target /= target.sum(axis=1, keepdims=True)
    share = 1 / np.sqrt(np.bincount(gold.letters[rows])[gold.letters[rows]])
    w = np.zeros(values.shape[2])
    first, second = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, 201):
        scores = np.where(gold.late[rows], values[rows] @ w, -1e9)
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        slope = np.einsum("k,kd,kdf->f", share, chances - target, values[rows], optimize=True)
        slope = slope / len(rows) + ridge * w
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        w -= 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return w


def fit_chance(scores: np.ndarray, gold: Gold, rows: np.ndarray) -> tuple[float, float]:
    """Return slope and bias that turn ranking scores into chances of grade 2."""
    usable = gold.judged[rows] & gold.late[rows]
    x, y = scores[rows][usable], gold.grades[rows][usable] == 2
    a, b = 1.0, 0.0
    for _ in range(3000):
        p = 1 / (1 + np.exp(-(a * x + b)))
        a -= 0.02 * (((p - y) * x).mean() + 0.001 * a)
        b -= 0.1 * (p - y).mean()
    return a, b


def threshold(odds: np.ndarray, gold: Gold, precision: float = 0.45) -> float:
    """Return the score from which proposals are right as often as `precision`, of those judged."""
    usable = gold.judged & gold.late
    order = np.argsort(-odds[usable])
    right = np.cumsum(gold.grades[usable][order] == 2) / np.arange(1, len(order) + 1)
    last = np.flatnonzero(right >= precision).max(initial=0)
    return round(float(1 / (1 + np.exp(-odds[usable][order][last]))), 4)


def proposals(odds: np.ndarray, gold: Gold, least: float) -> str:
    """Return what proposals from this score on come to."""
    shown = (1 / (1 + np.exp(-odds)) >= least) & gold.late
    right = (gold.grades == 2) & shown
    unanswered = ~(gold.grades == 2).any(axis=1)
    return (
        f"proposals, each letter left out: precision (judged) "
        f"{right.sum() / (shown & gold.judged).sum():.2f}, "
        f"recall {right.sum() / (gold.grades == 2).sum():.2f}, "
        f"asks without an answer left silent {(~shown.any(axis=1))[unanswered].mean():.2f}"
    )


def figures(scores: np.ndarray, gold: Gold) -> tuple[float, float]:
    """Return nDCG@10 and recall@10 over the asks that have an answer."""
    found = []
    discount = 1 / np.log2(np.arange(10) + 2)
    for k in np.flatnonzero((gold.grades == 2).any(axis=1)):
        order = np.argsort(-np.where(gold.late[k], scores[k], -np.inf), kind="stable")[:10]
        best = np.sort(GAIN[gold.grades[k]])[::-1][:10]
        got = gold.grades[k, order]
        answers = min(10, int((gold.grades[k] == 2).sum()))
        found.append(((GAIN[got] @ discount) / (best @ discount), (got == 2).sum() / answers))
    ndcg, recall = np.mean(found, axis=0)
    return float(ndcg), float(recall)


def main() -> None:
    """Fit, print, and store where told to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--ridge", type=float, default=0.03)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    gold = Gold(args.shared / "gold")
    texts = gold.texts()
    model = counted(texts)
    known = vocabulary(model)
    index = prepare(texts, known)
    model = replace(model, kin=kin(index.in_windows, known.stems))
    known.model = model
    values = np.stack([s.values for s in read(queries(gold.asks, known), index)]).astype(float)
    mean, spread = values[gold.late].mean(axis=0), values[gold.late].std(axis=0) + 1e-9
    values = (values - mean) / spread
    print(f"{'signs, each letter left out':30}{'nDCG@10':>9}{'recall@10':>11}")
    for name, signs in SETS.items():
        held_out = cross_validated(values[:, :, [SIGNS.index(s) for s in signs]], gold, args.ridge)
        print(f"{name:30}{figures(held_out, gold)[0]:9.3f}{figures(held_out, gold)[1]:11.3f}")
    everything = np.arange(len(gold.asks))
    w = fit_ranking(values, gold, everything, args.ridge)
    slope, bias = fit_chance(held_out, gold, everything)
    weights = slope * w / spread
    model = replace(
        model,
        weights={s: round(float(x), 5) for s, x in zip(SIGNS, weights, strict=True)},
        bias=round(float(bias - weights @ mean), 5),
    )
    model = replace(model, threshold=threshold(slope * held_out + bias, gold))
    print(proposals(slope * held_out + bias, gold, model.threshold))
    print(model.weights, model.bias, model.threshold)
    if args.write:
        WEIGHTS.write_bytes(msgspec.json.encode(model))


def cross_validated(values: np.ndarray, gold: Gold, ridge: float) -> np.ndarray:
    """Return every ask's scores by weights that were fitted without its letter."""
    scores = np.zeros(values.shape[:2])
    for letter in np.unique(gold.letters):
        out = gold.letters == letter
        scores[out] = values[out] @ fit_ranking(values, gold, np.flatnonzero(~out), ridge)
    return scores


if __name__ == "__main__":
    main()
