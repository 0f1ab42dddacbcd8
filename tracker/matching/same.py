"""Know a statement and its republication for one: near-identical texts.

A page that repeats a text adds a heading or a date line and drops a footnote;
a text that only quotes another is far longer than what it quotes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from tracker.matching.words import words

_RUN = 6
"""Words in a row that are compared as one."""
_FEWEST = 12
"""Runs that a text must have: a shorter one says too little to be known again."""
_SHARED, _HALF = 0.9, 0.5
"""Which share of the shorter text the longer must repeat, and how much shorter it may be."""
_LEAST = 32
_MOST = 200_000
"""Characters of one text that are compared."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_OFFICIAL = (".gov", ".mil")


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of words of a text."""

    found: NDArray[np.uint64]
    """Each once, as sorted numbers."""
    least: frozenset[int]
    """The least of them: near-identical texts share some, other texts hardly ever one."""
    count: int
    """How many there are, repeated ones included."""


def runs(text: str) -> Runs:
    """Return the runs of words of a text."""
    found = [crc32(word.encode()) for word in words(text[:_MOST].lower())]
    numbers = np.array(found, np.uint64)
    count = max(0, len(numbers) - _RUN + 1)
    mixed = np.zeros(count, np.uint64)
    for place in range(_RUN):
        mixed = mixed * _FACTOR + numbers[place : place + count] + np.uint64(1)
    each = np.unique(mixed)
    return Runs(each, frozenset(each[:_LEAST].tolist()), count)


def same(one: Runs, other: Runs) -> bool:
    """Say whether two texts are near-identical."""
    less, more = sorted((one, other), key=lambda some: some.count)
    if less.count < _FEWEST or less.count < _HALF * more.count:
        return False
    if less.least.isdisjoint(more.least):
        return False
    both = np.intersect1d(one.found, other.found, assume_unique=True)
    return len(both) >= _SHARED * min(len(one.found), len(other.found))


@dataclass(frozen=True, slots=True, order=True)
class Standing:
    """Which of near-identical documents comes first: the lesser one."""

    unofficial: bool
    published: date
    number: int


def standing(url: str, published: date | None, number: int) -> Standing:
    """Return how a document stands among its like: official pages first, then by day."""
    host = urlsplit(url).hostname or ""
    return Standing(not host.endswith(_OFFICIAL), published or date.max, number)
