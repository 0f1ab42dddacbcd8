"""Make the weekly mail: gather from the store, and write it for each recipient.

What a digest says is decided in `tracker.digest`, how it looks in `jobs.render`,
how it is sent, once and no more, in `jobs.outbox`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from email.message import EmailMessage
from functools import partial
from pathlib import Path

from db.store import Store
from jobs import render
from tracker import deadlines, digest, outside
from tracker.config import Deadlines, DigestSettings, Organisation
from tracker.digest import Material, Period
from tracker.errors import MailError
from tracker.types import Digest, EventKind, Verdict

NOBODY = "digest@localhost"
"""To whom a digest is addressed that is only written to a file, where nobody is named."""
_TELLING = (EventKind.OUTCOME_SET, EventKind.ADEQUACY_SET, EventKind.UNDONE)
_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The settings by which digests are made."""

    organisation: Organisation
    settings: DigestSettings
    rules: Deadlines

    @property
    def sender(self) -> str:
        """Who writes."""
        return self.settings.sender or self.organisation.contact or "askwatch@localhost"

    @property
    def recipients(self) -> tuple[str, ...]:
        """Who gets it; never empty."""
        return self.settings.to or (self.organisation.contact or NOBODY,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A digest for one recipient."""

    recipient: str
    period: Period
    message_id: str
    made: Callable[[], EmailMessage] | None
    """What writes the mail; None: nothing happened, and empty digests are not wanted."""
    already: str | None
    """The week of the digest that the recipient has, if it is this one or a later one."""

    @property
    def address(self) -> str:
        """The bare address."""
        return render.address(self.recipient)[1]

    @property
    def message(self) -> EmailMessage | None:
        """The mail, written now; a thousand of them need not lie in memory."""
        return self.made and self.made()


def prepare(
    store: Store,
    office: Office,
    now: datetime,
    *,
    week: str | None = None,
    to: Sequence[str] = (),
) -> tuple[Prepared, ...]:
    """Return a digest for each recipient; those with the same period share its making.

    Without a week it tells of the time since the recipient's last digest, or of
    this week so far. `to` goes before the settings; where neither names anybody,
    it is addressed to the organisation's contact.

    Raises:
        UsageError: the week does not exist or has not begun.
        MailError: an address is none.
        CountsError: the numbers do not add up.
    """
    organisation = office.organisation
    made: dict[Period, render.Rendered | None] = {}
    prepared = []
    lasts = store.digests.lasts()
    for spec, recipient in {render.address(one)[1]: one for one in to or office.recipients}.items():
        last = lasts.get(spec)
        ended = _ended(last, now, organisation.zone)
        period = digest.period(week, now, organisation.zone, last=ended)
        if period not in made:
            content = gather(store, period, office, now)
            made[period] = render.render(content, organisation, now) if content else None
        ready = made[period]
        letter = (
            partial(render.message, ready, office.sender, recipient, organisation, now)
            if ready
            else None
        )
        already = last[0] if last and last[0] >= period.week else None
        prepared.append(
            Prepared(
                recipient=recipient,
                period=period,
                message_id=render.message_id(period.week, office.sender, recipient),
                made=letter,
                already=already,
            )
        )
    return tuple(prepared)


def _ended(last: tuple[str, datetime] | None, now: datetime, zone: tzinfo) -> datetime | None:
    """Return when the digest before this one ended; None: this one begins on Monday.

    A first digest on a Monday would tell of a few hours: it tells of seven days.
    """
    if last and last[1] < now:
        return last[1]
    return now - timedelta(days=7) if now.astimezone(zone).weekday() == 0 else None


def gather(store: Store, period: Period, office: Office, now: datetime) -> Digest | None:
    """Return what happened in the period, from one state of the store; None: nothing.

    Raises:
        CountsError: the numbers do not add up.
    """
    for _ in range(_TRIES):
        version = store.data_version()
        material = _material(store, period, office, now)
        if version == store.data_version():
            break
    return digest.build(period, material, office.organisation.zone, empty=office.settings.empty)


def _material(store: Store, period: Period, office: Office, now: datetime) -> Material:
    today = now.astimezone(office.organisation.zone).date()
    recent = store.ledger.events(since=period.since)
    touched = sorted({e.ask_id for e in recent if e.ask_id and e.kind in _TELLING})
    histories = [e for ask_id in touched for e in store.ledger.events(ask_id=ask_id)]
    private = store.ledger.private()
    told = sorted({*recent, *histories}, key=lambda event: event.id)
    board = [outside.row(row, private) for row in store.asks.board()]
    return Material(
        asks=[(row, deadlines.due(row, office.rules, today)) for row in board],
        letters=store.letters.rows(),
        events=tuple(outside.events(told, private)),
        evidence=[one for ask_id in touched for one in store.ledger.evidence(ask_id)],
        candidates=store.candidates.list(verdicts=(Verdict.NEW, Verdict.LATER)),
        watched=store.sources.watched(),
    )


def write(prepared: Iterable[Prepared], folder: Path) -> tuple[Path, ...]:
    """Write each digest to a file of its own, and return the files.

    Raises:
        MailError: the folder or a file cannot be written.
    """
    files = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for one in prepared:
            if message := one.message:
                file = folder / _file_name(one)
                file.write_bytes(message.as_bytes())
                files.append(file)
    except OSError as error:
        why = (error.strerror or "unknown").lower()
        raise MailError("digest not written", str(folder), why, "name another folder") from None
    return tuple(files)


def _file_name(one: Prepared) -> str:
    spec = one.address
    plain = re.sub(r"[^A-Za-z0-9.@_-]", "_", spec)[:80]
    if plain != spec:
        plain += "-" + hashlib.sha256(spec.encode()).hexdigest()[:8]
    return f"digest-{one.period.week}-{plain}.eml"
