"""What form alone tells: lists under a lead that asks, orders, closings, double requests.

Four things of which labelled letters show too few for the weights to learn
them: the items of a list are asks if its lead asks; "the Department should
mend" is an ask; "please act quickly" mostly asks once more for what was asked;
"we urge you to mend it and report on it" is two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from tracker.letters.asks.features import leads_to_asks
from tracker.letters.asks.units import Form, Piece, Unit
from tracker.letters.asks.words import ASKING, VERBS
from tracker.types import Span

Numbers = NDArray[np.float64]
# Of the items of such lists in labelled letters 96 in 100 are asks, of such orders 12 in 12.
_FLOOR = 0.8
# Of such sentences two in three are two asks.
_HALF = 0.8
_VERB = "|".join(sorted(VERBS))
_ORDER = re.compile(
    r"\W{0,3}(?:[A-Z][a-z]{1,12}(?: [a-z]{1,12})?, )?(?i:the (?:united states"
    r"|u\.s\.(?: government)?|(?:\w+ )?administration|department(?: of [a-z]{1,20})?"
    r"|agency|commission|bureau)"
    r"|you|your (?:administration|department|agency|office)|(?-i:[A-Z]{2,6}))"
    rf" (?i:should|must)(?: (?:also|not|now|\w{{2,16}}ly)){{0,3}},? (?:{_VERB})\b"
)
_TWO = re.compile(
    rf"(?i)\b(?:we|i)\b(?: [\w'’-]+){{0,4}}? (?:{ASKING})\b"
    rf"(?:(?: [\w.,&'’()-]+){{0,12}}? to| that(?: [\w.,&'’()-]+){{0,8}}?)(?: \w+ly)? (?:{_VERB})\b"
)
# A second verb that says what the first is for.
_AFTERTHOUGHTS = frozenset(
    "work allow set establish develop transfer outline enable prevent ensure please end".split()
)
# What asks for haste, or once more for all of it; where it was taken, it was an ask 3 times in 11.
_CLOSING = 0.5
_CLOSES = re.compile(
    r"(?i)\b(?:(?:provide|answer|respond)\w* [^.;]{0,40}\bthis information|responses? to these"
    r"|act (?:now|quickly|swiftly|promptly|expedi\w{1,12})|prompt attention|do everything"
    r"|every (?:possible )?step|all (?:that )?you can)\b"
)
# How a second request begins; "the boats" and "making it safe" only go on with the first.
_OWN = re.compile(rf"(?i)(?:(?:\w+ly|also|to|further|not|then),? ){{0,3}}({_VERB}|we|i|that|you)\b")
_LEAST_WORDS = 8


def levelled(text: str, found: Sequence[Piece], made: Sequence[Unit], sure: Numbers) -> Numbers:
    """Return how sure we are of each candidate once its form has been looked at."""
    level = sure.copy()
    lists = [items for items in _lists(text, found) if len(items) > 1]
    listed = {item for items in lists for item in items}
    leads = {found[items[0]].lead for items in lists}
    for number, unit in enumerate(made):
        piece = found[unit.piece]
        if unit.span in leads:
            # Its items say it; of such leads in labelled letters none in 36 is an ask.
            level[number] = 0.0
        if unit.piece in listed:
            if unit.span == Span(piece.parts[0].start, piece.parts[-1].end):
                level[number] = max(level[number], _FLOOR)
        elif unit.form is Form.SENTENCE:
            sentence = unit.span.of(text)
            if _CLOSES.search(sentence):
                level[number] *= _CLOSING
            elif _orders(sentence):
                level[number] = max(level[number], _FLOOR)
    for whole, halves in _doubles(text, made):
        for half in halves:
            level[half] = max(level[half], _HALF * level[whole])
    return level


def _orders(sentence: str) -> bool:
    return bool(_ORDER.match(sentence)) and len(sentence.split()) >= _LEAST_WORDS


def _doubles(text: str, made: Sequence[Unit]) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield each sentence with two requests and its two halves."""
    wholes = {u.span: n for n, u in enumerate(made) if u.form is Form.SENTENCE}
    ends: dict[tuple[int, int], list[int]] = {}
    for number, unit in enumerate(made):
        if unit.form is Form.CLAUSE:
            ends.setdefault((unit.piece, unit.first), []).append(number)
    for span, whole in wholes.items():
        parts = ends.get((made[whole].piece, made[whole].first), [])
        if not parts or not (said := _TWO.search(text, span.start, span.end)):
            continue
        firsts = [n for n in parts if made[n].span.start == span.start]
        seconds = [n for n in parts if made[n].span.end == span.end]
        for one in firsts:
            cut = made[one].span.end
            for other in seconds:
                second = made[other].span
                if said.end() < cut < second.start <= cut + 20 and _adds(
                    text[cut : second.start], second.of(text)
                ):
                    yield whole, (one, other)


def _adds(joint: str, second: str) -> bool:
    """Say whether the second half is a request of its own: an order, or a clause that begins."""
    begins = _OWN.match(second)
    return "and" in joint and begins is not None and begins[1].lower() not in _AFTERTHOUGHTS


def _lists(text: str, found: Sequence[Piece]) -> Iterator[list[int]]:
    """Yield the items of each list under a lead that asks, as far as they look alike."""
    kin: dict[Span, list[int]] = {}
    for number, piece in enumerate(found):
        if piece.lead:
            kin.setdefault(piece.lead, []).append(number)
    for lead, items in kin.items():
        look = _look(text, found[items[0]])
        if look and leads_to_asks(lead.of(text)):
            alike = [_look(text, found[item]) == look for item in items]
            yield items[: alike.index(False) if False in alike else len(items)]


def _look(text: str, piece: Piece) -> str:
    words = piece.span.of(text)
    if piece.marker:
        return "marked"
    if "?" in words:
        return "question"
    if words.split()[0].lower().strip("“\"'(,") in VERBS:
        return "order"
    return "phrase" if words[0].islower() or words.endswith((";", "; and", ", and")) else ""
