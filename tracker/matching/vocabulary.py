"""Words by number: their stems, how rare they are, and what they mean.

A word's vector is the sum of its pieces in a table that is handed in, weighed
by the word's rarity. No language model runs: a text's vector is the sum of its
words', so that a window costs one subtraction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from tracker.matching.model import Model
from tracker.matching.words import STOP, stem, words

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Split = Callable[[Sequence[str]], Sequence[Sequence[int]]]


class Vocabulary:
    """Every word met so far; a word keeps its number."""

    def __init__(self, table: NDArray[np.floating], split: Split, model: Model) -> None:
        """Take the pieces' vectors, a row each, and what splits words into their pieces."""
        self.model = model
        self._table, self._split = table, split
        self._words: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self._stem_of: list[int] = []
        self._rarity: list[float] = []
        self._vectors: Floats = np.zeros((0, table.shape[1]), np.float32)

    def numbers(self, text: str) -> list[int]:
        """Return the numbers of a text's words, in order."""
        known = self._words
        found = []
        for word in words(text):
            number = known.get(word)
            found.append(self._meet(word) if number is None else number)
        return found

    @property
    def stem_of(self) -> Ints:
        """The number of each word's stem; -1 for words that say nothing of a subject."""
        return np.array(self._stem_of, np.int64)

    @property
    def rarity(self) -> Floats:
        """How much each stem tells, by number."""
        return np.array(self._rarity, np.float32)

    @property
    def vectors(self) -> Floats:
        """The weighed vector of each word, by number."""
        fresh = list(self._words)[len(self._vectors) :]
        if fresh:
            rows = [self._table[list(p)].astype(np.float32).sum(axis=0) for p in self._split(fresh)]
            weights = np.sqrt([self.model.rarity(stem(word)) for word in fresh], dtype=np.float32)
            self._vectors = np.vstack([self._vectors, np.stack(rows) * weights[:, None]])
        return self._vectors

    def _meet(self, word: str) -> int:
        number = self._words[word] = len(self._words)
        root = stem(word)
        if word.lower() in STOP:
            self._stem_of.append(-1)
        else:
            if root not in self._stems:
                self._stems[root] = len(self._stems)
                self._rarity.append(self.model.rarity(root))
            self._stem_of.append(self._stems[root])
        return number


def unit(rows: Floats) -> Floats:
    """Return the rows scaled to length one; a row of nought stays."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: Floats = rows / np.maximum(lengths, np.float32(1e-9))
    return scaled
