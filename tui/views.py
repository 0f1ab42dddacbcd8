"""What each screen shows, as a frozen value.

Works without a screen: the dashboard draws these, and the command line prints
them. Each function reads the store a few times and looks at no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from tracker import coverage as watching
from tracker import deadlines, ledger, outside, schedule, wording
from tracker.coverage import Coverage
from tracker.differences import differences
from tracker.timeline import Moment, timeline
from tracker.types import (
    Ask,
    BoardRow,
    Campaign,
    Candidate,
    Clock,
    Due,
    Event,
    EventKind,
    Evidence,
    Letter,
    Link,
    Member,
    Span,
    Verdict,
    Watched,
)

if TYPE_CHECKING:
    from db.store import Store
    from tracker.config import Deadlines

WEEKS = 12
"""For so many weeks it is shown what each source brought."""
WAITING = (Verdict.NEW, Verdict.LATER)


_AHEAD = 3
"""Candidates that are read before and after the one that is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One ask, with its clock."""

    row: BoardRow
    due: Due


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView:
    """The home screen."""

    lines: tuple[BoardLine, ...]
    """Most urgent first."""
    counts: tuple[tuple[str, int], ...]
    """All asks, each once, by how they stand; they add up to the last one, the total."""
    to_review: int
    """Candidates that wait for a person."""
    coverage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskView:
    """One ask with everything that is known of it."""

    line: BoardLine
    letter: Letter
    events: tuple[Event, ...]
    evidence: tuple[Evidence, ...]
    candidates: tuple[Candidate, ...]
    links: tuple[Link, ...] = ()
    """What carries it on, and what it carries on itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """A letter, its asks with their clocks, its history."""

    letter: Letter
    lines: tuple[BoardLine, ...]
    """In the order of the text."""
    struck: tuple[Ask, ...]
    """Asks that were struck and can be restored."""
    differences: tuple[str, ...]
    """What its sources say otherwise."""
    members: tuple[tuple[str, Member], ...]
    """The resolved signatories, by bioguide id."""
    events: tuple[Event, ...]
    campaign: Campaign | None = None
    links: tuple[Link, ...] = ()
    """What carries its asks on, and the asks that it carries on itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignView:
    """A campaign, its letters, their asks, and what happened to them."""

    campaign: Campaign
    letters: tuple[Letter, ...]
    """Oldest first."""
    lines: tuple[BoardLine, ...]
    timeline: tuple[Moment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """A candidate beside its ask."""

    candidate: Candidate
    line: BoardLine
    before: str
    """The words that stand before the passage, up to some 600 characters."""
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewView:
    """The candidates that wait, and those near the one that is looked at."""

    ids: tuple[int, ...]
    """New ones first, then by score."""
    at: int
    items: Mapping[int, ReviewItem]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A source and how it fares."""

    watched: Watched
    health: schedule.Health
    weekly: tuple[int, ...] = ()
    """New documents of each of the last weeks, the oldest first; empty: none came."""


def today(now: datetime, zone: tzinfo) -> date:
    """Return the working day on which `now` falls."""
    return now.astimezone(zone).date()


def board(
    store: Store,
    rules: Deadlines,
    now: datetime,
    zone: tzinfo,
    *,
    everything: bool = False,
    outward: bool = False,
) -> BoardView:
    """Return the outstanding asks, or all of them, most urgent first.

    With `outward` only what may be shown outside is told of each.
    """
    day = today(now, zone)
    rows = store.asks.board()
    if outward:
        private = store.ledger.private()
        rows = tuple(outside.row(row, private) for row in rows)
    every = [_line(row, rules, day) for row in rows]
    shown = [x for x in every if everything or ledger.outstanding(x.row.state)]
    return BoardView(
        lines=tuple(sorted(shown, key=_urgency)),
        counts=wording.counts((x.row, x.due) for x in every),
        to_review=sum(x.row.waiting_candidates for x in every),
        coverage=wording.coverage(store.sources.watched(), zone),
    )


def ask(store: Store, ask_id: int, rules: Deadlines, now: datetime, zone: tzinfo) -> AskView:
    """Return all that is known of one ask.

    Raises:
        NotHeldError: there is no such ask.
    """
    row = store.asks.row(ask_id)
    return AskView(
        line=_line(row, rules, today(now, zone)),
        letter=store.letters.get(row.letter_id),
        events=store.ledger.events(ask_id=ask_id),
        evidence=store.ledger.evidence(ask_id),
        candidates=store.candidates.list(ask_id=ask_id),
        links=store.links.of_ask(ask_id),
    )


def coverage(
    store: Store,
    ask_id: int,
    now: datetime,
    since: date | None = None,
    until: date | None = None,
) -> Coverage:
    """Return where an answer to an ask was looked for: from its letter's day until now.

    A letter without a date counts from the day on which it was recorded.

    Raises:
        NotHeldError: there is no such ask.
    """
    row = store.asks.row(ask_id)
    if since is None:
        since = row.letter_date or store.letters.get(row.letter_id).recorded.date()
    return _looked(store, since, until or now.date(), now)


def coverage_of_letter(store: Store, held: Letter, now: datetime) -> Coverage:
    """Return where answers to a letter were looked for: from its day until now."""
    return _looked(store, held.letter_date or held.recorded.date(), now.date(), now)


def _looked(store: Store, since: date, until: date, now: datetime) -> Coverage:
    sources = [one.source for one in store.sources.watched()]
    looks = store.sources.looks(since, until)
    return watching.coverage(sources, looks, since, until, now)


def letter(
    store: Store, letter_id: int, rules: Deadlines, now: datetime, zone: tzinfo
) -> LetterView:
    """Return a letter as the letter screen shows it.

    Raises:
        NotHeldError: there is no such letter.
    """
    held = store.letters.get(letter_id)
    day = today(now, zone)
    signed = {s.bioguide for s in held.signatories if s.bioguide}
    rows = store.board.rows([ask.id for ask in held.asks])
    # What the letter has and the board has not was struck, perhaps in this very moment.
    standing = {row.ask.id for row in rows}
    struck = (ask for ask in held.asks if ask.id not in standing)
    read = ((source, store.letters.reading(source.id)) for source in held.sources)
    return LetterView(
        letter=held,
        lines=tuple(_line(row, rules, day) for row in sorted(rows, key=lambda row: _at(row.ask))),
        struck=tuple(ask for ask in struck if ask.span.of(held.text) == ask.quote),
        differences=differences(held, [(s, reading) for s, reading in read if reading]),
        members=tuple((m.bioguide, m) for m in store.roster.some(signed)),
        events=store.ledger.events(letter_id=letter_id),
        campaign=store.campaigns.of_letter(held.id),
        links=store.links.of_letter(held.id),
    )


def campaign(
    store: Store, campaign_id: int, rules: Deadlines, now: datetime, zone: tzinfo
) -> CampaignView:
    """Return a campaign with its letters and one timeline of all of them.

    The timeline has the letters, what carried their asks on, and the decisions that stand.

    Raises:
        NotHeldError: there is no such campaign.
    """
    held = store.campaigns.get(campaign_id)
    grouped = [store.letters.get(letter_id) for letter_id in held.letters]
    grouped.sort(key=lambda letter: (letter.dated or date.max, letter.id))
    rows = [row for row in store.asks.board() if row.letter_id in held.letters]
    links = [one for one in store.links.all() if one.letter_id in held.letters]
    return CampaignView(
        campaign=held,
        letters=tuple(grouped),
        lines=tuple(_line(row, rules, today(now, zone)) for row in rows),
        timeline=timeline(grouped, links, _decisions(store, rows), zone),
    )


def _decisions(store: Store, rows: list[BoardRow]) -> list[Event]:
    """Return the decisions on some asks that were not taken back."""
    return [
        event
        for row in rows
        for event in ledger.live(store.ledger.events(ask_id=row.ask.id))
        if event.kind is EventKind.OUTCOME_SET
    ]


def review(
    store: Store, rules: Deadlines, now: datetime, zone: tzinfo, *, around: int = 0, at: int = 0
) -> ReviewView:
    """Return the candidates that wait for a person, with those near one of them.

    `around` is a candidate's id; where it waits no more, the one that stands at
    place `at` now takes its place.
    """
    ids = store.board.to_review()
    at = ids.index(around) if around in ids else max(0, min(at, len(ids) - 1))
    day = today(now, zone)
    near = [ids[(at + step) % len(ids)] for step in range(-_AHEAD, _AHEAD + 1)] if ids else []
    items = {}
    for candidate in (store.candidates.get(one) for one in dict.fromkeys(near)):
        row = store.asks.row(candidate.ask_id)
        items[candidate.id] = _item(store, candidate, _line(row, rules, day))
    return ReviewView(ids=ids, at=at, items=items)


def sources(store: Store, now: datetime) -> tuple[SourceLine, ...]:
    """Return the sources and how each fares, those in trouble first."""
    weekly = store.sources.weekly(now.date() - timedelta(weeks=WEEKS, days=-1), WEEKS)
    lines = [
        SourceLine(
            watched=one,
            health=schedule.health(one, now),
            weekly=weekly.get(one.source.name, ()),
        )
        for one in store.sources.watched()
    ]
    return tuple(sorted(lines, key=_trouble))


def _trouble(line: SourceLine) -> tuple[bool, int, str]:
    """Return where a source stands among the others; last, if it is switched off."""
    source = line.watched.source
    return (not source.enabled, -line.health.state.trouble, source.name)


def _line(row: BoardRow, rules: Deadlines, day: date) -> BoardLine:
    return BoardLine(row=row, due=deadlines.due(row, rules, day))


def _at(ask: Ask) -> tuple[bool, int, int]:
    """Return where an ask stands among the others; last, if not in the letter's text."""
    return (not ask.span.end, ask.span.start, ask.number)


def _urgency(line: BoardLine) -> tuple[bool, date, int, int]:
    stopped = line.due.clock is Clock.STOPPED
    return (stopped, line.due.day or date.max, line.row.letter_id, line.row.ask.number)


def _item(store: Store, candidate: Candidate, line: BoardLine) -> ReviewItem:
    text = store.documents.revision(candidate.revision_id).text
    span = candidate.passage
    return ReviewItem(
        candidate=candidate,
        line=line,
        before=Span(max(0, span.start - 600), span.start).of(text),
        after=Span(span.end, span.end + 600).of(text),
    )
