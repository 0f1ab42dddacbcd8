"""How many members signed, where a text says it in a number.

"Joined by 102" is 103 with the one who is joined; "signed by 69" is 69. What is
said to be "more than" something is no number. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tracker.letters.structure import Role, Zones
from tracker.text import folded, sentences
from tracker.types import Incoming, Signatory

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen twenty"
).split()
_WORDS = {word: n for n, word in enumerate(_UNITS)} | {"dozen": 12, "thirty": 30, "forty": 40}
_WORDS |= {
    f"{tens}-{_UNITS[n]}": base + n
    for tens, base in (("twenty", 20), ("thirty", 30), ("forty", 40))
    for n in range(1, 10)
}
_NUMBER = rf"(?P<number>\d{{1,3}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_PEOPLE = (
    r"(?:members?|colleagues?|senators?|representatives?|lawmakers?|democrats|republicans|reps"
    r"|congress\w+|legislators|cosigners|co-signers|signatories)"
)
_SAID = re.compile(
    rf"(?i)(?P<before>\b[\w']+[ ,]+[\w']*\s?)?(?<![\w$.,-])(?:a (?=dozen))?{_NUMBER}(?P<plus>\+)?"
    rf"(?P<between>(?: (?!{_PEOPLE}\b|and\b)[\w'’.-]+){{0,7}}?) {_PEOPLE}\b"
)
_BRACKET = re.compile(r"(?i)\bco-?signers\s?\((\d{1,3})\)")
_VAGUE = re.compile(
    r"(?i)\b(?:more than|over|nearly|almost|about|around|approximately|at least|some|dozens"
    r"|roughly|another)\W*$"
)
_OTHERS = re.compile(r"(?i)\b(?:other|additional|more|fellow|of (?:his|her|their|my|our))\b")
_JOINING = re.compile(
    r"(?i)\b(?:joined by|join(?:s|ed|ing)?|and|with|led|leads?|leading)\s*(?:a |the )?$"
)
_LETTER = re.compile(
    r"(?i)\b(?:letter|sign\w*|join\w*|led|leads?|leading|urg\w+|call\w*|sent|wrote|deliver\w*"
    r"|cosign\w*|co-sign\w*|effort|group|press\w*|request\w*|along with)\b"
)


def stated(zones: Zones, document: Incoming, signatories: Sequence[Signatory]) -> int | None:
    """Return how many signed in all, as the text states or lets compute; None if it does not."""
    found = list(_totals(zones, document, signatories))
    if not found:
        return None
    named = len(signatories)
    return next((total for total in found if total == named), found[0])


def _totals(zones: Zones, document: Incoming, signatories: Sequence[Signatory]) -> Iterator[int]:
    surnames = {folded(s.name).split()[-1] for s in signatories if s.name.split()}
    for sentence in _sentences(zones, document):
        bracket = _BRACKET.search(sentence)
        if bracket:
            yield int(bracket[1]) + 1
        if not _LETTER.search(sentence):
            continue
        for match in _SAID.finditer(sentence):
            total = _total(sentence, match, surnames)
            if total:
                yield total


def _sentences(zones: Zones, document: Incoming) -> Iterator[str]:
    for span in zones.of(Role.RELEASE, Role.INTRODUCTION, Role.SIGNATURE):
        words = span.of(document.text)
        for inner in sentences(words):
            yield inner.of(words)
    if document.title:
        yield document.title


def _total(sentence: str, match: re.Match[str], surnames: set[str]) -> int | None:
    number = match["number"].lower()
    count = int(number) if number.isdigit() else _WORDS[number]
    head = sentence[: match.start("number")]
    if match["plus"] or _VAGUE.search(head) or count < 2:
        return None
    people = match.group().lower()
    relative = (
        _OTHERS.search(match.group()[match.start("number") - match.start() :])
        or "colleague" in people
        or _JOINING.search(head)
    )
    if not relative:
        return count
    before = _named(head, surnames)
    return count + max(1, before or _named(sentence, surnames))


def _named(words: str, surnames: set[str]) -> int:
    """Return how many of the signatories a passage names."""
    plain = set(re.findall(r"[a-z'-]+", folded(words)))
    return len(plain & surnames)
