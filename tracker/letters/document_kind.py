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
# Letters to those who voted, or to other members at large, ask nothing of an official; and a
# line that only introduces a statement greets nobody.
_NO_OFFICIAL = re.compile(
    r"(?:Dear|To)\b.{0,40}\b(?i:friends?|colleagues?|neighbou?rs?|constituents?|residents"
    r"|(?:fellow )?americans|congressional district)\b"
    r"|(?!Dear).*\b(?:statement|said|announced)\b"
)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
# A letter of which a release on something else tells: "In June, she sent a letter".
_EARLIER = re.compile(
    rf"(?i)\b(?:in (?:early |late |mid-)?(?:{_MONTHS})(?: of)?(?:,? (?:19|20)\d\d)?(?=,)"
    r"|in (?:19|20)\d\d\b"
    rf"|last (?:year|month|spring|summer|fall|autumn|winter|{_MONTHS})"
    r"|(?:earlier|prior|previous|past) letters?\b"
    r"|earlier (?:this|in)|later that|years? ago|previously|prior to"
    r"|(?:following|after) (?:sending )?(?:her|his|their|our|a|an) "
    r"(?:\w+ \d+,(?: \d{4},)? )?(?:\w+ ){0,2}letter"
    r"|(?:comes|came) (?:\w+ ){0,4}after\b[^,]{1,120}\bletter)\b"
)
# What is said only of the letter that a release announces.
_GIVEN = re.compile(
    r"(?i)\b(?:(?:full|complete|entire) (?:text|letter)|(?:text|copy|pdf) of the letter"
    r"|letters?\b[^.\n]{0,80}\b(?:here|below|attached|available)|download the letter"
    r"|in (?:the|their|his|her)(?: [\w-]+)? letter|letter (?:was|is) (?:also )?(?:co-?)?signed"
    r"|the letter (?:also )?(?:asks|calls|comes|notes|requests|states|urges))\b"
)
_FULL = re.compile(
    r"(?i)\b(?:(?:full|complete|entire) (?:text of (?:the|their|his|her) )?letter"
    r"|text of the letter\b[^.\n]{0,20}\b(?:available|below|found|here))\b"
)
_PUBLISHED = re.compile(
    r"(?i)\b(?:for immediate release|press release|press contact|media contact)\b"
    r"|\.(?:house|senate)\.gov"
)
_SENTENCE_END = re.compile(r"\n|(?<=[a-z]{4}[.!?])[\"”]? ")
# A page of which only the title came tells nothing that could be held.
_LEAST_WORDS = 8
_YOU = re.compile(r"(?i)\byou(?:r)?\b")
_BEGINNING = 700
_EARLY = 900


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
    greetings = [span.of(text) for span in zones.of(Role.SALUTATION)]
    if any(map(_TO_MEMBERS.match, greetings)) and not signed:
        return DocumentKind.REPLY if _THANKS.search(text) else DocumentKind.OTHER
    if greetings and all(map(_NO_OFFICIAL.match, greetings)):
        return DocumentKind.OTHER
    if zones.has(Role.SALUTATION, Role.CLOSING) and not _around(zones, text):
        return _bare(zones, document, signatories, addressees)
    told = f"{document.title or ''}\n{text}" if len(text.split()) >= _LEAST_WORDS else ""
    # A letter to a body, not to a person, is known by how the release begins.
    tells = _tells(told if addressees else told[:_BEGINNING]) or _FULL.search(told)
    if not members or not (greetings or tells):
        return DocumentKind.OTHER
    return DocumentKind.ANNOUNCEMENT if _own(zones, document) else DocumentKind.COVERAGE


def _bare(
    zones: Zones,
    document: Incoming,
    signatories: Sequence[Signatory],
    addressees: Sequence[Addressee],
) -> DocumentKind:
    """Return what a letter is around which nothing stands; nobody need have signed it yet."""
    to_you = any(_YOU.search(document.text, s.start, s.end) for s in zones.of(Role.BODY))
    if not (addressees or zones.has(Role.SALUTATION) or to_you):
        return DocumentKind.OTHER
    # Who signs as a member is one, whether or not the roster knows the name.
    theirs = any(s.bioguide or (s.span and " " in s.name) for s in signatories)
    unsigned = bool(addressees) and not signatories and not zones.has(Role.SIGNATURE)
    return DocumentKind.LETTER if theirs or unsigned else DocumentKind.OTHER


def _tells(told: str) -> bool:
    """Say whether a release is about a letter, and does not mention one only in passing."""
    sent = _SENT.search(told)
    if sent is None:
        return False
    start = max((end.end() for end in _SENTENCE_END.finditer(told, 0, sent.start())), default=0)
    # "In a letter last year" says so behind the letter; farther on it is what the letter is about.
    sentence = told[start : sent.end() + 12]
    if _EARLIER.search(sentence):
        return False
    return start < _EARLY or "today" in sentence.lower() or bool(_GIVEN.search(told))


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
