"""Decide which documents may answer an ask, and show the words that do.

Pure: values in, values out; no clock, no network, no store. Every pairing
carries the passage that caused it and the reasons in words, so that staff can
judge it at a glance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tracker.matching.index import Index, Text
from tracker.matching.passages import passage
from tracker.matching.reasons import reasons
from tracker.matching.signs import SIGNS, Query, Signs, queries, read
from tracker.matching.vocabulary import Floats, Vocabulary
from tracker.types import OpenAsk, Pairing


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
    least = vocabulary.model.threshold if threshold is None else threshold
    floor = least if proposed_only else 0.0
    prepared = queries(asks, vocabulary)
    if not index.texts:
        yield from ((query.ask, ()) for query in prepared)
        return
    for query, signs in zip(prepared, read(prepared, index), strict=True):
        yield query.ask, _pairings(query, signs, index, vocabulary, top, least, floor)


def _pairings(
    query: Query,
    signs: Signs,
    index: Index,
    vocabulary: Vocabulary,
    top: int,
    least: float,
    floor: float,
) -> tuple[Pairing, ...]:
    model = vocabulary.model
    odds = model.bias + signs.values @ np.array([model.weights[s] for s in SIGNS], np.float32)
    odds[[_cannot_answer(text, query.ask) for text in index.texts]] = -np.inf
    order = np.argsort(-odds, kind="stable")[:top]
    pairings = []
    for number, score in zip(order.tolist(), _chance(odds[order]), strict=True):
        if score > 0 and score >= floor:
            window = int(signs.best[number])
            where = passage(query, index, window, vocabulary)
            pairings.append(
                Pairing(
                    ask_id=query.ask.id,
                    document_id=index.texts[number].id,
                    score=score,
                    proposed=score >= least,
                    passage=where,
                    reasons=reasons(query, index, window, where, vocabulary),
                )
            )
    return tuple(pairings)


def _cannot_answer(text: Text, ask: OpenAsk) -> bool:
    """Say whether a document is ruled out: its day is not known or too early, or it
    is a text of the letter itself, which repeats the ask and does not answer it.
    """
    if text.published is None or (text.about_letter or -1) == ask.letter_id:
        return True
    return ask.letter_date is not None and text.published < ask.letter_date


def _chance(odds: Floats) -> list[float]:
    """Return log-odds as chances; exactly 0 where there is none."""
    return [round(float(c), 4) for c in 1 / (1 + np.exp(-odds.astype(np.float64)))]
