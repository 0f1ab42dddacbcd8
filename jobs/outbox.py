"""Send each digest once and no more, whatever happens in between.

A parcel is claimed in the store before its first byte goes out, and marked as
sent after the server took it. What was between the two when a process died or
a connection broke is unknown: it is never sent again unless a person says so.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import tenacity

from db.store import Store
from jobs.digest import NOBODY, Prepared
from jobs.mail import DoubtfulError, PassingError, Postman
from jobs.process import is_dead
from tracker.config import Smtp
from tracker.errors import MailError, UsageError
from tracker.types import Parcel, ParcelState

TRIES, FIRST_PAUSE = 3, 2.0
"""How often what may pass is tried, and seconds before it is tried again; they double."""
LONGEST = timedelta(minutes=15)
"""Nobody sends one mail for longer: by then the sender is dead, on whatever machine."""
_STOPPED = "its sending was stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How it went with one recipient."""

    recipient: str
    how: str
    """"sent", "nothing happened", "has 2026-W47 already", "failed", "unknown", ..."""
    error: MailError | None = None
    later: bool = False
    """It may go through another time."""


class Outbox:
    """The digests that are to go out, and the store that remembers them."""

    def __init__(
        self,
        store: Store,
        server: Smtp,
        password: str | None,
        *,
        by: str,
        now: Callable[[], datetime],
        context: ssl.SSLContext | None = None,
        pause: float = FIRST_PAUSE,
    ) -> None:
        self._store, self._now, self._by, self._pause = store, now, by, pause
        self._server, self._password, self._context = server, password, context

    def send(self, prepared: Sequence[Prepared]) -> Iterator[Sent]:
        """Send each digest that its recipient does not have yet; say of each how it went.

        The failure of one does not keep it from the others. What may pass is tried
        again after all others; what was refused for good is told once.

        Raises:
            UsageError: nobody is named to send it to.
        """
        if any(one.recipient == NOBODY for one in prepared):
            step = "set digest.to in config.toml"
            raise UsageError("digest not sent", None, "nobody is named", step)
        settle(self._store, self._now())
        waiting: list[tuple[Parcel, Prepared]] = []
        parcels = self._parcels([one for one in prepared if one.made and not one.already])
        for one in prepared:
            parcel = parcels.get((one.address, one.period.week))
            told = _not_now(one, parcel)
            if told:
                yield told
            elif parcel:
                waiting.append((parcel, one))
        if waiting:
            yield from self._rounds(waiting)

    def _parcels(self, prepared: Sequence[Prepared]) -> dict[tuple[str, str], Parcel]:
        wanted = [
            (one.address, one.period.week, one.period.since, one.period.until, one.message_id)
            for one in prepared
        ]
        eyes = {one.address: one.seen_as for one in prepared}
        return self._store.digests.prepare(wanted, now=self._now(), eyes=eyes)

    def _rounds(self, waiting: list[tuple[Parcel, Prepared]]) -> Iterator[Sent]:
        """Try all, then those again that failed for now, each round after a longer pause."""
        failed: list[Sent] = []
        rounds = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(PassingError),
            stop=tenacity.stop_after_attempt(TRIES),
            wait=tenacity.wait_exponential(multiplier=self._pause, max=8 * self._pause)
            + tenacity.wait_random(0, self._pause / 2),
            reraise=True,
        )
        postman = Postman(self._server, self._password, context=self._context)
        with postman, suppress(PassingError):
            for attempt in rounds:
                with attempt:
                    tried, waiting, failed = waiting, [], []
                    for parcel, one in tried:
                        sent = self._one(postman, parcel, one)
                        if sent.later:
                            waiting.append((parcel, one))
                            failed.append(sent)
                        else:
                            yield sent
                    if waiting:
                        raise PassingError("mail not sent")
        yield from failed

    def _one(self, postman: Postman, parcel: Parcel, one: Prepared) -> Sent:
        """Claim, hand over, record: in this order."""
        box, now, by = self._store.digests, self._now, self._by
        try:
            postman.connect()
        except MailError as error:
            return self._unsent(parcel, one, error)
        message = one.message
        assert message is not None
        if not box.begin(parcel.id, by=by, now=now()):
            return Sent(recipient=one.recipient, how="another process sends it")
        try:
            postman.hand_over(message)
        except DoubtfulError as error:
            box.finish(parcel.id, ParcelState.UNKNOWN, by=by, now=now(), note=str(error))
            return Sent(recipient=one.recipient, how="unknown", error=error)
        except MailError as error:
            later = isinstance(error, PassingError)
            state, note = ParcelState.FAILED, str(error)
            box.finish(parcel.id, state, by=by, now=now(), note=note, permanent=not later)
            return Sent(recipient=one.recipient, how="failed", error=error, later=later)
        except BaseException:
            # Told to stop, perhaps: what has not wholly gone out can go out another time.
            state = ParcelState.UNKNOWN if postman.doubtful else ParcelState.FAILED
            box.finish(parcel.id, state, by=by, now=now(), note=_STOPPED)
            raise
        box.finish(parcel.id, ParcelState.SENT, by=by, now=now())
        return Sent(recipient=one.recipient, how="sent")

    def _unsent(self, parcel: Parcel, one: Prepared, error: MailError) -> Sent:
        """Tell that there is no way to the server: nothing went out, the parcel stays as it is."""
        later = isinstance(error, PassingError)
        return Sent(recipient=one.recipient, how="failed", error=error, later=later)


def settle(store: Store, now: datetime) -> tuple[Parcel, ...]:
    """Make unknown what a process was sending that is no more; return those."""

    def dead(parcel: Parcel) -> bool:
        return is_dead(parcel.by or "") or now - parcel.changed > LONGEST

    return store.digests.doubt(dead, now=now)


def stuck(store: Store, now: datetime) -> tuple[Parcel, ...]:
    """Return mails that go nowhere until a person has looked: unknown ones, and refused ones."""
    settle(store, now)
    found = store.digests.list((ParcelState.UNKNOWN, ParcelState.FAILED))
    return tuple(one for one in found if one.permanent or one.state is ParcelState.UNKNOWN)


def _not_now(one: Prepared, parcel: Parcel | None) -> Sent | None:
    """Say why a digest does not go out; None: it does."""
    if one.refused:
        return Sent(recipient=one.recipient, how="failed", error=one.refused)
    if one.already:
        return Sent(recipient=one.recipient, how=f"has {one.already} already")
    if one.made is None:
        return Sent(recipient=one.recipient, how="nothing happened")
    assert parcel is not None
    if parcel.state is ParcelState.UNKNOWN:
        step = f"look whether it arrived, then: askwatch digest resolve {parcel.id} sent|again"
        why = f"nobody knows whether {parcel.week} arrived"
        error = MailError("digest not sent again", one.recipient, why, step)
        return Sent(recipient=one.recipient, how="unknown", error=error)
    if parcel.state is ParcelState.SENDING:
        return Sent(recipient=one.recipient, how="another process sends it")
    if parcel.permanent:
        step = f"mend the address, or try again: askwatch digest resolve {parcel.id} again"
        return Sent(recipient=one.recipient, how=f"refused before; {step}")
    if parcel.state is ParcelState.SENT:
        return Sent(recipient=one.recipient, how=f"has {parcel.week} already")
    return None
