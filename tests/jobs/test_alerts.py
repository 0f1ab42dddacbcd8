"""What cannot wait for the digest: told once, bundled, outside quiet hours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from db.store import Store
from jobs import alerts, services
from jobs.outbox import Outbox
from jobs.shelf import Office
from tests import builders as a
from tests.jobs.test_digest import file_reply, propose
from tests.jobs.test_outbox import received as received
from tests.jobs.test_outbox import server as server
from tracker.config import Deadlines, DigestSettings, Organisation
from tracker.errors import MailError
from tracker.recipients import Recipient
from tracker.types import ParcelState, VisitStatus

NOW = a.NOW
"""A Saturday, 7 in the morning in New York."""
ANA = "ana@ngo.example"


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open(":memory:") as store:
        letter = store.letters.add(
            a.reading(reply_by=NOW.date() - timedelta(days=1)),
            a.TEXT,
            a.new_source(),
            who="Ana",
            now=NOW - timedelta(days=1),
            confirmed=True,
        )
        propose(store, letter.asks[0].id, file_reply(store, "Funds were frozen.", private=True))
        store.sources.sync([a.source()])
        for status in (VisitStatus.UNCHANGED, VisitStatus.BLOCKED):
            store.sources.record_visit(a.visit(status, error="a wall"), [], capture=None)
            store.sources.note_health(NOW)
        yield store


def office(**wishes) -> Office:
    wishes = {"to": ANA, "alerts": ("candidates", "overdue", "sources"), **wishes}
    return Office(
        organisation=Organisation(name="Harbour Watch", contact="desk@ngo.example"),
        settings=DigestSettings(recipients=(Recipient(**wishes),)),
        rules=Deadlines(),
    )


def send(store: Store, server, office: Office, now: datetime = NOW) -> list[str]:
    prepared = alerts.prepare(store, office, now)
    outbox = Outbox(store, server, None, by="here:1:aa", now=lambda: now, pause=0.001)
    return [one.how for one in outbox.send(prepared)]


def test_all_that_came_up_is_one_mail_and_no_second(store, server, received):
    first, second = send(store, server, office()), send(store, server, office())

    [mail] = received.received
    text = mail.get_body(("plain",)).get_content()
    assert (first, second) == (["sent"], [])
    assert mail["Subject"] == "Askwatch: 3 alerts"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "A document that may not be shown here may answer ask 1" in text
    assert "Overdue by 1 day: ask 2" in text
    assert "releases: blocked" in text or "releases: no data" in text
    assert store.digests.lasts() == {}


def test_nobody_is_told_in_quiet_hours_and_all_of_it_afterwards(store, server, received):
    quiet = office(quiet="22:00-07:30")

    early, later = (send(store, server, quiet, NOW + timedelta(hours=n)) for n in (0, 1))

    assert (early, later) == ([], ["sent"])
    assert received.received[0]["Subject"] == "Askwatch: 3 alerts"


def test_only_what_is_watched_and_wanted_is_told(store):
    def told(**wishes) -> str:
        found = alerts.prepare(store, office(**wishes), NOW)
        return "".join(str(one.message) for one in found)

    assert told(to="a@x.example", alerts=("candidates",), watch=(2,)) == ""
    assert "Funds were frozen" in told(to="b@x.example", alerts=("candidates",), private=True)
    assert told(to="c@x.example", alerts=("overdue",), letters=(9,)) == ""
    assert told(to="d@x.example", alerts=()) == ""


def test_a_bundle_that_did_not_go_out_goes_with_the_next_run(store, server, received):
    full = office(to="full@ngo.example")
    failed = send(store, server, full)
    received.answers.clear()

    assert failed == ["failed"]
    assert send(store, server, full) == ["sent"]


def test_a_service_that_fails_is_told_and_tried_again_while_the_mail_went_out(
    store, server, received
):
    wanted, posted = office(services=("TEAM_URL",)), []
    send(store, server, wanted)

    def post(name: str, address: str | None, title: str, text: str) -> None:
        posted.append((name, address, title))
        if len(posted) == 1:
            raise MailError("alert not posted", name, "the service did not take it")

    def run() -> list[str]:
        sent = alerts.to_services(
            store, wanted, lambda: NOW, by="here:1:aa", secrets={"TEAM_URL": "json://x"}, post=post
        )
        return [one.how for one in sent]

    assert [run(), run(), run()] == [["failed"], ["sent"], []]
    assert posted[0] == ("TEAM_URL", "json://x", "Askwatch: 3 alerts")
    assert len(received.received) == 1
    assert {one.state for one in store.digests.list()} == {ParcelState.SENT}


def test_services_wait_in_quiet_hours_and_another_process_may_have_posted(store, monkeypatch):
    loud = office(services=("TEAM_URL",))
    alerts.prepare(store, loud, NOW)
    monkeypatch.setattr(store.digests, "begin", lambda *_, **__: False)

    def run(wanted: Office) -> list[str]:
        sent = alerts.to_services(
            store, wanted, lambda: NOW, by="x", secrets={}, post=services.post
        )
        return [one.how for one in sent]

    assert run(office(services=("TEAM_URL",), quiet="00:00-23:00")) == []
    assert run(loud) == ["sent"]


def test_what_is_old_is_forgotten_and_many_alerts_are_cut(store):
    alerts.prepare(store, office(), NOW)

    assert store.alerts.forget(NOW + timedelta(days=1)) == 3
    assert store.alerts.unsent(ANA, NOW - timedelta(days=9)) == {}


@pytest.fixture
def chat() -> Iterator[tuple[str, list[dict]]]:
    """A service on the loopback, and what it was told."""
    told: list[dict] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(500 if len(told) > 1 else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield f"json://127.0.0.1:{site.server_port}", told
        site.shutdown()


@pytest.mark.filterwarnings("ignore:.*imghdr:DeprecationWarning")
def test_apprise_hands_the_words_to_a_service(chat):
    address, told = chat
    services.post("TEAM_URL", address, "Askwatch: 1 alert", "ask 2 is overdue")

    with pytest.raises(MailError, match="'TEAM_URL': the service did not take it") as failed:
        services.post("TEAM_URL", address, "again", "again")

    assert (told[0]["title"], told[0]["message"]) == ("Askwatch: 1 alert", "ask 2 is overdue")
    assert address not in str(failed.value)


@pytest.mark.filterwarnings("ignore:.*imghdr:DeprecationWarning")
@pytest.mark.parametrize(
    ("address", "why"), [(None, "not set in the environment"), ("nope://", "no such service")]
)
def test_a_service_that_cannot_be_reached_is_named_without_its_address(address, why):
    with pytest.raises(MailError, match=why):
        services.post("TEAM_URL", address, "x", "y")


def test_without_apprise_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "apprise", None)

    with pytest.raises(MailError, match=r"pip install askwatch\[alerts\]"):
        services.post("TEAM_URL", "json://x", "x", "y")
