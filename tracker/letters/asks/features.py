"""What can be seen of each candidate, as numbers.

Four things tell an ask from the rest: how it is worded, where in the letter
and in which list it stands, who is to act, and whether the letter says it
again elsewhere. Pure; no number depends on any other letter.
"""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.letters.asks.units import Form, Piece, Unit
from tracker.letters.asks.words import CUES, VERBS
from tracker.letters.structure import Role, Zones
from tracker.text import folded
from tracker.types import Span

CUE_NAMES = tuple(CUES)
_BIT = {name: 1 << number for number, name in enumerate(CUE_NAMES)}


def _mask(*names: str) -> int:
    return sum(_BIT[name] for name in names)


_STRONG = _mask(
    "first", "first_ing", "should", "must", "please", "you_modal", "that_you", "critical"
)
_TOLD = _mask("told", "following", "mark", "asked", "reply", "tell")
_ORDER = _mask("imperative", "please")
_BESIDE = ("first", "should", "mark", "colon", "thanks", "imperative", "please", "told")
_LEAD = (
    "first",
    "should",
    "mark",
    "told",
    "following",
    "reply",
    "you",
    "please",
    "support",
    "must",
)
_WORD = re.compile(r"[a-z][a-z0-9'-]+")
_STOP = frozenset(
    """
    the a an of to in for and or that this these those with on by as at from is are was were be been
    it its we our us you your i my will would should must can could may have has had not also which
    who whom what how than then their they there all any more most such urge request ask please
    hon honorable washington d.c dc street avenue ave st nw sw se ne dear mr mrs ms madam room
    """.split()
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    bits: int
    words: frozenset[str]
    piece: int
    place: int


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of all candidates, a row each, and the words of each."""

    numbers: NDArray[np.float64]
    tokens: tuple[tuple[str, ...], ...]


def cues(words: str) -> int:
    """Return which cues stand in some words, as bits in the order of CUE_NAMES."""
    low = folded(words)
    bits = 0
    for name, pattern in CUES.items():
        if pattern.search(low):
            bits |= _BIT[name]
    if words[:1].isupper():
        bits &= ~_BIT["lower"]
    elif words[:1].islower():
        bits |= _BIT["lower"]
    return bits


def leads_to_asks(words: str) -> bool:
    """Say whether a sentence that leads into a list asks for what the list names."""
    return bool(cues(words) & (_TOLD | _STRONG))


def content(words: str) -> frozenset[str]:
    """Return the words that carry meaning."""
    return frozenset(w for w in _WORD.findall(folded(words)) if len(w) > 2 and w not in _STOP)


def table(
    text: str, zones: Zones, found: tuple[Piece, ...], made: tuple[Unit, ...], title: str
) -> Table:
    """Return what is seen of every candidate, in their order."""
    letter = _Letter(text, zones, found, title)
    rows = [letter.row(unit) for unit in made]
    tokens = tuple(letter.tokens(unit) for unit in made)
    numbers = np.array(rows, dtype=np.float64) if rows else np.zeros((0, 0))
    return Table(numbers, tokens)


class _Letter:
    """What all candidates of one letter share."""

    def __init__(self, text: str, zones: Zones, found: tuple[Piece, ...], title: str) -> None:
        self.text, self.found = text, found
        self.sentences: dict[tuple[int, int], _Sentence] = {}
        self.order: list[_Sentence] = []
        for number, piece in enumerate(found):
            for place, span in enumerate(piece.parts):
                words = span.of(text)
                seen = _Sentence(cues(words), content(words), number, place)
                self.sentences[number, place] = seen
                self.order.append(seen)
        self.index = {(s.piece, s.place): i for i, s in enumerate(self.order)}
        self.title = content(title)
        self.release = [
            content(s.of(text)) for s in zones.of(Role.RELEASE, Role.STATEMENT, Role.EXCERPT)
        ][:60]
        self.first_release = self.release[0] if self.release else frozenset()
        self.office = content(" ".join(s.of(text) for s in zones.of(Role.ADDRESS, Role.SALUTATION)))
        self.strong = [s for s in self.order if s.bits & _STRONG]
        self.asked = sum(bool(s.bits & _BIT["mark"]) for s in self.order)
        # What each piece looks like; asked for by every unit beside it.
        self.looks = [self._looks(number) for number in range(len(found))]
        self.siblings: dict[Span, list[int]] = {}
        for number, piece in enumerate(found):
            if piece.lead:
                self.siblings.setdefault(piece.lead, []).append(number)
        self.leads = {p.lead: cues(p.lead.of(text)) for p in found if p.lead}
        self.told_list = any(b & _BIT["following"] and b & _TOLD for b in self.leads.values())
        self.characters = max(1, found[-1].span.end - found[0].span.start) if found else 1
        self.paragraphs = max(1, found[-1].paragraph) if found else 1

    def of(self, unit: Unit) -> tuple[int, frozenset[str]]:
        """Return the cues and the words of a candidate."""
        if unit.form is Form.SENTENCE:
            sentence = self.sentences[unit.piece, unit.first]
            return sentence.bits, sentence.words
        if unit.form is Form.CLAUSE:
            words = unit.span.of(self.text)
            return cues(words), content(words)
        bits, bag = 0, frozenset[str]()
        for place in range(unit.first, unit.last + 1):
            sentence = self.sentences[unit.piece, place]
            bits, bag = bits | sentence.bits, bag | sentence.words
        return bits, bag

    def row(self, unit: Unit) -> list[float]:
        """Return the numbers of one candidate."""
        bits, bag = self.of(unit)
        return [
            *(float(bits >> n & 1) for n in range(len(CUE_NAMES))),
            *self._shape(unit, bits),
            *self._place(unit),
            *self._list(unit),
            *self._beside(unit),
            *self._again(unit, bag),
        ]

    def _shape(self, unit: Unit, bits: int) -> list[float]:
        text, span = self.text, unit.span
        words = span.of(text).split()
        first = words[0].lower().strip("“\"'(,")
        inside = [self.sentences[unit.piece, p].bits for p in range(unit.first, unit.last + 1)]
        sentence = self.found[unit.piece].parts[unit.first]
        before, after = text[sentence.start : span.start], text[span.end : sentence.end].split()
        clause = unit.form is Form.CLAUSE
        beside = cues(before) if clause and before else 0
        nexts = [w.lower().strip(",") for w in after[:3]]
        return [
            *(float(unit.form is form) for form in Form),
            float(unit.last - unit.first + 1),
            math.log(len(words) + 1),
            float(sum(bool(b & _STRONG) for b in inside)),
            float(sum(bool(b & _BIT["mark"]) for b in inside)),
            float(bool(inside[0] & _STRONG)),
            float(bool(inside[-1] & _STRONG)),
            float(bool(inside[0] & _mask("mark", "imperative", "please"))),
            float(bool(inside[-1] & _mask("mark", "imperative", "please"))),
            float(bool(inside[-1] & _BIT["thanks"])),
            float(clause and not before),
            float(clause and not after),
            float(bool(beside & _STRONG)),
            float(bool(beside & _mask("first", "first_ing"))),
            float(bool(beside & _BIT["to_verb"])),
            len(words) / max(1, len(sentence.of(text).split())),
            float(first in VERBS),
            float(first in ("we", "i")),
            float(first == "to"),
            float(first.endswith("ing")),
            float(any(w in VERBS for w in nexts)),
            float(any(w in ("we", "i", "urge", "request", "ask") for w in nexts)),
            float(bool(nexts) and nexts[0] == "and"),
            float(span.of(text)[-1] in ".!?;:"),
        ]

    def _place(self, unit: Unit) -> list[float]:
        piece = self.found[unit.piece]
        last = len(piece.parts) - 1
        return [
            float(piece.paragraph),
            float(self.paragraphs - piece.paragraph),
            piece.paragraph / self.paragraphs,
            (unit.span.start - self.found[0].span.start) / self.characters,
            float(unit.first),
            float(last - unit.last),
            float(unit.first == 0),
            float(unit.last == last),
            float(self.index[unit.piece, unit.first]),
            float(len(self.order) - self.index[unit.piece, unit.last]),
            float(len(piece.parts)),
            float(len(self.order)),
            float(len(self.strong)),
            float(self.asked),
            float(len(self.siblings)),
            float(self.told_list),
            float(sum(s.piece > unit.piece for s in self.strong)),
            float(sum(s.piece < unit.piece for s in self.strong)),
            float(bool(self.release)),
        ]

    def _list(self, unit: Unit) -> list[float]:
        piece = self.found[unit.piece]
        marker = piece.marker
        lead = self.leads[piece.lead] if piece.lead else 0
        kin = self.siblings.get(piece.lead, []) if piece.lead else []
        alike = [self._alike(k) for k in kin]
        mine = self._alike(unit.piece)
        until = list(alike[: piece.rank + 1])
        return [
            float(bool(marker)),
            float(marker.isdigit()),
            float(marker.isalpha()),
            float(piece.lead is not None),
            float(piece.rank if piece.lead else -1),
            float(len(kin)),
            sum(a > 0 for a in alike) / max(1, len(alike)),
            sum(a > 0 for a in until) / max(1, len(until)),
            float(mine),
            float(bool(alike) and alike[0] == mine),
            float(bool(lead & _STRONG)),
            float(bool(lead & _TOLD)),
            *(float(bool(lead & _BIT[name])) for name in _LEAD),
            float(sum(bool(self.found[k].marker) for k in kin)),
            float(self._marked(unit.piece - 1)),
            float(self._marked(unit.piece + 1)),
            float(self._alike(unit.piece - 1)),
            float(self._alike(unit.piece + 1)),
        ]

    def _marked(self, piece: int) -> bool:
        return 0 <= piece < len(self.found) and bool(self.found[piece].marker)

    def _alike(self, piece: int) -> int:
        """Return what a piece looks like; -1 where there is none."""
        return self.looks[piece] if 0 <= piece < len(self.found) else -1

    def _looks(self, piece: int) -> int:
        """Return the kind of item a piece looks like: 1 a question, 2 an order, 3 a phrase."""
        bits = [self.sentences[piece, p].bits for p in range(len(self.found[piece].parts))]
        if any(b & _BIT["mark"] for b in bits):
            return 1
        if any(b & _ORDER for b in bits):
            return 2
        return 3 if bits[0] & _BIT["lower"] or bits[-1] & _BIT["semicolon"] else 0

    def _beside(self, unit: Unit) -> list[float]:
        first, last = self.index[unit.piece, unit.first], self.index[unit.piece, unit.last]
        before = self.order[first - 1].bits if first else 0
        after = self.order[last + 1].bits if last + 1 < len(self.order) else 0
        return [
            *(float(bool(before & _BIT[name])) for name in _BESIDE),
            *(float(bool(after & _BIT[name])) for name in _BESIDE),
            float(bool(before & _STRONG)),
            float(bool(after & _STRONG)),
            float(after & _BIT["next"] > 0),
        ]

    def _again(self, unit: Unit, bag: frozenset[str]) -> list[float]:
        """Return how much of a candidate is said elsewhere, and whether its office is named."""
        at = (unit.piece, unit.first)
        earlier = max(
            (_like(bag, s.words) for s in self.strong if (s.piece, s.place) < at), default=0.0
        )
        end = (unit.piece, unit.last)
        later = max(
            (_like(bag, s.words) for s in self.strong if (s.piece, s.place) > end), default=0.0
        )
        return [
            earlier,
            later,
            _share(self.title, bag),
            _share(bag, self.first_release),
            max((_share(bag, r) for r in self.release), default=0.0),
            float(len(bag & self.office)),
        ]

    def tokens(self, unit: Unit) -> tuple[str, ...]:
        """Return the words and pairs of words of a candidate, and how it begins."""
        words = re.findall(r"[a-z']+|\d+|\?", folded(unit.span.of(self.text)))[:80]
        words = ["#" if w.isdigit() else w for w in words]
        kept = words[:60]
        pairs = [f"{a} {b}" for a, b in itertools.pairwise(kept)]
        starts = [f"^{w}" for w in words[:2]] + (
            [f"^{words[0]} {words[1]}"] if len(words) > 1 else []
        )
        marked = "c" if unit.form is Form.CLAUSE else "s"
        listed = "l" if self.found[unit.piece].lead else "p"
        return tuple(
            dict.fromkeys(
                [*kept, *pairs, *starts, marked + (starts or [""])[0], listed + (starts or [""])[0]]
            )
        )


def _like(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a) if a else 0.0
