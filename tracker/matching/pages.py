"""A document as it is shown beside the asks that it may answer.

What a sentence means and which stems stand in it is worked out once, however
many asks come to it, and not at all where none does.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property, reduce
from operator import or_
from typing import TypeVar

import numpy as np

from tracker.matching.acts import agreement, is_talk, only_wishes
from tracker.matching.asks import Query
from tracker.matching.index import Ready, sums_of
from tracker.matching.named import names_letter, speaks_of_letters
from tracker.matching.passages import stretch
from tracker.matching.reasons import reasons
from tracker.matching.vocabulary import Floats, Vocabulary, unit
from tracker.types import AskKind, Pairing, Reason, Span

Fact = TypeVar("Fact")

_SHORT = 8
"""Words below which a sentence counts for less: "Yes." says little by itself."""
_LONGEST = 900
"""Characters of a passage, so that it can be read at a glance."""
_MOST_LETTERS = 50
"""Sentences with the word "letter" that are looked at."""


class Lines(dict[int, Fact]):
    """To the number of a sentence what is known of it; worked out when asked for."""

    def __init__(self, work: Callable[[int], Fact]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, number: int) -> Fact:
        self[number] = found = self._work(number)
        return found


class Page:
    """One document, with what is known of its sentences."""

    def __init__(self, ready: Ready, vocabulary: Vocabulary) -> None:
        self.ready, self.vocabulary = ready, vocabulary
        self._stems = Lines(self._stems_of)
        self._spoken = Lines(self._spoken_of)
        self._telling = Lines(self._telling_of)
        self._acts = Lines(self._acts_of)
        self._meanings = Lines(self._meaning_of)

    def pairing(self, query: Query, window: int, score: float, proposed: bool) -> Pairing:
        """Return a pairing with its passage and its reasons."""
        where, named = self.passage(query, window), self.named(query)
        spoken = [self._spoken[s] for s in self.ready.heard(window)]
        first = (Reason(named, 4.0),) if named else ()
        return Pairing(
            ask_id=query.ask.id,
            document_id=self.ready.text.id,
            score=score,
            proposed=proposed,
            passage=where,
            reasons=first + reasons(query, self.ready, spoken, window, where),
        )

    def named(self, query: Query) -> str | None:
        """Return in words how the document names the letter of an ask; None: it does not."""
        said = (names_letter(sentence, query.ask) for sentence in self._of_letters)
        return next((words for words in said if words), None)

    @cached_property
    def _of_letters(self) -> list[str]:
        text = self.ready.text.text
        if not speaks_of_letters(text):
            return []
        sentences = (span.of(text) for span in self.ready.cut.sentences)
        return [sentence for sentence in sentences if speaks_of_letters(sentence)][:_MOST_LETTERS]

    def details(self, query: Query, number: int) -> tuple[float, ...]:
        """Return the values of DETAILS for an ask and a window."""
        told = reduce(or_, (self._acts[s] for s in range(*self._passage(query, number))))
        return (
            self._sentence(query, number),
            math.log(len(self.ready.cut.windows)),
            float(query.ask.kind is AskKind.INFORMATION),
            float(only_wishes(told)),
            float(self._talk),
            agreement(query.acts, told),
            agreement(query.verb, told),
        )

    @cached_property
    def _talk(self) -> bool:
        return is_talk(self.ready.text.title)

    def _sentence(self, query: Query, number: int) -> float:
        """Return how near the window's best sentence comes to each word of the summary, 0 to 1."""
        window = self.ready.cut.windows[number]
        rows = [row for s in range(window.first, window.last) if len(row := self._telling[s])]
        if not rows:
            return 0.0
        near = unit(self.vocabulary.vectors[query.wanted]) @ np.concatenate(rows).T
        begins = np.cumsum([0, *(len(row) for row in rows)])[:-1]
        nearest = np.maximum(np.maximum.reduceat(near, begins, axis=1), 0)
        return float((query.weights @ nearest).max())

    def passage(self, query: Query, number: int) -> Span:
        """Return where the one to three sentences stand that fit an ask best."""
        first, last = self._passage(query, number)
        spans = self.ready.cut.sentences
        return Span(spans[first].start, spans[last - 1].end)

    def _passage(self, query: Query, number: int) -> tuple[int, int]:
        """Return the first of these sentences, and one after the last."""
        window, spans = self.ready.cut.windows[number], self.ready.cut.sentences
        total = sum(query.stems.values()) or 1.0
        here = range(window.first, window.last)
        words = [
            (sum(query.stems[stem] for stem in query.stems.keys() & self._stems[s]) / total) ** 0.5
            for s in here
        ]
        meaning = np.stack([self._meanings[s] for s in here]) @ query.meaning
        worth = np.array([min(1.0, len(self.ready.sentences[s]) / _SHORT) for s in here])
        first, last = stretch((meaning + words) * worth)
        begin = spans[window.first + first].start
        while last - first > 1 and spans[window.first + last - 1].end - begin > _LONGEST:
            last -= 1
        return window.first + first, window.first + last

    def _stems_of(self, number: int) -> frozenset[int]:
        row = self.ready.sentences[number]
        return frozenset(self.vocabulary.stem_of[row].tolist()) - {-1}

    def _spoken_of(self, number: int) -> dict[int, str]:
        """Return the words of a sentence that are no names, by their stems."""
        row = self.ready.sentences[number]
        words, stems = map(self.vocabulary.word, row), self.vocabulary.stem_of[row].tolist()
        return {s: word for s, word in zip(stems, words, strict=True) if s >= 0 and word.islower()}

    def _telling_of(self, number: int) -> Floats:
        """Return what the telling words of a sentence mean, length one, a row each."""
        row = self.ready.sentences[number]
        return unit(self.vocabulary.vectors[row[self.vocabulary.stem_of[row] >= 0]])

    def _acts_of(self, number: int) -> int:
        """Return the acts that a sentence tells of."""
        return int(np.bitwise_or.reduce(self.vocabulary.acts[self.ready.sentences[number]]))

    def _meaning_of(self, number: int) -> Floats:
        return unit(sums_of(self.ready.sentences[number : number + 1], self.vocabulary.vectors)[0])
