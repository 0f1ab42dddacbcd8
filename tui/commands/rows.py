"""How nouns stand in the output: as JSON objects, and as words.

The keys are a promise to other programs: they may be added to, not changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tracker import ledger
from tracker.letters.pages import page_of

if TYPE_CHECKING:
    from jobs.poll import Polled
    from tracker.types import (
        Addressee,
        Ask,
        Campaign,
        Candidate,
        Document,
        Event,
        Evidence,
        Item,
        Letter,
        LetterRow,
        LetterSource,
        Link,
        Reading,
        Revision,
        Signatory,
        Source,
        Span,
    )
    from tui.views import AskView, BoardLine, LetterView, SourceLine

Row = dict[str, Any]


def reading(document_id: str, read: Reading) -> Row:
    """Return what a text says, as `askwatch read` writes it."""
    return {
        "id": document_id,
        "kind": read.kind.value,
        "title": read.title,
        "letter_date": read.letter_date,
        "addressees": people(read.addressees),
        "cc": [a.name or a.office for a in read.cc],
        "signatories": signers(read.signatories),
        "signatory_count_stated": read.stated_total,
        "reply_by": read.reply_by,
        "committee": read.committee,
        "asks": [
            {
                "quote": ask.quote,
                "start": ask.span.start,
                "end": ask.span.end,
                "kind": ask.kind.value,
                "summary": ask.summary,
                "due": ask.due,
                "confidence": round(ask.confidence, 4),
            }
            for ask in read.asks
        ],
        "warnings": read.warnings,
    }


def people(addressees: Iterable[Addressee]) -> list[Row]:
    """Return addressees as objects of name and office."""
    return [{"name": a.name, "office": a.office} for a in addressees]


def signers(signatories: Iterable[Signatory]) -> list[Row]:
    """Return signatories as objects."""
    return [
        {"name": s.name, "bioguide": s.bioguide, "lead": s.lead, "printed": s.printed}
        for s in signatories
    ]


def letter_row(row: LetterRow) -> Row:
    """Return one letter as `letter list` writes it."""
    return {
        "id": row.id,
        "title": row.title,
        "letter_date": row.letter_date,
        "announced": row.announced,
        "addressees": people(row.addressees),
        "signatories": row.signatories,
        "signatory_count_stated": row.stated_total,
        "asks": row.asks,
        "sources": [{"url": url, "id": key, "kind": kind} for key, kind, url in row.sources],
        "rollup": dict(row.rollup),
        "confirmed": row.confirmed,
        "campaign": row.campaign,
    }


def letter(view: LetterView) -> Row:
    """Return one letter with all that is known of it, as `letter show` writes it."""
    held = view.letter
    return {
        "id": held.id,
        "kind": held.kind.value,
        "title": held.title,
        "letter_date": held.letter_date,
        "announced": held.announced,
        "addressees": people(held.addressees),
        "cc": people(held.cc),
        "signatories": [
            row | place(held, one.span)
            for row, one in zip(signers(held.signatories), held.signatories, strict=True)
        ],
        "signatory_count_stated": held.stated_total,
        "reply_by": held.reply_by,
        "committee": held.committee,
        "asks": [ask(line) | place(held, line.row.ask.span) for line in view.lines],
        "struck": [struck(held, one) for one in view.struck],
        "differences": view.differences,
        "sources": [source_of(one) for one in held.sources],
        "warnings": held.warnings,
        "recorded": held.recorded,
        "confirmed": held.confirmed,
        "events": [event(e) for e in view.events],
    }


def source_of(one: LetterSource) -> Row:
    """Return one text from which a letter is known, with how surely its pages were read."""
    pages = [{"start": p.span.start, "end": p.span.end, "sure": p.sure} for p in one.pages]
    return {
        "id": one.id,
        "kind": one.kind.value,
        "url": one.url,
        "name": one.name,
        "publisher": one.publisher,
        "published": one.published,
        "sha256": one.raw_hash,
        "pages": pages,
        "recorded": one.recorded,
    }


def struck(held: Letter, one: Ask) -> Row:
    """Return an ask that a person struck; `ask restore` brings it back."""
    return {
        "id": one.id,
        "number": one.number,
        "kind": one.kind.value,
        "quote": one.quote,
        "summary": one.summary,
    } | place(held, one.span)


def place(held: Letter, span: Span | None) -> Row:
    """Return where words stand in a letter's text; no page where it has no more than one."""
    start, end = (span.start, span.end) if span else (None, None)
    return {"start": start, "end": end, "page": page_of(held, span)}


def ask(line: BoardLine) -> Row:
    """Return one ask with its clock, as `ask list` writes it."""
    row, due = line.row, line.due
    return {
        "id": row.ask.id,
        "letter": row.letter_id,
        "letter_title": row.letter_title,
        "letter_date": row.letter_date,
        "number": row.ask.number,
        "kind": row.ask.kind.value,
        "quote": row.ask.quote,
        "start": row.ask.span.start,
        "end": row.ask.span.end,
        "summary": row.ask.summary,
        "confidence": round(row.ask.confidence, 4),
        "addressees": people(row.addressees),
        "outcome": row.state.outcome.value,
        "position": row.state.position,
        "adequate": row.state.adequate,
        "outstanding": ledger.outstanding(row.state),
        "owner": row.state.owner,
        "clock": due.clock.value,
        "due": due.day,
        "due_why": due.why,
        "days": due.days,
        "candidates": row.waiting_candidates,
        "changed_evidence": row.changed_evidence,
        "promised": due.promised,
        "tags": row.state.tags,
        "unread_events": row.state.unread,
    }


def ask_view(view: AskView) -> Row:
    """Return one ask with its history, as `ask show` writes it."""
    return ask(view.line) | {
        "page": page_of(view.letter, view.line.row.ask.span),
        "evidence": [evidence(one) for one in view.evidence],
        "events": [event(one) for one in view.events],
        "proposals": [candidate(one) for one in view.candidates],
        "links": [link(one) for one in view.links],
    }


def letter_view(view: LetterView) -> Row:
    """Return one letter with its campaign and what carries its asks on."""
    return letter(view) | {
        "campaign": campaign(view.campaign) if view.campaign else None,
        "links": [link(one) for one in view.links],
    }


def campaign(held: Campaign) -> Row:
    """Return one campaign, as `campaign list` writes it."""
    return {"id": held.id, "name": held.name, "letters": held.letters, "added": held.added}


def link(one: Link) -> Row:
    """Return what carries an ask on."""
    return {
        "id": one.id,
        "ask": one.ask_id,
        "letter": one.letter_id,
        "later_letter": one.later_letter_id,
        "later_ask": one.later_ask_id,
        "hearing": one.hearing,
        "day": one.day,
    }


def event(happened: Event) -> Row:
    """Return one line of the ledger."""
    return {
        "id": happened.id,
        "at": happened.at,
        "who": happened.who,
        "kind": happened.written or happened.kind.value,
        "version": happened.version,
        "letter": happened.letter_id,
        "ask": happened.ask_id,
        "before": happened.before,
        "after": happened.after,
        "why": happened.why,
        "evidence": happened.evidence_id,
        "candidate": happened.candidate_id,
        "undoes": happened.undoes,
        "campaign": happened.campaign_id,
    }


def evidence(fixed: Evidence) -> Row:
    """Return the passage on which a decision rests."""
    return {
        "id": fixed.id,
        "ask": fixed.ask_id,
        "document": fixed.document_id,
        "revision": fixed.revision_id,
        "passage": fixed.quote,
        "start": fixed.passage.start,
        "end": fixed.passage.end,
        "title": fixed.title,
        "url": fixed.url,
        "published": fixed.published,
        "first_seen": fixed.first_seen,
        "sha256": fixed.raw_hash,
        "text_sha256": fixed.text_hash,
        "how": fixed.how,
        "private": fixed.private,
    }


def candidate(proposed: Candidate) -> Row:
    """Return a passage that may answer an ask, and why."""
    return {
        "id": proposed.id,
        "ask": proposed.ask_id,
        "document": proposed.document_id,
        "revision": proposed.revision_id,
        "score": round(proposed.score, 4),
        "verdict": proposed.verdict.value,
        "passage": proposed.quote,
        "start": proposed.passage.start,
        "end": proposed.passage.end,
        "reasons": [reason.words for reason in proposed.reasons],
        "title": proposed.title,
        "url": proposed.url,
        "published": proposed.published,
        "source": proposed.source,
        "proposed_at": proposed.proposed_at,
        "private": proposed.private,
        "changed_evidence": proposed.evidence_id,
        "sources": [
            {
                "document": echo.document_id,
                "revision": echo.revision_id,
                "title": echo.title,
                "url": echo.url,
                "published": echo.published,
                "source": echo.source,
            }
            for echo in proposed.echoes
        ],
    }


def document(held: Document) -> Row:
    """Return one document, as `document list` writes it."""
    return {
        "id": held.id,
        "source": held.source,
        "guid": held.guid,
        "url": held.url,
        "title": held.title,
        "published": held.published,
        "first_seen": held.first_seen,
        "last_seen": held.last_seen,
        "revisions": held.revisions,
        "vanished": held.vanished,
        "private": held.private,
    }


def revision(state: Revision) -> Row:
    """Return one state of a document, without its text."""
    return {
        "id": state.id,
        "number": state.number,
        "title": state.title,
        "url": state.url,
        "published": state.published,
        "seen": state.seen,
        "text_sha256": state.text_hash,
        "sha256": state.capture,
    }


def item(listed: Item, layout: str) -> Row:
    """Return one item of a page, as `source read` writes it."""
    day = listed.published
    return {
        "title": listed.title,
        "url": listed.url,
        "date": day.date() if day and listed.day_only else day,
        "guid": listed.guid,
        "layout": layout,
    }


def known_source(one: Source) -> Row:
    """Return one source of the settings or the catalog."""
    return {
        "name": one.name,
        "title": one.title,
        "layout": one.ways[0].layout,
        "url": one.ways[0].url,
        "every": one.every,
        "enabled": one.enabled,
        "proven": one.proven,
    }


def source(line: SourceLine) -> Row:
    """Return one source and how it fares, as `source list` writes it."""
    one, last = line.watched, line.watched.last
    return known_source(one.source) | {
        "health": line.health.state.value,
        "why": line.health.words,
        "last_visit": last.at if last else None,
        "last_status": last.status.value if last else None,
        "last_good": one.last_good,
        "next_due": one.next_due,
        "error": last.error if last else None,
        "failures": one.failures,
        "documents": one.documents,
        "newest": one.newest,
        "gaps": one.gaps,
    }


def polled(one: Polled) -> Row:
    """Return how the visit to a source went, as `poll` writes it."""
    return {
        "source": one.source,
        "status": one.status.value,
        "new": one.new,
        "revised": one.revised,
        "documents": one.documents,
        "error": one.error,
        "seconds": round(one.seconds, 3),
    }
