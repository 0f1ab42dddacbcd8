"""Count how all asks stood at an earlier moment, from the events until then.

Pure. An ask's letter, words and due rules are taken as they are known now; its
state, its unread candidates and whether it was there at all, as of then.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo

from tracker import deadlines, ledger, standing
from tracker.config import Deadlines
from tracker.standing import Standing
from tracker.types import BoardRow, Candidate, Due, Event, EventKind, Verdict

_MOVED = {EventKind.LETTER_MERGED, EventKind.LETTER_SPLIT}
_CLOSING = {
    EventKind.CANDIDATE_ACCEPTED,
    EventKind.CANDIDATE_REJECTED,
    EventKind.EVIDENCE_HOLDS,
    EventKind.EVIDENCE_LOST,
}
_JUDGING = _CLOSING | {EventKind.CANDIDATE_LATER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is known now of all asks, and of what happened to them since some day."""

    asks: Sequence[tuple[BoardRow, Due]]
    struck: Sequence[BoardRow] = ()
    """Those that were struck since."""
    events: Sequence[Event] = ()
    """All since then, and the whole history of each ask that they touch; in order."""
    candidates: Sequence[Candidate] = ()
    """Those that wait, and those that were judged since."""
    rules: Deadlines = field(default_factory=Deadlines)


class Past:
    """How all asks stood at moments within the time of which the events tell."""

    def __init__(self, held: Held, zone: tzinfo) -> None:
        self._held, self._zone = held, zone
        self._histories: dict[int, list[Event]] = defaultdict(list)
        for event in held.events:
            if event.ask_id is not None:
                self._histories[event.ask_id].append(event)
        self._proposed: dict[int, list[Candidate]] = defaultdict(list)
        for candidate in held.candidates:
            self._proposed[candidate.ask_id].append(candidate)
        rows = (*(row for row, _ in held.asks), *held.struck)
        self._born = _born(held.events, rows)
        self._decided: Counter[Standing] = Counter()
        self._days: list[date] = []
        self._moving: list[tuple[BoardRow, Due | None]] = [(row, None) for row in held.struck]
        self._sort()

    def _sort(self) -> None:
        """Set apart the asks to which nothing happened but days that went by: most of them."""
        seconds = {other(event) for event in self._held.events}
        told = {*self._histories, *self._born, *self._proposed, *seconds}
        for row, due in self._held.asks:
            if row.ask.id in told or row.state.pauses:
                self._moving.append((row, due))
            elif (decided := standing.by_word(row.state)) is not None:
                self._decided[decided] += 1
            else:
                self._days.append(due.day or date.max)
        self._days.sort()

    def counts(self, when: datetime) -> tuple[tuple[str, int], ...] | None:
        """Return how many asks stood where, as `standing.counts` does.

        None: letters were merged or split since, so that it cannot be told.
        """
        if not _tellable(self._held.events, when):
            return None
        today = when.astimezone(self._zone).date()
        gone = self._joined(when)
        late = bisect_left(self._days, today)
        found = Counter({Standing.OVERDUE: late, Standing.WAITING: len(self._days) - late})
        found += self._decided
        for row, due in self._moving:
            born = self._born.get(row.ask.id)
            if row.ask.id in gone or (born is not None and born >= when):
                continue
            heap = self._heap(row, due, when, today)
            if heap is not None:
                found[heap] += 1
        return standing.in_order(found)

    def _heap(self, row: BoardRow, due: Due | None, when: datetime, today: date) -> Standing | None:
        """Return where an ask stood then; None: it was struck."""
        ask_id = row.ask.id
        known = self._histories.get(ask_id, ())
        history = [event for event in known if event.at < when]
        live = ledger.live(history)
        if any(event.kind is EventKind.ASK_STRUCK for event in live):
            return None
        waiting = self._waiting(ask_id, live, when)
        if due is not None and len(history) == len(known) and not row.state.pauses:
            return _still(row, due, waiting, today)
        state = ledger.state(history) if known else row.state
        then = replace(row, state=state, waiting_candidates=waiting)
        return standing.of(then, deadlines.due(then, self._held.rules, today))

    def _waiting(self, ask_id: int, live: Iterable[Event], when: datetime) -> int:
        proposed = [c for c in self._proposed.get(ask_id, ()) if c.proposed_at < when]
        if not proposed:
            return 0
        said = {e.candidate_id: e.kind for e in live if e.kind in _JUDGING}
        judged = {e.candidate_id for e in self._histories.get(ask_id, ()) if e.kind in _JUDGING}

        def waits(candidate: Candidate) -> bool:
            if candidate.id in judged:
                return said.get(candidate.id) not in _CLOSING
            return candidate.verdict in (Verdict.NEW, Verdict.LATER)

        return sum(map(waits, proposed))

    def _joined(self, when: datetime) -> set[int]:
        """Return the asks that had gone into another then, or were not split off yet."""
        gone = set()
        for history in self._histories.values():
            live = {event.id for event in ledger.live([e for e in history if e.at < when])}
            for event in history:
                second = other(event)
                if second is not None and (event.id in live) is (
                    event.kind is EventKind.ASKS_MERGED
                ):
                    gone.add(second)
        return gone


def other(event: Event) -> int | None:
    """Return the second ask of a split or a merge; None: it is neither."""
    if event.kind not in (EventKind.ASK_SPLIT, EventKind.ASKS_MERGED):
        return None
    try:
        second = json.loads(event.after or "").get("ask")
    except (ValueError, AttributeError):
        return None
    return second if isinstance(second, int) else None


def _still(row: BoardRow, due: Due, waiting: int, today: date) -> Standing:
    """Return where an ask stood to which nothing happened since but days that went by."""
    if (decided := standing.by_word(row.state)) is not None:
        return decided
    if waiting:
        return Standing.TO_REVIEW
    late = due.day is not None and due.day < today
    return Standing.OVERDUE if late else Standing.WAITING


def _tellable(events: Iterable[Event], when: datetime) -> bool:
    kinds = {event.id: event.kind for event in events}
    return not any(
        event.at >= when
        and (event.kind in _MOVED or (event.undoes and kinds.get(event.undoes) in _MOVED))
        for event in events
    )


def _born(events: Iterable[Event], rows: Iterable[BoardRow]) -> Mapping[int, datetime]:
    """Return when asks came in, as far as the events tell of it; all others were there before.

    The letter itself, which comes after its announcement, has asks of its own: they
    stand after those that were struck for it.
    """
    of_letter: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        of_letter[row.letter_id].append(row.ask.id)
    born: dict[int, datetime] = {}
    struck: dict[tuple[int | None, datetime], int] = {}
    for event in events:
        if event.kind is EventKind.ASK_STRUCK and event.ask_id:
            struck[event.letter_id, event.at] = event.ask_id
    for event in events:
        asks = of_letter[event.letter_id or 0]
        if event.kind is EventKind.LETTER_ADDED:
            born |= dict.fromkeys(asks, event.at)
        elif event.kind is EventKind.SOURCE_ADDED:
            last = struck.get((event.letter_id, event.at))
            born |= {one: event.at for one in asks if last is not None and one > last}
        elif event.kind is EventKind.ASK_EDITED and (event.after or "").startswith("marked: "):
            born[event.ask_id or 0] = event.at
    return born
