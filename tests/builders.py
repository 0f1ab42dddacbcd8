"""Fictional values for tests: a letter as read, its source, a watched site, a page's items.

Nobody here exists, nor does Norvania.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tracker.text import text_hash
from tracker.types import (
    Addressee,
    AskKind,
    Chamber,
    Change,
    ChangeKind,
    DocumentKind,
    FoundAsk,
    Item,
    Member,
    NewSource,
    Reading,
    Signatory,
    Source,
    Span,
    Term,
    Visit,
    VisitStatus,
    Way,
)

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FEED = "https://releases.example.gov/feed"

RELEASE_FUNDS = "Freeze the assets of the harbour police of Norvania."
SEND_REPORT = "Please tell us by what date the report on Norvania's courts will reach us."
TEXT = f"""March 3, 2025

The Honorable Orla Finch
Secretary of Distant Affairs

Dear Secretary Finch:

Journalists in Norvania were beaten again last month. We ask two things of you.

1. {RELEASE_FUNDS}
2. {SEND_REPORT}

Sincerely,

Ada Bright
Boris Calm
"""


def found(text: str, quote: str, kind: AskKind, **more: Any) -> FoundAsk:
    """An ask whose words stand in the text."""
    start = text.index(quote)
    span = Span(start, start + len(quote))
    return FoundAsk(span=span, quote=quote, kind=kind, **{"summary": quote[:40], **more})


def signatory(name: str, bioguide: str | None = None, **more: Any) -> Signatory:
    """A name under a letter."""
    return Signatory(name=name, printed=name, bioguide=bioguide, **more)


def reading(text: str = TEXT, **more: Any) -> Reading:
    """The letter above, as read; or another, by what is given."""
    values: dict[str, Any] = {
        "kind": DocumentKind.LETTER,
        "title": "Harbour police of Norvania",
        "letter_date": date(2025, 3, 3),
        "addressees": (Addressee(name="Orla Finch", office="Secretary of Distant Affairs"),),
        "cc": (Addressee(name="Milo Reed", office=None),),
        "signatories": (signatory("Ada Bright", "B000901", lead=True), signatory("Boris Calm")),
        "warnings": ("name not resolved: 'Boris Calm': no member of that name",),
    }
    if text == TEXT:
        values["asks"] = (
            found(text, RELEASE_FUNDS, AskKind.ACTION),
            found(text, SEND_REPORT, AskKind.INFORMATION, confidence=0.9),
        )
    return Reading(**values | more)


def new_source(text: str = TEXT, **more: Any) -> NewSource:
    """A text that is about to become a letter's source."""
    values: dict[str, Any] = {
        "kind": DocumentKind.LETTER,
        "url": None,
        "name": "letters/norvania.txt",
        "publisher": None,
        "published": None,
        "text": text,
        "raw_hash": "raw-" + text_hash(text),
        "media_type": "text/plain",
    }
    return NewSource(**values | more)


def member(bioguide: str = "B000901", last: str = "Bright", **more: Any) -> Member:
    """A member who sits in the Senate for Ohio."""
    term = Term(
        chamber=Chamber.SENATE,
        state="OH",
        district=None,
        party="Independent",
        start=date(2021, 1, 3),
        end=date(2027, 1, 3),
    )
    return Member(**{"bioguide": bioguide, "first": "Ada", "last": last, "terms": (term,)} | more)


def source(name: str = "releases", url: str = FEED, **more: Any) -> Source:
    """A source with one way in."""
    values: dict[str, Any] = {"ways": (Way(layout="rss", url=url),), "every": timedelta(hours=1)}
    return Source(name=name, **values | more)


def item(guid: str = "r-1", **more: Any) -> Item:
    """A document as a page lists it."""
    values: dict[str, Any] = {
        "title": f"Release {guid}",
        "url": f"https://releases.example.gov/{guid}",
        "published": datetime(2025, 4, 1, 15, 0, tzinfo=UTC),
        "text": f"The department spoke about Norvania in release {guid}.",
    }
    return Item(guid=guid, **values | more)


def change(guid: str = "r-1", kind: ChangeKind = ChangeKind.NEW, **more: Any) -> Change:
    """An item of a page, compared."""
    one = item(guid, **more)
    return Change(kind=kind, identity=guid, text_hash=text_hash(one.text), item=one)


def visit(status: VisitStatus = VisitStatus.NEW, at: datetime = NOW, **more: Any) -> Visit:
    """One look at the source above."""
    values: dict[str, Any] = {
        "source": "releases",
        "url": FEED,
        "http_status": 200,
        "new": 1,
        "revised": 0,
        "documents": 1,
        "seconds": 0.2,
        "bytes": 1000,
        "error": None,
        "next_due": at + timedelta(hours=1),
    }
    return Visit(status=status, at=at, **values | more)
