"""How nouns stand in the output as words, for people at a terminal.

The sentences come from `tracker.wording`; here they are only put in order.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from typing import TYPE_CHECKING

from tracker import carrying, ledger, wording
from tracker.letters.pages import page_of
from tracker.text import one_line
from tracker.timeline import Moment, timeline

if TYPE_CHECKING:
    from tracker.types import (
        BoardRow,
        Candidate,
        Document,
        Due,
        Letter,
        LetterRow,
        LetterSource,
        Link,
        Reading,
        Revision,
        Span,
        Watched,
    )
    from tui.views import (
        AskView,
        BoardLine,
        BoardView,
        CampaignView,
        LetterView,
        SourceLine,
    )

WIDTH = 96

LETTER_HEAD = ("id", "date", "signed", "asks", "how they stand", "letter")
ASK_HEAD = ("id", "state", "due", "to review", "letter", "ask")
SOURCE_HEAD = ("source", "health", "last visit", "next visit", "documents", "newest")
DOCUMENT_HEAD = ("id", "published", "source", "revisions", "title")


def board(view: BoardView) -> Iterator[str]:
    """Yield the board of outstanding asks, as a person reads it without a screen."""
    yield counts(view.counts)
    yield from (view.coverage, "")
    for line in view.lines:
        row = line.row
        to = wording.addressees(row.addressees)
        yield f"{wording.standing(row, line.due)}  {wording.due_short(line.due)}"
        yield from _indented(f"ask {row.ask.id}: {row.ask.summary}")
        yield from _indented(f"{row.letter_title}, to {to}")
        yield from _indented(f"{wording.status(row, line.due)}. {_sentence(line.due.why)}")
        yield ""
    if not view.lines:
        yield "nothing is outstanding; add a letter: askwatch letter add FILE"


def counts(numbers: Iterable[tuple[str, int]]) -> str:
    """Return how many asks stand where: "7 asks: 2 overdue, 5 waiting"."""
    heaps = [(name, number) for name, number in numbers if number]
    total = dict(heaps).get("total", 0)
    rest = ", ".join(f"{number:,} {name}" for name, number in heaps if name != "total")
    return f"{wording.plural(total, 'ask')}{': ' + rest if rest else ''}"


def letter_cells(row: LetterRow) -> tuple[object, ...]:
    """Return one letter as a row under LETTER_HEAD."""
    day = wording.day(row.letter_date or row.announced)
    signed = f"{row.signatories} of {row.stated_total}" if row.stated_total else row.signatories
    stand = ", ".join(f"{number} {outcome}" for outcome, number in row.rollup)
    title = row.title if row.confirmed else f"{row.title} (not confirmed)"
    return (row.id, day, signed, row.asks, stand, title)


def ask_cells(line: BoardLine) -> tuple[object, ...]:
    """Return one ask as a row under ASK_HEAD."""
    row = line.row
    state = wording.standing(row, line.due)
    due = wording.due_short(line.due)
    return (row.ask.id, state, due, row.waiting_candidates, row.letter_id, row.ask.summary)


def document_cells(held: Document, zone: tzinfo) -> tuple[object, ...]:
    """Return one document as a row under DOCUMENT_HEAD."""
    published = wording.published(held.published, zone)
    gone = " (vanished)" if held.vanished else ""
    return (held.id, published, held.source, held.revisions, f"{held.title}{gone}")


def reading(read: Reading) -> str:
    """Return what the machine read in a text, for a person who confirms it."""
    who = ", ".join(one_line(s.name) + (" (lead)" if s.lead else "") for s in read.signatories)
    total = f" (said to be {read.stated_total})" if read.stated_total else ""
    parts = [
        f"{read.kind.value}: {read.title}",
        f"  date       {wording.day(read.letter_date)}",
        f"  to         {'; '.join(map(wording.addressee, read.addressees)) or 'nobody named'}",
        f"  copies to  {'; '.join(map(wording.addressee, read.cc)) or 'nobody'}",
        f"  signed by  {who or 'nobody named'}{total}",
        f"  reply by   {wording.day(read.reply_by)}",
        f"  {wording.plural(len(read.asks), 'ask')}",
        *(f"    {n}. [{a.kind.value}] {one_line(a.quote)}" for n, a in enumerate(read.asks, 1)),
        *(f"  {warning}" for warning in read.warnings),
    ]
    return "\n".join(parts)


def letter(view: LetterView, zone: tzinfo, looked: str) -> str:
    """Return a letter with its people, asks, sources and history; `looked` is the coverage."""
    held = view.letter
    confirmed = "" if held.confirmed else "\n(read by the machine; nobody has confirmed it yet)"
    roll = wording.rollup((line.row, line.due) for line in view.lines)
    warnings = wording.warnings(held)
    parts = [
        f"letter {held.id}: {held.title}{confirmed}",
        "",
        f"kind       {held.kind.value}",
        f"date       {wording.day(held.letter_date)}",
        f"announced  {wording.day(held.announced)}",
        f"to         {'; '.join(map(wording.addressee, held.addressees)) or 'nobody named'}",
        f"copies to  {'; '.join(map(wording.addressee, held.cc)) or 'nobody'}",
        f"reply by   {wording.day(held.reply_by)}",
        f"committee  {held.committee or 'none'}",
        *([f"campaign   {view.campaign.id}: {view.campaign.name}"] if view.campaign else []),
        "",
        f"signed by {wording.signatories(held)}",
        *_signers(held),
        "",
        f"asks: {roll}",
        f"answers: {looked}",
        *(part for line in view.lines for part in _ask_of_letter(line, held)),
        *(f"  struck: ask {a.id} {a.summary} (`askwatch ask restore {a.id}`)" for a in view.struck),
        "",
        "known from",
        *(f"  source {s.id}  {s.kind.value}: {s.url or s.name}{_paper(s)}" for s in held.sources),
        *(f"  differs: {one}" for one in view.differences),
        *([""] if warnings else []),
        *(f"warning: {warning}" for warning in warnings),
        *_carried(view.links, held.id),
        "",
        "history",
        *moments(timeline([], _own(view.links, held.id), view.events, zone)),
    ]
    return "\n".join(parts)


def _own(links: Iterable[Link], letter_id: int) -> Iterator[Link]:
    return (one for one in links if one.letter_id == letter_id)


def _carried(links: Iterable[Link], letter_id: int) -> list[str]:
    """Return what a letter carries on, under a heading; nothing if it is the first of its kind."""
    found = [one for one in links if one.later_letter_id == letter_id]
    told = [f"  link {one.id}  {carrying.backward(one)}" for one in found]
    return ["", "carries on", *told] if told else []


def moments(found: Iterable[Moment]) -> Iterator[str]:
    """Yield a timeline, a line for each moment."""
    return (f"  {one.mark}  {one.words}" for one in found)


def campaign(view: CampaignView) -> str:
    """Return a campaign with its letters, how their asks stand, and one timeline."""
    held = view.campaign
    parts = [
        f"campaign {held.id}: {held.name}",
        f"{wording.plural(len(view.letters), 'letter')}:"
        f" {wording.rollup((line.row, line.due) for line in view.lines)}",
        "",
        *moments(view.timeline),
    ]
    return "\n".join(parts)


def _page(held: Letter, span: Span) -> str:
    """Return " (page 2)"; nothing, where the letter's text has no pages."""
    number = page_of(held, span)
    return f" (page {number})" if number else ""


def _paper(source: LetterSource) -> str:
    """Return how many pages a source has, and how surely OCR has read them."""
    sure = [page.sure for page in source.pages if page.sure is not None]
    said = [wording.plural(len(source.pages), "page")] if len(source.pages) > 1 else []
    said += [f"read by OCR, {min(sure) * 100:.0f} % sure"] if sure else []
    return f" ({', '.join(said)})" if said else ""


def _signers(held: Letter) -> Iterator[str]:
    for one in held.signatories:
        lead = " (lead)" if one.lead else ""
        yield f"  {one.name}{lead}  {one.bioguide or f'not resolved, printed as {one.printed!r}'}"


def _ask_of_letter(line: BoardLine, held: Letter) -> Iterator[str]:
    row = line.row
    where = _page(held, row.ask.span)
    yield f"  {row.ask.number}. ask {row.ask.id} [{row.ask.kind.value}] {row.ask.summary}{where}"
    yield f"     {wording.standing(row, line.due)}: {wording.status(row, line.due)}"


def ask(view: AskView, zone: tzinfo, looked: str) -> str:
    """Return an ask: its words, its clock, how it was decided and by which passage.

    `looked` says where an answer was looked for.
    """
    line, row = view.line, view.line.row
    parts = [
        f"ask {row.ask.id}: {row.ask.summary}",
        f"letter {row.letter_id}: {row.letter_title} ({wording.day(row.letter_date)})",
        f"to {'; '.join(map(wording.addressee, row.addressees)) or 'nobody named'}",
        "",
        *_indented(f"“{one_line(row.ask.quote)}”{_page(view.letter, row.ask.span)}"),
        "",
        f"{wording.standing(row, line.due)}: {wording.status(row, line.due)}",
        f"due: {wording.due_short(line.due)}: {_reason(line.due)}",
        f"outcome: {wording.outcome(row.state.outcome)}",
        f"answer: {looked}",
    ]
    parts += [f"{name}: {value}" for name, value in _details(row) if value]
    counting = {event.evidence_id for event in ledger.live(view.events)}
    for fixed in view.evidence:
        taken_back = "" if fixed.id in counting else " (of a decision that was taken back)"
        parts += [
            "",
            f"evidence {fixed.id}{taken_back}: document {fixed.document_id}, {fixed.title}",
            f"  {fixed.url} ({wording.published(fixed.published, zone)}; {fixed.how})",
            *_indented(f"“{one_line(fixed.quote)}”"),
        ]
    before = [one for one in view.links if one.later_ask_id == row.ask.id]
    parts += [f"{carrying.backward(one)} (link {one.id})" for one in before]
    onward = [one for one in view.links if one.ask_id == row.ask.id]
    parts += ["", "history", *moments(timeline([view.letter], onward, view.events, zone))]
    for one in view.candidates:
        parts += ["", candidate(one, row, zone)]
    return "\n".join(parts)


def _details(row: BoardRow) -> tuple[tuple[str, str | None], ...]:
    state = row.state
    adequate = {True: "yes", False: "no", None: None}[state.adequate]
    return (
        ("position", state.position.value if state.position else None),
        ("adequate", adequate),
        ("owner", state.owner),
        ("tags", ", ".join(state.tags) or None),
        *(("note", note) for note in state.notes),
    )


def candidate(proposed: Candidate, row: BoardRow, zone: tzinfo) -> str:
    """Return a passage beside the ask that it may answer, and why."""
    private = " (private)" if proposed.private else ""
    parts = [
        f"candidate {proposed.id} ({proposed.verdict.value}, {_share(proposed)})"
        f" for ask {row.ask.id}: {row.ask.summary}",
        f"  document {proposed.document_id}, {wording.published(proposed.published, zone)}:"
        f" {one_line(proposed.title)}{private}",
        f"  {proposed.url}",
        *(f"  also: {echo.url} ({one_line(echo.source)})" for echo in proposed.echoes),
        *_indented(f"“{one_line(proposed.quote)}”"),
        *_indented("because: " + "; ".join(reason.words for reason in proposed.reasons)),
    ]
    return "\n".join(parts)


def _share(proposed: Candidate) -> str:
    return f"{proposed.score:.0%}" if proposed.evidence_id is None else "evidence changed"


def source_cells(line: SourceLine, zone: tzinfo) -> tuple[object, ...]:
    """Return one source as a row under SOURCE_HEAD."""
    one, last = line.watched, line.watched.last
    state = wording.health(line.health) if one.source.enabled else "switched off"
    return (
        one.source.name,
        state,
        wording.moment(last.at if last else None, zone),
        _next(one, zone),
        one.documents,
        wording.published(one.newest, zone),
    )


def _next(one: Watched, zone: tzinfo) -> str:
    if not one.source.enabled:
        return "never"
    return wording.moment(one.next_due, zone) if one.next_due else "at once"


def document(held: Document, shown: Revision, zone: tzinfo) -> str:
    """Return a document's text under where it came from."""
    seen = wording.moment(shown.seen, zone)
    gone = [f"missing since {wording.moment(held.vanished, zone)}"] if held.vanished else []
    parts = [
        f"document {held.id}: {shown.title}",
        shown.url,
        f"published: {wording.published(shown.published, zone)}; first seen"
        f" {wording.moment(held.first_seen, zone)}, from {held.source}",
        f"revision {shown.number} of {held.revisions}, seen {seen}"
        + (f"; what changed: askwatch document show {held.id} --changes" * (held.revisions > 1)),
        *gone,
        *(["private: not to be shown outside"] if held.private else []),
        "",
        shown.text or "(only its title was listed)",
    ]
    return "\n".join(parts)


def _indented(text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent="  ", subsequent_indent="  ", break_long_words=False
    )


def _reason(due: Due) -> str:
    """Say why an answer is due then, without the day once more."""
    return due.why.removeprefix(f"due {wording.day(due.day)}: ")


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}".rstrip(".") + "."
