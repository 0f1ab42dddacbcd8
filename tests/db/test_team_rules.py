"""Ways around a team's rules that each role had found, and that are closed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from alembic import command

from db import documents
from db.migrations.run import config
from db.store import Store
from tests import builders as a
from tests import cluster
from tests.db import team as of
from tests.db.breaking_in import NO_CHANGES
from tests.db.team import Team
from tests.db.test_team import gets_through
from tracker.errors import ForbiddenError
from tracker.types import Role

psycopg = pytest.importorskip("psycopg")
postgres = pytest.importorskip("db.postgres")
postgres_team = pytest.importorskip("db.postgres_team")

_DOCUMENT = (
    "INSERT INTO documents (source_id, host, identity, url, title, first_seen, last_seen, private, "
    "revisions, text_hash) SELECT id, 'by hand', %s, 'u', 't', now(), now(), %s, 1, 'x' "
    "FROM sources WHERE name = 'by hand'"
)
_NAMING = (
    'INSERT INTO evidence (ask_id, revision_id, start, "end", quote, url, title, first_seen, '
    "text_hash, how, private) VALUES (1, {revision}, 0, 1, 'A', 'u', 't', now(), 'x', 'x', false)",
    "INSERT INTO revisions (document_id, number, title, url, text, text_hash, seen, pending) "
    "VALUES ({document}, 9, 't', 'u', 'x', 'x', now(), false)",
    "INSERT INTO events (at, who, kind, letter_id, undoes) "
    "VALUES (now(), session_user::text, 'undone', 1, {event})",
    "INSERT INTO events (at, who, kind, letter_id, ask_id, evidence_id) "
    "VALUES (now(), session_user::text, 'outcome set', 1, 1, {evidence})",
    "INSERT INTO events (at, who, kind, letter_id, after) "
    "VALUES (now(), session_user::text, 'reply added', 1, 'document {document}')",
    "SELECT 1 / CASE WHEN askwatch_by_hand({document}) THEN 0 ELSE 1 END",
)
_THEIRS = {
    "revision": "revisions", "document": "documents", "event": "events", "evidence": "evidence"
}  # fmt: skip


@pytest.fixture(scope="module")
def team(pg_server) -> Iterator[Team]:
    """North and South with what each has filed."""
    with of.made(pg_server, "rules") as team:
        of.filled(team)
        yield team


@contextmanager
def altered(team: Team, role: str, to: str, back: str) -> Iterator[None]:
    """Let a database user be otherwise for a while."""
    cluster.do(team.place, "postgres", f"{to.format(role)}")
    try:
        yield
    finally:
        cluster.do(team.place, "postgres", f"{back.format(role)}")


def refusals(team: Team, person: str, acts: list[str]) -> list[str]:
    """What the server says to statements of somebody's."""
    said = []
    with team.raw(person) as raw:
        for act in acts:
            try:
                raw.execute(act)
                said.append("")
            except psycopg.Error as error:
                said.append(f"{error.sqlstate} {error.diag.message_primary} {error.diag.context}")
    return said


def hidden(team: Team) -> dict[str, int]:
    """The ids of rows that are North's alone."""
    with psycopg.connect(host=str(team.place), user="askwatch", dbname=team.database) as raw:
        query = "SELECT max(id) FROM {} WHERE only_for = 'North'"
        return {one: raw.execute(query.format(t)).fetchone()[0] for one, t in _THEIRS.items()}


@pytest.mark.parametrize("power", ["NOSUPERUSER", "SUPERUSER"])
def test_anothers_row_and_one_that_is_not_there_are_refused_alike(team, power):
    owner = team.name("rules")
    there, absent = hidden(team), dict.fromkeys(_THEIRS, 99_999)
    with altered(team, owner, f"ALTER ROLE {{}} {power}", "ALTER ROLE {} NOSUPERUSER"):
        for person in ("sue", "max"):
            tried = [
                refusals(team, person, [act.format(**ids) for act in _NAMING])
                for ids in (there, absent)
            ]
            assert tried[0] == tried[1]
            assert all(tried[0][:-1])


def test_no_manager_hands_out_another_role_of_the_server(team):
    crew = f"askwatch_crew_{os.getpid()}"
    with altered(team, crew, "CREATE ROLE {}", "DROP ROLE {}"):
        act = f"SELECT askwatch_become('{team.name('ede')}', '{crew.removeprefix('askwatch_')}')"
        [said] = refusals(team, "mona", [act])
        with team.signed_in("mona") as store, pytest.raises(ForbiddenError) as told:
            store.team.add(crew, organisation="North", role=Role.READER)

    assert said.startswith("AW001 there is no role crew_")
    assert f"{crew} is a group, and nobody; name a user who may sign in" in str(told.value)


def test_a_role_in_another_store_of_the_server_is_none_here(team):
    rita = team.name("rita")
    give, take = "GRANT askwatch_manager TO {}", "REVOKE askwatch_manager FROM {}"
    with altered(team, rita, give, take), team.raw("rita") as raw:
        through = [act for act in NO_CHANGES if gets_through(raw, act)]

    assert through == []


def test_by_no_name_one_learns_what_another_organisation_holds(team):
    with team.raw("ede") as raw:
        names = [row[0] for row in raw.execute("SELECT identity FROM documents WHERE private")]
    assert {name[-8:] for name in names} == {" (North)"}
    for name in (*names, "never seen (North)"):
        for private in ("true", "false"):
            act = (_DOCUMENT % ("'{}'", private)).format(name)
            changed = f"UPDATE documents SET identity = '{name}' WHERE title LIKE 'South%'"
            for said in refusals(team, "sue", [act, changed]):
                assert said.startswith("AW001 by that name another organisation may hold")


def test_the_same_reply_filed_before_there_was_a_team_can_be_filed_openly_by_others(team):
    given = {"url": "u", "title": "t", "published": None, "raw_hash": "r", "identity": "by-mail"}
    with team.signed_in("sue") as store:
        document = store.documents.add_by_hand(
            text=of.EARLIER, private=False, **given, **team.by("sue")
        )
    assert not document.private


def test_what_others_work_with_nobody_closes(team):
    given = {"url": "u", "title": "t", "published": None, "raw_hash": "r", "identity": "heron"}
    with team.signed_in("sue") as store:
        [letter] = store.letters.all()
        document = store.documents.add_by_hand(
            text="A heron.", private=False, **given, **team.by("sue")
        )
        store.letters.add_reply(letter.id, document.id, dated=None, received=None, **team.by("sue"))
    with team.signed_in("mona") as store, pytest.raises(ForbiddenError) as told:
        store.documents.add_by_hand(text="A heron.", private=True, **given, **team.by("mona"))

    assert f"another organisation works with document {document.id}; it stays open" in str(
        told.value
    )


def test_a_service_sees_with_the_eyes_of_each_organisation_and_nobody_else_does(team):
    seen = {}
    for person in ("svc", "rules", "rob", "mona"):
        with team.signed_in(person) as store:
            for eyes in ("North", "South", None):
                with store.seeing_as(eyes):
                    titles = " ".join(one.title for one in store.documents.list() if one.private)
                seen[person, eyes] = "ferryman" in titles, "South" in titles

    for person in ("svc", "rules"):
        assert seen[person, "North"] == (True, False)
        assert seen[person, "South"] == (False, True)
    assert seen["rob", "North"] == seen["rob", "South"] == (False, True)
    assert seen["mona", "South"] == (True, False)
    assert {seen[person, None] for person in ("svc", "rules", "rob", "mona")} == {(False, False)}


def test_what_one_works_out_with_other_eyes_stands_on_nobody_elses_board(team):
    query = "SELECT askwatch_viewer()"
    viewers = {}
    for person in ("svc", "sue", "rob", "mona"):
        with team.signed_in(person) as store:
            for eyes in ("South", None):
                with store.seeing_as(eyes), store._database.reading() as connection:
                    viewers[person, eyes] = connection.exec_driver_sql(query).scalar()
            with store._database.reading() as connection:
                viewers[person, "own"] = connection.exec_driver_sql(query).scalar()

    assert viewers["svc", "South"] == viewers["sue", "own"] == "South"
    assert viewers["svc", None] == "\n"
    others = {viewers[who, eyes] for who in ("sue", "rob", "mona") for eyes in ("South", None)}
    assert others.isdisjoint({"South", "North", "\n"})
    assert len(others) == 6


def test_nobody_is_let_in_where_everybody_may_lay_functions_beside_the_tables(pg_server, team):
    """As with `public` on servers before 15, which belongs to the server's administrator."""
    cluster.do(pg_server, team.database, "ALTER SCHEMA public OWNER TO askwatch")
    cluster.do(pg_server, team.database, "GRANT CREATE ON SCHEMA public TO PUBLIC")
    try:
        with team.signed_in("mona") as store, pytest.raises(ForbiddenError) as told:
            store.team.add("ghost", organisation="North", role=Role.READER)
    finally:
        cluster.do(pg_server, team.database, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        cluster.do(pg_server, team.database, "ALTER SCHEMA public OWNER TO pg_database_owner")

    assert told.value.__notes__[0] == "REVOKE CREATE ON SCHEMA public FROM PUBLIC;"


def test_a_team_of_the_version_before_gets_the_closer_rules(pg_server, team, bare):
    """With a private reply that was adopted by North, under a name that others could try."""
    rita, rob = team.name("rita"), team.name("rob")
    engine = postgres.connect(postgres.address(bare))
    with engine.begin() as connection:
        command.upgrade(config(connection), "0011")
        for statement in of.BEFORE:
            connection.exec_driver_sql(statement)
        postgres_team.settle(connection)
        for name, organisation in ((rita, "North"), (rob, "South")):
            add = "SELECT askwatch_add(%(n)s, %(o)s, 'editor', NULL)"
            connection.exec_driver_sql(add, {"n": name, "o": organisation})
    engine.dispose()
    with Store.open(bare) as store:
        assert store.check() == ()
    old = Team(pg_server, bare.split("@/")[1].partition("?")[0])
    with old.raw("rita") as raw:
        assert raw.execute("SELECT identity FROM documents").fetchall() == [("x (North)",)]
    with old.signed_in("rob") as store:
        given = {"url": "u", "title": "t", "published": None, "raw_hash": "r", "identity": "x"}
        filed = store.documents.add_by_hand(text="Mine.", private=True, **given, who=rob, now=a.NOW)
        assert [one.id for one in store.documents.list()] == [filed.id]
    for person, name in (("rita", rita), ("rob", rob)):
        role = of.PEOPLE[person][1]
        cluster.do(pg_server, "postgres", f"REVOKE askwatch_editor FROM {name}")
        cluster.do(pg_server, "postgres", f"GRANT askwatch_{role} TO {name}")


def test_whom_a_restore_left_without_rights_the_owner_lets_in_again(team):
    group = postgres_team.GROUPS[Role.EDITOR]
    cluster.do(team.place, "postgres", f"REVOKE {group} FROM {team.name('ede')}")
    with team.raw("ede") as raw:
        before = gets_through(raw, "SELECT id FROM letters")

    with team.signed_in("rules") as store:
        absent = store.team.admit()

    with team.raw("ede") as raw:
        assert (before, gets_through(raw, "SELECT id FROM letters"), absent) == (False, True, ())


def test_what_a_person_leaves_open_in_another_program_does_not_hold_up_others_for_ever(team):
    with team.raw("ede") as raw:
        assert raw.execute("SHOW idle_in_transaction_session_timeout").fetchone() == ("10min",)


def test_a_page_is_compared_with_what_is_held_by_an_index_in_spite_of_policies(team):
    with team.signed_in("svc") as store, store._database.reading() as connection:
        for other in ("seqscan", "hashjoin", "mergejoin"):
            connection.exec_driver_sql(f"SET LOCAL enable_{other} = off")
        query = str(documents._LISTED._statement.compile(dialect=connection.dialect))
        steps = connection.exec_driver_sql(f"EXPLAIN {query}", {"ids": "[1, 2]"}).scalars().all()

    # Of a million documents each poll would read all.
    assert any(step.strip().startswith("Index Cond: (id = ((json") for step in steps)
