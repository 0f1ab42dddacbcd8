"""A document as it is shown beside the asks that it may answer.

What its sentences mean and which stems stand in them is worked out once,
however many asks come to it.
"""

from __future__ import annotations

import math
from functools import cached_property, reduce
from operator import or_

import numpy as np

from tracker.matching.acts import agreement, is_talk, only_wishes
from tracker.matching.asks import Query
from tracker.matching.index import Ready, sums_of
from tracker.matching.named import names_letter, speaks_of_letters
from tracker.matching.passages import stretch
from tracker.matching.reasons import reasons
from tracker.matching.vocabulary import Floats, Vocabulary, unit
from tracker.types import AskKind, Pairing, Reason, Span

_SHORT = 8
"""Words below which a sentence counts for less: "Yes." says little by itself."""
_LONGEST = 900
"""Characters of a passage, so that it can be read at a glance."""


_MOST_LETTERS = 50
"""Sentences with the word "letter" that are looked at."""


class Lines(dict[int, dict[int, str]]):
    """To the number of a sentence its words by their stems, no names; worked out when asked for."""

    def __init__(self, ready: Ready, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._ready, self._vocabulary = ready, vocabulary

    def __missing__(self, number: int) -> dict[int, str]:
        row = self._ready.sentences[number]
        words, stems = map(self._vocabulary.word, row), self._vocabulary.stem_of[row].tolist()
        said = {s: word for s, word in zip(stems, words, strict=True) if s >= 0 and word.islower()}
        self[number] = said
        return said


class Page:
    """One document, with what is known of its sentences."""

    def __init__(self, ready: Ready, vocabulary: Vocabulary) -> None:
        self.ready, self.vocabulary = ready, vocabulary
        self._told: dict[int, Floats] = {}

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
        sentences = (span.of(text) for span in self.ready.cut.sentences)
        return [sentence for sentence in sentences if speaks_of_letters(sentence)][:_MOST_LETTERS]

    def details(self, query: Query, number: int) -> tuple[float, ...]:
        """Return the values of DETAILS for an ask and a window."""
        heard = frozenset().union(*(self._stems[s] for s in self.ready.heard(number)))
        shared = sum(query.subject[stem] for stem in query.subject.keys() & heard)
        told = reduce(or_, self._acts[slice(*self._passage(query, number))])
        return (
            self._sentence(query, number),
            shared / (sum(query.subject.values()) or 1.0),
            float(self.ready.vectors[number] @ query.summary),
            math.log(len(self.ready.cut.windows)),
            float(query.ask.kind is AskKind.INFORMATION),
            float(only_wishes(told)),
            float(any(self.ready.cut.windows[number].asked)),
            float(self._talk),
            agreement(query.acts, told),
            agreement(query.verb, told),
        )

    @cached_property
    def _talk(self) -> bool:
        return is_talk(self.ready.text.title)

    @cached_property
    def _acts(self) -> list[int]:
        """The acts that each sentence tells of."""
        acts = self.vocabulary.acts
        return [int(np.bitwise_or.reduce(acts[row])) for row in self.ready.sentences]

    def _sentence(self, query: Query, number: int) -> float:
        """Return how near the window's best sentence comes to each word of the summary, 0 to 1."""
        window = self.ready.cut.windows[number]
        rows = [row for s in range(window.first, window.last) if len(row := self._telling(s))]
        if not rows:
            return 0.0
        near = query.wanted @ np.concatenate(rows).T
        begins = np.cumsum([0, *(len(row) for row in rows)])[:-1]
        nearest = np.maximum(np.maximum.reduceat(near, begins, axis=1), 0)
        return float((query.weights @ nearest).max())

    def _telling(self, number: int) -> Floats:
        """Return what the telling words of a sentence mean, length one, a row each."""
        if number not in self._told:
            row = self.ready.sentences[number]
            row = row[self.vocabulary.stem_of[row] >= 0]
            self._told[number] = unit(self.vocabulary.vectors[row])
        return self._told[number]

    def passage(self, query: Query, number: int) -> Span:
        """Return where the one to three sentences stand that fit an ask best."""
        first, last = self._passage(query, number)
        spans = self.ready.cut.sentences
        return Span(spans[first].start, spans[last - 1].end)

    def _passage(self, query: Query, number: int) -> tuple[int, int]:
        """Return the first of these sentences, and one after the last."""
        window, spans = self.ready.cut.windows[number], self.ready.cut.sentences
        total = sum(query.stems.values()) or 1.0
        here = slice(window.first, window.last)
        words = [
            (sum(query.stems[stem] for stem in query.stems.keys() & stems) / total) ** 0.5
            for stems in self._stems[here]
        ]
        meaning = self._meanings[here] @ query.meaning
        first, last = stretch((meaning + words) * self._lengths[here])
        begin = spans[window.first + first].start
        while last - first > 1 and spans[window.first + last - 1].end - begin > _LONGEST:
            last -= 1
        return window.first + first, window.first + last

    @cached_property
    def _stems(self) -> list[frozenset[int]]:
        stem_of = self.vocabulary.stem_of
        return [frozenset(stem_of[row].tolist()) - {-1} for row in self.ready.sentences]

    @cached_property
    def _spoken(self) -> Lines:
        """The words of each sentence that are no names, by their stems."""
        return Lines(self.ready, self.vocabulary)

    @cached_property
    def _meanings(self) -> Floats:
        return unit(sums_of(self.ready.sentences, self.vocabulary.vectors))

    @cached_property
    def _lengths(self) -> Floats:
        lengths = np.array([len(row) for row in self.ready.sentences], np.float32)
        worth: Floats = np.minimum(np.float32(1.0), lengths / np.float32(_SHORT))
        return worth
