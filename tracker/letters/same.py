"""Whether two texts are about one letter.

One letter is announced by each of its signers and told by the papers. It is
the same if its own words are. A story does not give them: there it is the same
if it goes to the same official, from a common signer, in the same days, and on
the same matter. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from tracker.letters.structure import Role, zones
from tracker.text import folded
from tracker.types import Addressee, DocumentKind, Letter, Reading, Signatory

_RUN = 6
# Fewer runs than these are a quotation, not a letter.
_LEAST = 40
_SHARED = 0.5
_EQUAL = 0.8
_MATTER = 0.5
# The same words so long after are the same request, sent once more.
_APART = timedelta(days=90)
_DAYS = timedelta(days=21)
_NAME = re.compile(r"(?<=[\w,;] )[A-Z][\w’'-]{2,}")


@dataclass(frozen=True, slots=True)
class Same:
    """The held letter that a text is about, and why we think so."""

    letter_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Words:
    """A text as it is compared."""

    own: frozenset[int]
    """Runs of words of the letter itself; empty where its text is not given."""
    whole: frozenset[int]
    names: frozenset[str]
    """Words with a capital inside sentences: what it speaks of."""


def find(
    reading: Reading, text: str, published: date | None, held: Iterable[Letter]
) -> Same | None:
    """Return the held letter that the text is, announces or reports, or None.

    The one that shares most, where several do.
    """
    words = _words(text)
    day = reading.letter_date or published
    best: tuple[float, Same] | None = None
    for letter in held:
        if not _may_be(reading, day, letter):
            continue
        for source in letter.sources:
            share, reason = _alike(reading, words, day, letter, _words(source.text))
            if reason and (best is None or share > best[0]):
                best = share, Same(letter.id, reason)
    return best[1] if best else None


def _may_be(reading: Reading, day: date | None, letter: Letter) -> bool:
    """Say whether addressees and days allow that the two are one."""
    one, other = _surnames(reading.addressees), _surnames(letter.addressees)
    return not (one and other and not one & other) and _apart(day, letter.dated) <= _APART


def _alike(
    reading: Reading, one: _Words, day: date | None, letter: Letter, other: _Words
) -> tuple[float, str]:
    """Return how much two texts share, and in words what makes them one; empty if nothing does."""
    share = max(_share(one.own, other.whole), _share(other.own, one.whole))
    if share >= _SHARED:
        return 1 + share, f"{share:.0%} of the letter's words are the same"
    share = min(_share(one.whole, other.whole), _share(other.whole, one.whole))
    if share >= _EQUAL:
        return 1 + share, f"{share:.0%} of the announcement's words are the same"
    if reading.kind is not DocumentKind.COVERAGE:
        return 0.0, ""
    common = _signers(reading.signatories) & _signers(letter.signatories)
    known = _surnames(reading.addressees) & _surnames(letter.addressees)
    if not (common and known and _apart(day, letter.dated) <= _DAYS):
        return 0.0, ""
    matter = _of_fewer(one.names, other.names)
    if matter >= _MATTER:
        who = ", ".join(sorted(known))
        return matter, f"same addressee ({who}), a common signer, the same days and matter"
    return 0.0, ""


def _share(own: frozenset[int], whole: frozenset[int]) -> float:
    """Return which part of a letter's own runs of words stands in the other text."""
    return len(own & whole) / len(own) if len(own) >= _LEAST else 0.0


def _of_fewer(one: frozenset[str], other: frozenset[str]) -> float:
    least = min(len(one), len(other))
    return len(one & other) / least if least else 0.0


def _apart(one: date | None, other: date | None) -> timedelta:
    """Return how far two days are apart; nought if one is not known."""
    return abs(one - other) if one and other else timedelta()


def _surnames(people: Iterable[Addressee]) -> frozenset[str]:
    return frozenset(folded(p.name).split()[-1] for p in people if p.name and p.name.strip())


def _signers(people: Iterable[Signatory]) -> frozenset[str]:
    return frozenset(p.bioguide or folded(p.name) for p in people)


@lru_cache(maxsize=1024)
def _words(text: str) -> _Words:
    parts = zones(text)
    body = "\n".join(span.of(text) for span in parts.of(Role.BODY))
    return _Words(
        own=_runs(body),
        whole=_runs(text),
        names=frozenset(folded(word) for word in _NAME.findall(text)),
    )


def _runs(text: str) -> frozenset[int]:
    words = re.findall(r"[a-z0-9]+", folded(text))
    return frozenset(hash(tuple(words[i : i + _RUN])) for i in range(len(words) - _RUN + 1))
