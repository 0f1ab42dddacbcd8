"""Words by number: their stems, how rare they are, and what they mean.

A word's vector is the sum of its pieces in a table that is handed in, weighed
by the word's rarity. No language model runs: a text's vector is the sum of its
words', so that a window costs one subtraction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from tracker.matching.model import Model
from tracker.matching.places import Places
from tracker.matching.words import STOP, stem

Floats = NDArray[np.float32]
Ints = NDArray[np.signedinteger]
Split = Callable[[Sequence[str]], Sequence[Sequence[int]]]


class Vocabulary:
    """Every word met so far; a word keeps its number."""

    def __init__(
        self, table: NDArray[np.floating], split: Split, model: Model, places: Places
    ) -> None:
        """Take the pieces' vectors, a row each, and what splits words into their pieces."""
        self.model, self.places = model, places
        self._table, self._split = table, split
        self._words: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self._names: list[str] = []
        self._numbered: Ints = np.zeros(0, np.int32)
        self._stem_of: list[int] = []
        self._rarity: list[float] = []
        self._vectors: Floats = np.zeros((0, table.shape[1]), np.float32)

    def numbers(self, words: Iterable[str]) -> list[int]:
        """Return the words' numbers, in order."""
        known = self._words
        return [known[word] if word in known else self._meet(word) for word in words]

    def kin(self, number: int) -> list[tuple[int, float]]:
        """Return the stems that stand for a stem, with how well; the closest last, itself."""
        kin = self.model.kin.get(self._names[number], {})
        met = [(self._stems[name], like) for name, like in kin.items() if name in self._stems]
        return [*sorted(met, key=lambda one: one[1]), (number, 1.0)]

    def stems_in(self, words: Sequence[str]) -> list[tuple[str, int]]:
        """Return the words that say something of a subject, each with its stem's number."""
        numbers = self.numbers(words)
        pairs = [(w, self._stem_of[n]) for w, n in zip(words, numbers, strict=True)]
        return [(word, stem) for word, stem in pairs if stem >= 0]

    def rarity_of(self, word: str) -> float:
        """Return how much a word tells; 0 for those that say nothing of a subject."""
        found = self.stems_in([word])
        return self._rarity[found[0][1]] if found else 0.0

    @property
    def stems(self) -> list[str]:
        """The stems met so far, in the order of their numbers."""
        return self._names

    @property
    def stem_of(self) -> Ints:
        """The number of each word's stem; -1 for words that say nothing of a subject."""
        if len(self._numbered) < len(self._stem_of):
            self._numbered = np.array(self._stem_of, np.int32)
        return self._numbered

    @property
    def rarity(self) -> Floats:
        """How much each stem tells, by number."""
        return np.array(self._rarity, np.float32)

    @property
    def vectors(self) -> Floats:
        """The weighed vector of each word, by number."""
        if len(self._vectors) < len(self._words):
            fresh = list(self._words)[len(self._vectors) :]
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
                self._names.append(root)
                self._rarity.append(self.model.rarity(root))
            self._stem_of.append(self._stems[root])
        return number


def unit(rows: Floats) -> Floats:
    """Return the rows scaled to length one; a row of nought stays."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: Floats = rows / np.maximum(lengths, np.float32(1e-9))
    return scaled
