"""Words by number: their stems, how rare they are, and what they mean.

A word's vector is the sum of its pieces in a table that is handed in, weighed
by the word's rarity. No language model runs: a text's vector is the sum of its
words', so that a window costs one subtraction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracker.matching.acts import acts_of
from tracker.matching.model import Model
from tracker.matching.places import Places
from tracker.matching.words import STOP, stem

Floats = NDArray[np.float32]
Ints = NDArray[np.signedinteger]
Split = Callable[[Sequence[str]], Sequence[Sequence[int]]]


class _Numbers(dict[str, int]):
    """Things by number, and by order in which they were met."""

    def __init__(self) -> None:
        self.met: list[str] = []

    def __missing__(self, key: str) -> int:
        self[key] = number = len(self)
        self.met.append(key)
        return number


class Vocabulary:
    """Every word met so far; a word keeps its number."""

    def __init__(
        self, table: NDArray[np.floating], split: Split, model: Model, places: Places
    ) -> None:
        """Take the pieces' vectors, a row each, and what splits words into their pieces."""
        self.model, self.places = model, places
        self._table, self._split = table, split
        self._words, self._stems = _Numbers(), _Numbers()
        self._stem_of: Ints = np.zeros(0, np.int32)
        self._acts: Ints = np.zeros(0, np.int32)
        self._rarity: Floats = np.zeros(0, np.float32)
        self._vectors: Floats = np.zeros((0, table.shape[1]), np.float32)
        self._laid = self._rated = self._stemmed = self._acted = 0

    def numbers(self, words: Iterable[str]) -> list[int]:
        """Return the words' numbers, in order."""
        return list(map(self._words.__getitem__, words))

    def word(self, number: int) -> str:
        """Return the word of a number."""
        return self._words.met[number]

    def kin(self, stem: str) -> list[tuple[int, float]]:
        """Return the numbers of the stems that stand for a stem, with how well; itself last."""
        near = sorted(self.model.kin.get(stem, {}).items(), key=lambda one: one[1])
        return [(self._stems[name], like) for name, like in (*near, (stem, 1.0))]

    def rarity_of(self, word: str) -> float:
        """Return how much a word tells; 0 for those that say nothing of a subject."""
        return 0.0 if word.lower() in STOP else self.model.rarity(stem(word))

    @property
    def stems(self) -> list[str]:
        """The stems met so far, in the order of their numbers."""
        return self._stems.met

    @property
    def stem_of(self) -> Ints:
        """The number of each word's stem; -1 for words that say nothing of a subject."""
        fresh = self._words.met[self._stemmed :]
        if not fresh:
            return self._stem_of[: self._stemmed]
        found = [-1 if w.lower() in STOP else self._stems[stem(w)] for w in fresh]
        self._stem_of = _grown(self._stem_of, self._stemmed, np.array(found, np.int32))
        self._stemmed += len(fresh)
        return self._stem_of[: self._stemmed]

    @property
    def acts(self) -> Ints:
        """The acts that each word tells of, by number, as `acts_of` gives them."""
        fresh = self._words.met[self._acted :]
        found = np.array([acts_of(word) for word in fresh], np.int32)
        self._acts = _grown(self._acts, self._acted, found)
        self._acted += len(fresh)
        return self._acts[: self._acted]

    @property
    def rarity(self) -> Floats:
        """How much each stem tells, by number."""
        fresh = self._stems.met[self._rated :]
        found = np.array([self.model.rarity(name) for name in fresh], np.float32)
        self._rarity = _grown(self._rarity, self._rated, found)
        self._rated += len(fresh)
        return self._rarity[: self._rated]

    @property
    def vectors(self) -> Floats:
        """The weighed vector of each word, by number."""
        fresh = self._words.met[self._laid :]
        if fresh:
            rows = [self._table[list(p)].astype(np.float32).sum(axis=0) for p in self._split(fresh)]
            weights = np.sqrt([self.model.rarity(stem(word)) for word in fresh], dtype=np.float32)
            laid = np.stack(rows) * weights[:, None]
            self._vectors = _grown(self._vectors, self._laid, laid)
            self._laid += len(fresh)
        return self._vectors[: self._laid]


def _grown(held: NDArray[Any], used: int, fresh: NDArray[Any]) -> NDArray[Any]:
    """Return the rows with fresh ones behind the used, in a wider array where they do not fit."""
    if used + len(fresh) > len(held):
        wider = np.zeros((used + len(fresh) + len(held) // 4, *held.shape[1:]), held.dtype)
        wider[:used] = held[:used]
        held = wider
    held[used : used + len(fresh)] = fresh
    return held


def unit(rows: Floats) -> Floats:
    """Return the rows scaled to length one; a row of nought stays."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: Floats = rows / np.maximum(lengths, np.float32(1e-9))
    return scaled
