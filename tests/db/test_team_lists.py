"""Saved filters and addresses of digests, each organisation's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic import command

from db.migrations.run import config
from db.store import Store
from tests import builders as a
from tests.db import team as of
from tests.db.team import ADDRESSES, Team
from tracker.errors import ForbiddenError, NotHeldError
from tracker.types import ParcelState

psycopg = pytest.importorskip("psycopg")
postgres = pytest.importorskip("db.postgres")
postgres_team = pytest.importorskip("db.postgres_team")


@pytest.fixture(scope="module")
def team(pg_server) -> Iterator[Team]:
    """North and South; what was searched for before there was a team is kept."""
    with of.made(pg_server, "lists") as team:
        of.filled(team)
        yield team


def test_each_organisation_keeps_its_filters_under_names_of_its_own(team):
    with team.signed_in("sue") as store:
        assert store.saved.list() == ()
        assert store.saved.save("Whom it is about", "harbour", now=a.NOW) is None
    with team.signed_in("rita") as store:
        assert [one.words for one in store.saved.list()] == ["ferryman"]
    with team.signed_in("max") as store:
        assert store.saved.remove("whom it is about").words == "harbour"
    with team.signed_in("mona") as store:
        assert store.saved.get("whom it is about").words == "ferryman"


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        ("svc", ["cousin@example.org", "sue@example.org"]),
        ("lists", ["cousin@example.org", "sue@example.org"]),
        ("mona", ["cousin@example.org"]),
        ("max", ["sue@example.org"]),
        ("ede", []),
        ("rob", []),
    ],
)
def test_to_whom_digests_go_only_their_own_managers_see(team, person, seen):
    with team.signed_in(person) as store:
        assert list(store.digests.recipients()) == seen
        assert sorted(one.recipient for one in store.digests.list()) == seen


def test_a_manager_says_what_came_of_her_own_ones_digest_and_of_no_other(team):
    with team.signed_in("svc") as store:
        theirs, ours = store.digests.list()
        for one in (theirs, ours):
            store.digests.begin(one.id, by="here", now=a.NOW)
            store.digests.finish(one.id, ParcelState.UNKNOWN, by="here", now=a.NOW)
    with team.signed_in("mona") as store:
        assert store.digests.resolve(ours.id, True, **team.by("mona")).state is ParcelState.SENT
        with pytest.raises(NotHeldError):
            store.digests.resolve(theirs.id, True, **team.by("mona"))
        wanted = [(theirs.recipient, "2026-W48", a.NOW, a.NOW, "<m>")]
        with pytest.raises(ForbiddenError):
            store.digests.prepare(wanted, now=a.NOW, eyes=ADDRESSES)


def test_a_team_of_the_version_before_keeps_its_filters_for_each_of_its_organisations(
    pg_server, team, bare
):
    engine = postgres.connect(postgres.address(bare))
    with engine.begin() as connection:
        command.upgrade(config(connection), "0015")
        postgres_team.settle(connection)
        for person in ("mona", "max"):
            organisation, role = of.PEOPLE[person]
            add = "SELECT askwatch_add(%(n)s, %(o)s, %(r)s, NULL)"
            values = {"n": team.name(person), "o": organisation, "r": role}
            connection.exec_driver_sql(add, values)
        values = "('Late', 'late', 'x', now())"
        connection.exec_driver_sql(
            f"INSERT INTO saved_filters (name, key, words, saved) VALUES {values}"
        )
        connection.exec_driver_sql("INSERT INTO recipients (address, added) VALUES ('x@y', now())")
    engine.dispose()
    with Store.open(bare) as store:
        assert store.check() == ()
    old = Team(pg_server, bare.split("@/")[1].partition("?")[0])
    for person in ("mona", "max"):
        with old.signed_in(person) as store:
            assert [one.words for one in store.saved.list()] == ["x"]
            assert store.digests.recipients() == ()  # of which organisation, nobody has said


def test_the_first_person_takes_over_what_was_kept_before_her(pg_server, team, bare):
    with Store.open(bare) as store:
        store.saved.save("Late", "x", now=a.NOW)
        for person in ("svc", "rita", "rob"):
            organisation, role = of.PEOPLE[person]
            store.team.add(team.name(person), organisation=organisation, role=role)
    old = Team(pg_server, bare.split("@/")[1].partition("?")[0])
    with old.signed_in("rita") as store:
        assert [one.words for one in store.saved.list()] == ["x"]
    with old.signed_in("rob") as store:
        assert store.saved.list() == ()
