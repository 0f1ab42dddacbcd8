"""What matching has learnt: how rare words are, and how much each sign weighs.

A pair's score follows from the ask, the document and this alone, never from
the other documents at hand: a document scores the same whether it comes by
itself on a Tuesday night or among two thousand.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Word counts and weights, as benchmarks/fit_match.py fits them."""

    documents: int
    """How many documents the word counts come from."""
    counts: Mapping[str, int]
    """In how many of them each stem stands; what is left out stands in one."""
    kin: Mapping[str, Mapping[str, float]]
    """To a stem, those that stand in like company, and how like it is, 0 to 1."""
    window_words: float
    """How many stems a window has on average; those that say nothing do not count."""
    document_words: float
    weights: Mapping[str, float]
    """How much each sign adds to the log-odds of an answer."""
    bias: float
    threshold: float
    """Propose from this score on."""
    glance: Mapping[str, float]
    """The log-odds as a glance guesses them: what each of its signs adds; "" what is always added.
    """
    slack: Mapping[str, float]
    """How far below the log-odds of a proposal a "glance" and a "close" look may guess."""

    def rarity(self, stem: str) -> float:
        """Return how much a stem tells: next to 0 in every document, some 7 in hardly any."""
        return math.log((self.documents + 1) / (self.counts.get(stem, 1) + 0.5))
