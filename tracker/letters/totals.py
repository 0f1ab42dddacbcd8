"""How many members signed, where a text says it in a number.

"Joined by 102" is 103 with the one who is joined; "signed by 69" is 69. What is
said to be "more than" something is no number. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

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
    rf"(?i)(?<![\w$.,-])(?:a (?=dozen))?{_NUMBER}(?P<plus>\+)?"
    rf"(?P<between>(?: (?!{_PEOPLE}\b)[\w'’.-]+){{0,7}}?) {_PEOPLE}\b"
)
_QUOTED = re.compile(r"^[\"“]|[,.!?][\"”]")
_LEADING = re.compile(r"(?i)\b(?:led|leads?|leading) $")
_AND = re.compile(r",? and ")
_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he|I) \w+")
_INCLUDING = re.compile(r"\bincluding\b|:")
# A list of so many is taken to be whole if a number in the text comes near it.
_WHOLE = 5
# A sentence with more numbers than these is a table.
_MOST = 20
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
    r"|cosign\w*|co-sign\w*|of (?:his|her|their)|effort|group|press\w*|request\w*|along with)\b"
)


def stated(zones: Zones, document: Incoming, signatories: Sequence[Signatory]) -> int | None:
    """Return how many signed in all, as the text states or lets compute; None if it does not.

    Of several numbers the one that the list of names bears out, else the first
    that is not less than the names.
    """
    found = list(_totals(zones, document, signatories))
    named = len(signatories)
    for total, least in found:
        if named == total or (named >= _WHOLE and least <= named <= least + 1):
            return named
    return next((total for total, _ in found if total >= named), None)


def _totals(
    zones: Zones, document: Incoming, signatories: Sequence[Signatory]
) -> Iterator[tuple[int, int]]:
    surnames = {_surname(s.name) for s in signatories}
    for sentence in _sentences(zones, document):
        bracket = _BRACKET.search(sentence)
        if bracket:
            yield int(bracket[1]) + 1, int(bracket[1])
        if not _LETTER.search(sentence):
            continue
        yield from _computed(sentence, surnames)


def _computed(sentence: str, surnames: set[str]) -> Iterator[tuple[int, int]]:
    """Yield what the numbers of one sentence come to; "9 senators and 38 members" is one."""
    found: list[tuple[int, int]] = []
    end = -1
    for match in islice(_SAID.finditer(sentence), _MOST):
        count, start = _count(match["number"]), match.start("number")
        if count < 2 or match["plus"] or _VAGUE.search(sentence, 0, start):
            continue
        if found and _AND.fullmatch(sentence, end, start):
            found[-1] = (found[-1][0] + count, found[-1][0] + count)
        else:
            leaders = _leaders(sentence, match, surnames)
            # "Led 21 members" may be said of 20 others and the leader.
            loose = not leaders or _LEADING.search(sentence, 0, start)
            found.append((count + leaders, count if loose else count + leaders))
        end = match.end()
    yield from found


def _sentences(zones: Zones, document: Incoming) -> Iterator[str]:
    for span in zones.of(Role.RELEASE, Role.INTRODUCTION, Role.STATEMENT, Role.SIGNATURE):
        words = span.of(document.text)
        for inner in sentences(words):
            if not _QUOTED.search(inner.of(words)):
                yield inner.of(words)
    if document.title:
        yield document.title


def _count(number: str) -> int:
    return int(number) if number.isdigit() else _WORDS[number.lower()]


def _leaders(sentence: str, match: re.Match[str], surnames: set[str]) -> int:
    """Return how many must be added to a number: those to whom it is relative."""
    head = sentence[: match.start("number")]
    said = sentence[match.start("number") : match.end()]
    if not (_OTHERS.search(said) or "colleague" in said.lower() or _JOINING.search(head)):
        return 0
    before = _named(head, surnames)
    if not before and not _PRONOUN.search(head):
        before = _named(_INCLUDING.split(sentence)[0], surnames)
    return max(1, before)


def _named(words: str, surnames: set[str]) -> int:
    """Return how many of the signatories a passage names."""
    return len(set(re.findall(r"[a-z']+", folded(words))) & surnames)


def _surname(name: str) -> str:
    """Return the last part of the last word: a double name is known by it."""
    words = [w for w in re.findall(r"[a-z']+", folded(name)) if w not in ("jr", "sr", "iii", "iv")]
    return words[-1] if words else ""
