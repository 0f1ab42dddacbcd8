"""A year of letters, answers and mistakes, and how its digests are held to them.

What happened is written down beside the store, in a plain list; the numbers of each
mail are counted anew from that list alone.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.message import EmailMessage

from db.store import Store
from tests import builders as a
from tracker.types import AskKind, EventKind, Pairing, Reason, Span, Verdict

ACTION, INFORMATION = AskKind.ACTION, AskKind.INFORMATION
STEPS = {"": "acknowledged", "acknowledged": "partly answered", "partly answered": "declined"}


@dataclass
class Life:
    """One ask, as the list has it."""

    since: datetime
    due: date
    outcomes: list[tuple[datetime, str]] = field(default_factory=list)
    proposed: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    """When a candidate came up, and when somebody rejected it."""
    struck: datetime | None = None

    def heap(self, when: datetime, today: date) -> str | None:
        """Where it must be counted then; None: nowhere."""
        if self.since > when or (self.struck and self.struck <= when):
            return None
        said = [outcome for at, outcome in self.outcomes if at <= when]
        if said and said[-1]:
            return said[-1]
        if any(at <= when and (end is None or end > when) for at, end in self.proposed):
            return "to review"
        return "overdue" if self.due < today else "waiting"


class Year:
    """Things that happen, at random but always the same ones."""

    def __init__(self, store: Store, seed: int, pace: float = 0.1) -> None:
        self.store, self.rng, self._pace = store, random.Random(seed), pace
        self.lives: dict[int, Life] = {}
        self._undoable: dict[int, int] = {}
        self._open: list[tuple[int, int, int]] = []
        """Candidates that wait: their id, their ask, and their place in its list."""
        self._seen: set[int] = set()
        self._letters = self._documents = 0

    def day(self, now: datetime) -> None:
        """Let something happen on a day, or nothing."""
        for act in (self._letter, self._answer, self._undo, self._propose, self._reject):
            if self.rng.random() < self._pace:
                act(now + timedelta(minutes=self.rng.randrange(600)))
        if self.rng.random() < 0.02:
            self._strike(now)

    def _letter(self, now: datetime) -> None:
        self._letters += 1
        due = now.date() + timedelta(days=self.rng.randrange(5, 60))
        text = a.TEXT.replace("last month", f"in month {self._letters}")
        reading = a.reading(
            text=text,
            letter_date=now.date(),
            reply_by=due,
            asks=(
                a.found(text, a.RELEASE_FUNDS, ACTION),
                a.found(text, a.SEND_REPORT, INFORMATION),
            ),
        )
        letter = self.store.letters.add(
            reading, text, a.new_source(text), who="Ana", now=now, confirmed=True
        )
        for ask in letter.asks:
            self.lives[ask.id] = Life(since=now, due=due)

    def _some(self, now: datetime) -> int | None:
        alive = [n for n, one in self.lives.items() if not one.struck and one.since < now]
        return self.rng.choice(alive) if alive else None

    def _answer(self, now: datetime) -> None:
        ask_id = self._some(now)
        if ask_id is None:
            return
        life = self.lives[ask_id]
        said = life.outcomes[-1][1] if life.outcomes else ""
        if said in STEPS and (not life.outcomes or life.outcomes[-1][0] < now):
            event = self.store.ledger.append(
                ask_id, EventKind.OUTCOME_SET, STEPS[said], who="Ben", now=now, why="a call"
            )
            life.outcomes.append((now, STEPS[said]))
            self._undoable = {ask_id: event.id}

    def _undo(self, now: datetime) -> None:
        for ask_id, event_id in self._undoable.items():
            life = self.lives[ask_id]
            if life.outcomes[-1][0] < now and not life.struck:
                before = life.outcomes[-2][1] if len(life.outcomes) > 1 else ""
                self.store.ledger.undo(event_id, who="Ben", now=now, why="a mistake")
                life.outcomes.append((now, before))
        self._undoable = {}

    def _propose(self, now: datetime) -> None:
        ask_id = self._some(now)
        if ask_id is None:
            return
        self._documents += 1
        held = self.store.documents.add_by_hand(
            identity=f"reply {self._documents}",
            url=f"https://replies.example/{self._documents}",
            title="A reply",
            published=now,
            text=f"The harbour police of Norvania is looked into, says note {self._documents}.",
            raw_hash=str(self._documents),
            private=False,
            now=now,
            who="Ana",
        )
        revision = self.store.documents.revisions(held.id)[0].id
        pairing = Pairing(
            ask_id=ask_id,
            document_id=revision,
            score=0.5 + self._documents / 10_000,
            proposed=True,
            passage=Span(0, 30),
            reasons=(Reason("names the harbour"),),
        )
        kept = self.store.candidates.record(
            [pairing], revisions_done=[revision], asks_done=[], now=now
        )
        new = {one.id for one in self.store.candidates.list(ask_id=ask_id)} - self._seen
        if kept and new:
            life = self.lives[ask_id]
            self._open += [(one, ask_id, len(life.proposed)) for one in new]
            life.proposed.append((now, None))
            self._seen |= new

    def _reject(self, now: datetime) -> None:
        if not self._open:
            return
        candidate, ask_id, place = self._open[0]
        life = self.lives[ask_id]
        if life.proposed[place][0] < now:
            del self._open[0]
        if life.struck or life.proposed[place][0] >= now:
            return
        self.store.candidates.judge(candidate, Verdict.REJECTED, who="Ana", now=now, why="no")
        life.proposed[place] = (life.proposed[place][0], now)

    def _strike(self, now: datetime) -> None:
        ask_id = self._some(now)
        if ask_id is not None:
            self.store.asks.strike(ask_id, who="Ben", now=now, why="no ask")
            self.lives[ask_id].struck = now
            self._undoable.pop(ask_id, None)

    def counted(self, when: datetime, today: date) -> dict[str, int]:
        """Where all asks stand then, by the list alone."""
        heaps = Counter(one.heap(when, today) for one in self.lives.values())
        return {name: number for name, number in heaps.items() if name}


_ROW = re.compile(r"^ *([\d,]+) +([\d,]+) +(?:[-+][\d,]+|=)? *([a-z ]+)$", re.MULTILINE)


def numbers(mail: EmailMessage) -> tuple[dict[str, int], dict[str, int]]:
    """The numbers of a mail as its reader sees them: now, and then."""
    body = mail.get_body(("plain",))
    assert body is not None
    now, then = {}, {}
    for first, second, name in _ROW.findall(body.get_content().replace("\r\n", "\n")):
        now[name], then[name] = int(first.replace(",", "")), int(second.replace(",", ""))
    return now, then
