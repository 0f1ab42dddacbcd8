"""What people do in a simulated year: letters come in, answers are judged, mistakes are made.

All of it goes the way of the product; chance decides, and always the same way.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from jobs.given import Given
from tracker import ledger
from tracker.errors import InputError, NotAllowedError
from tracker.types import EventKind, Outcome, ParcelState, Verdict
from tui.commands.kit import Kit

CAMPAIGNS = ("North", "South")
SECRET = "a whisper in the corridor of the fourth floor"
"""Stands in every private reply, and may reach no mail of those who are not trusted with it."""


class Staff:
    """Two people who work with one store."""

    def __init__(self, seed: int, pace: int) -> None:
        """`pace`: how many things they do on a working day, at most."""
        self._dice, self._pace = random.Random(seed), pace
        self.done: dict[str, int] = {}
        self._replies = 0

    def letter(self, kit: Kit, given: Given, now: datetime) -> None:
        """Add a letter that was published, and file it into a campaign."""
        try:
            found = kit.intake.look(given)
            kept = kit.intake.keep(found, who="Ana", now=now, confirmed=True)
        except InputError:
            return self._count("not a letter")
        if kept.status == "added" and self._dice.random() < 0.8:
            campaigns = kit.store.campaigns
            names = {one.name: one.id for one in campaigns.all()}
            name = self._dice.choice(CAMPAIGNS)
            key = names.get(name) or campaigns.add(name, who="Ana", now=now).id
            campaigns.file(kept.letter.id, key, who="Ana", now=now)
        return self._count(f"letters: {kept.status}")

    def day(self, kit: Kit, now: datetime) -> None:
        """Do some work, or none."""
        acts: tuple[Callable[[Kit, datetime], str], ...] = (
            self._judge,
            self._judge,
            self._decide,
            self._decide,
            self._reply,
            self._inadequate,
            self._undo,
            self._date,
            self._pause,
            self._strike,
        )
        for number in range(self._dice.randrange(self._pace + 1)):
            act = self._dice.choice(acts)
            try:
                self._count(act(kit, now + timedelta(minutes=number)))
            except NotAllowedError:
                self._count("not allowed")

    def resolve(self, kit: Kit, arrived: Callable[[str], bool], now: datetime) -> None:
        """Look into the mailboxes for mails of which nobody knows, and say what is there."""
        for parcel in kit.store.digests.list([ParcelState.UNKNOWN]):
            sent = arrived(parcel.message_id)
            kit.store.digests.resolve(parcel.id, sent, who="Ben", now=now)
            self._count(f"resolved: {'arrived' if sent else 'again'}")

    def _count(self, what: str) -> None:
        self.done[what] = self.done.get(what, 0) + 1

    def _ask(self, kit: Kit) -> int:
        ids = kit.store.asks.ids()
        if not ids:
            raise NotAllowedError("nothing to do", None, "there is no ask")
        return self._dice.choice(ids)

    def _judge(self, kit: Kit, now: datetime) -> str:
        waiting = kit.store.candidates.list(verdicts=(Verdict.NEW, Verdict.LATER))
        if not waiting:
            return "nothing to judge"
        one, store = self._dice.choice(waiting), kit.store
        chance = self._dice.random()
        if chance < 0.25 and one.evidence_id is None:
            outcome = self._next(kit, one.ask_id)
            if outcome is not None:
                store.candidates.accept(one.id, outcome, who="Ana", now=now)
                return "accepted with an outcome"
        if chance < 0.35:
            store.candidates.judge(one.id, Verdict.LATER, who="Ana", now=now)
            return "put off"
        if chance < 0.5:
            store.candidates.judge(one.id, Verdict.ACCEPTED, who="Ben", now=now)
            return "accepted"
        store.candidates.judge(one.id, Verdict.REJECTED, who="Ben", now=now, why="no answer")
        return "rejected"

    def _next(self, kit: Kit, ask_id: int) -> Outcome | None:
        row = kit.store.asks.row(ask_id)
        choices = [o for o in ledger.choices(row.ask.kind, row.state) if o != Outcome.NO_RESPONSE]
        return self._dice.choice(choices) if choices else None

    def _decide(self, kit: Kit, now: datetime) -> str:
        ask_id = self._ask(kit)
        outcome = self._next(kit, ask_id)
        if outcome is None:
            return "nothing to decide"
        kit.store.ledger.append(
            ask_id, EventKind.OUTCOME_SET, outcome.value, who="Ben", now=now, why="a call"
        )
        return "decided"

    def _reply(self, kit: Kit, now: datetime) -> str:
        """File what came by mail, in confidence."""
        ask_id = self._ask(kit)
        self._replies += 1
        held = kit.store.documents.add_by_hand(
            identity=f"reply {self._replies}",
            url=f"https://replies.example/{self._replies}",
            title=f"Reply {self._replies}",
            published=now,
            text=f"They say in {SECRET}, for the {self._replies}. time, that it is looked into.",
            raw_hash=str(self._replies),
            private=True,
            now=now,
            who="Ana",
        )
        revision = kit.store.documents.revisions(held.id)[0]
        passage = type(kit.store.asks.row(ask_id).ask.span)(0, 60)
        fixed = kit.store.ledger.add_evidence(ask_id, revision.id, passage, who="Ana", now=now)
        outcome = self._next(kit, ask_id)
        if outcome is None:
            return "nothing to decide"
        kit.store.ledger.append(
            ask_id,
            EventKind.OUTCOME_SET,
            outcome.value,
            who="Ana",
            now=now,
            why=SECRET,
            evidence_id=fixed.id,
        )
        return "decided by a private reply"

    def _inadequate(self, kit: Kit, now: datetime) -> str:
        ask_id = self._ask(kit)
        kit.store.ledger.append(
            ask_id, EventKind.ADEQUACY_SET, "no", who="Ben", now=now, why="they evade"
        )
        return "not adequate"

    def _undo(self, kit: Kit, now: datetime) -> str:
        undoable = (EventKind.OUTCOME_SET, EventKind.UNDONE, EventKind.CANDIDATE_REJECTED)
        recent = kit.store.ledger.events(since=now - timedelta(days=30))
        events = [e for e in recent if e.kind in undoable and e.ask_id]
        if not events:
            return "nothing to undo"
        kit.store.ledger.undo(self._dice.choice(events).id, who="Ana", now=now, why="a mistake")
        return "undone"

    def _date(self, kit: Kit, now: datetime) -> str:
        ask_id = self._ask(kit)
        day = now.date() + timedelta(days=self._dice.randrange(40))
        kit.store.ledger.append(
            ask_id, EventKind.DUE_SET, day.isoformat(), who="Ben", now=now, why="agreed"
        )
        return "due date set"

    def _pause(self, kit: Kit, now: datetime) -> str:
        row = kit.store.asks.row(self._ask(kit))
        open_ = row.state.pauses and row.state.pauses[-1].end is None
        kind = EventKind.CLOCK_RESUMED if open_ else EventKind.CLOCK_PAUSED
        value = now.date().isoformat()
        kit.store.ledger.append(row.ask.id, kind, value, who="Ben", now=now, why="recess")
        return "resumed" if open_ else "paused"

    def _strike(self, kit: Kit, now: datetime) -> str:
        if self._dice.random() < 0.7:
            return "nothing struck"
        kit.store.asks.strike(self._ask(kit), who="Ben", now=now, why="no ask")
        return "struck"
