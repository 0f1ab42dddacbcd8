"""What a text is: letter, announcement, story, reply, or none of these. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.letters.structure import Role, Zones
from tracker.types import Addressee, DocumentKind, Incoming, Signatory

_SENT = re.compile(
    r"(?i)\b(?:letters? (?:to|sent|urging|calling|asking|demanding|requesting|led|signed|penned)"
    r"|(?:sent|send|sends|sending|wrote|penned|led|leads|signed|joined|released|delivered|issued)"
    r"\b[^.\n]{0,90}\bletters?|(?:in|of|the) (?:the|their|his|her|a|our) [^.\n]{0,40}?letter"
    r"|wrote to|(?:text|copy) of the letter|the letter)\b"
)
_TO_MEMBERS = re.compile(
    r"Dear (?:Senators?|Representatives?|Congress(?:man|woman|member|men|women)\w*"
    r"|Members? of (?:Congress|the (?:House|Senate))|Chair(?:man|woman|person)?|Ranking Member"
    r"|Mr\. Chairman|Madam Chair)\b"
)
_THANKS = re.compile(
    r"(?i)\b(?:thank you for your (?:letter|inquiry|correspondence)|in response to your letter"
    r"|your letter (?:of|dated)|responding to your letter|on behalf of the secretary)\b"
)
_PUBLISHED = re.compile(
    r"(?i)\b(?:for immediate release|press release|press contact|media contact)\b"
    r"|\.(?:house|senate)\.gov"
)
_BEGINNING = 700


def kind(
    zones: Zones,
    document: Incoming,
    signatories: Sequence[Signatory],
    addressees: Sequence[Addressee],
) -> DocumentKind:
    """Return what the text is; a letter that no member signed is a reply or something else."""
    text = document.text
    members = any(s.bioguide for s in signatories)
    # A publisher of whom the text says nothing did not sign what is written to members.
    signed = any(s.bioguide and s.span for s in signatories)
    greeted = any(_TO_MEMBERS.match(span.of(text)) for span in zones.of(Role.SALUTATION))
    if greeted and not signed:
        return DocumentKind.REPLY if _THANKS.search(text) else DocumentKind.OTHER
    if zones.has(Role.SALUTATION) and not _around(zones, text):
        return DocumentKind.LETTER if members else DocumentKind.OTHER
    told = f"{document.title or ''}\n{text}"
    # A letter to a body, not to a person, is known by how the release begins.
    told = told if addressees else told[:_BEGINNING]
    if not members or not (zones.has(Role.SALUTATION) or _SENT.search(told)):
        return DocumentKind.OTHER
    return DocumentKind.ANNOUNCEMENT if _own(zones, document) else DocumentKind.COVERAGE


def _around(zones: Zones, text: str) -> bool:
    """Say whether a release or a story stands around the letter."""
    spans = zones.of(Role.RELEASE, Role.STATEMENT, Role.INTRODUCTION)
    return sum(span.end - span.start for span in spans) > 300


def _own(zones: Zones, document: Incoming) -> bool:
    """Say whether a member's own office publishes it."""
    if document.publisher or zones.has(Role.SALUTATION):
        return True
    if _PUBLISHED.search(f"{document.url or ''}\n{document.text}"):
        return True
    return bool(re.search(r"\bSource: .{0,40}(?:House|Senate|Congress)", document.text))
