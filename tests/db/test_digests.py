"""The outbox: nobody gets a week twice, and what is unknown is for a person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import builders as a
from tracker.errors import NotAllowedError, NotHeldError
from tracker.types import Parcel, ParcelState

WEEK = timedelta(days=7)
ANA, BEN = "ana@example.org", "ben@example.org"
ME, OTHER = "here:1:aa", "here:2:bb"


def prepared(store, *to: str, week="2026-W47", until=a.NOW) -> Parcel:
    wanted = [(one, week, until - WEEK, until, f"<{week}.{one}>") for one in to or (ANA,)]
    return store.digests.prepare(wanted, now=until)[wanted[0][0], week]


def sent(store, week="2026-W47", until=a.NOW, to=ANA) -> Parcel:
    parcel = prepared(store, to, week=week, until=until)
    assert store.digests.begin(parcel.id, by=ME, now=until)
    assert store.digests.finish(parcel.id, ParcelState.SENT, by=ME, now=until)
    return parcel


def state(store, parcel: Parcel) -> ParcelState:
    return next(one.state for one in store.digests.list() if one.id == parcel.id)


def test_each_recipient_has_one_parcel_a_week(store):
    first = prepared(store, ANA, BEN)
    again = prepared(store, ANA, until=a.NOW + timedelta(hours=1))

    assert again.id == first.id
    assert (first.state, first.attempts, first.message_id) == (
        ParcelState.PREPARED,
        0,
        "<2026-W47.ana@example.org>",
    )
    assert again.until == a.NOW + timedelta(hours=1)
    assert store.digests.recipients() == (ANA, BEN)


def test_one_sender_claims_a_parcel(store):
    parcel = prepared(store)

    assert store.digests.begin(parcel.id, by=ME, now=a.NOW)
    assert not store.digests.begin(parcel.id, by=OTHER, now=a.NOW)
    assert not store.digests.finish(parcel.id, ParcelState.SENT, by=OTHER, now=a.NOW)
    assert state(store, parcel) is ParcelState.SENDING


def test_what_was_sent_is_never_sent_again(store):
    parcel = sent(store)

    assert prepared(store, until=a.NOW + WEEK).until == a.NOW
    assert not store.digests.begin(parcel.id, by=ME, now=a.NOW)


def test_the_last_one_that_was_sent_is_told(store):
    never = store.digests.last(ANA)
    sent(store, "2026-W47", a.NOW + WEEK)
    sent(store, "2026-W46", a.NOW)
    prepared(store, ANA, week="2026-W48", until=a.NOW + 2 * WEEK)
    sent(store, to=BEN)

    assert never is None
    assert store.digests.last(ANA) == ("2026-W47", a.NOW + WEEK)
    assert store.digests.lasts()[BEN] == ("2026-W47", a.NOW)


@pytest.mark.parametrize(("permanent", "again"), [(False, True), (True, False)])
def test_what_failed_is_tried_again_unless_it_was_refused_for_good(store, permanent, again):
    parcel = prepared(store)
    store.digests.begin(parcel.id, by=ME, now=a.NOW)
    failed = ParcelState.FAILED
    store.digests.finish(parcel.id, failed, by=ME, now=a.NOW, note="gone", permanent=permanent)

    assert store.digests.list([failed])[0].note == "gone"
    assert store.digests.begin(parcel.id, by=ME, now=a.NOW) is again


def test_what_a_dead_process_was_sending_is_unknown_and_stays_so(store):
    mine, other = prepared(store, ANA), prepared(store, BEN)
    store.digests.begin(mine.id, by=ME, now=a.NOW)
    store.digests.begin(other.id, by=OTHER, now=a.NOW)

    doubtful = store.digests.doubt(lambda parcel: parcel.by == ME, now=a.NOW)

    assert [one.id for one in doubtful] == [mine.id]
    assert state(store, mine) is ParcelState.UNKNOWN
    assert state(store, other) is ParcelState.SENDING
    assert not store.digests.begin(mine.id, by=OTHER, now=a.NOW)
    assert prepared(store, ANA).state is ParcelState.UNKNOWN


def test_a_person_says_what_became_of_an_unknown_one(store):
    arrived, lost = prepared(store, ANA, BEN), prepared(store, BEN)
    for one in (arrived, lost):
        store.digests.begin(one.id, by=ME, now=a.NOW)
    store.digests.doubt(lambda _: True, now=a.NOW)

    found = store.digests.resolve(arrived.id, True, who="Ana", now=a.NOW)
    again = store.digests.resolve(lost.id, False, who="Ana", now=a.NOW)

    assert (found.state, found.note) == (ParcelState.SENT, "Ana says: it arrived")
    assert (again.state, again.note) == (ParcelState.PREPARED, "Ana says: send it again")
    assert not store.digests.begin(arrived.id, by=ME, now=a.NOW)
    assert store.digests.begin(lost.id, by=ME, now=a.NOW)


def test_what_needs_no_person_is_not_resolved(store):
    parcel = sent(store)

    with pytest.raises(NotAllowedError, match="it is sent; only what is unknown or failed"):
        store.digests.resolve(parcel.id, False, who="Ana", now=a.NOW)
    with pytest.raises(NotAllowedError, match="nobody is named"):
        store.digests.resolve(parcel.id, True, who=" ", now=a.NOW)
    with pytest.raises(NotHeldError, match="no such parcel: '9'"):
        store.digests.resolve(9, True, who="Ana", now=a.NOW)
