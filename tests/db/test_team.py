"""People of a team try what they may not do, each with a connection of her own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from alembic import command

from db.board import Selection
from db.migrations import HEAD
from db.migrations.run import config
from db.store import Store
from tests import builders as a
from tests import cluster
from tests.db import team as of
from tests.db.breaking_in import FORBIDDEN
from tests.db.team import Team
from tracker.errors import ForbiddenError, NotHeldError, StoreError, UsageError
from tracker.filters import parse
from tracker.settled import Settled
from tracker.standing import Standing
from tracker.types import EventKind, Outcome, Pairing, ParcelState, Reason, Role, Span, Verdict

psycopg = pytest.importorskip("psycopg")
postgres = pytest.importorskip("db.postgres")


@pytest.fixture(scope="module")
def team(pg_server) -> Iterator[Team]:
    """North and South with what each has filed; a document that was polled is everybody's."""
    with of.made(pg_server) as team:
        with team.signed_in("svc") as store:
            store.sources.sync([a.source()])
            store.sources.record_visit(a.visit(), [a.change(text="Open to everybody.")])
        of.filled(team)
        yield team


def all_rows(team: Team) -> dict[str, Any]:
    """Everything that the store holds, as the server's superuser sees it."""
    with psycopg.connect(host=str(team.place), user="askwatch", dbname=team.database) as raw:
        tables = raw.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' "
            "AND relname NOT IN ('standings_of', 'tallies_of') "
            "AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        return {
            name: raw.execute(
                f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t"
            ).fetchone()
            for (name,) in tables
        }


def gets_through(raw: Any, act: str) -> bool:
    """Say whether a statement shows or changes anything."""
    try:
        return bool(raw.execute(act).rowcount)
    except psycopg.Error:
        return False


@pytest.mark.parametrize("person", FORBIDDEN)
def test_nothing_that_a_role_may_not_do_can_be_done_by_any_statement(team, person):
    before = all_rows(team)
    names = {f"{{{who}}}": team.name(who) for who in ("ede", "rita", "rob")}
    names["{owner}"] = team.name("own")
    with team.raw(person) as raw:
        raw.execute("SET askwatch.everything = 'on'") if person != "svc" else None
        through = []
        for act in FORBIDDEN[person]:
            for mark, name in names.items():
                act = act.replace(mark, name)
            if gets_through(raw, act):
                through.append(act)

    assert through == []
    assert all_rows(team) == before


@pytest.mark.parametrize("person", ["rob", "sue", "max"])
def test_what_is_anothers_alone_stands_in_no_table_and_no_view_that_one_can_read(team, person):
    with team.raw(person) as raw:
        raw.execute("SET askwatch.everything = 'on'; SET askwatch.seeing_as = 'North'")
        names = raw.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v') "
            "AND relnamespace = 'public'::regnamespace AND has_table_privilege(oid, 'select')"
        ).fetchall()
        query = "SELECT count(*) FROM {} t WHERE t::text ~* 'ferryman|cousin'"
        found = {name: raw.execute(query.format(name)).fetchone()[0] for (name,) in names}

    assert len(found) > 30
    assert {name for name, rows in found.items() if rows} == set()


def seen(store: Store) -> dict[str, Any]:
    """What a store shows of the ferryman, wherever one looks."""
    selection = Selection(rules="r", today=date(2026, 11, 21), wanted=parse("ferryman"))
    store.board.settle("r", date(2026, 11, 21), _settled)
    [letter] = store.letters.all()
    return {
        "search": len(store.search.find(selection).places),
        "documents": len(store.documents.list()),
        "by text": store.documents.with_text(a.text_hash(of.REPLY)),
        "waiting": store.board.waiting("r"),
        "outcomes": sorted(row.state.outcome for row in store.asks.board()),
        "notes": [row.state.notes for row in store.asks.board() if row.state.notes],
        "replies": len(store.letters.replies(letter.id)),
        "evidence": len(store.ledger.evidence(letter.asks[0].id)),
        "pending": len(store.documents.pending()),
        "told": "ferryman" in repr(store.moving.dump()),
        "private": len(store.ledger.private().evidence),
    }


def _settled(row: Any) -> Settled:
    return Settled(
        heap="answered" if row.state.last_event else None, outstanding=True, stopped=False,
        day=None, until=None, asked=None, addressees="", to="", owner="", words=repr(row),
    )  # fmt: skip


def test_the_other_organisation_sees_nothing_of_it_and_its_own_sees_all(team, tmp_path):
    with team.signed_in("rob") as store:
        theirs = seen(store)
        store.copy_to(tmp_path / "south.db")
    with team.signed_in("rita") as store:
        ours = seen(store)
    with Store.open(str(tmp_path / "south.db")) as backup:
        assert seen(backup) == theirs
        assert backup.check() == ()

    assert (theirs["search"], theirs["evidence"], theirs["private"]) == (0, 0, 0)
    assert (theirs["by text"], theirs["told"], theirs["notes"]) == (None, False, [])
    assert theirs["outcomes"] == [Outcome.NO_RESPONSE, Outcome.NO_RESPONSE]
    assert (theirs["replies"], theirs["waiting"]) == (1, 1)
    assert ours["outcomes"] == [Outcome.CLAIMED_DONE, Outcome.NO_RESPONSE]
    assert (ours["search"], ours["evidence"], ours["replies"], ours["told"]) == (4, 1, 2, True)


def test_each_organisation_has_a_board_of_its_own(team):
    selection = Selection(rules="r", today=date(2026, 11, 21), everything=True)
    boards = {}
    for person in ("ede", "rita", "sue", "rob"):
        with team.signed_in(person) as store:
            store.board.settle("r", selection.today, _settled)
            boards[person] = store.board.counts(selection)

    assert boards["ede"] == boards["rita"] != boards["sue"] == boards["rob"]


def test_a_service_sees_all_only_where_it_must(team):
    with team.signed_in("svc") as store:
        narrow = len(store.documents.list())
        with store.seeing_all():
            assert len(store.documents.list()) == narrow + 1 == 4
    with team.signed_in("sue") as store, store.seeing_all():
        assert len(store.documents.list()) == 2


def test_a_reader_is_told_in_words_and_nothing_is_lost(team):
    who = team.name("rita")
    with team.signed_in("rita") as store:
        assert (store.me.name, store.me.role) == (who, Role.READER)
        with pytest.raises(ForbiddenError) as told:
            store.candidates.judge(1, Verdict.REJECTED, **team.by("rita"))
        store.looked.note(who, a.NOW)
        assert store.looked.last(who) == a.NOW

    assert str(told.value) == (
        f"not allowed: '{who}, reader': you may look, and change nothing; "
        "ask a manager: `askwatch team list` names them"
    )
    assert told.value.exit_code == 1


def test_nobody_decides_in_anothers_name(team):
    with team.signed_in("ede") as store, pytest.raises(ForbiddenError, match="an editor may not"):
        store.ledger.append(
            2, EventKind.OUTCOME_SET, Outcome.ANSWERED, why="x", who="Ghost", now=a.NOW
        )


def test_only_a_manager_takes_back_what_others_did(team):
    with team.signed_in("ede") as store:
        event = store.ledger.append(2, EventKind.TAG_ADDED, "courts", **team.by("ede"))
    with team.signed_in("sue") as store, pytest.raises(ForbiddenError) as told:
        store.ledger.undo(event.id, **team.by("sue"))
    with team.signed_in("max") as store:
        store.ledger.undo(event.id, **team.by("max"))

    assert f"it was done by {team.name('ede')}; only a manager takes back" in str(told.value)


def test_a_service_polls_and_mails_but_decides_nothing(team):
    with team.signed_in("svc") as store:
        lease = store.runs.take("job", by="me", now=a.NOW, length=a.timedelta(hours=1))
        store.runs.release("job", by=lease.holder)
        store.digests.prepare([("x@example.org", "2026-W47", a.NOW, a.NOW, "m")], now=a.NOW)
        assert store.digests.list()[0].state is ParcelState.PREPARED
        with pytest.raises(ForbiddenError, match="jobs do not do this, people do"):
            store.ledger.append(
                2, EventKind.OUTCOME_SET, Outcome.ANSWERED, why="x", **team.by("svc")
            )


def test_a_manager_has_a_say_in_her_own_organisation_alone(team):
    new, taken = team.name("new"), team.name("ede")
    with team.signed_in("max") as store:
        store.team.add(new, organisation="South", role=Role.READER, password="a long secret")
        store.team.change(new, Role.EDITOR)
        assert [p.role for p in store.team.all() if p.name == new] == [Role.EDITOR]
        with team.signed_in("new") as hers:
            hers.campaigns.add("Ports", **team.by("new"))
            hers.team.set_password("another secret")
            written = hers.data_version()
            store.team.change(new, Role.READER)
            assert hers.data_version() != written
            assert hers.team.look().role is hers.me.role is Role.READER
        with pytest.raises(ForbiddenError, match="a manager has a say in her own organisation"):
            store.team.add("ghost", organisation="North", role=Role.READER)
        with pytest.raises(ForbiddenError, match="a manager has a say in her own organisation"):
            store.team.change(taken, Role.READER)
        with pytest.raises(ForbiddenError, match="nobody changes her own role"):
            store.team.change(team.name("max"), Role.READER)
        with pytest.raises(ForbiddenError, match="is in the team already"):
            store.team.add(new, organisation="South", role=Role.READER)
        store.team.remove(new)
        with pytest.raises(ForbiddenError, match="is not in the team"):
            store.team.remove(new)
    with pytest.raises(StoreError, match="its user has no part in it; ask a manager"):
        Store.open(team.address("new"))


def test_who_may_make_no_users_gets_the_commands_for_who_may(pg_server, team):
    owner = team.name("own")
    cluster.do(pg_server, "postgres", f"ALTER ROLE {owner} NOCREATEROLE")
    try:
        with team.signed_in("own") as store, pytest.raises(ForbiddenError) as told:
            store.team.add("Zoë's", organisation="East", role=Role.EDITOR)
    finally:
        cluster.do(pg_server, "postgres", f"ALTER ROLE {owner} CREATEROLE")

    assert "this user has no right to make database users" in str(told.value)
    assert told.value.__notes__ == [
        'CREATE ROLE "Zoë\'s" LOGIN;  -- and \\password "Zoë\'s"',
        "REVOKE askwatch_reader, askwatch_editor, askwatch_manager, askwatch_service "
        'FROM "Zoë\'s";',
        'GRANT askwatch_editor TO "Zoë\'s";',
        f'GRANT CONNECT ON DATABASE {team.database} TO "Zoë\'s";',
    ]


def test_no_superuser_becomes_a_person_for_no_rule_would_bind_her(team):
    with team.signed_in("own") as store:
        with pytest.raises(ForbiddenError, match="no rule of the store binds") as told:
            store.team.add("askwatch", organisation="North", role=Role.READER)
        assert not store.team.unbound
    assert "name another, who is no superuser" in str(told.value)


def test_an_open_document_is_closed_by_a_manager_with_all_that_rests_on_it(team):
    by = team.by("mona")
    given = {
        "identity": "open",
        "url": "u",
        "title": "Open",
        "published": None,
        "text": "The heron",
    }
    given |= {"raw_hash": "r"}
    with team.signed_in("ede") as store:
        document = store.documents.add_by_hand(**given, private=False, **team.by("ede"))
        with pytest.raises(ForbiddenError, match="others may have read it"):
            store.documents.add_by_hand(**given, private=True, **team.by("ede"))
    with team.signed_in("mona") as store:
        store.documents.add_by_hand(**given, private=True, **by)
        heron = Selection(rules="r", today=date(2026, 11, 21), wanted=parse("heron"))
        assert len(store.search.find(heron).places) == 1
    with team.signed_in("max") as store:
        assert store.search.find(heron).places == ()
        with pytest.raises(NotHeldError):
            store.documents.get(document.id)


def test_a_team_goes_to_a_file_and_back_with_whose_everything_is(pg_server, team, tmp_path):
    with team.signed_in("own") as store, Store.open(str(tmp_path / "all.db")) as file:
        there = store.fill(file, lambda *_: None)
    back = f"back_{team.database}"
    cluster.do(pg_server, "postgres", f"CREATE DATABASE {back} OWNER {team.name('own')}")
    again = Team(pg_server, back)
    with Store.open(str(tmp_path / "all.db")) as file, again.signed_in("own") as store:
        assert file.fill(store, lambda *_: None) == there
        assert len(store.team.all()) == len(of.PEOPLE)
        store.team.change(team.name("rob"), Role.READER)
    with again.signed_in("rob") as store:
        assert "ferryman" not in repr(store.moving.dump())
        assert len(store.letters.replies(1)) == 1
    cluster.do(pg_server, "postgres", f"DROP DATABASE {back} WITH (FORCE)")


def test_a_file_has_no_team(tmp_path):
    with Store.open(str(tmp_path / "a.db")) as store:
        assert (store.me, store.team.all(), store.team.unbound) == (None, (), False)
        with store.seeing_all(), pytest.raises(UsageError, match="a file is one organisation's"):
            store.team.add("ana", organisation="North", role=Role.READER)
        with pytest.raises(ForbiddenError, match="this store has no team of which you are"):
            store.ledger.append(1, EventKind.NOTE_ADDED, "x", who="A", now=a.NOW, only_ours=True)


def test_a_name_must_fit_the_server(team):
    with team.signed_in("own") as store, pytest.raises(UsageError, match="1 to 63 bytes"):
        store.team.add("x" * 64, organisation="North", role=Role.READER)


def test_what_was_private_before_there_were_people_is_closed_to_them_too(pg_server, team, bare):
    """A store of the version before this one, owned by a superuser."""
    engine = postgres.connect(postgres.address(bare))
    with engine.begin() as connection:
        command.upgrade(config(connection), "0010")
        for statement in of.BEFORE:
            connection.exec_driver_sql(statement)
    engine.dispose()
    with Store.open(bare) as store:
        assert [one.private for one in store.documents.list()] == [True]
        for person in ("rita", "rob"):
            organisation, role = of.PEOPLE[person]
            store.team.add(team.name(person), organisation=organisation, role=role)
    old = Team(pg_server, bare.split("@/")[1].partition("?")[0])
    selection = Selection(rules="r", today=date(2026, 11, 21), wanted=parse("ferryman"))
    found = {}
    for person in ("rita", "rob"):
        with old.signed_in(person) as store:
            states = sorted(row.state.outcome for row in store.asks.board())
            found[person] = (
                len(store.search.find(selection).places),
                states,
                len(store.ledger.events()),
            )

    assert found["rita"] == (2, [Outcome.ANSWERED], 3)
    assert found["rob"] == (0, [Outcome.NO_RESPONSE], 0)


def test_counts_that_are_kept_tell_nobody_of_what_is_hidden(team):
    selection = Selection(rules="r", today=date(2026, 11, 21), everything=True)
    with ExitStack() as stack:
        stores = {p: stack.enter_context(team.signed_in(p)) for p in ("ede", "sue", "own")}
        [letter] = stores["ede"].letters.all()
        document = of.filed(stores["ede"], letter, "Again.", team.by("ede"), identity="again")
        for store in stores.values():
            store.board.settle("r", selection.today, _undecided)
        before = {who: store.board.counts(selection) for who, store in stores.items()}
        revision = stores["ede"].documents.revisions(document.id)[-1]
        new = Pairing(
            ask_id=str(letter.asks[1].id), document_id=str(revision.id), score=0.9, proposed=True,
            passage=Span(0, 6), reasons=(Reason(words="it says so", weight=1.0),),
        )  # fmt: skip
        stores["ede"].candidates.record([new], revisions_done=(), asks_done=(), now=a.NOW)
        after = {who: store.board.counts(selection) for who, store in stores.items()}

    assert after["ede"][Standing.TO_REVIEW] == before["ede"][Standing.TO_REVIEW] + 1
    assert (after["sue"], after["own"]) == (before["sue"], before["own"])


def _undecided(row: Any) -> Settled:
    return replace(_settled(row), heap=None)


def test_a_moment_shows_other_eyes_nothing_of_what_ones_own_see(team):
    with team.signed_in("ede") as store, store.moment():
        ours = len(store.documents.list())
        with store.seeing_as(None):
            everybodys = len(store.documents.list())

    assert everybodys < ours


def test_a_migration_gives_people_their_rights_anew(team):
    with team.raw("own") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0010'")
        raw.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM askwatch_reader")
    with pytest.raises(StoreError, match="its user may not do this"):
        Store.open(team.address("rita"))
    with team.raw("own") as raw:
        raw.execute("GRANT SELECT ON alembic_version TO askwatch_reader")
    with pytest.raises(StoreError, match="it must be brought up to date first; let who owns"):
        Store.open(team.address("rita"))
    with team.raw("own") as raw:
        raw.execute("UPDATE alembic_version SET version_num = %s", (HEAD,))
    with team.signed_in("own") as store, store._database.writing() as connection:
        postgres.migrated_whole(connection)

    with team.signed_in("rita") as store:
        assert len(store.letters.all()) == 1
