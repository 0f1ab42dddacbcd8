"""Make the weekly mail: gather from the store, and write it for each recipient.

What a digest says is decided in `tracker.digest`, how it looks in `jobs.render`,
how it is sent, once and no more, in `jobs.outbox`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from email.message import EmailMessage
from functools import partial
from pathlib import Path

from db.store import Store
from jobs import render
from jobs.shelf import Office as Office
from jobs.shelf import Shelf
from tracker import digest, timetable
from tracker.digest import Period
from tracker.errors import MailError
from tracker.recipients import Recipient, eyes, plain
from tracker.types import Digest, Parcel

NOBODY = "digest@localhost"
"""To whom a digest is addressed that is only written to a file, where nobody is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A digest for one recipient."""

    recipient: str
    period: Period
    message_id: str
    made: Callable[[], EmailMessage] | None
    """What writes the mail; None: nothing happened, and empty digests are not wanted, or
    a job finds that the recipient has it."""
    already: str | None
    """The week of the digest that the recipient has, if it is this one or a later one."""
    at: timetable.At
    """When digests go out to the recipient."""
    private: bool = False
    """The recipient may be shown private evidence."""
    refused: MailError | None = None
    """Why there cannot be a mail."""
    seen_as: str | None = None
    """With whose eyes of a team it was made; None: those of no organisation."""

    @property
    def address(self) -> str:
        """The bare address."""
        return render.address(self.recipient)[1]

    @property
    def message(self) -> EmailMessage | None:
        """The mail, written now; a thousand of them need not lie in memory."""
        return self.made and self.made()


def people(office: Office, to: Sequence[str] = ()) -> tuple[Recipient, ...]:
    """Return who gets a digest: those named, as far as they are known with their settings.

    Where neither `to` nor the settings name anybody, it is the organisation's
    contact. Nobody is named twice.

    Raises:
        MailError: an address is none.
    """
    settings = office.settings
    known = {render.address(one.to)[1]: one for one in settings.everybody}
    if not to:
        lonely = (settings.filled(plain(office.organisation.contact or NOBODY)),)
        return tuple(known.values()) or lonely
    wanted = {render.address(one)[1]: one for one in to}
    return tuple(known.get(spec) or settings.filled(plain(one)) for spec, one in wanted.items())


def prepare(
    store: Store,
    office: Office,
    now: datetime,
    *,
    week: str | None = None,
    to: Sequence[str] = (),
    scheduled: bool = False,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Prepared, ...]:
    """Return a digest for each recipient; those who get the same share its making.

    Without a week it tells of the time since the recipient's last digest, or of
    this week so far. `to` goes before the settings. `scheduled`: only those whose
    day and hour have come; it is filed under the week in which it was due. `stop`
    is asked now and then, and may call it off.

    Raises:
        CancelledError: it was called off.
        UsageError: the week does not exist or has not begun.
        MailError: an address is none.
        CountsError: the numbers do not add up.
    """
    zone, lasts = office.organisation.zone, store.digests.lasts()
    bench, team = _Bench(store, office, now, stop), store.team.all()
    prepared = []
    for who in people(office, to):
        last = lasts.get(render.address(who.to)[1])
        due = timetable.latest(who.at, now, zone) if scheduled else None
        period = digest.period(week, now, zone, last=_ended(last, now, zone), due=due)
        already = last[0] if last and last[0] >= period.week else None
        # Nobody reads again what a job finds done, and finds done each time it is tried.
        done, made, refused, seen_as = scheduled and already, None, None, None
        try:
            seen_as = eyes(who, team, store.me)
            made = None if done else bench.made(period, who, seen_as)
        except MailError as error:
            refused = error
        prepared.append(
            Prepared(
                recipient=who.to,
                period=period,
                message_id=render.message_id(period.week, office.sender, who.to),
                made=made,
                already=already,
                at=who.at,
                private=bool(who.private),
                refused=refused,
                seen_as=seen_as,
            )
        )
    return tuple(prepared)


class _Bench:
    """Where digests are made; the same one is made once."""

    def __init__(
        self, store: Store, office: Office, now: datetime, stop: Callable[[], bool]
    ) -> None:
        self._store, self._office, self._now, self._stop = store, office, now, stop
        self._shelves: dict[str | None, Shelf] = {}
        self._made: dict[object, render.Rendered | None] = {}

    def made(
        self, period: Period, who: Recipient, seen_as: str | None
    ) -> Callable[[], EmailMessage] | None:
        """Return what writes the mail; None: there is nothing to tell."""
        with self._store.seeing_as(seen_as):
            shelf = self._shelf(seen_as)
            key = seen_as, period, who.private, who.empty, who.dates, shelf.scope(who)
            if key not in self._made:
                content = gather(shelf, period, self._office, who)
                self._made[key] = self._rendered(content, who) if content else None
        ready = self._made[key]
        if ready is None:
            return None
        return partial(
            render.message,
            ready,
            self._office.sender,
            who.to,
            self._office.organisation,
            self._now,
            unsubscribe=self._office.settings.unsubscribe,
        )

    def _rendered(self, content: Digest, who: Recipient) -> render.Rendered:
        organisation = self._office.organisation
        return render.render(content, organisation, self._now, dates=who.dates)

    def _shelf(self, seen_as: str | None) -> Shelf:
        if seen_as not in self._shelves:
            self._shelves[seen_as] = Shelf(self._store, self._office, self._now, self._stop)
        return self._shelves[seen_as]


def _ended(last: tuple[str, datetime] | None, now: datetime, zone: tzinfo) -> datetime | None:
    """Return when the digest before this one ended; None: this one begins on Monday.

    A first digest on a Monday would tell of a few hours: it tells of seven days.
    """
    if last and last[1] < now:
        return last[1]
    return now - timedelta(days=7) if now.astimezone(zone).weekday() == 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What the next digest would say, and to whom; nothing of it is sent or recorded."""

    period: Period
    recipients: tuple[str, ...]
    """All who would get this text."""
    had: str | None
    """The week of the digest that they have had already, if it is this one's; else None."""
    subject: str
    text: str | None
    """The mail as plain text; None: nothing happened, so no mail would go out."""
    goes: datetime
    """When digests go out next, if the jobs are running then."""
    private: bool = False
    """It may tell of private evidence, for its recipients are trusted with it."""
    refused: str = ""
    """Why there cannot be a mail."""
    stuck: tuple[Parcel, ...] = ()
    """Earlier mails to them of which nobody knows, or that were refused: a person must look."""


def previews(
    prepared: Iterable[Prepared], zone: tzinfo, now: datetime, parcels: Iterable[Parcel] = ()
) -> tuple[Preview, ...]:
    """Return each text that would go out, with all its recipients; most recipients first.

    `parcels` are those of earlier mails for which somebody should look.
    """
    stuck: dict[str, list[Parcel]] = {}
    for parcel in parcels:
        stuck.setdefault(parcel.recipient, []).append(parcel)
    alike: dict[Preview, list[str]] = {}
    for one in prepared:
        subject, text = text_of(one)
        preview = Preview(
            period=one.period,
            recipients=(),
            had=one.already,
            subject=subject,
            text=text,
            goes=timetable.following(one.at, now, zone),
            private=one.private,
            refused=str(one.refused or ""),
            stuck=tuple(stuck.get(one.address, ())),
        )
        alike.setdefault(preview, []).append(one.recipient)
    found = (replace(one, recipients=tuple(several)) for one, several in alike.items())
    return tuple(sorted(found, key=lambda one: -len(one.recipients)))


def text_of(prepared: Prepared) -> tuple[str, str | None]:
    """Return the subject of a mail and its plain text; None: there is no mail."""
    message = prepared.message
    if message is None:
        return "", None
    body = message.get_body(("plain",))
    return str(message["Subject"]), str(body.get_content()) if body else ""


def gather(shelf: Shelf, period: Period, office: Office, who: Recipient) -> Digest | None:
    """Return what happened in the period for one recipient; None: nothing.

    Raises:
        CountsError: the numbers do not add up.
    """
    return digest.build(
        period,
        shelf.material(period, who),
        office.organisation.zone,
        empty=bool(who.empty),
        scope=shelf.scope(who).words,
        dates=who.dates,
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
