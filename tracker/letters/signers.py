"""Who signed a letter, and who leads it.

Names stand in the signature block, in lists ("also signed by ..."), and in the
sentence that announces the letter. The letterhead's members, the addressees,
and whoever is merely quoted or mentioned are no signatories. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tracker.letters import addressees, mentions
from tracker.letters.mentions import Mention
from tracker.letters.structure import Role, Zones
from tracker.roster import Roster
from tracker.text import sentences
from tracker.types import Incoming, Signatory, Span

_LIST = re.compile(
    r"(?i)\b(?:co-?sign\w*|sign(?:ed|ing|s|atories|ers)|joined|joining|joins|along with"
    r"|alongside|together with|the following|co-?leads?|co-?led|led|leads|leading|supported by)\b"
)
_LETTER = re.compile(
    r"(?i)\b(?:letters?|sign\w*|co-?sign\w*|effort|request|call(?:ed|ing|s)?|urg\w+|press\w*"
    r"|wrote|writ\w+|sent|ask\w*|demand\w*|inquir\w+|correspondence|colleagues|delegation)\b"
)
_VERB = re.compile(
    r"(?i)\b(?:sent|sends?|sending|wrote|writ\w+|led|leads|urg\w+|call\w*|press\w*|ask\w*|demand\w*"
    r"|request\w*|joined|deliver\w*|releas\w+|signed|pushed|introduc\w+|announc\w+|applaud\w*"
    r"|submitted|issued|reiterat\w+|express\w*|warn\w*|invit\w+|teamed|is|are|has|have|today)\b"
)
_FOLLOWERS = re.compile(
    r"(?i)\b(?:joined by|joined in|along with|alongside|together with|co-?signed|signed by"
    r"|signed|joining|co-?signers|also)\b"
)
_LED_BY = re.compile(
    r"(?i)\b(?:letter|effort|request|group|push|call)?\s*(?:was |is |were )?(?:co-)?led"
    r"(?: in the (?:House|Senate))? by\b"
)
_JOINED = re.compile(r"(?i)\b(?:joined|joins|joining)(?! by\b)\b")
_OTHER_MATTER = re.compile(
    r"(?i)\b(?:introduced|co-?sponsor\w*|earlier this|previous(?:ly)?|last (?:week|month|year)"
    r"|similar letter|earlier letter|in (?:19|20)\d\d|hearing|legislation|bill)\b"
)
# A date on the letter that is this far from its announcement is a slip of the pen.
_FAR = timedelta(days=200)


@dataclass(frozen=True, slots=True)
class Signers:
    """Who signed, in the order of the text, and what a person should look at."""

    signatories: tuple[Signatory, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Signer:
    mention: Mention
    lead: bool


def find(zones: Zones, document: Incoming, roster: Roster, letter_date: date | None) -> Signers:
    """Return the signatories of a letter as its text, or the release about it, names them."""
    on = as_of(letter_date, document.published)
    publisher = _publisher(document, roster, on)
    near = {publisher} if publisher else set()
    block = list(_block(zones, document.text, roster, on, near))
    announced = list(_announced(zones, document, roster, on, near))
    found = _merged([*announced, *block])
    if not any(signer.lead for signer in found) and found:
        found[0] = replace(found[0], lead=True)
    return Signers(tuple(_signatory(s) for s in found), ())


def as_of(letter_date: date | None, published: date | None) -> date | None:
    """Return the day as of which names are resolved."""
    if letter_date and published and abs(letter_date - published) > _FAR:
        return published
    return letter_date or published


def _publisher(document: Incoming, roster: Roster, on: date | None) -> str | None:
    if not document.publisher:
        return None
    if roster.get(document.publisher):
        return document.publisher
    member = roster.resolve(document.publisher, on=on, chamber=document.chamber).member
    return member.bioguide if member else None


def _block(
    zones: Zones, text: str, roster: Roster, on: date | None, near: set[str]
) -> Iterable[_Signer]:
    for span in zones.of(Role.SIGNATURE):
        for mention in mentions.find(text, span, roster, on, surnames=True, near=near):
            yield _Signer(mention, False)


def _announced(
    zones: Zones, document: Incoming, roster: Roster, on: date | None, near: set[str]
) -> Iterable[_Signer]:
    text = document.text
    asked = {_surname(a.name) for a in addressees.find(zones, document)[0] if a.name}
    opened = False
    listing = False
    for span in zones.of(Role.RELEASE, Role.INTRODUCTION):
        for inner in sentences(span.of(text)):
            sentence = Span(span.start + inner.start, span.start + inner.end)
            words = sentence.of(text)
            named = [
                mention
                for mention in mentions.find(
                    text, sentence, roster, on, surnames=listing, near=near
                )
                if mention.resolution.printed.words[-1] not in asked
            ]
            if not named:
                listing = words.endswith(":") and bool(_LIST.search(words))
                continue
            listed = _LIST.search(words) and not _OTHER_MATTER.search(words)
            if listing or (_LETTER.search(words) and (listed or not opened)):
                yield from _roles(text, sentence, named)
                opened = True
            listing = listing and len(words) < 120


def _roles(text: str, sentence: Span, named: Sequence[Mention]) -> Iterable[_Signer]:
    words = sentence.of(text)
    follow = _FOLLOWERS.search(words)
    led = _LED_BY.search(words)
    joined = _JOINED.search(words)
    verb = _VERB.search(words)
    for mention in named:
        at = mention.span.start - sentence.start
        lead = verb is not None and at < verb.end()
        if follow and at > follow.start():
            lead = False
        if joined:
            lead = at > joined.start()
        if led and at > led.start():
            lead = True
        yield _Signer(mention, lead)


def _merged(signers: Sequence[_Signer]) -> list[_Signer]:
    found: dict[str, _Signer] = {}
    for signer in signers:
        key = signer.mention.bioguide or signer.mention.resolution.printed.clean
        held = found.get(key)
        found[key] = replace(held, lead=held.lead or signer.lead) if held else signer
    return list(found.values())


def _signatory(signer: _Signer) -> Signatory:
    mention = signer.mention
    return Signatory(
        name=mention.resolution.printed.clean,
        printed=mention.printed,
        bioguide=mention.bioguide,
        lead=signer.lead,
        span=mention.span,
    )


def _surname(name: str) -> str:
    return name.split()[-1].lower()
