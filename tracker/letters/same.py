"""Whether two texts are about one letter.

One letter is announced by each of its signers and told by the papers. It is
the same if its own words are. Announcements that do not give it are of the same
one if two offices publish them in the same days, and either nearly all of their
words are the same or they quote the same to the same official. A story is about
it if it names the same official and a common signer, in the same days and on the
same matter. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from tracker.letters.structure import Role, zones
from tracker.text import folded
from tracker.types import Addressee, DocumentKind, Letter, LetterSource, Reading, Signatory

_RUN = 6
# Fewer runs than these are a quotation, not a letter.
_LEAST = 40
_SHARED = 0.5
_EQUAL = 0.8
_ALIKE = 0.6
_MATTER = 0.5
# The same words so long after are the same request, sent once more.
_APART = timedelta(days=90)
_DAYS = timedelta(days=21)
_WEEK = timedelta(days=7)
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


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that is compared with held letters, and what was read in it."""

    reading: Reading
    words: _Words
    day: date | None
    site: str | None


def find(
    reading: Reading,
    text: str,
    published: date | None,
    held: Iterable[Letter],
    *,
    url: str | None = None,
) -> Same | None:
    """Return the held letter that the text is, announces or reports, or None.

    The one that shares most, where several do. The address tells whose office
    published it: one office uses the same words for different letters.
    """
    day = reading.letter_date or published
    one = _Text(reading, _words(text), day, _site(url))
    best: tuple[float, Same] | None = None
    for letter in held:
        if not may_be(reading, published, letter.addressees, letter.dated):
            continue
        for source in letter.sources:
            share, reason = _alike(one, letter, source)
            if reason and (best is None or share > best[0]):
                best = share, Same(letter.id, reason)
    return best[1] if best else None


def may_be(
    reading: Reading,
    published: date | None,
    addressees: Iterable[Addressee],
    dated: date | None,
) -> bool:
    """Say whether addressees and days allow that a text is about a letter with these."""
    if _apart(reading.letter_date or published, dated) > _APART:
        return False
    one, other = _surnames(reading.addressees), _surnames(addressees)
    return not (one and other and not one & other)


def _alike(one: _Text, letter: Letter, source: LetterSource) -> tuple[float, str]:
    """Return how much two texts share, and in words what makes them one; empty if nothing does."""
    words, other = one.words, _words(source.text)
    share = max(_share(words.own, other.whole), _share(other.own, words.whole))
    if share >= _SHARED:
        return 1 + share, f"{share:.0%} of the letter's words are the same"
    share = min(_share(words.whole, other.whole), _share(other.whole, words.whole))
    near = _near(one, letter, source)
    if share >= (_ALIKE if near else _EQUAL):
        return 1 + share, f"{share:.0%} of the announcement's words are the same"
    known = _surnames(one.reading.addressees) & _surnames(letter.addressees)
    who = ", ".join(sorted(known))
    if near and known and len(words.whole & other.whole) >= _LEAST:
        return share, f"same addressee ({who}), the same days and quotations"
    if one.reading.kind is not DocumentKind.COVERAGE:
        return 0.0, ""
    common = _signers(one.reading.signatories) & _signers(letter.signatories)
    matter = _of_fewer(words.names, other.names)
    if common and known and _apart(one.day, letter.dated) <= _DAYS and matter >= _MATTER:
        return matter, f"same addressee ({who}), a common signer, the same days and matter"
    return 0.0, ""


def _near(one: _Text, letter: Letter, source: LetterSource) -> bool:
    """Say whether two offices published in the same days, one of them without the letter."""
    site = _site(source.url)
    if not (one.site and site and one.day and letter.dated) or one.site == site:
        return False
    both = min(len(one.words.own), len(_words(source.text).own)) >= _LEAST
    return not both and _apart(one.day, letter.dated) <= _WEEK


def _site(url: str | None) -> str | None:
    """Return the site of an address, None if it has none; a bracket may break the splitting."""
    return urlsplit(url).netloc.lower() if url and "[" not in url else None


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
    return frozenset(_surname(p.name) for p in people if p.name and p.name.strip())


@lru_cache(maxsize=4096)
def _surname(name: str) -> str:
    return folded(name).split()[-1]


def _signers(people: Iterable[Signatory]) -> frozenset[str]:
    return frozenset(p.bioguide or folded(p.name) for p in people)


@lru_cache(maxsize=512)
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
