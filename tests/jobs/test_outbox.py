"""Sending: each digest once and no more, over a real mail server."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.store import Store
from jobs import digest, mail, outbox, process
from jobs.digest import Office
from tests import builders as a
from tests.jobs.test_digest import DAY, SATURDAY, office
from tests.jobs.test_mail import Outbox, running
from tracker.config import Deadlines, DigestSettings, Organisation, Smtp
from tracker.errors import UsageError
from tracker.types import Parcel, ParcelState

ANA, BEN = "ana@ngo.example", "ben@ngo.example"


@pytest.fixture
def store(new_store: Path) -> Iterator[Store]:
    with Store.open(str(new_store)) as store:
        file(store, a.TEXT, SATURDAY - DAY)
        yield store


def file(store: Store, text: str, at: datetime) -> None:
    store.letters.add(a.reading(), text, a.new_source(text), who="Ana", now=at, confirmed=True)


@pytest.fixture
def received() -> Outbox:
    return Outbox()


@pytest.fixture
def server(received) -> Iterator[Smtp]:
    yield from running(received)


def send(store: Store, server: Smtp, *to: str, now=SATURDAY, **more) -> list[tuple[str, str]]:
    desk = office(*to, empty=True)
    box = outbox.Outbox(store, server, None, by=process.me(), now=lambda: now, pause=0.001)
    return [(one.recipient, one.how) for one in box.send(digest.prepare(store, desk, now, **more))]


def parcels(store: Store) -> dict[str, Parcel]:
    return {one.recipient: one for one in store.digests.list()}


def names(received: Outbox) -> list[str]:
    return [str(message["To"]) for message in received.received]


def test_nobody_gets_a_week_twice(store, server, received):
    first = send(store, server, ANA)
    second = send(store, server, f"Ana <{ANA}>")

    assert (first, second) == ([(ANA, "sent")], [(f"Ana <{ANA}>", "has 2026-W47 already")])
    assert len(received.received) == 1
    assert parcels(store)[ANA].message_id == received.received[0]["Message-ID"]


def test_the_next_digest_begins_where_the_last_one_ended(store, server):
    send(store, server, ANA)

    [prepared] = digest.prepare(store, office(ANA, empty=True), SATURDAY + 3 * DAY)

    assert SATURDAY < prepared.period.since <= SATURDAY + timedelta(seconds=1)
    assert prepared.already is None


def test_over_ten_weeks_every_letter_is_told_once_also_by_a_machine_that_slept(
    store, server, received
):
    zone = office(ANA).organisation.zone
    for week in range(10):
        monday = datetime(2026, 9, 28, 7, tzinfo=zone) + week * 7 * DAY
        file(store, f"{a.TEXT}\nCopy {week}\n", monday.astimezone(UTC) - week * DAY / 2)
        if week not in (4, 5):
            send(store, server, ANA, now=monday.astimezone(UTC))

    told = [message.get_body(("plain",)).get_content() for message in received.received]
    assert len(told) == 8
    assert sum(text.count("askwatch letter show ") for text in told) == 11
    assert "LETTERS AND SIGNERS (3)" in told[4]
    assert [text.count("It tells of 3 weeks") for text in told] == [0, 0, 0, 0, 1, 0, 0, 0]


def test_who_is_refused_for_good_is_told_once_and_the_others_have_theirs(store, server, received):
    first = send(store, server, "gone@ngo.example", ANA)
    [_, again] = send(store, server, ANA, "gone@ngo.example")

    assert first == [("gone@ngo.example", "failed"), (ANA, "sent")]
    assert again[1].startswith("refused before; mend the address, or try again: askwatch digest")
    assert names(received) == [ANA]


def test_what_may_pass_is_tried_again_after_the_others_and_another_time(store, server, received):
    first = send(store, server, "busy@ngo.example", ANA)
    attempts = parcels(store)["busy@ngo.example"].attempts
    second = send(store, server, "busy@ngo.example")

    assert first == [(ANA, "sent"), ("busy@ngo.example", "failed")]
    assert second == [("busy@ngo.example", "failed")]
    assert attempts == outbox.TRIES
    assert "451 come back later" in parcels(store)["busy@ngo.example"].note


def test_a_server_that_wakes_up_gets_what_it_had_put_off(store, server, received):
    received.answers["ana"] = "421 too busy"
    send(store, server, ANA)
    received.answers.clear()

    assert send(store, server, ANA) == [(ANA, "sent")]
    assert len(received.received) == 1


def test_without_a_way_to_the_server_all_stays_as_it_was(store):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = Smtp(host="127.0.0.1", port=free.getsockname()[1], security="none")

    assert send(store, nobody, ANA, BEN) == [(ANA, "failed"), (BEN, "failed")]
    assert {one.state for one in parcels(store).values()} == {ParcelState.PREPARED}


def test_what_may_have_arrived_is_never_sent_again_without_a_persons_word(store, server, received):
    received.answers["ana"] = "xyz what"
    first = send(store, server, ANA)
    received.answers.clear()
    second = send(store, server, ANA)
    store.digests.resolve(parcels(store)[ANA].id, False, who="Ben", now=SATURDAY)
    third = send(store, server, ANA)

    assert [first, second, third] == [[(ANA, "unknown")], [(ANA, "unknown")], [(ANA, "sent")]]
    assert len(received.received) == 1


@pytest.mark.parametrize(
    ("by", "later", "state"),
    [
        (f"{socket.gethostname()}:{os.getpid()}:of-an-earlier-life", 0, ParcelState.UNKNOWN),
        ("elsewhere:1:aa", 0, ParcelState.SENDING),
        ("elsewhere:1:aa", 16, ParcelState.UNKNOWN),
    ],
    ids=["earlier life", "elsewhere", "long ago"],
)
def test_what_was_being_sent_is_unknown_once_its_sender_is_surely_dead(
    store, server, received, by, later, state
):
    [prepared] = digest.prepare(store, office(ANA), SATURDAY)
    period = (prepared.period.week, prepared.period.since, prepared.period.until)
    [parcel] = store.digests.prepare([(ANA, *period, "<x>")], now=SATURDAY).values()
    store.digests.begin(parcel.id, by=by, now=SATURDAY)

    send(store, server, ANA, now=SATURDAY + timedelta(minutes=later))

    assert parcels(store)[ANA].state is state
    assert received.received == []


def test_a_parcel_that_another_claims_in_between_is_left_to_it(store, server, received):
    desk = office(ANA, BEN)
    box = outbox.Outbox(store, server, None, by=process.me(), now=lambda: SATURDAY)
    told = box.send(digest.prepare(store, desk, SATURDAY))
    first = next(told)
    store.digests.begin(parcels(store)[BEN].id, by="other", now=SATURDAY)

    assert [first.how, *(one.how for one in told)] == ["sent", "another process sends it"]
    assert names(received) == [ANA]


def test_what_was_resolved_as_sent_in_between_is_not_sent(store, server, received):
    prepared = digest.prepare(store, office(ANA), SATURDAY)
    send(store, server, ANA)
    box = outbox.Outbox(store, server, None, by=process.me(), now=lambda: SATURDAY)

    assert [one.how for one in box.send(prepared)] == ["has 2026-W47 already"]


def test_where_nothing_happened_nothing_is_sent(server, received, empty):
    with Store.open(str(empty)) as store:
        box = outbox.Outbox(store, server, None, by=process.me(), now=lambda: SATURDAY)
        [sent] = box.send(digest.prepare(store, office(ANA), SATURDAY))

    assert (sent.how, received.received) == ("nothing happened", [])


def test_without_a_recipient_nothing_is_sent(store, server):
    lonely = Office(organisation=Organisation(), settings=DigestSettings(), rules=Deadlines())
    box = outbox.Outbox(store, server, None, by=process.me(), now=lambda: SATURDAY)

    with pytest.raises(UsageError, match=r"nobody is named; set digest.to in config.toml"):
        list(box.send(digest.prepare(store, lonely, SATURDAY)))


def test_a_subject_or_a_name_cannot_bring_a_header(store, server, received):
    name = "Ana\r\nBcc: all"

    send(store, server, f"{name} <{ANA}>")

    [message] = received.received
    assert message["Bcc"] is None
    assert mail.parseaddr(str(message["To"]))[1] == ANA


@pytest.mark.parametrize(
    ("name", "dead"),
    [
        (process.me(), False),
        (f"{socket.gethostname()}:1:aa", False),
        (f"{socket.gethostname()}:{2**22 + 1}:aa", True),
        ("elsewhere:1:aa", False),
        ("nonsense", False),
        (f"{socket.gethostname()}:x:aa", False),
    ],
    ids=["me", "another", "gone", "elsewhere", "nonsense", "no number"],
)
def test_a_process_is_dead_only_if_this_machine_knows(name, dead):
    assert process.is_dead(name) is dead


def test_a_process_that_is_anothers_lives(monkeypatch):
    def forbidden(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", forbidden)

    assert not process.is_dead(f"{socket.gethostname()}:1:aa")


@pytest.mark.parametrize(
    ("within", "state", "goes"),
    [("_hand_over", ParcelState.FAILED, "sent"), ("_answer", ParcelState.UNKNOWN, "unknown")],
)
def test_one_who_is_told_to_stop_doubts_only_what_has_wholly_gone_out(
    store, server, received, monkeypatch, within, state, goes
):
    real = getattr(mail, within)

    def stopped(*given: object) -> None:
        real(*given)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(mail, within, stopped)
        with pytest.raises(KeyboardInterrupt):
            send(store, server, ANA)
    [parcel] = parcels(store).values()
    again = send(store, server, ANA)

    assert (parcel.state, parcel.note) == (state, "its sending was stopped")
    assert again == [(ANA, goes)]
    assert len(received.received) == 1
