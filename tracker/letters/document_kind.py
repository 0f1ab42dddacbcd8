"""What a text is: a letter, its announcement, a story about it, a reply, or none of these.

And which committee's paper it stands on. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.letters.structure import Role, Zones
from tracker.types import Addressee, DocumentKind, Incoming, Signatory

_LETTER = re.compile(r"(?i)\b(?:letters?|wrote to|writing to|written to|in writing)\b")
_SENT = re.compile(
    r"(?i)\b(?:letters? (?:to|sent|urging|calling|asking|demanding|requesting|led|signed|penned)"
    r"|(?:sent|send|sends|sending|wrote|penned|led|leads|signed|joined|released|delivered|issued)"
    r"\b[^.\n]{0,90}\bletters?|(?:in|of|the) (?:the|their|his|her|a|our) [^.\n]{0,40}?letter"
    r"|wrote to|(?:text|copy) of the letter|the letter)\b"
)
_MEMBER = re.compile(
    r"\b(?:Dear|To)\s+(?:the )?(?:Senators?|Representatives?|Congress(?:man|woman|member)\w*"
    r"|Members? of Congress|Mr\. Chairman|Madam Chair|Chair(?:man|woman)?|Ranking Member)\b"
)
_THANKS = re.compile(
    r"(?i)\b(?:thank you for your (?:letter|inquiry|correspondence)|in response to your letter"
    r"|your letter (?:of|dated)|responding to your letter|on behalf of the secretary)\b"
)
_PUBLISHED = re.compile(
    r"(?i)\b(?:for immediate release|press release|press contact|media contact)\b"
    r"|\.(?:house|senate)\.gov"
)
_COMMITTEE = re.compile(
    r"(?P<chamber>(?i:house|senate))?\s*(?i:committee) (?i:on)(?: the)? "
    r"(?P<name>[A-Z][\w']+(?:(?:,| and|, and| of| the|,? &)? [A-Z][\w']+)*)"
)
_SENATE = re.compile(r"(?i)united states senate|\bsenate\b")
_HOUSE = re.compile(r"(?i)house of representatives|\bhouse\b")


def kind(
    zones: Zones,
    document: Incoming,
    signatories: Sequence[Signatory],
    addressees: Sequence[Addressee],
) -> DocumentKind:
    """Return what the text is; a letter that no member signed is a reply or something else."""
    text = document.text
    members = any(s.bioguide for s in signatories)
    if zones.has(Role.SALUTATION) and not _around(zones, text):
        if members:
            return DocumentKind.LETTER
        return DocumentKind.REPLY if _THANKS.search(text) else DocumentKind.OTHER
    if not members or not addressees or not _LETTER.search(text):
        return DocumentKind.OTHER
    if not (zones.has(Role.SALUTATION) or _SENT.search(text)):
        return DocumentKind.OTHER
    return DocumentKind.ANNOUNCEMENT if _own(zones, document) else DocumentKind.COVERAGE


def committee(zones: Zones, document: Incoming) -> str | None:
    """Return the committee on whose paper the letter stands, as "Senate Foreign Relations"."""
    hull = zones.hull(Role.LETTERHEAD)
    if hull is None:
        return None
    head = hull.of(document.text)
    match = _COMMITTEE.search(head)
    if not match:
        return None
    chamber = match["chamber"] or ""
    if not chamber:
        chamber = "Senate" if _SENATE.search(head) else "House" if _HOUSE.search(head) else ""
    name = match["name"].title() if match["name"].isupper() else match["name"]
    return f"{chamber.title()} {name}".strip()


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
