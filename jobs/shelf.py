"""What digests and alerts are made from, read from the store once for all who get them.

All of it is of one state of the store. What is private goes through
`tracker.outside`, unless the recipient is trusted with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from db.store import Store
from tracker import alerts, asof, coverage, deadlines, digest, duties, outside, settled
from tracker.config import Deadlines, DigestSettings, Organisation
from tracker.coverage import Coverage
from tracker.digest import Material, Period
from tracker.duties import Duty
from tracker.outside import Private
from tracker.recipients import Recipient
from tracker.types import (
    BoardRow,
    Campaign,
    Candidate,
    DigestLine,
    Due,
    Event,
    EventKind,
    LetterRow,
    Verdict,
)

_JUDGED = {
    EventKind.CANDIDATE_ACCEPTED,
    EventKind.CANDIDATE_REJECTED,
    EventKind.CANDIDATE_LATER,
    EventKind.EVIDENCE_HOLDS,
    EventKind.EVIDENCE_LOST,
}
_TELLING = {EventKind.OUTCOME_SET, EventKind.ADEQUACY_SET}
_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The settings by which digests are made."""

    organisation: Organisation
    settings: DigestSettings
    rules: Deadlines
    plan: tuple[Duty, ...] = field(default=())
    """The jobs that are to run."""

    @property
    def sender(self) -> str:
        """Who writes."""
        return self.settings.sender or self.organisation.contact or "askwatch@localhost"


class Scope(NamedTuple):
    """Which letters concern a recipient, and in words which."""

    letters: frozenset[int] | None
    """None: all."""
    words: str


class Shelf:
    """What the store holds now, for the digests of one time."""

    def __init__(
        self,
        store: Store,
        office: Office,
        now: datetime,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._store, self._office, self.now, self._stop = store, office, now, stop
        self._zone = office.organisation.zone
        self._made: dict[tuple[Period, bool], Material] = {}

    @property
    def today(self) -> date:
        """The day in the organisation's time zone."""
        return self.now.astimezone(self._zone).date()

    def go_on(self) -> None:
        """Pass, unless it was called off.

        Raises:
            CancelledError: it was.
        """
        if self._stop():
            raise CancelledError

    def scope(self, who: Recipient) -> Scope:
        """Return which letters concern somebody; a campaign that is not there is named."""
        self.go_on()
        if who.has_all:
            return Scope(None, "")
        known = {one.name.casefold(): one for one in self._campaigns}
        letters, words = set(who.letters), []
        for name in who.campaigns:
            found = known.get(name.casefold())
            letters.update(found.letters if found else ())
            words.append(name if found else f"{name} (there is no such campaign)")
        words += [f"letter {number}" for number in who.letters]
        return Scope(frozenset(letters), ", ".join(words))

    def material(self, period: Period, who: Recipient) -> Material:
        """Return what a digest of the period may need, as far as it concerns somebody."""
        key = period, who.private
        if key not in self._made:
            self._made[key] = self._steady(period, who.private)
        letters = self.scope(who).letters
        made = self._made[key]
        return made if letters is None else digest.narrowed(made, letters)

    def asks(self, private: bool) -> list[tuple[BoardRow, Due]]:
        """Return every ask with its clock."""
        hidden = self._hidden(private)
        return [(outside.row(row, hidden), due) for row, due in self._asks]

    def some(self, ask_ids: Sequence[int], private: bool) -> list[tuple[BoardRow, Due]]:
        """Return some asks with their clocks; the others are not read."""
        if not ask_ids:
            return []
        hidden, rules = self._hidden(private), self._office.rules
        rows = self._store.board.rows(ask_ids)
        return [(outside.row(row, hidden), deadlines.due(row, rules, self.today)) for row in rows]

    @cached_property
    def fell_due(self) -> tuple[int, ...]:
        """Return the asks whose due day went by a short while ago."""
        rules, board = self._office.rules, self._store.board
        name = settled.name(rules)
        board.settle(name, self.today, lambda row: settled.settled(row, rules, self.today))
        return board.fell_due(name, self.today - alerts.LOOK_BACK, self.today)

    def proposals(self, private: bool) -> list[Candidate]:
        """Return those that wait; with `private` none of them is hidden."""
        return [replace(one, private=False) if private else one for one in self._waiting]

    def proposed(self, since: datetime, private: bool) -> list[Candidate]:
        """Return those that came up since then and nobody has looked at."""
        found = self._store.candidates.list(verdicts=(Verdict.NEW,), since=since)
        return [replace(one, private=False) if private else one for one in found]

    def _steady(self, period: Period, private: bool) -> Material:
        """Return what belongs to one state of the store; somebody may write meanwhile."""
        for left in reversed(range(_TRIES)):
            basis = self._store.digests.basis()
            material = self._material(period, private)
            if left and basis != self._store.digests.basis():
                del material  # both at once would be twice as large
                for name in ("_asks", "_letters", "_waiting", "_private", "_campaigns"):
                    self.__dict__.pop(name, None)
            else:
                break
        return material

    def _material(self, period: Period, private: bool) -> Material:
        store, hidden = self._store, self._hidden(private)
        # First what is read in steps: who looked only in passing is gone when they end.
        asks = self.asks(private)
        start = min(period.since, period.until - digest.WEEKS * digest.WEEK)
        recent = store.ledger.events(since=start)
        touched = {event.ask_id for event in recent if event.ask_id}
        whole = store.ledger.events(ask_ids=touched)
        told = sorted({*recent, *whole}, key=lambda event: event.id)
        judged = {e.candidate_id for e in recent if e.candidate_id and e.kind in _JUDGED}
        cited = {
            e.evidence_id
            for e in whole
            if e.evidence_id and e.kind in _TELLING and period.holds(e.at)
        }
        proof = store.ledger.proof(cited)
        self.go_on()
        letters = self._letters
        self.go_on()
        waiting = self.proposals(private)
        judged -= {one.id for one in waiting}
        self.go_on()
        return Material(
            asks=asks,
            letters=letters,
            events=tuple(outside.events(told, hidden)),
            evidence=[replace(one, private=False) if private else one for one in proof],
            candidates=[*waiting, *store.candidates.some(judged)],
            struck=self._struck(recent),
            rules=self._office.rules,
            watched=store.sources.watched(),
            health=store.sources.changes_of_health(period.since, period.until),
            coverage=self._coverage(period),
            silent=self._silent(),
            addresses=store.addresses.list(troubled=True),
        )

    @cached_property
    def _asks(self) -> list[tuple[BoardRow, Due]]:
        rules, due = self._office.rules, list[tuple[BoardRow, Due]]()
        for row in self._store.asks.board(step=self.go_on):
            self.go_on()
            due.append((row, deadlines.due(row, rules, self.today)))
        return due

    @cached_property
    def _letters(self) -> tuple[LetterRow, ...]:
        return self._store.letters.rows()

    @cached_property
    def _waiting(self) -> tuple[Candidate, ...]:
        return self._store.candidates.list(verdicts=(Verdict.NEW, Verdict.LATER))

    @cached_property
    def _private(self) -> Private:
        return self._store.ledger.private()

    @cached_property
    def _campaigns(self) -> tuple[Campaign, ...]:
        return self._store.campaigns.all()

    def _hidden(self, private: bool) -> Private:
        return Private() if private else self._private

    def _struck(self, events: Collection[Event]) -> list[BoardRow]:
        """Return the asks that were struck, or went into others, in some events."""
        ids = {e.ask_id for e in events if e.kind is EventKind.ASK_STRUCK and e.ask_id}
        ids |= {other for e in events if (other := asof.other(e)) is not None}
        rows = (self._store.asks.row(ask_id) for ask_id in sorted(ids))
        return [row for row in rows if row.ask.struck]

    def _coverage(self, period: Period) -> Coverage | None:
        """Return how well sources were watched, from the first look that is known of."""
        since, until = period.since.date(), period.until.date()
        looks = self._store.sources.looks(since - timedelta(days=30), until)
        if not looks:
            return None
        since = max(since, min(one.day for one in looks))
        sources = [one.source for one in self._store.sources.watched()]
        within = [one for one in looks if one.day >= since]
        return coverage.coverage(sources, within, since, until, self.now)

    def _silent(self) -> tuple[DigestLine, ...]:
        records = self._store.runs.records()
        since = min((record.first for record in records.values()), default=None)
        return duties.silent(self._office.plan, records, self.now, self._zone, since)
