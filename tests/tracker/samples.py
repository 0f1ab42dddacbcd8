"""Fictional asks, letters and sources for the tests of rules and words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tracker.types import (
    Addressee,
    Ask,
    AskKind,
    AskState,
    BoardRow,
    Candidate,
    Clock,
    DocumentKind,
    Due,
    Event,
    EventKind,
    Letter,
    Reason,
    Source,
    Span,
    Verdict,
    Visit,
    VisitStatus,
    Watched,
    Way,
)

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SECRETARY = Addressee(name="Ada Holm", office="Secretary of State")


def ask(number: int = 1, **changes: Any) -> Ask:
    given: dict[str, Any] = {
        "id": number,
        "letter_id": 1,
        "number": number,
        "quote": "Please name the officials who closed the harbour.",
        "span": Span(0, 49),
        "kind": AskKind.INFORMATION,
        "summary": "name the officials who closed the harbour",
        "due": None,
        "confidence": 0.9,
    }
    return Ask(**{**given, **changes})


def row(number: int = 1, **changes: Any) -> BoardRow:
    given: dict[str, Any] = {
        "ask": ask(number),
        "letter_id": 1,
        "letter_title": "Letter on the harbour of Veldania",
        "letter_date": date(2026, 10, 1),
        "announced": None,
        "reply_by": None,
        "addressees": (SECRETARY,),
        "state": AskState(),
        "waiting_candidates": 0,
    }
    return BoardRow(**{**given, **changes})


def due(days: int | None = 9, clock: Clock = Clock.WAITING) -> Due:
    day = None if days is None else date(2026, 11, 20) + timedelta(days=days)
    return Due(day=day, why="due then: our default", clock=clock, days=days)


def event(number: int = 1, **changes: Any) -> Event:
    given: dict[str, Any] = {
        "id": number,
        "at": NOON,
        "who": "Ana",
        "kind": EventKind.OUTCOME_SET,
        "letter_id": 1,
        "ask_id": 1,
        "before": "no response yet",
        "after": "answered",
        "why": None,
    }
    return Event(**{**given, **changes})


def letter(number: int = 1, **changes: Any) -> Letter:
    given: dict[str, Any] = {
        "id": number,
        "title": "Letter on the harbour of Veldania",
        "kind": DocumentKind.LETTER,
        "letter_date": date(2026, 10, 1),
        "announced": None,
        "addressees": (SECRETARY,),
        "cc": (),
        "signatories": (),
        "stated_total": None,
        "reply_by": None,
        "committee": None,
        "text": "Please name the officials who closed the harbour.",
        "asks": (ask(),),
        "sources": (),
        "warnings": (),
        "recorded": NOON,
        "confirmed": None,
    }
    return Letter(**{**given, **changes})


def visit(**changes: Any) -> Visit:
    given: dict[str, Any] = {
        "source": "veldania-news",
        "at": NOON,
        "status": VisitStatus.UNCHANGED,
        "url": "https://news.example/feed",
        "http_status": 304,
        "new": 0,
        "revised": 0,
        "documents": 0,
        "seconds": 0.2,
        "bytes": 0,
        "error": None,
        "next_due": NOON + timedelta(hours=1),
    }
    return Visit(**{**given, **changes})


def watched(name: str = "veldania-news", **changes: Any) -> Watched:
    enabled = changes.pop("enabled", True)
    way = Way(layout="feed", url="https://news.example/feed")
    given: dict[str, Any] = {
        "source": Source(name=name, ways=(way,), every=timedelta(hours=1), enabled=enabled),
        "last": visit(source=name),
        "last_good": NOON,
        "newest": None,
        "failures": 0,
        "etag": None,
        "last_modified": None,
        "documents": 12,
        "gaps": 0,
    }
    return Watched(**{**given, **changes})


def candidate(number: int, **changes: Any) -> Candidate:
    given: dict[str, Any] = {
        "id": number,
        "ask_id": 1,
        "revision_id": number,
        "document_id": number,
        "score": 0.5,
        "passage": Span(0, 10),
        "quote": "Officials were named.",
        "reasons": (Reason("names the harbour"), Reason("same addressee")),
        "verdict": Verdict.NEW,
        "proposed_at": NOON,
        "title": "Statement on Veldania",
        "url": "https://news.example/1",
        "published": NOON,
        "source": "veldania-news",
    }
    return Candidate(**{**given, **changes})
