"""What one service of a team mails to readers of several organisations: to each, hers alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from db.store import Store
from jobs import alerts, digest
from jobs.digest import Office
from tests import builders as a
from tests.db import team as of
from tests.db.team import Team
from tests.jobs.test_digest import office
from tracker.alerts import LOOK_BACK
from tracker.errors import MailError
from tracker.recipients import ALERTS, Recipient

pytest.importorskip("db.postgres")

NORTH = Recipient(to="n@example.org", private=True, organisation="North", alerts=ALERTS)
SOUTH = Recipient(to="s@example.org", private=True, organisation="South", alerts=ALERTS)
OPEN = Recipient(to="nina@example.org", organisation="North")
GUEST = Recipient(to="guest@example.org", alerts=ALERTS)
UNSAID = Recipient(to="unsaid@example.org", private=True, alerts=ALERTS)
EAST = Recipient(to="east@example.org", organisation="East")


@pytest.fixture(scope="module")
def team(pg_server) -> Iterator[Team]:
    """North and South, each with private evidence; the service is North's."""
    with of.made(pg_server, "mail") as team:
        of.filled(team)
        yield team


def mails(store: Store, *readers: Recipient) -> dict[str, str]:
    """What each would get, whole; of those who get none, why."""
    return {
        one.address: str(one.refused or one.message)
        for one in digest.prepare(store, told(*readers), a.NOW)
    }


def told(*readers: Recipient) -> Office:
    return office(recipients=readers)


def test_each_reader_gets_what_her_own_organisation_sees_and_nothing_of_anothers(team):
    with team.signed_in("svc") as store:
        got = mails(store, NORTH, SOUTH, OPEN, GUEST)

    north, south, nina, guest = (" ".join(text.split()) for text in got.values())
    assert "cousin opened the archive" in north
    assert "claimed done" in north
    assert "South has a reply" in south
    for text in (south, guest):
        assert "ferryman" not in text
        assert "claimed done" not in text
        assert team.name("ede") not in text
    assert "claimed done" in nina
    for text in (north, nina, guest):
        assert "South has a reply" not in text
    assert "ferryman" not in nina


def test_who_wants_what_is_private_and_is_nobodys_gets_no_mail_and_the_others_do(team):
    with team.signed_in("svc") as store:
        got = mails(store, UNSAID, EAST, GUEST)

    assert got["unsaid@example.org"] == (
        "digest not made: 'unsaid@example.org': they want private evidence, which only one's own "
        "organisation may see; say of which they are: organisation = '…' in their "
        "[[digest.recipients]]"
    )
    assert "there is no organisation 'East' in the team; there are: North, South" in str(
        got["east@example.org"]
    )
    assert "Subject:" in got["guest@example.org"]


@pytest.mark.parametrize("person", ["rob", "max"])
def test_no_person_makes_another_organisations_digest(team, person):
    with team.signed_in(person) as store:
        got = mails(store, NORTH, SOUTH, GUEST)

    assert (
        "you may not see what North sees; its people can, and the service" in got["n@example.org"]
    )
    assert "South has a reply" in " ".join(got["s@example.org"].split())
    assert "ferryman" not in "".join(got.values())


def test_alerts_tell_each_reader_of_her_own_organisations_alone(team):
    with team.signed_in("svc") as store:
        prepared = alerts.prepare(store, told(NORTH, SOUTH, GUEST, UNSAID), a.NOW)
        lines = {
            who.to: repr(store.alerts.unsent(who.to, a.NOW - LOOK_BACK))
            for who in (NORTH, SOUTH, GUEST, UNSAID)
        }

    assert [one.address for one in prepared if isinstance(one.refused, MailError)] == [UNSAID.to]
    assert "filed before there was a team" in lines[NORTH.to]
    assert "South has a reply" in lines[SOUTH.to]
    assert "ferryman" not in lines[SOUTH.to] + lines[GUEST.to] + lines[UNSAID.to]
    assert "South has a reply" not in lines[NORTH.to] + lines[GUEST.to]


def test_where_there_is_no_team_nobody_is_of_an_organisation(new_store):
    with Store.open(str(new_store)) as store:
        [one] = digest.prepare(store, told(NORTH), a.NOW)
        [fine] = digest.prepare(store, told(UNSAID), a.NOW)

    assert "there is no organisation 'North' in the team; leave it out" in str(one.refused)
    assert fine.refused is None
