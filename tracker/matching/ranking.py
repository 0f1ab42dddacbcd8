"""Decide which documents may answer an ask, and show the words that do.

Pure: values in, values out; no clock, no network, no store. Every pairing
carries the passage that caused it and the reasons in words, so that staff can
judge it at a glance.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from tracker.matching.asks import Asks, Query, gather
from tracker.matching.index import Index, Text
from tracker.matching.model import Model
from tracker.matching.pages import Page
from tracker.matching.signs import DETAILS, GLANCE, SIGNS, close, glance
from tracker.matching.vocabulary import Floats, Vocabulary
from tracker.types import OpenAsk, Pairing

_TOGETHER = 1024
"""Asks that are compared with all documents in one go."""
_LOOKED_AT = 6
"""Documents that an ask is compared with closely, for each that is given."""

Mask = NDArray[np.bool_]


def rank(
    asks: Sequence[OpenAsk],
    index: Index,
    vocabulary: Vocabulary,
    *,
    top: int = 20,
    threshold: float | None = None,
    proposed_only: bool = False,
) -> Iterator[tuple[OpenAsk, tuple[Pairing, ...]]]:
    """Give each ask with the documents that may answer it, best first, at most `top`.

    Never a document dated before the letter; one of the same day may be. Proposed
    is what reaches `threshold` (None: the one that the weights were fitted with).
    The index must have been prepared with the same vocabulary.
    """
    for start in range(0, len(asks), _TOGETHER):
        some = gather(asks[start : start + _TOGETHER], vocabulary)
        found = rank_gathered(
            some, index, vocabulary, top=top, threshold=threshold, proposed_only=proposed_only
        )
        yield from zip((query.ask for query in some.queries), found, strict=True)


def rank_gathered(
    asks: Asks,
    index: Index,
    vocabulary: Vocabulary,
    *,
    top: int = 20,
    threshold: float | None = None,
    proposed_only: bool = False,
) -> list[tuple[Pairing, ...]]:
    """Return for each of the asks what `rank` gives; the asks were made ready before."""
    if not index or not asks.queries:
        return [()] * len(asks.queries)
    model = vocabulary.model
    least = model.threshold if threshold is None else threshold
    guess = _guess(asks, index, model)
    if proposed_only:
        worth = guess >= _log_odds(least) - model.slack["glance"]
    else:
        worth = _foremost(guess, top * _LOOKED_AT)
    worth &= guess > -np.inf
    floor = least if proposed_only else 0.0
    given: list[list[tuple[float, Pairing]]] = [[] for _ in asks.queries]
    enough = _log_odds(least) - model.slack["close"] if proposed_only else -math.inf
    for document, rows in _chosen(asks, index, worth, model, top):
        page = Page(index[document], vocabulary)
        for number, window, so_far in rows:
            query = asks.queries[number]
            odds = so_far + _details(page, query, window, model) if so_far >= enough else -math.inf
            score = round(_chance(odds) * query.fullness, 4)
            if score > 0 and score >= floor:
                given[number].append((odds, page.pairing(query, window, score, score >= least)))
    return [tuple(p for _, p in sorted(some, key=lambda one: -one[0])) for some in given]


def _details(page: Page, query: Query, window: int, model: Model) -> float:
    """Return what the details of a pair add to its log-odds."""
    values = zip(DETAILS, page.details(query, window), strict=True)
    named = model.weights["named"] if page.named(query) else 0.0
    return named + sum(model.weights[sign] * value for sign, value in values)


def _guess(asks: Asks, index: Index, model: Model) -> Floats:
    """Return the log-odds of every pair at a glance; minus infinity where it is ruled out."""
    found = np.full((len(asks.queries), len(index)), model.glance[""], np.float32)
    for sign, values in zip(GLANCE, glance(asks, index), strict=True):
        found += np.float32(model.glance[sign]) * values
    days = np.array([_day(ready.text) for ready in index], int)
    about = np.array([-2 if (n := r.text.about_letter) is None else n for r in index], int)
    found[(days < asks.since[:, None]) | (days == 0)] = -np.inf
    found[about == asks.letters[:, None]] = -np.inf
    return found


def _day(text: Text) -> int:
    """Return a document's day as an ordinal; 0 where it is not known."""
    return text.published.toordinal() if text.published else 0


def _foremost(guess: Floats, count: int) -> Mask:
    """Return where the highest guesses for each ask stand."""
    worth = np.ones(guess.shape, np.bool_)
    if guess.shape[1] > count:
        least = np.partition(guess, -count, axis=1)[:, -count]
        worth = guess >= least[:, None]
    return worth


Row = tuple[int, int, float]
"""The number of an ask, the number of the document's window, and the log-odds."""


def _chosen(
    asks: Asks, index: Index, worth: Mask, model: Model, top: int
) -> Iterator[tuple[int, list[Row]]]:
    """Give each document with the asks that have it among their best, after a close look."""
    weights = np.array([model.weights[sign] for sign in SIGNS])
    looked = [
        (number, signs, model.bias + signs.values @ weights)
        for number, ready in enumerate(index)
        for signs in close(asks, ready, np.flatnonzero(worth[:, number]))
    ]
    if not looked:
        return
    document = np.concatenate([np.full(len(signs.asks), number) for number, signs, _ in looked])
    ask = np.concatenate([signs.asks for _, signs, _ in looked])
    best = np.concatenate([signs.best for _, signs, _ in looked])
    odds = np.concatenate([odds for _, _, odds in looked])
    order = np.lexsort((document, -odds, ask))
    begins = np.searchsorted(ask[order], np.arange(len(asks.queries)))
    kept = order[np.arange(len(order)) - begins[ask[order]] < top]
    kept = kept[np.argsort(document[kept], kind="stable")]
    for run in np.split(kept, np.flatnonzero(np.diff(document[kept])) + 1):
        rows = zip(ask[run].tolist(), best[run].tolist(), odds[run].tolist(), strict=True)
        yield int(document[run[0]]), list(rows)


def _chance(odds: float) -> float:
    """Return log-odds as a chance, to four places."""
    return round(1 / (1 + math.exp(-max(-60.0, odds))), 4)


def _log_odds(chance: float) -> float:
    return math.log(max(chance, 1e-9) / max(1 - chance, 1e-9))
