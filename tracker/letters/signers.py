"""Who signed a letter, and who leads it.

Names stand in the signature block, in lists ("also signed by ..."), and in the
sentence that announces the letter. The letterhead's members, the addressees,
and whoever is merely quoted or mentioned are no signatories. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tracker.letters import addressees, leads, mentions
from tracker.letters.mentions import Mention
from tracker.letters.structure import Role, Zones
from tracker.roster import Resolution, Roster, parse
from tracker.text import folded, sentences
from tracker.types import Chamber, Incoming, Signatory, Span

_LIST = re.compile(
    r"(?i)\b(?:co-?sign\w*|sign(?:ed|ing|s|atories|ers)|joined|joining|joins|along with"
    r"|alongside|together with|co-?author\w*|the following|co-?leads?|co-?led|led|leads|leading"
    r"|supported by)\b"
)
_LETTER = re.compile(
    r"(?i)\b(?:letters?|sign\w*|co-?sign\w*|effort|request|call(?:ed|ing|s)?|urg\w+|press\w*"
    r"|wrote|writ\w+|sent|ask\w*|demand\w*|inquir\w+|correspondence|colleagues|delegation)\b"
)
_OTHER_MATTER = re.compile(
    r"\b(?:(?i:introduced|co-?sponsor\w*|earlier this|previous(?:ly)?|last (?:week|month|year)"
    r"|similar letter|earlier letter|hearing|legislation)|bill)\b"
)
_COLON = re.compile(
    r"(?i)\b(?:sign\w*|co-?sign\w*|join\w*|members|senators|reps|representatives)\b[^:\n]{0,60}:"
)
_SIGNING = re.compile(r"(?i)\bsign(?:ed|ing|ers)\b[^.\n]{0,20}\b(?:the|this|our) letter\b")
_STRAY = re.compile(
    r"(?<![Ff]ormer )(?<!late )\b(Rep|Sen|Representative|Senator|Congressman|Congresswoman)\.? "
    r"((?:[A-Z][\w.'’-]{0,20} ){1,4}\((?:[DRI]|ID)[-–][^()\n]{2,20}\))"
)
_SEAT = re.compile(
    r"(?i)(?:member of congress|(?:united states|u\.\s?s\.) (?:senator|representative))"
)
_COPIES = re.compile(r"\b(?:[Cc][Cc]|CC):")
_QUOTES = '"“”‘'
_SAID = re.compile(r"[,.!?][\"”] ?(?:\w+ ){0,3}(?:said|says|stated|added|continued|concluded)\b")
_INITIALS = re.compile(r"(?:\b(?:[A-Z]\.){1,3}|\b(?:Rev|Ph\.D|Mr|Drs)\.)$")
_TURNED = re.compile(r"[^\W\d_][\w'’ -]{1,30}, [^\W\d_][\w'’. -]{1,30}(?: ?\([^()\n]{1,20}\))?")
_HEADS = 40
# So many known members of one chamber tell of which chamber the others are.
_SOME = 3
# Characters in which names are sought; all of Congress signs in a quarter of them.
_MOST = 60_000
# A date on the letter that is this far from its announcement is a slip of the pen.
_FAR = timedelta(days=200)


@dataclass(frozen=True, slots=True)
class Signers:
    """Who signed, in the order of the text, and what a person should look at."""

    signatories: tuple[Signatory, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Signer:
    name: str
    printed: str
    resolution: Resolution
    span: Span | None

    @property
    def bioguide(self) -> str | None:
        return self.resolution.member.bioguide if self.resolution.member else None

    @property
    def identity(self) -> str:
        return self.bioguide or folded(self.name)

    @property
    def surname(self) -> str:
        return folded(self.name.split()[-1])

    def signatory(self, lead: bool) -> Signatory:
        return Signatory(
            name=self.name,
            printed=self.printed,
            bioguide=self.bioguide,
            lead=lead,
            span=self.span,
        )


def find(zones: Zones, document: Incoming, roster: Roster, letter_date: date | None) -> Signers:
    """Return the signatories of a letter as its text, or the release about it, names them."""
    on = as_of(letter_date, document.published)
    publisher = _publisher(document, roster, on)
    own = publisher.bioguide if publisher else None
    reader = _Reader(zones, document, roster, on, {own} if own else set())
    found = _merged(reader.decided([*reader.announced(), *reader.signed()]))
    found = found or ([publisher] if publisher else [])
    names = [(s.identity, s.surname) for s in found]
    chosen = leads.choose(names, reader.cues, document.title or "", own)
    warnings = [w for s in found if (w := s.resolution.warning(s.printed))]
    return Signers(
        tuple(s.signatory(s.identity in chosen) for s in found),
        tuple(dict.fromkeys([*warnings, *reader.strays()])),
    )


def as_of(letter_date: date | None, published: date | None) -> date | None:
    """Return the day as of which names are resolved."""
    if letter_date and published and abs(letter_date - published) > _FAR:
        return published
    return letter_date or published


def _publisher(document: Incoming, roster: Roster, on: date | None) -> _Signer | None:
    """Return who publishes the text, as its signer if it names no other."""
    name = document.publisher or ""
    member = roster.get(name)
    for chamber in (document.chamber, None):
        member = member or roster.resolve(name, on=on, chamber=chamber).member
    if member is None:
        return None
    return _Signer(member.name, name, Resolution(printed=parse(name), member=member), None)


class _Reader:
    """The signers in one document, part by part."""

    def __init__(
        self, zones: Zones, document: Incoming, roster: Roster, on: date | None, near: set[str]
    ) -> None:
        self.zones, self.document, self.text = zones, document, document.text
        self.roster, self.on, self.near = roster, on, near
        self.cues: list[leads.Cues] = []
        self.read = 0
        self.asked = {
            folded(a.name.split()[-1]) for a in addressees.find(zones, document)[0] if a.name
        }

    def signed(self) -> Iterator[_Signer]:
        """Yield who stands in the signature block."""
        self.read = 0
        spans = [_above_copies(self.text, span) for span in self.zones.of(Role.SIGNATURE)]
        lines = [(span, self._mentions(span, surnames=True)) for span in spans]
        many = sum(len(named) for _, named in lines) > 2
        for number, (span, named) in enumerate(lines):
            below = spans[min(number + 1, len(spans) - 1)]
            if named:
                yield from map(_signer, self._filled(span, named) if many else named)
            elif _SEAT.match(self.text, below.start, below.end) and _is_name(span.of(self.text)):
                yield self._unknown(span)
            elif many:
                yield from map(_signer, self._filled(span, named))

    def _unknown(self, span: Span) -> _Signer:
        """Return who signed above a member's title without being known."""
        printed = " ".join(span.of(self.text).split())
        resolution = self.roster.resolve(printed, on=self.on)
        return _Signer(resolution.printed.clean, printed, resolution, span)

    def announced(self) -> Iterator[_Signer]:
        """Yield whom the release names as signers, in lists and where it announces the letter."""
        opened = headed = listing = listed = False
        for sentence in self._told():
            words = sentence.of(self.text)
            cued = bool(_LIST.search(words)) and not _OTHER_MATTER.search(words)
            bare = listing or (cued and bool(_COLON.search(words)))
            named = self._mentions(sentence, surnames=bare)
            if listing and not named:
                named = list(self._filled(sentence, ()))
            named = [m for m in named if m.resolution.printed.words[-1] not in self.asked]
            if named and (
                listing or not opened or (cued and (len(named) > 2 or bool(_LETTER.search(words))))
            ):
                many = len(named) > 3
                whole = self._filled(sentence, named) if many else named
                first = not headed and not self._heading(words)
                headed = headed or first
                self.cues.append(leads.cues(self.text, sentence, whole, first=first))
                yield from map(_signer, whole)
                opened = True
            # The names of a table stand below its heads.
            heads = not listed and len(words) < _HEADS
            opens = words.endswith(":") and cued
            listing = opens or (listing and len(words) < 120 and (bool(named) or heads))
            listed = listing and bool(named)

    def _heading(self, words: str) -> bool:
        """Say whether a sentence only repeats the title, or is one."""
        return words in (self.document.title or "") or (
            len(words) < 200 and words[-1] not in '.!?”"'
        )

    def _told(self) -> Iterator[Span]:
        """Yield the sentences of the release; not what somebody is quoted as saying."""
        for span in self.zones.of(Role.RELEASE, Role.INTRODUCTION, Role.STATEMENT):
            if self.text[span.start] in _QUOTES:
                continue
            for sentence in _sentences(self.text, span):
                if not _SAID.search(self.text, sentence.start, sentence.end):
                    yield sentence
        for span in self.zones.of(Role.BODY):
            if _SIGNING.search(self.text, span.start, span.end):
                for sentence in _sentences(self.text, span):
                    if _SIGNING.search(self.text, sentence.start, sentence.end):
                        yield sentence

    def _filled(self, span: Span, named: Sequence[Mention]) -> Sequence[Mention]:
        return mentions.filled(self.text, span, tuple(named), self.roster, self.on)

    def strays(self) -> Iterator[str]:
        """Yield warnings about members named with title and state who are none."""
        for span in self.zones.of(Role.RELEASE, Role.INTRODUCTION, Role.STATEMENT):
            for match in _STRAY.finditer(self.text, span.start, span.end):
                chamber = Chamber.SENATE if match[1].startswith("Sen") else Chamber.HOUSE
                printed = " ".join(match[2].split())
                found = self.roster.resolve(printed, on=self.on, chamber=chamber)
                warning = found.warning(printed)
                if warning and found.printed.cues.state and " " in found.printed.clean:
                    yield warning

    def decided(self, signers: Sequence[_Signer]) -> list[_Signer]:
        """Return the signers, those with a common name told apart by the chamber of the others."""
        members = [m for s in signers if (m := s.resolution.member)]
        chambers = {
            term.chamber
            for member in members
            for term in member.terms
            if not self.on or term.start <= self.on <= term.end
        }
        if len(chambers) != 1 or len(members) < _SOME:
            return list(signers)
        [chamber] = chambers
        return [s if s.bioguide else self._again(s, chamber) for s in signers]

    def _again(self, signer: _Signer, chamber: Chamber) -> _Signer:
        again = self.roster.resolve(signer.printed, on=self.on, chamber=chamber, near=self.near)
        return replace(signer, resolution=again) if again.member else signer

    def _turned(self, span: Span) -> Mention | None:
        """Return who stands as "Last, First" on a line of a list; None: nobody, or in order."""
        printed = " ".join(span.of(self.text).strip(" *•·;,").split())
        if not _TURNED.fullmatch(printed):
            return None
        found = self.roster.resolve(printed, on=self.on, near=self.near, strict=True)
        if found.member is None or len(found.printed.words) < 2:
            return None
        return Mention(span, span.end, printed, found, None, False)

    def _mentions(self, span: Span, surnames: bool) -> list[Mention]:
        if self.read > _MOST:
            return []
        span = Span(span.start, min(span.end, span.start + _MOST))
        self.read += span.end - span.start
        if surnames and (turned := self._turned(span)):
            return [turned]
        found = mentions.find(
            self.text, span, self.roster, self.on, surnames=surnames, near=self.near
        )
        self.near.update(m.bioguide for m in found if m.bioguide)
        return list(found)


def _is_name(line: str) -> bool:
    words = parse(line).words
    plain = line[:1].isupper() and line[-1] not in ":;?!" and not set(words) & mentions.NO_NAME
    return 2 <= len(words) <= 5 and len(line) < 60 and plain


def _above_copies(text: str, span: Span) -> Span:
    """Return a signature block without the copies that a lost line break put into it."""
    copies = _COPIES.search(text, span.start, span.end)
    return Span(span.start, copies.start()) if copies else span


def _sentences(text: str, span: Span) -> Iterator[Span]:
    """Yield the sentences of a block; initials and degrees do not end one."""
    start: int | None = None
    for inner in sentences(span.of(text)):
        start = span.start + inner.start if start is None else start
        end = span.start + inner.end
        if not _INITIALS.search(text, start, end):
            yield Span(start, end)
            start = None
    if start is not None:
        yield Span(start, span.end)


def _signer(mention: Mention) -> _Signer:
    name = mention.resolution.printed.clean
    return _Signer(name, mention.printed, mention.resolution, mention.span)


def _merged(signers: Sequence[_Signer]) -> list[_Signer]:
    """Return each signer once; a bare surname is whoever of that surname is known already."""
    found: dict[str, _Signer] = {}
    surnames = {s.surname for s in signers if s.bioguide}
    for signer in signers:
        if not signer.bioguide and " " not in signer.name and signer.surname in surnames:
            continue
        found.setdefault(signer.identity, signer)
    return list(found.values())
