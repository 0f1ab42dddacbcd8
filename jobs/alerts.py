"""Tell what cannot wait for the digest: noted, bundled, sent through the outbox.

What an alert says is decided in `tracker.alerts`. Each is noted in the store before
anything goes out, so nobody is told the same thing twice; what comes up in somebody's
quiet hours waits until they are over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from db.store import Store
from jobs import render
from jobs.digest import Prepared
from jobs.outbox import Sent
from jobs.shelf import Office, Shelf
from tracker import alerts, wording
from tracker.alerts import LOOK_BACK, Alert
from tracker.digest import Period
from tracker.errors import MailError
from tracker.recipients import Recipient, eyes
from tracker.types import BoardRow, DigestLine, Due, ParcelState

Post = Callable[[str, str | None, str, str], None]
"""Hands a title and a text to a service, by its name and its address."""


def prepare(store: Store, office: Office, now: datetime) -> tuple[Prepared, ...]:
    """Note what came up, and return a mail for each bundle that did not go out yet.

    Raises:
        MailError: an address is none.
    """
    shelves: dict[str | None, Shelf] = {}
    prepared, team = [], store.team.all()
    for who in office.settings.everybody:
        if not who.alerts:
            continue
        spec = render.address(who.to)[1]
        try:
            seen_as = eyes(who, team, store.me)
        except MailError as error:
            prepared.append(_refused(office, who, now, error))
            continue
        shelf = shelves.setdefault(seen_as, Shelf(store, office, now))
        with wording.dates(who.dates), store.seeing_as(seen_as):
            found = _found(store, shelf, who, now)
            store.alerts.note(spec, found, now=now, organisation=seen_as)
        if who.is_quiet(now.astimezone(office.organisation.zone).time()):
            continue
        store.alerts.bundle(spec, f"alerts {now:%Y-%m-%d %H:%M:%S}")
        for name, lines in store.alerts.unsent(spec, now - LOOK_BACK).items():
            prepared.append(replace(_prepared(office, who, name, lines, now), seen_as=seen_as))
    return tuple(prepared)


def _found(store: Store, shelf: Shelf, who: Recipient, now: datetime) -> Iterator[Alert]:
    since = now - LOOK_BACK
    if "candidates" in who.alerts:
        known = store.alerts.known(render.address(who.to)[1], since)
        found = shelf.proposed(since, who.private)
        proposed = [one for one in found if alerts.proposal(one) not in known]
        ids = sorted({one.ask_id for one in proposed})
        asks = {row.ask.id: (row, due) for row, due in _mine(shelf, who, ids)}
        yield from alerts.proposals(proposed, asks, who.watch)
    if "overdue" in who.alerts:
        yield from alerts.overdue(_mine(shelf, who, shelf.fell_due), shelf.today, who.watch)
    if "sources" in who.alerts:
        yield from alerts.sources(store.sources.changes_of_health(since, now))


def _mine(shelf: Shelf, who: Recipient, ask_ids: Sequence[int]) -> list[tuple[BoardRow, Due]]:
    """Return those of some asks that concern the reader; on a large board no others are read."""
    letters = shelf.scope(who).letters
    asks = shelf.some(ask_ids, who.private)
    return [one for one in asks if letters is None or one[0].letter_id in letters]


def _prepared(
    office: Office, who: Recipient, name: str, lines: tuple[DigestLine, ...], now: datetime
) -> Prepared:
    made = partial(render.alert, lines, name, office, who, now)
    message_id = render.message_id(name.replace(" ", "."), office.sender, who.to)
    period = Period(week=name, since=now - LOOK_BACK, until=now)
    return Prepared(
        recipient=who.to, period=period, message_id=message_id, made=made, already=None, at=who.at
    )


def _refused(office: Office, who: Recipient, now: datetime, error: MailError) -> Prepared:
    made = _prepared(office, who, "alerts", (), now)
    return replace(made, made=None, refused=error)


def to_services(
    store: Store,
    office: Office,
    now: Callable[[], datetime],
    *,
    by: str,
    secrets: Mapping[str, str],
    post: Post,
) -> Iterator[Sent]:
    """Hand each bundle to its reader's services, once; say of each how it went.

    One that does not take it is tried again with the next run, and stops nobody else.
    """
    zone, team = office.organisation.zone, store.team.all()
    for who in office.settings.everybody:
        if who.is_quiet(now().astimezone(zone).time()):
            continue
        spec = render.address(who.to)[1]
        for service in who.services:
            to = f"{service} for {spec}"
            for name, lines in store.alerts.unsent(spec, now() - LOOK_BACK, to=to).items():
                error, act = None, partial(_post, post, service, secrets, lines)
                try:
                    _claimed(store, to, name, now, by, act, eyes(who, team, store.me))
                except MailError as failed:
                    error = failed
                yield Sent(recipient=to, how="failed" if error else "sent", error=error)


def _post(
    post: Post, service: str, secrets: Mapping[str, str], lines: tuple[DigestLine, ...]
) -> None:
    title = f"Askwatch: {alerts.headline(lines)}"
    post(service, secrets.get(service), title, render.alert_text(lines))


def _claimed(
    store: Store,
    to: str,
    name: str,
    now: Callable[[], datetime],
    by: str,
    act: Callable[[], None],
    seen_as: str | None,
) -> None:
    """Do what sends a bundle between claiming its parcel and recording how it went."""
    box, at = store.digests, now()
    wanted = [(to, name, at - LOOK_BACK, at, "")]
    parcel = box.prepare(wanted, now=at, eyes={to: seen_as})[to, name]
    if not box.begin(parcel.id, by=by, now=at):
        return
    try:
        act()
    except MailError as error:
        box.finish(parcel.id, ParcelState.FAILED, by=by, now=now(), note=str(error))
        raise
    box.finish(parcel.id, ParcelState.SENT, by=by, now=now())
