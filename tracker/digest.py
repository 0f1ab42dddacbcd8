"""Say what happened in a week, and how all asks stand, or that nothing happened.

Pure: what the store holds goes in, a `Digest` comes out; nobody renders or
sends here. What is private is left out by this module, so that no template
has to think of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from tracker import ledger, standing, wording
from tracker.errors import CountsError, UsageError
from tracker.text import one_line
from tracker.types import (
    AskState,
    BoardRow,
    Candidate,
    Digest,
    DigestLine,
    Due,
    Event,
    EventKind,
    Evidence,
    LetterRow,
    Verdict,
    Watched,
)

INSTANT = timedelta(microseconds=1)
"""Between the end of one digest and the start of the next."""
SOON = 14
"""How many days ahead a digest looks."""
_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_QUOTE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The time of which a digest tells: from `since` to `until`, both within it."""

    week: str
    """The ISO week under which it is filed: "2026-W47"."""
    since: datetime
    until: datetime

    def holds(self, when: datetime) -> bool:
        """Say whether something that happened then belongs into it."""
        return self.since <= when <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What the store holds that a digest may need."""

    asks: Sequence[tuple[BoardRow, Due]]
    """Every ask that is not struck, with its clock."""
    letters: Sequence[LetterRow]
    events: Sequence[Event]
    """Those of the period, and all earlier ones of the asks that they touch; in order."""
    evidence: Sequence[Evidence] = ()
    """On which the period's decisions rest."""
    candidates: Sequence[Candidate] = ()
    """Those that wait for review."""
    watched: Sequence[Watched] = ()


def period(
    week: str | None, now: datetime, zone: tzinfo, *, last: datetime | None = None
) -> Period:
    """Return the time of which a digest tells: a named week, or this week so far.

    With `last`, when the recipient's last digest ended, this week's begins there.
    Weeks begin on Monday at midnight in the organisation's time zone.

    Raises:
        UsageError: the week does not exist, or has not begun.
    """
    today = now.astimezone(zone).date()
    if week is None:
        year, number, _ = today.isocalendar()
        start = _midnight(date.fromisocalendar(year, number, 1), zone)
        return Period(
            week=f"{year}-W{number:02}", since=last + INSTANT if last else start, until=now
        )
    monday = _monday(week)
    start = _midnight(monday, zone)
    if start > now:
        raise UsageError("no digest", week, "the week has not begun", "name an earlier one")
    end = _midnight(monday + timedelta(days=7), zone) - INSTANT
    return Period(week=week, since=start, until=min(end, now))


def _monday(week: str) -> date:
    found = _WEEK.fullmatch(week)
    try:
        if found:
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        pass
    raise UsageError("no such week", week, "", "write it like '2026-W47'")


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def build(
    period: Period, material: Material, zone: tzinfo, *, empty: bool = False
) -> Digest | None:
    """Return what happened in the period, and how all asks stand.

    None: nothing happened, nothing waits, nothing falls due, nothing is wrong;
    with `empty` there is a digest even so.

    Raises:
        CountsError: an ask is counted twice or not at all.
    """
    asks = {row.ask.id: (row, due) for row, due in material.asks}
    _reconcile(material)
    digest = Digest(
        week=period.week,
        since=period.since,
        until=period.until,
        answers=_answers(period, material, asks, zone),
        to_review=_to_review(material.candidates, asks),
        newly_overdue=_newly_overdue(period, material, zone),
        due_soon=_due_soon(material.asks),
        new_letters=_new_letters(period, material),
        troubles=_troubles(material.watched, period.until, zone),
        counts=standing.counts(material.asks),
        coverage=wording.coverage(material.watched, zone),
        late=late(period),
    )
    return digest if empty or headline(digest) else None


def late(period: Period) -> str:
    """Say of how many weeks a digest tells that makes up for others; empty: of its own."""
    weeks = round((period.until - period.since) / timedelta(weeks=1))
    if weeks < 2:
        return ""
    return f"It tells of {weeks} weeks: none was sent in between, and this one makes up for them."


def headline(digest: Digest) -> str:
    """Return the week in one line: "2 decisions, 1 newly overdue"; empty: nothing happened."""
    parts = (
        (len(digest.answers), "decision", "decisions"),
        (len(digest.to_review), "possible answer to review", "possible answers to review"),
        (len(digest.newly_overdue), "newly overdue", "newly overdue"),
        (len(digest.due_soon), "due soon", "due soon"),
        (len(digest.new_letters), "new letter", "new letters"),
        (len(digest.troubles), "source in trouble", "sources in trouble"),
    )
    return ", ".join(wording.plural(n, noun, many) for n, noun, many in parts if n)


def _reconcile(material: Material) -> None:
    """Compare two independent counts: the board's asks, and what the letters say they have."""
    rows = [row for row, _ in material.asks]
    ids = {row.ask.id for row in rows}
    told = sum(letter.asks for letter in material.letters)
    if len(ids) != len(rows) or len(rows) != told:
        why = f"the board has {wording.plural(len(rows), 'ask')}, the letters have {told}"
        raise CountsError("the digest's numbers do not add up", None, why, "run it again")


def _answers(
    period: Period,
    material: Material,
    asks: Mapping[int, tuple[BoardRow, Due]],
    zone: tzinfo,
) -> tuple[DigestLine, ...]:
    """Tell of each ask on which a person's word changed: one line, however often it did."""
    histories: dict[int, list[Event]] = defaultdict(list)
    for event in material.events:
        if event.ask_id and event.ask_id in asks and event.at <= period.until:
            histories[event.ask_id].append(event)
    evidence = {one.id: one for one in material.evidence}
    told = []
    for ask_id, history in histories.items():
        before = ledger.state(e for e in history if e.at < period.since)
        after = ledger.state(history)
        fresh = [e for e in ledger.live(history) if e.kind in _DECISIONS and period.holds(e.at)]
        if fresh or (before.outcome, before.adequate) != (after.outcome, after.adequate):
            # Without a fresh decision, only an undo can have changed anything.
            last = (fresh or [e for e in history if e.kind is EventKind.UNDONE])[-1]
            fixed = evidence.get(last.evidence_id or 0)
            told.append((last.id, _answer(asks[ask_id][0], last, after, fixed, zone)))
    return tuple(line for _, line in sorted(told, key=lambda pair: pair[0]))


_DECISIONS = (EventKind.OUTCOME_SET, EventKind.ADEQUACY_SET)


def _answer(
    row: BoardRow, event: Event, after: AskState, fixed: Evidence | None, zone: tzinfo
) -> DigestLine:
    sentence = wording.outcome_sentence(after.outcome)
    if after.adequate is False:
        sentence += "; the answer is not adequate"
    words = f"{sentence}: {_named(row)}. "
    if event.kind is EventKind.UNDONE:
        words += "An earlier decision was taken back. "
    words += f"{one_line(event.who)}, {wording.moment(event.at, zone)}"
    if fixed and fixed.private:
        # The reason may repeat what the evidence says.
        return DigestLine(words=f"{words}; the evidence may not be shown", command=_show(row))
    if event.why:
        words += f". Why: {one_line(event.why)}"
    return DigestLine(
        words=words,
        command=_show(row),
        quote=one_line(fixed.quote, _QUOTE) if fixed else None,
        url=one_line(fixed.url) if fixed else None,
    )


def _to_review(
    candidates: Iterable[Candidate], asks: Mapping[int, tuple[BoardRow, Due]]
) -> tuple[DigestLine, ...]:
    waiting = [
        c for c in candidates if c.verdict in (Verdict.NEW, Verdict.LATER) and c.ask_id in asks
    ]
    waiting.sort(key=lambda c: (c.private, -c.score, c.id))
    return tuple(_candidate(c, *asks[c.ask_id]) for c in waiting)


def _candidate(candidate: Candidate, row: BoardRow, due: Due) -> DigestLine:
    command = f"askwatch review list --ask {row.ask.id}"
    if candidate.private:
        words = f"A document that may not be shown here may answer {_named(row)}"
        return DigestLine(words=words, command=command)
    why = "; ".join(one_line(reason.words) for reason in candidate.reasons)
    source = f"{one_line(candidate.title)} ({_published(candidate)})"
    says = f"{source} may answer {_named(row)}"
    if candidate.evidence_id is not None:
        says = f"{source}, on which a decision rests, has changed: {_named(row)}"
    return DigestLine(
        words=f"{says}: {why}. {wording.status(row, due)}",
        command=command,
        quote=one_line(candidate.quote, _QUOTE),
        url=one_line(candidate.url),
    )


def _newly_overdue(period: Period, material: Material, zone: tzinfo) -> tuple[DigestLine, ...]:
    """Tell of asks whose day, due or promised, went by, or whose alarm is new for another reason.

    That is: their letter is new, or no unread answer covers them any more.
    """
    freed = {
        e.ask_id
        for e in material.events
        if period.holds(e.at) and e.kind in (EventKind.CANDIDATE_REJECTED, EventKind.DUE_SET)
    }
    added = _added(period, material)

    def went_by(day: date | None) -> bool:
        return day is not None and period.holds(_midnight(day + timedelta(days=1), zone))

    def new(row: BoardRow, due: Due) -> bool:
        late = went_by(due.day) or row.ask.id in freed or row.letter_id in added
        return late and standing.alarmed(row, due)

    def promised(row: BoardRow, due: Due) -> bool:
        return went_by(due.promised) and standing.broken(row, due)

    asks = _by_day(material.asks)
    return tuple(_dated(row, due) for row, due in asks if new(row, due) or promised(row, due))


def _added(period: Period, material: Material) -> set[int | None]:
    kind = EventKind.LETTER_ADDED
    return {e.letter_id for e in material.events if e.kind is kind and period.holds(e.at)}


def _due_soon(asks: Iterable[tuple[BoardRow, Due]]) -> tuple[DigestLine, ...]:
    return tuple(
        _dated(row, due)
        for row, due in _by_day(asks)
        if due.days is not None and 0 <= due.days <= SOON
    )


def _by_day(asks: Iterable[tuple[BoardRow, Due]]) -> list[tuple[BoardRow, Due]]:
    return sorted(asks, key=lambda pair: (pair[1].day or date.max, pair[0].ask.id))


def _dated(row: BoardRow, due: Due) -> DigestLine:
    words = f"{wording.status(row, due)}: {_named(row)}; {one_line(due.why)}"
    return DigestLine(words=words, command=_show(row))


def _new_letters(period: Period, material: Material) -> tuple[DigestLine, ...]:
    added = _added(period, material)
    return tuple(_letter(row) for row in material.letters if row.id in added)


def _letter(row: LetterRow) -> DigestLine:
    signed = row.stated_total or row.signatories
    words = (
        f"{one_line(row.title)}: {wording.plural(row.asks, 'ask')}, "
        f"{wording.plural(signed, 'signatory', 'signatories')}, "
        f"to {wording.addressees(row.addressees)}"
    )
    if not row.confirmed:
        words += "; nobody has confirmed the reading yet"
    url = next((one_line(url) for _, _, url in row.sources if url), None)
    return DigestLine(words=words, command=f"askwatch letter show {row.id}", url=url)


def _troubles(watched: Iterable[Watched], now: datetime, zone: tzinfo) -> tuple[DigestLine, ...]:
    told = (wording.trouble(one, now, zone) for one in watched)
    return tuple(DigestLine(words=words, command="askwatch source list") for words in told if words)


def _named(row: BoardRow) -> str:
    return f"ask {row.ask.id}, “{one_line(row.ask.summary, 160)}” ({one_line(row.letter_title)})"


def _show(row: BoardRow) -> str:
    return f"askwatch ask show {row.ask.id}"


def _published(candidate: Candidate) -> str:
    return wording.day(candidate.published.date() if candidate.published else None)
