"""The lines of a digest: what happened in its period, what waits, and what falls due.

Pure. Whatever came from outside is on one line and harmless; what is private was
left out before, or is named without a word of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from tracker import coverage, deadlines, ledger, standing, wording
from tracker.text import one_line
from tracker.types import (
    AddressState,
    AskState,
    BoardRow,
    Candidate,
    DigestLine,
    Due,
    Event,
    EventKind,
    Evidence,
    LetterRow,
    Verdict,
)

if TYPE_CHECKING:
    from tracker.digest import Material, Period

SOON = 14
"""How many days ahead a digest looks."""
_QUOTE, _WHY = 300, 150
_WENT = {
    AddressState.GONE: "A page on which a decision rests is gone",
    AddressState.ALTERED: "A page on which a decision rests has the quoted words no longer",
}
Asks = Mapping[int, tuple[BoardRow, Due]]


def answers(
    period: Period,
    material: Material,
    asks: Asks,
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


def to_review(
    candidates: Iterable[Candidate], asks: Asks
) -> tuple[tuple[DigestLine, ...], tuple[DigestLine, ...]]:
    """Tell of what waits for a person, best first: possible answers, and changed evidence."""
    waiting = [
        c for c in candidates if c.verdict in (Verdict.NEW, Verdict.LATER) and c.ask_id in asks
    ]
    waiting.sort(key=lambda c: (c.private, -c.score, c.id))
    new, changed = (
        tuple(_candidate(c, *asks[c.ask_id]) for c in waiting if (c.evidence_id is None) is is_new)
        for is_new in (True, False)
    )
    return new, changed


def doubts(period: Period, material: Material, asks: Asks, zone: tzinfo) -> tuple[DigestLine, ...]:
    """Tell what people said of evidence that had changed: it still holds, or no longer."""
    said = (EventKind.EVIDENCE_HOLDS, EventKind.EVIDENCE_LOST)
    live = ledger.live(material.events)
    lines = []
    for event in live:
        if event.kind in said and period.holds(event.at) and event.ask_id in asks:
            row = asks[event.ask_id or 0][0]
            who = f"{one_line(event.who)}, {wording.moment(event.at, zone)}"
            why = f". Why: {one_line(event.why)}" if event.why else ""
            words = f"{event.kind.value.capitalize()}: {_named(row)}. {who}{why}"
            lines.append(DigestLine(words=words, command=_show(row)))
    return tuple(lines)


def lost(period: Period, material: Material, asks: Asks, zone: tzinfo) -> tuple[DigestLine, ...]:
    """Tell of pages of evidence that went away, lost the quoted words, or have a copy now."""
    lines = []
    for address, resting in material.addresses:
        named = [_named(asks[one][0]) for one in resting if one in asks]
        found = address.suggestion is not None and address.searched is not None
        copied = found and period.holds(address.searched or period.until)
        if not named or not (copied or period.holds(address.since)):
            continue
        more = f", and {wording.plural(len(named) - 1, 'other ask')}" if named[1:] else ""
        words = f"{_WENT[address.state]} since {wording.moment(address.since, zone)}"
        words += f" ({one_line(address.why, _WHY)})" if address.why else ""
        copy = f". A copy may stand at {one_line(address.suggestion or '')}" if found else ""
        lines.append(
            DigestLine(
                words=f"{words}: {named[0]}{more}{copy}",
                command="askwatch document addresses",
                url=one_line(address.url),
            )
        )
    return tuple(lines)


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


def newly_overdue(period: Period, material: Material, zone: tzinfo) -> tuple[DigestLine, ...]:
    """Tell of asks whose due day went by, or whose alarm is new for another reason.

    That is: their letter is new, or no unread answer covers them any more.
    """
    freed = {
        e.ask_id
        for e in material.events
        if period.holds(e.at) and e.kind in (EventKind.CANDIDATE_REJECTED, EventKind.DUE_SET)
    }
    added = _added(period, material)

    def new(row: BoardRow, due: Due) -> bool:
        late = _went_by(due.day, period, zone) or row.ask.id in freed or row.letter_id in added
        return late and standing.alarmed(row, due)

    return _dated((pair for pair in _by_day(material.asks) if new(*pair)), period, material, zone)


def promises(
    period: Period, material: Material, zone: tzinfo, *, told: Collection[DigestLine] = ()
) -> tuple[DigestLine, ...]:
    """Tell of asks whose promised day went by without an answer, unless they are told already."""
    broken = (
        pair
        for pair in _by_day(material.asks)
        if _went_by(pair[1].promised, period, zone) and standing.broken(*pair)
    )
    lines = _dated(broken, period, material, zone)
    return tuple(line for line in lines if line not in told)


def _went_by(day: date | None, period: Period, zone: tzinfo) -> bool:
    return day is not None and period.holds(midnight(day + timedelta(days=1), zone))


def midnight(day: date, zone: tzinfo) -> datetime:
    """Return the moment at which a day begins there, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _added(period: Period, material: Material) -> set[int | None]:
    kind = EventKind.LETTER_ADDED
    return {e.letter_id for e in material.events if e.kind is kind and period.holds(e.at)}


def due_soon(period: Period, material: Material, zone: tzinfo) -> tuple[DigestLine, ...]:
    """Tell of asks that fall due, or for which an answer is promised, within a fortnight."""

    def soon(days: int | None) -> bool:
        return days is not None and 0 <= days <= SOON

    asks = _by_day(material.asks)
    found = (pair for pair in asks if soon(pair[1].days) or soon(pair[1].promise_days))
    return _dated(found, period, material, zone)


def _by_day(asks: Iterable[tuple[BoardRow, Due]]) -> list[tuple[BoardRow, Due]]:
    return sorted(asks, key=lambda pair: (pair[1].day or date.max, pair[0].ask.id))


def _dated(
    asks: Iterable[tuple[BoardRow, Due]], period: Period, material: Material, zone: tzinfo
) -> tuple[DigestLine, ...]:
    """Tell of asks with why they are due then, in the reader's way of writing days."""
    today = period.until.astimezone(zone).date()
    lines = []
    for row, due in asks:
        otherwise = wording.writes_otherwise()
        lines.append(dated(row, deadlines.due(row, material.rules, today) if otherwise else due))
    return tuple(lines)


def dated(row: BoardRow, due: Due) -> DigestLine:
    """Tell of an ask with when it is due, and why."""
    words = f"{wording.status(row, due)}: {_named(row)}; {one_line(due.why)}"
    return DigestLine(words=words, command=_show(row))


def new_letters(period: Period, material: Material) -> tuple[DigestLine, ...]:
    """Tell of letters that came in, and of those that gained a source or signers."""
    added = _added(period, material)
    grown = {
        event.letter_id
        for event in ledger.live(material.events)
        if period.holds(event.at) and _grows(event)
    }
    new = [_letter(row) for row in material.letters if row.id in added]
    more = [
        _letter(row, "More is known: ")
        for row in material.letters
        if row.id in grown and row.id not in added
    ]
    return (*new, *more)


def _grows(event: Event) -> bool:
    """Say whether a letter became known from one more source, or its signers were edited."""
    edited = event.kind is EventKind.LETTER_EDITED
    signers = edited and (event.after or "").startswith("signatories: ")
    return event.kind is EventKind.SOURCE_ADDED or signers


def _letter(row: LetterRow, before: str = "") -> DigestLine:
    signed = row.stated_total or row.signatories
    words = (
        f"{before}{one_line(row.title)}: {wording.plural(row.asks, 'ask')}, "
        f"{wording.plural(signed, 'signatory', 'signatories')}, "
        f"to {wording.addressees(row.addressees)}"
    )
    if not row.confirmed:
        words += "; nobody has confirmed the reading yet"
    url = next((one_line(url) for _, _, url in row.sources if url), None)
    return DigestLine(words=words, command=f"askwatch letter show {row.id}", url=url)


def troubles(period: Period, material: Material, zone: tzinfo) -> tuple[DigestLine, ...]:
    """Tell which sources are in trouble, which came back, and on which days nobody looked."""
    told = [wording.trouble(one, period.until, zone) for one in material.watched]
    last = {change.source: change for change in material.health}
    told += [wording.change_of_health(one) for one in last.values() if one.recovered]
    if material.coverage:
        gappy = [one for one in material.coverage.sources if one.gaps or one.unwatched]
        told += [coverage.sentence(one, zone) for one in gappy if one.looks]
    return tuple(DigestLine(words=words, command="askwatch source list") for words in told if words)


def _named(row: BoardRow) -> str:
    return f"ask {row.ask.id}, “{one_line(row.ask.summary, 160)}” ({one_line(row.letter_title)})"


def _show(row: BoardRow) -> str:
    return f"askwatch ask show {row.ask.id}"


def _published(candidate: Candidate) -> str:
    return wording.day(candidate.published.date() if candidate.published else None)
