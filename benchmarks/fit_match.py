"""Fit the weights of matching on labelled pairs, and print what to expect of them.

    python benchmarks/fit_match.py --shared DIR [--seeds N] [--kin] [--write]

Reads DIR/gold/match-dev.json and the documents beside it. Figures are taken
on letters that were left out of every step of the fit, one letter at a time;
--write stores the weights that all letters give together. The kin of words are
those that are stored; --kin learns them anew, and moves the figures by some 0.01, for
it hangs on how the processor rounds.

Three steps: weights that put graded documents first; then, of the best and with
a closer look at their best window, how likely it is that one is an answer; and
last, on letters left out, what such a likelihood is worth and from which on to propose.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.kin import kin
from benchmarks.learning import weigh_chance, weigh_order
from benchmarks.pairs import GAIN, Gold, figures, proposals, reliability, told
from jobs.match import WEIGHTS, load_model, vocabulary
from tracker.matching import Index, Model, Text, Vocabulary, gather, prepare
from tracker.matching.pages import Page
from tracker.matching.signs import DETAILS, GLANCE, SIGNS, close, glance
from tracker.matching.words import STOP, stem, words

SETS = {
    "words": ("words", "whole"),
    "meaning": ("meaning", "title"),
    "words and meaning": ("words", "whole", "meaning", "title"),
    "and kin": ("words", "whole", "meaning", "title", "kin", "together"),
    "and places": SIGNS,
}
"""What is printed, each by itself; the last is what is stored."""
ORDERED = 300
"""Documents of each ask from which the first step learns, the judged ones and the likeliest."""
LOOKED_AT = 20
"""Documents of each ask, the best by the first step, that the second looks at."""
CALM = 8.0
UNREAD = 0.3
"""What a document looked at that nobody judged counts as no answer, beside a judged one."""
FOLDS = 8
"""Parts into which letters fall where many fits are needed."""
NAMED = 2.0
"""What it adds to the log-odds that a document names the letter outright. Set by hand:
no labelled pair has it.
"""
RECALL = 0.40
"""Which share of answers is proposed, their letters left out: a threshold by recall is far
steadier than one by precision, which hangs on two or three pairs.
"""


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
        weights=dict.fromkeys((*SIGNS, *DETAILS), 0.0),
        bias=0.0,
        threshold=0.5,
        glance=dict.fromkeys((*GLANCE, ""), 0.0),
        slack={},
    )


@dataclass
class Seen:
    """What can be seen of every pair, as arrays; standardised but for `glanced`."""

    gold: Gold
    values: np.ndarray
    """[ask, document, sign]"""
    details: np.ndarray
    """[ask, document, detail]; nought where nobody looks."""
    glanced: np.ndarray
    """[sign of the glance, ask, document]"""
    scale: np.ndarray
    """Mean and spread of the signs and details."""
    learnt_from: np.ndarray
    """[ask, rank]: the judged documents of each ask, and the best of the others by all signs."""


def see(gold: Gold, index: Index, known: Vocabulary) -> Seen:
    """Return the signs of all pairs, and the details of those that may matter."""
    asks = gather(gold.asks, known)
    everyone = np.arange(len(gold.asks))
    found = [close(asks, ready, everyone)[0] for ready in index]
    values = np.stack([signs.values for signs in found], axis=1)
    mean, spread = values[gold.late].mean(axis=0), values[gold.late].std(axis=0) + 1e-9
    values = (values - mean) / spread
    likely = np.argsort(np.argsort(-np.where(gold.late, values.sum(axis=2), -99), axis=1), axis=1)
    looked = gold.late & (gold.judged | (likely < 150))
    learnt_from = np.argsort(likely - 10_000 * (gold.judged & gold.late), axis=1)[:, :ORDERED]
    details = np.zeros((*looked.shape, len(DETAILS)))
    for number, ready in enumerate(index):
        page = Page(ready, known)
        for k in np.flatnonzero(looked[:, number]):
            window = int(found[number].best[k])
            details[k, number] = page.details(asks.queries[k], window)
    usable = gold.judged & gold.late
    middle, width = details[usable].mean(axis=0), details[usable].std(axis=0) + 1e-9
    details = np.where(looked[:, :, None], (details - middle) / width, -3.0)
    scale = np.stack([np.append(mean, middle), np.append(spread, width)])
    return Seen(gold, values, details, glance(asks, index), scale, learnt_from)


def weigh(seen: Seen, rows: np.ndarray, ridge: float, signs: tuple[str, ...]) -> np.ndarray:
    """Return the weights of some signs that order these asks' documents best."""
    some = seen.learnt_from[rows]
    values = seen.values[rows[:, None], some][:, :, [SIGNS.index(sign) for sign in signs]]
    gain, late = (np.take_along_axis(x[rows], some, 1) for x in (seen.gold.grades, seen.gold.late))
    return weigh_order(values, GAIN[gain], late, seen.gold.letters[rows], ridge)


def fit(seen: Seen, rows: np.ndarray, ridge: float) -> tuple[np.ndarray, np.ndarray]:
    """Return what these asks teach: weights of the order, and of the chance with its bias."""
    gold = seen.gold
    w = weigh(seen, rows, ridge, SIGNS)
    order = np.where(gold.late[rows], seen.values[rows] @ w, -np.inf)
    judged = (gold.judged & gold.late)[rows]
    used = judged | (order >= _least(order))
    spread = order[judged].std()
    letters = np.repeat(gold.letters[rows], used.sum(axis=1))
    shares = np.where(judged[used], 1.0, UNREAD) / np.sqrt(np.bincount(letters)[letters])
    chance = weigh_chance(
        np.column_stack([order[used] / spread, seen.details[rows][used]]),
        (gold.grades[rows][used] == 2).astype(float),
        shares * len(shares) / shares.sum(),
        CALM,
    )
    chance[0] /= spread
    return w, chance


def _least(order: np.ndarray) -> np.ndarray:
    """Return for each ask the order from which on a document is looked at."""
    return np.sort(order, axis=1)[:, -LOOKED_AT, None]


def odds_of(seen: Seen, rows: np.ndarray, w: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Return log-odds for the documents looked at; minus infinity for the others."""
    order = np.where(seen.gold.late[rows], seen.values[rows] @ w, -np.inf)
    odds = chance[0] * order + seen.details[rows] @ chance[1:-1] + chance[-1]
    return np.where(order >= _least(order), odds, -np.inf)


def left_out(seen: Seen, rows: np.ndarray, ridge: float, folds: Iterable[np.ndarray]) -> np.ndarray:
    """Return log-odds of some asks, each by what the letters of the other folds teach."""
    odds = np.full((len(rows), seen.gold.late.shape[1]), -np.inf)
    for fold in folds:
        out = np.isin(seen.gold.letters[rows], fold)
        odds[out] = odds_of(seen, rows[out], *fit(seen, rows[~out], ridge))
    return odds


def parted(letters: np.ndarray, folds: int, seed: int) -> list[np.ndarray]:
    """Return letters in some folds, drawn by a seed."""
    drawn = np.random.default_rng(seed).permutation(np.unique(letters))
    return [drawn[start::folds] for start in range(folds)]


def worth(odds: np.ndarray, gold: Gold, rows: np.ndarray) -> tuple[float, float, float]:
    """Return by what log-odds of letters left out must be stretched and moved to be true, and
    from which on RECALL of the answers is proposed.
    """
    usable = (gold.judged & gold.late)[rows] & np.isfinite(odds)
    right = gold.grades[rows][usable] == 2
    every = np.ones(len(right))
    stretch, move = weigh_chance(odds[usable][:, None], right.astype(float), every, 1.0)
    wanted = round(RECALL * (gold.grades[rows] == 2).sum())
    least = np.sort(odds[usable][right])[-wanted]
    return stretch, move, stretch * least + move


def held_out(
    seen: Seen, ridge: float, folds: list[np.ndarray], seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return true log-odds and the threshold of each ask: all by what the other folds teach."""
    gold = seen.gold
    odds, least = np.zeros(gold.late.shape), np.zeros(len(gold.asks))
    for fold in folds:
        out, others = (np.flatnonzero(np.isin(gold.letters, fold) == yes) for yes in (True, False))
        inner = left_out(seen, others, ridge, parted(gold.letters[others], FOLDS, seed))
        stretch, move, least[out] = worth(inner, gold, others)
        odds[out] = stretch * odds_of(seen, out, *fit(seen, others, ridge)) + move
    return odds, least


def ordered(seen: Seen, signs: tuple[str, ...], ridge: float) -> np.ndarray:
    """Return every ask's order by weights that were fitted without its letter."""
    gold, values = seen.gold, seen.values[:, :, [SIGNS.index(sign) for sign in signs]]
    scores = np.zeros(gold.late.shape)
    for letter in np.unique(gold.letters):
        out = gold.letters == letter
        scores[out] = values[out] @ weigh(seen, np.flatnonzero(~out), ridge, signs)
    return scores


def stored(model: Model, seen: Seen, ridge: float) -> Model:
    """Return the model that all letters teach together."""
    gold, everyone = seen.gold, np.arange(len(seen.gold.asks))
    alone = [np.array([letter]) for letter in np.unique(gold.letters)]
    stretch, move, least = worth(left_out(seen, everyone, ridge, alone), gold, everyone)
    w, chance = fit(seen, everyone, ridge)
    chance = stretch * chance + np.append(np.zeros(len(chance) - 1), move)
    (mean, spread), weights = seen.scale, np.append(chance[0] * w, chance[1:-1])
    plain = weights / spread
    bias = chance[-1] - plain @ mean
    so_far = (
        bias
        + (seen.values * seen.scale[1, : len(SIGNS)] + mean[: len(SIGNS)]) @ plain[: len(SIGNS)]
    )
    final = odds_of(seen, everyone, w, chance)
    shown = np.isfinite(final) & (final >= least)
    guessed = np.column_stack([*(g[gold.late] for g in seen.glanced), np.ones(gold.late.sum())])
    rough, *_ = np.linalg.lstsq(guessed, so_far[gold.late], rcond=None)
    guess = np.tensordot(rough[:-1], seen.glanced, 1) + rough[-1]
    return replace(
        model,
        weights={s: round(float(x), 5) for s, x in zip((*SIGNS, *DETAILS), plain, strict=True)}
        | {"named": NAMED},
        bias=round(float(bias), 5),
        threshold=round(float(1 / (1 + np.exp(-least))), 4),
        glance={s: round(float(x), 5) for s, x in zip((*GLANCE, ""), rough, strict=True)},
        slack={
            "glance": round(float((least - guess[shown]).max()) + 1.0, 3),
            "close": round(float((least - so_far[shown]).max()) + 0.5, 3),
        },
    )


def several(seen: Seen, ridge: float, seeds: int) -> None:
    """Print what proposals come to over drawings of FOLDS folds: mean and spread."""
    found = []
    for seed in range(seeds):
        odds, least = held_out(seen, ridge, parted(seen.gold.letters, FOLDS, seed), seed)
        found.append(proposals(odds, seen.gold, least))
    print(f"mean of {seeds} drawings of {FOLDS} folds:", told(*np.mean(found, axis=0)))
    print("spread:", told(*np.std(found, axis=0)))


def main() -> None:
    """Fit, print, and store where told to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--ridge", type=float, default=0.03)
    parser.add_argument("--kin", action="store_true", help="learn the kin of words anew, too")
    parser.add_argument("--seeds", type=int, default=0, help="drawings of folds, besides")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    gold = Gold(args.shared / "gold")
    texts = gold.texts()
    model = counted(texts)
    known = vocabulary(model)
    index = prepare(texts, known)
    held = kin(index, known.stems) if args.kin else load_model().kin
    known.model = model = replace(model, kin=held)
    seen = see(gold, index, known)
    print(f"{'signs, each letter left out':30}{'nDCG@10':>9}{'recall@10':>11}")
    for name, signs in SETS.items():
        ndcg, recall = figures(ordered(seen, signs, args.ridge), gold)
        print(f"{name:30}{ndcg:9.3f}{recall:11.3f}")
    alone = [np.array([letter]) for letter in np.unique(gold.letters)]
    odds, least = held_out(seen, args.ridge, alone, 0)
    ndcg, recall = figures(odds, gold)
    print(f"{'and details of the best':30}{ndcg:9.3f}{recall:11.3f}")
    print("proposals, all of it by other letters:", told(*proposals(odds, gold, least)))
    print("how true the scores are, letter left out:", *reliability(odds, gold), sep="\n")
    if args.seeds:
        several(seen, args.ridge, args.seeds)
    model = stored(model, seen, args.ridge)
    print(model.weights, model.bias, model.threshold, model.glance, model.slack)
    if args.write:
        WEIGHTS.write_bytes(msgspec.json.encode(model))


if __name__ == "__main__":
    main()
