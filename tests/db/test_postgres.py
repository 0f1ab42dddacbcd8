"""What PostgreSQL alone can show, and what must be the same in it as in SQLite.

The rest of the tests of `db` and of the jobs run on it with --postgres.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from alembic import command

from db.migrations.run import config
from db.store import Store
from tests import builders as a
from tests import cluster
from tests.db.test_search import titles
from tracker import settled
from tracker.config import Deadlines
from tracker.errors import NotAllowedError, OvertakenError, StoreError
from tracker.filters import parse
from tracker.types import EventKind, Outcome

psycopg = pytest.importorskip("psycopg")
postgres = pytest.importorskip("db.postgres")

BY = {"who": "Ana", "now": a.NOW}


@pytest.fixture
def store(on_server: str):
    """An empty store on the server."""
    with Store.open(on_server) as store:
        yield store


def visited(store: Store, *texts: str) -> None:
    """Put documents into a store."""
    store.sources.sync([a.source()])
    changes = [a.change(f"r-{n}", title=f"Text {n}", text=text) for n, text in enumerate(texts)]
    store.sources.record_visit(a.visit(), changes)


def test_an_empty_database_becomes_a_store_that_opens_again(bare):
    with Store.open(bare) as store:
        store.roster.replace([a.member()], a.NOW)
    with Store.open(bare) as store:
        assert (store.file, store.check()) == (None, ())
        assert store.url.startswith("postgresql+psycopg://askwatch@/")
        assert len(store.roster.all()) == 1
        store.tidy()


def test_several_programs_may_make_a_store_at_once(bare):
    with ThreadPoolExecutor(3) as threads:
        opened = list(threads.map(lambda _: Store.open(bare), range(3)))

    assert [store.counts()["letters"] for store in opened] == [0, 0, 0]
    for store in opened:
        store.close()


@pytest.mark.parametrize("table", ["recipes", "alembic_version"])
def test_another_programs_database_is_refused_and_left_alone(bare, table):
    with psycopg.connect(bare.replace("+psycopg", "")) as connection:
        connection.execute(f"CREATE TABLE {table} (version_num text)")

    with pytest.raises(StoreError, match="it belongs to another program; name another database"):
        Store.open(bare)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://ana:secret@example.org/x", "a password stands in its address; leave it out"),
        ("postgresql://ana@example.org/x?password=secret", "a password stands in its address"),
        ("postgresql+asyncpg://ana@example.org/x", "this driver is not used here"),
        ("postgresql://ana@example.org:port/x", "its address cannot be read; write it like"),
        ("postgresql://ana@127.0.0.1:9/x", "no server answers there; see that PostgreSQL runs"),
        ("postgresql:///x?host=/nowhere", "no server answers there"),
    ],
)
def test_an_address_that_will_not_do_is_told_without_its_secret(address, words):
    with pytest.raises(StoreError, match=words) as told:
        Store.open(address)

    assert "secret" not in str(told.value)
    assert str(told.value).startswith("could not open the database: 'postgresql")
    assert told.value.exit_code == 3


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.delitem(sys.modules, "db.postgres")
    monkeypatch.delattr("db.postgres")
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(StoreError, match=r"more than is installed; `pip install askwatch\[team\]`"):
        Store.open("postgresql://example.org/x")


def test_a_database_that_is_not_there_is_told(pg_server):
    with pytest.raises(StoreError, match="its server has no such database; make it with"):
        Store.open(cluster.url(pg_server, "nowhere"))


def test_an_import_of_the_store_costs_sqlite_no_driver():
    code = "import sys, db.store; assert not {'psycopg', 'db.postgres'} & {*sys.modules}"

    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path.cwd())


def test_what_happened_can_neither_be_changed_nor_removed(store):
    store.letters.add(a.reading(), a.TEXT, a.new_source(), confirmed=True, **BY)

    for act in ("UPDATE events SET who = 'Eve'", "DELETE FROM events", "TRUNCATE events CASCADE"):
        with (
            pytest.raises(Exception, match="events are kept as they are"),
            store._database.writing() as connection,
        ):
            connection.exec_driver_sql(act)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("peña", ["Text 0"]),
        ("PENA", ["Text 0"]),
        ('"right of return"', ["Text 1"]),
        ('"return of right"', []),
        ("return right", ["Text 1"]),
        ("the", ["Text 1", "Text 2"]),
        ("returned", ["Text 1"]),
        ("harb", ["Text 2"]),
        ("2025", ["Text 0", "Text 2"]),
        ("example.gov", ["Text 0"]),
        ("it's", ["Text 2"]),
        ("under-secretary", ["Text 0"]),
        ("kept_word", ["Text 1"]),
    ],
)
def test_a_search_finds_the_same_in_both(store, tmp_path, typed, found):
    texts = (
        "Señora Peña, Under-Secretary, wrote on 3/4/2025 from www.example.gov/a-b_c.",
        "The right of return, said the kept_word.",
        "It’s the harbour police: 2025—a year (“of peace”).",
    )
    visited(store, *texts)
    with Store.open(str(tmp_path / "other.db")) as other:
        visited(other, *texts)

        assert sorted(titles(store, typed)) == sorted(titles(other, typed)) == found


def test_a_text_longer_than_can_be_indexed_is_kept_and_found_by_its_beginning(store):
    visited(store, "first " + " ".join(f"w{n:x}q{n * 7919:x}" for n in range(85_000)))

    assert titles(store, "first") == ["Text 0"]


def test_a_write_is_heard_wherever_it_was_made(store, on_server):
    first = store.data_version()
    assert store.data_version() == first
    with Store.open(on_server) as other:
        other.runs.release("nothing", by="nobody")
        assert store.data_version() == first
        other.roster.replace([a.member()], a.NOW)

    assert store.data_version() != first


def test_writers_take_turns_so_that_what_was_read_still_holds(store):
    def begin(_: int) -> str:
        try:
            return store.campaigns.add("Courts", **BY).name
        except NotAllowedError as error:
            return error.why

    with ThreadPoolExecutor(6) as threads:
        told = sorted(threads.map(begin, range(6)))

    assert told == ["Courts", *["campaign 1 has this name"] * 5]


def test_somebody_who_was_faster_is_told(store, on_server):
    letter = store.letters.add(a.reading(), a.TEXT, a.new_source(), confirmed=True, **BY)
    ask, seen = letter.asks[0].id, store.ledger.last()

    def decide(who: str) -> str:
        with Store.open(on_server) as mine:
            try:
                kind, why = EventKind.OUTCOME_SET, "they wrote"
                mine.ledger.append(
                    ask, kind, Outcome.ACKNOWLEDGED, who=who, now=a.NOW, why=why, seen=seen
                )
            except OvertakenError:
                return "overtaken"
        return "kept"

    with ThreadPoolExecutor(4) as threads:
        told = sorted(threads.map(decide, ("Ana", "Ben", "Cem", "Dan")))

    assert told == ["kept", "overtaken", "overtaken", "overtaken"]


def test_a_store_goes_to_the_server_and_back_with_nothing_lost(store, tmp_path):
    with Store.open(str(tmp_path / "one.db")) as one, Store.open(str(tmp_path / "two.db")) as two:
        one.letters.add(a.reading(), a.TEXT, a.new_source(), confirmed=True, **BY)
        one.roster.replace([a.member()], a.NOW)
        visited(one, "The right of return.", "Peña")

        there = one.fill(store, lambda *_: None)
        back = store.fill(two, lambda *_: None)

        assert there == back
        assert two.letters.all() == one.letters.all() == store.letters.all()
        assert titles(store, "pena") == titles(two, "pena") == ["Text 1"]
    store.roster.replace([a.member("M7")], a.NOW)
    store.copy_to(tmp_path / "backup.db")
    with Store.open(str(tmp_path / "backup.db")) as backup:
        assert backup.counts() == store.counts()


def test_a_question_that_takes_too_long_is_told(on_server, monkeypatch):
    monkeypatch.setattr(postgres, "SLOW_SECONDS", 0.05)
    with (
        Store.open(on_server) as store,
        pytest.raises(StoreError, match="it took longer than 60 seconds; ask for less"),
        store._database.reading() as connection,
    ):
        connection.exec_driver_sql("SELECT pg_sleep(2)")


def test_more_at_once_than_there_are_connections_is_told(on_server, monkeypatch):
    monkeypatch.setattr(postgres, "BUSY_SECONDS", 0.05)
    monkeypatch.setattr(postgres, "CONNECTIONS", (1, 0))
    with (
        Store.open(on_server) as store,
        store._database.reading(),
        pytest.raises(StoreError, match="all connections of this program are in use"),
    ):
        store.roster.all()


def test_working_out_how_asks_stand_tells_nobody(store, letter):
    before = store.data_version()

    day = a.NOW.date()
    done = store.board.settle("r", day, lambda row: settled.settled(row, Deadlines(), day))

    assert done == len(letter.asks)
    assert store.data_version() == before


def test_connections_that_were_cut_are_made_anew(store, on_server):
    store.sources.sync([a.source()])
    before = store.data_version()
    with psycopg.connect(on_server.replace("+psycopg", "")) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    store.sources.record_visit(a.visit())
    store.sources.record_visit(a.visit(at=a.NOW + timedelta(hours=1)))

    assert store.data_version() != before
    assert len(store.sources.visits("releases")) == 2


def test_a_connection_that_breaks_within_is_told_and_nothing_is_kept(store):
    act = "WITH gone AS (DELETE FROM members) SELECT pg_terminate_backend(pg_backend_pid())"
    store.roster.replace([a.member()], a.NOW)
    with (
        pytest.raises(StoreError, match="look whether the last change was kept, then try again"),
        store._database.writing() as connection,
    ):
        connection.exec_driver_sql(act)

    assert len(store.roster.all()) == 1


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ('FATAL:  password authentication failed for user "ana"', "the server refuses the name"),
        ("fe_sendauth: no password supplied", "its server wants a password"),
        ('FATAL:  role "ana" does not exist', "the server lets nobody in by this name"),
        ("FATAL:  sorry, too many clients already", "its server has no connection free"),
        ('FATAL:  too many connections for role "ana"', "its server has no connection free"),
        ("connection failed: session is read-only", "its server may only be read"),
        ("FATAL:  the database system is starting up", "its server is starting"),
        ("[Errno -2] failed to resolve host 'x'", "no server of that name is known"),
        ("connection timeout expired", "no server answers there"),
        ("server closed the connection unexpectedly", "its connection broke"),
        ("something new", "its connection broke"),
    ],
)
def test_what_a_server_says_before_it_opens_is_told_in_words(message, why):
    words = postgres.in_words(psycopg.OperationalError(message))

    assert words is not None
    assert words[0].startswith(why)


def test_a_mistake_of_ours_is_not_dressed_up():
    assert postgres.in_words(psycopg.errors.UndefinedTable("no such table")) is None
    assert postgres.in_words(psycopg.ProgrammingError("the wrong type")) is None


def test_a_server_that_restarts_is_waited_for(pg_server, monkeypatch):
    monkeypatch.setattr(postgres, "BUSY_SECONDS", 60)
    place = cluster.own()
    with Store.open(cluster.url(place, "postgres")) as store:
        store.roster.replace([a.member()], a.NOW)
        before = store.data_version()
        cluster.stop(place, "fast")
        back = Thread(target=cluster.start, args=(place,))
        back.start()

        store.roster.replace([a.member(), a.member("M2")], a.NOW)
        back.join()

        assert len(store.roster.all()) == 2
        assert (seen := store.data_version()) != before

        monkeypatch.setattr(postgres, "BUSY_SECONDS", 0.1)
        cluster.stop(place)
        with pytest.raises(StoreError, match="could not read the database"):
            store.data_version()
        cluster.start(place)

        assert store.data_version() != seen
        cluster.stop(place)


def test_a_store_of_the_first_version_is_brought_up_to_date_with_all_it_holds(bare):
    engine = postgres.connect(postgres.address(bare))
    with engine.begin() as connection:
        command.upgrade(config(connection), "0001")
        connection.exec_driver_sql(
            "INSERT INTO events (at, who, kind, after, why) VALUES ('2026-11-21 12:00:00Z', 'Ana', "
            "'outcome set', 'answered', 'the ferryman told us')"
        )
    engine.dispose()

    with Store.open(bare) as store:
        [event] = store.ledger.events()
        [hit] = store.search.read([("note", 1)], parse("ferryman"))

        assert (event.at, event.version) == (a.NOW, 1)
        assert hit.snippet == "the [ferryman] told us"


def test_a_nul_is_kept_as_a_sign_that_does_no_harm_in_both(store, tmp_path):
    with Store.open(str(tmp_path / "a.db")) as other:
        for one in (store, other):
            visited(one, "Before\0after the heron.")
        [there], [here] = store.documents.latest(), other.documents.latest()

        assert there.text == here.text == "Before\ufffdafter the heron."
        assert titles(store, "heron") == titles(other, "heron") == ["Text 0"]


def test_a_nul_in_a_file_of_an_earlier_version_comes_over_as_that_sign(store, tmp_path):
    with Store.open(str(tmp_path / "a.db")) as old:
        visited(old, "The heron.")
        with old._database._transaction(write=True) as connection:
            connection.exec_driver_sql(r"UPDATE documents SET title = 'a' || char(0) || '\u0000'")

        old.fill(store, lambda *_: None)

    assert [one.title for one in store.documents.list()] == ["a\ufffd\\u0000"]
