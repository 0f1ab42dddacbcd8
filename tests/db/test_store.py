"""The file itself: opened, migrated, refused, shared, copied."""

from __future__ import annotations

import multiprocessing
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, OperationalError

from db import declared, models, sqlite, tables
from db.engine import Database
from db.migrations import HEAD
from db.migrations.run import config
from db.store import Store
from tests import builders as a
from tracker.errors import OutdatedError, StoreError


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_the_migrations_build_what_the_tables_say(store):
    # What PostgreSQL has besides: words, whose a row is, and the board of each organisation.
    own = ("ix_documents_newest", "only_for", "standings_of", "tallies_of")
    # What each has in its own way.
    own += (
        "ix_asks_struck",
        "ix_candidates_changed",
        "ix_candidates_open",
        *(f"ix_standings_{one}" for one in ("due", "pile", "until")),
    )

    def ours(name, kind, _):
        return "_words" not in (name or "") and name not in own

    def same(thing, name, kind, *_):
        return store.file is not None or kind != "table" or name not in ("standings", "tallies")

    with store._database.reading() as connection:
        opts = {"include_name": ours, "include_object": same}
        context = MigrationContext.configure(connection, opts=opts)
        found = compare_metadata(context, models.metadata)

    # In PostgreSQL references may wait for the end of a transaction; else they are the same.
    keys = [(act, one.name) for act, one in found if act in ("add_fk", "remove_fk")]
    assert len(found) == len(keys)
    assert {n for act, n in keys if act == "add_fk"} == {n for act, n in keys if act != "add_fk"}


def test_the_tables_of_queries_are_those_that_are_declared():
    held = Path(tables.__file__).read_text(encoding="utf-8")

    assert held == declared.written(), "run: python -m db.declared > db/tables.py"


def test_the_newest_revision_is_the_one_that_the_program_needs(store):
    with store._database.reading() as connection:
        script = ScriptDirectory.from_config(config(connection))

        assert script.get_heads() == [HEAD] == [store._database.own.stored_version(connection)]


@pytest.mark.sqlite
def test_a_new_file_is_for_its_owner_only(tmp_path):
    file = tmp_path / "a" / "b" / "askwatch.db"

    with Store.open(f"sqlite:///{file}") as store:
        assert store.file == file

    assert [oct(p.stat().st_mode & 0o777) for p in (file, file.parent, file.parent.parent)] == [
        "0o600",
        "0o700",
        "0o700",
    ]


@pytest.mark.sqlite
def test_every_write_is_on_disk_and_foreign_keys_hold(store):
    with store._database.reading() as connection:
        pragmas = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]

    assert pragmas == ["wal", 2, 1, 10_000]


def test_a_store_that_is_up_to_date_opens_without_alembic(empty):
    code = (
        "import sys; from db.store import Store; Store.open(sys.argv[1]).close();"
        "assert 'alembic' not in sys.modules"
    )

    subprocess.run([sys.executable, "-c", code, str(empty)], check=True, cwd=Path.cwd())


def test_a_store_in_memory_is_whole(now):
    with Store.open(":memory:") as store:
        before = store.data_version()
        store.roster.replace([a.member()], now)

        assert store.data_version() != before
        assert (store.url, store.file, store.counts()["members"]) == (":memory:", None, 1)


def test_anybodys_write_changes_the_data_version(store):
    first = store.data_version()
    assert store.data_version() == first

    store.roster.replace([a.member()], a.NOW)
    second = store.data_version()
    with Store.open(store.url) as other:
        other.roster.replace([], a.NOW)

    assert len({first, second, store.data_version()}) == 3


def test_what_is_read_within_a_moment_is_of_that_moment(store):
    with ThreadPoolExecutor(1) as others, store.moment():
        before = store.looked.last("ana"), store.sources.watched()
        others.submit(store.looked.note, "ana", a.NOW).result()
        others.submit(store.sources.sync, [a.source()]).result()
        within = store.looked.last("ana"), store.sources.watched()

    assert within == before == (None, ())
    assert store.looked.last("ana") == a.NOW


def test_a_store_from_a_newer_version_is_refused(store):
    newer = "UPDATE alembic_version SET version_num = '{}'"
    with store._database.writing() as connection:
        connection.execute(text(newer.format("9999")))
    with pytest.raises(OutdatedError, match="restart, with that version"):
        store.roster.replace([], a.NOW)
    with pytest.raises(OutdatedError, match="a newer askwatch did it; nothing was lost"):
        store.data_version()

    with pytest.raises(StoreError, match="written by a newer version of askwatch; update") as told:
        Store.open(store.url)
    with store._database._transaction(write=True) as connection:
        connection.execute(text(newer.format(HEAD)))

    assert str(told.value).startswith(f"could not open the database: '{store.url}': it was")
    assert told.value.exit_code == 3


@pytest.mark.parametrize("words", ["Buy milk. " * 200, "Buy milk.", "B"])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path, words):
    file = tmp_path / "notes.txt"
    file.write_text(words)

    with pytest.raises(StoreError, match="it is no database; name another file"):
        Store.open(str(file))

    assert file.read_text() == words


@pytest.mark.parametrize("table", ["recipes", "alembic_version"])
def test_another_programs_database_is_refused_and_left_alone(tmp_path, table):
    file = tmp_path / "other.db"
    connection = sqlite3.connect(file)
    connection.execute(f"CREATE TABLE {table} (version_num TEXT)")
    connection.close()

    with pytest.raises(StoreError, match="it belongs to another program"):
        Store.open(str(file))


def test_a_folder_or_a_place_that_cannot_be_is_refused(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(StoreError, match="is a directory; name another file with --database"):
        Store.open(str(tmp_path))
    with pytest.raises(StoreError, match="not a directory"):
        Store.open(str(tmp_path / "file" / "askwatch.db"))
    with pytest.raises(StoreError, match="'mysql': not supported; give a file, 'sqlite:///file'"):
        Store.open("mysql://ana:secret@example.org/askwatch")


@pytest.mark.sqlite
def test_a_full_disk_is_told_and_nothing_is_half_written(store):
    with store._database.reading() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    store.sources.sync([a.source()])
    much = [a.change(f"r-{n}", text="A long word. " * 5000) for n in range(20)]

    with pytest.raises(StoreError, match="the disk is full; free some space and run"):
        store.sources.record_visit(a.visit(), much)

    assert (store.documents.list(), store.sources.visits("releases")) == ((), ())


@pytest.mark.sqlite
def test_a_store_that_another_keeps_busy_is_told_after_waiting(store, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    busy = sqlite3.connect(store.file, isolation_level=None)
    busy.execute("BEGIN IMMEDIATE")

    with (
        Store.open(store.url) as other,
        pytest.raises(StoreError, match="another program has kept it busy; close that, or try"),
    ):
        other.roster.replace([], a.NOW)

    busy.close()


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("attempt to write a readonly database", ("it may not be written", "give yourself")),
        ("database disk image is malformed", ("it is damaged", "restore a backup")),
    ],
)
def test_what_the_database_says_is_told_in_words(message, words):
    told = sqlite.in_words(sqlite3.OperationalError(message))

    assert told is not None
    assert (told[0], told[1][: len(words[1])]) == words


def test_a_mistake_of_ours_is_not_dressed_up(store):
    with (
        pytest.raises(DatabaseError, match="nowhere"),
        store._database.reading() as connection,
    ):
        connection.execute(text("SELECT 1 FROM nowhere"))


def test_a_copy_is_a_whole_store_for_its_owner_only(store, letter, tmp_path):
    file = tmp_path / "backup.db"

    store.copy_to(file)

    assert file.stat().st_mode & 0o777 == 0o600
    with Store.open(str(file)) as other:
        assert other.letters.all() == (letter,)
        assert other.check() == ()


@pytest.mark.sqlite
def test_a_copy_never_overwrites(store, tmp_path):
    (tmp_path / "backup.db").touch()

    with pytest.raises(StoreError, match="the file exists already; name another file"):
        store.copy_to(tmp_path / "backup.db")
    with pytest.raises(StoreError, match=r"could not copy the database: .* not a directory"):
        store.copy_to(tmp_path / "backup.db" / "x")


@pytest.mark.sqlite
def test_a_row_that_names_a_missing_one_is_found(store, letter):
    raw = sqlite3.connect(store.file)
    raw.execute("UPDATE asks SET letter_id = 99")
    raw.commit()
    raw.close()

    assert store.check()[0] == "asks: row 1 names a row of letters that is missing"


def test_many_threads_write_and_read_at_once(store):
    store.sources.sync([a.source()])

    def work(number):
        at = a.NOW + timedelta(seconds=number)
        store.sources.record_visit(a.visit(at=at), [a.change(f"r-{number % 7}")])
        return len(store.documents.list()), store.data_version()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(40)))

    assert len(store.documents.list()) == 7
    assert len(store.sources.visits("releases")) == 40


def test_threads_share_a_store_in_memory():
    with Store.open(":memory:") as store, ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: store.roster.replace([a.member(f"M{n}")], a.NOW), range(12)))

        assert len(store.roster.all()) == 1


def _open_and_write(url: str, number: int) -> None:
    with Store.open(url) as store:
        parcel = (f"{number}@example.org", "2026-W47", a.NOW, a.NOW, "<x@example.org>")
        store.digests.prepare([parcel], now=a.NOW)


def test_several_processes_may_make_and_share_a_new_store(tmp_path):
    url = str(tmp_path / "askwatch.db")
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_open_and_write, args=(url, n)) for n in range(3)]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    with Store.open(url) as store:
        assert len(store.digests.recipients()) == 3


def test_a_migration_that_fails_leaves_an_empty_file(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "GUARDS_1", ("CREATE NONSENSE",))
    with pytest.raises(OperationalError, match="syntax error"):
        Store.open(str(tmp_path / "askwatch.db"))
    monkeypatch.undo()

    with Store.open(str(tmp_path / "askwatch.db")) as store:
        assert store.counts()["letters"] == 0


def test_a_store_of_the_first_version_is_brought_up_to_date_with_all_it_holds(tmp_path):
    url = str(tmp_path / "askwatch.db")
    engine = sqlite.connect(tmp_path / "askwatch.db")
    with engine.execution_options(write=True).begin() as connection:
        command.upgrade(config(connection), "0001")
        connection.exec_driver_sql(
            "INSERT INTO sources (name, host, title, ways, every, enabled, proven, failures, "
            "documents, gaps, listing) VALUES ('old', 'x', '', '[]', 60, 1, 1, 0, 0, 0, '[]')"
        )
        connection.exec_driver_sql(
            "INSERT INTO events (at, who, kind, after) "
            "VALUES ('2025-03-03 12:00:00', 'Ana', 'letter added', 'an old letter')"
        )
    engine.dispose()

    with Store.open(url) as store:
        [old] = store.sources.watched()

        assert (old.source.name, old.source.delay) == ("old", None)
        [event] = store.ledger.events()
        assert (event.after, event.version) == ("an old letter", 1)
        assert store.sources.changes_of_health(a.NOW - timedelta(days=1)) == ()


def test_a_file_migrated_by_another_in_the_meantime_is_taken_as_it_is(store):
    database = Database.open(store.url)

    with database.writing() as connection:
        database._migrate(connection)

    database.close()
