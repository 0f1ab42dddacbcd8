"""A text to what it says: kind, date, addressees, signatories, deadline and asks.

Pure: the roster and the weights are handed in. Each part is read by a module of
its own from the same zones; here they only meet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tracker.letters import addressees, asks, dates, document_kind, signers, totals
from tracker.letters.missing import missing
from tracker.letters.structure import Role, Zones, zones
from tracker.letters.wrapped import unwrapped
from tracker.roster import Roster
from tracker.text import one_line
from tracker.types import Addressee, DocumentKind, FoundAsk, Incoming, Reading, Signatory

_COMMITTEE = re.compile(r"(?i)\bcommittee on (?:the )?([a-z][a-z,& -]{3,70})")
_CHAMBER = re.compile(r"(?i)\b(senate|house of representatives)\b")
_SMALL = frozenset({"and", "of", "the", "on", "for"})
# All of Congress under a long letter fills a tenth of it; reading takes a second or two.
_MOST = 1_000_000
_CUT = f"only the first {_MOST:,} characters were read"
_WITH_ASKS = (DocumentKind.LETTER, DocumentKind.ANNOUNCEMENT)


def read(document: Incoming, roster: Roster | None, model: asks.Model) -> Reading:
    """Return what a text says; without a roster no name is resolved.

    A story about a letter, or an answer to one, asks nothing of its own. Nor does
    a text that is no letter, unless it greets an official: then only its signers
    are unknown to us. Lines that were wrapped are read as one, and quoted as they stand.
    """
    flat = replace(document, text=unwrapped(document.text[:_MOST]))
    found = _read(flat, roster, model)
    if len(document.text) > _MOST:
        found = replace(found, warnings=(*found.warnings, _CUT))
    asks_ = tuple(replace(ask, quote=ask.span.of(document.text)) for ask in found.asks)
    return replace(found, asks=asks_)


def _read(document: Incoming, roster: Roster | None, model: asks.Model) -> Reading:
    parts = zones(document.text)
    day, day_span = dates.letter_date(parts, document)
    if document.letter_date:
        day, day_span = document.letter_date, None
    to, copies = addressees.find(parts, document)
    signed = signers.find(parts, document, roster or Roster(()), day)
    kind = document.kind or document_kind.kind(parts, document, signed.signatories, to)
    reply_by, unclear = dates.reply_by(parts, document, day)
    found: tuple[FoundAsk, ...] = ()
    lacks: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    greets = bool(to) and parts.has(Role.SALUTATION)
    if kind in _WITH_ASKS or (kind is DocumentKind.OTHER and greets):
        asked, unread = asks.find(document.text, parts, document.title or "", model)
        found = tuple(replace(ask, due=dates.own(ask.quote, day, reply_by)) for ask in asked)
        # An announcement has a day on which it was published.
        announced = document.published if kind is DocumentKind.ANNOUNCEMENT else None
        lacks = missing(day or announced, to, signed.signatories)
    return Reading(
        kind=kind,
        title=_title(signed.signatories, to, day or document.published, document.title),
        letter_date=day,
        letter_date_span=day_span,
        addressees=to,
        cc=copies,
        signatories=signed.signatories,
        stated_total=totals.stated(parts, document, signed.signatories),
        reply_by=reply_by,
        committee=_committee(parts, document.text),
        asks=found,
        warnings=document.warnings + lacks + signed.warnings + unclear + unread,
    )


def _title(
    signed: Sequence[Signatory], to: Sequence[Addressee], day: date | None, title: str | None
) -> str:
    """Return "Rosen and 3 others to the Secretary of the Sea, 4 April 2024", or the given title."""
    offices = [a.name or a.office or "" for a in to]
    if (not signed or not offices) and (title or not (signed or offices)):
        return one_line(title or "untitled", 120)
    lead = next((s for s in signed if s.lead), signed[0]) if signed else None
    others = len(signed) - 1
    who = lead.name if lead else "unsigned letter"
    who += f" and {others} other{'s' if others > 1 else ''}" if others > 0 else ""
    when = f", {day.day} {day:%B %Y}" if day else ""
    whom = " and ".join(offices[:2]) or "somebody unnamed"
    return one_line(f"{who} to {whom}{when}", 160)


def _committee(parts: Zones, text: str) -> str | None:
    """Return the committee on the letterhead with its chamber: "Senate Foreign Relations"."""
    head = " / ".join(span.of(text) for span in parts.of(Role.LETTERHEAD))
    named = _COMMITTEE.search(head)
    if named is None:
        return None
    chamber = _CHAMBER.search(head)
    words = named[1].strip(" -,").split()
    name = " ".join(w.lower() if w.lower() in _SMALL else w.capitalize() for w in words)
    return f"{chamber[1].split()[0].capitalize()} {name}" if chamber else name
