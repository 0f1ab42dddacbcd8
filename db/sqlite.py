"""All that only SQLite knows: pragmas, triggers, full-text search, its messages.

What PostgreSQL has in their place stands in `db.postgres`.
Statements whose name ends in a number belong to the migration of that number
and never change; a later migration brings its own.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, insert, text
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import QueuePool

from db import sql
from db.sqlite_board import BOARD_17 as BOARD_17
from db.sqlite_board import BOARD_19 as BOARD_19
from db.sqlite_board import BOARD_20 as BOARD_20
from db.tables import standings
from tracker.errors import StoreError
from tracker.text import folded

DIALECT = pysqlite.dialect(paramstyle="named")
"""How statements are spelt, with their parameters by name."""
Error = sqlite3.Error
"""What the driver raises, where it is spoken to directly."""
APPLICATION = 0x41534B57
"""Marks a file as ours, in its header."""
BUSY_SECONDS = 10.0
"""How long a writer waits for its turn before it gives up."""
_APPEND_ONLY_1 = (
    ("events", "UPDATE"),
    ("evidence", "UPDATE"),
    ("revisions", "UPDATE OF document_id, number, title, text, text_hash"),
    *((t, "DELETE") for t in ("events", "evidence", "revisions", "documents", "captures")),
)


def _guards(*forbidden: tuple[str, str]) -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER {table}_no_{act.split()[0].lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} are kept as they are'); END"
        for table, act in forbidden
    )


GUARDS_1 = _guards(*_APPEND_ONLY_1)
MARK_1 = (f"PRAGMA application_id = {APPLICATION}",)
GUARDS_2 = _guards(("health_changes", "UPDATE"), ("health_changes", "DELETE"))
TEAM_11 = ()
TOKENS_12 = ()
BOARD_15 = (
    "CREATE INDEX ix_asks_struck ON asks (id) WHERE struck = 1",
    "DROP INDEX ix_standings_rules_due",
    "CREATE INDEX ix_standings_due ON standings "
    "(rules, outstanding, stopped, day IS NULL, day, letter_id, number, ask_id)",
    "CREATE INDEX ix_standings_heap ON standings (rules, heap, stopped, day, ask_id, letter_id)",
    "CREATE INDEX ix_standings_until ON standings (rules, until) WHERE until IS NOT NULL",
    "CREATE INDEX ix_candidates_open ON candidates "
    "(ask_id, verdict, score, proposed_at) WHERE verdict IN ('new', 'later')",
)
TEAM_13 = ()
BOARD_18 = ()
LISTS_16 = ()
GUARDS_7 = _guards(("calibrations", "UPDATE"), ("calibrations", "DELETE"))

_FTS = "title, text, content='{0}', content_rowid='id', tokenize='porter unicode61'"
_INDEX = "INSERT INTO {0}_words(rowid, title, text) VALUES (new.id, new.title, new.text);"
_FORGET = (
    "INSERT INTO letters_words(letters_words, rowid, title, text) "
    "VALUES ('delete', old.id, old.title, old.text);"
)
SEARCH_1 = (
    f"CREATE VIRTUAL TABLE letters_words USING fts5({_FTS.format('letters')})",
    f"CREATE VIRTUAL TABLE revisions_words USING fts5({_FTS.format('revisions')})",
    "CREATE TRIGGER letters_words_add AFTER INSERT ON letters "
    f"BEGIN {_INDEX.format('letters')} END",
    "CREATE TRIGGER letters_words_change AFTER UPDATE OF title, text ON letters "
    f"BEGIN {_FORGET} {_INDEX.format('letters')} END",
    "CREATE TRIGGER revisions_words_add AFTER INSERT ON revisions "
    f"BEGIN {_INDEX.format('revisions')} END",
)

# Of an event only what somebody wrote: not names of states, nor lists of people.
NOTES_9 = (
    "CREATE VIEW notes AS SELECT id, trim(CASE WHEN kind IN ('note added', 'tag added') "
    "THEN coalesce(\"after\", '') ELSE '' END || char(10) || coalesce(why, ''), "
    "char(10)) AS text FROM events",
    "CREATE VIRTUAL TABLE notes_words USING fts5(text, content='notes', content_rowid='id', "
    "tokenize='porter unicode61')",
    "CREATE TRIGGER notes_words_add AFTER INSERT ON events BEGIN "
    "INSERT INTO notes_words(rowid, text) SELECT id, text FROM notes "
    "WHERE id = new.id AND text <> ''; END",
    "INSERT INTO notes_words(rowid, text) SELECT id, text FROM notes WHERE text <> ''",
)


def connect(file: Path | None) -> Engine:
    """Return an engine over a file, or over memory; in memory there is one connection."""
    engine = create_engine(
        "sqlite://" if file is None else f"sqlite:///{file}",
        poolclass=QueuePool,
        pool_size=1 if file is None else 8,
        max_overflow=0 if file is None else -1,
        # What is written is private; errors are not.
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: sqlite3.Connection, record: object) -> None:
    # Python's module must not begin transactions by itself: `_begin` does.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    # Accents and capitals, as people leave them out when they search.
    connection.create_function("folded", 1, _folded, deterministic=True)


def _folded(words: str | None) -> str | None:
    return None if words is None else folded(words)


def begin(connection: Connection, *, write: bool, alone: bool = True) -> None:
    """Begin a transaction that sees one moment; a writer waits here for its turn.

    Raises:
        StoreError: it may not begin, without the words for what was wanted.
    """
    driver: Any = connection.connection.driver_connection
    try:
        # A reader that becomes a writer later could be refused.
        driver.execute("BEGIN IMMEDIATE" if write else "BEGIN")
    except sqlite3.Error as error:
        words = in_words(error)
        if words is None:
            raise
        raise StoreError("", None, *words) from error


def end(connection: Connection) -> None:
    """Nobody need be told: the file itself says that it was written."""


_MAGIC = b"SQLite format 3\0"


def make_file(file: Path) -> None:
    """Make the file and its folders, if missing, for its owner only.

    Raises:
        OSError: they cannot be made, or what stands there is no database.
    """
    for folder in reversed(file.parents):
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        begins = os.read(descriptor, len(_MAGIC))
    finally:
        os.close(descriptor)
    # A file of a few bytes SQLite takes for an empty one, and writes over it.
    if begins and begins != _MAGIC:
        raise OSError("it is no database")


def write_ahead(engine: Engine) -> None:
    """Make readers and the writer independent of each other; the file remembers it."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] == "delete":
            cursor.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


def tidy(engine: Engine) -> None:
    """Empty the write-ahead log into the file, as far as no reader needs it; refresh statistics."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA optimize")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def stored_version(connection: Connection) -> str | None:
    """Return the schema's revision that the file has; None: the file is empty.

    Raises:
        StoreError: it holds the tables of another program.
    """
    names = set(connection.execute(text("SELECT name FROM sqlite_master")).scalars())
    if not names:
        return None
    mark = connection.exec_driver_sql("PRAGMA application_id").scalar()
    if mark != APPLICATION or "alembic_version" not in names:
        raise StoreError("", None, "it belongs to another program", "name another file")
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


class Watch:
    """Sees others' writes and our own, by a connection that never writes."""

    def __init__(self, engine: Engine) -> None:
        self._connection = engine.raw_connection()

    def version(self) -> int:
        """Return a number that differs from the last one whenever anybody wrote in between."""
        driver: Any = self._connection.driver_connection
        return int(driver.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def version(connection: Connection) -> str | None:
    """Return the revision of a schema that is known to be ours."""
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def person(connection: Connection) -> None:
    """A file is one organisation's, and has no people with roles."""


def forbids(error: BaseException, known: bool) -> bool:
    """Nobody is forbidden anything by name."""
    return False


def everything() -> AbstractContextManager[None]:
    """Nothing is hidden from anybody."""
    return nullcontext()


def seeing_as(organisation: str | None) -> AbstractContextManager[None]:
    """A file is one organisation's."""
    return nullcontext()


def put_on() -> str:
    """All eyes see the same."""
    return ""


def may_migrate(connection: Connection) -> bool:
    """Whoever may write the file may."""
    return True


def migrated_whole(connection: Connection) -> None:
    """Nobody has rights that must be given anew."""


def refer_late(connection: Connection) -> None:
    """Let rows of this transaction name others that come after them."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")


def add(connection: Connection, table: Table, new: Sequence[dict[str, Any]]) -> None:
    """Add many rows to a table, each with all its columns."""
    connection.execute(insert(table), new)


def settle_alone(connection: Connection) -> None:
    """Nothing need be done: who writes is alone from the beginning on."""


def take_turn(connection: Connection) -> None:
    """Nothing need be done: it was taken as the transaction began."""


def put_standings(connection: Connection, values: Sequence[dict[str, Any]]) -> None:
    """Keep how some asks stand."""
    connection.execute(insert(standings), values)


def number_on(connection: Connection) -> None:
    """Nothing need be done: the next row's id is one more than the highest."""


def migrated(connection: Connection) -> None:
    """Nothing need be done: columns are as the migrations say."""


def double(error: BaseException) -> str:
    """Return in which columns a row has what another has that must be single."""
    return str(error).partition(": ")[2] or str(error)


def problems(connection: Connection) -> tuple[str, ...]:
    """Return what is wrong with the file, one line each."""
    found = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars()
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return (
        *(line for line in found if line != "ok"),
        *(f"{row[0]}: row {row[1]} names a row of {row[2]} that is missing" for row in orphans),
    )


def copy(connection: Any, file: Path) -> None:
    """Copy the whole database page by page, as it stands at one moment."""
    target = sqlite3.connect(file)
    try:
        connection.backup(target)
    finally:
        target.close()


@compiles(sql.EachText, "sqlite")
@compiles(sql.EachNumber, "sqlite")
def _each(element: sql.EachText | sql.EachNumber, compiler: Any, **more: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **more)})"


@compiles(sql.Listed, "sqlite")
def _listed(element: sql.Listed, compiler: Any, **more: Any) -> str:
    return f"json_group_array({compiler.process(element.clauses, **more)})"


@compiles(sql.EmptyLast, "sqlite")
def _empty_last(element: sql.EmptyLast, compiler: Any, **more: Any) -> str:
    column = compiler.process(element.clauses, **more)
    return f"{column} IS NULL, {column}"


@compiles(sql.Replied, "sqlite")
def _replied(element: sql.Replied, compiler: Any, **more: Any) -> str:
    said = compiler.process(element.clauses, **more)
    return f"CAST(substr({said}, {len('document ') + 1}) AS INTEGER)"


@compiles(sql.Matches, "sqlite")
def _matches(element: sql.Matches, compiler: Any, **more: Any) -> str:
    index, wanted = (compiler.process(one, **more) for one in element.clauses)
    return f"{index} MATCH {wanted}"


@compiles(sql.Rank, "sqlite")
def _rank(element: sql.Rank, compiler: Any, **more: Any) -> str:
    index, _, *weights = element.clauses
    return f"bm25({', '.join(compiler.process(one, **more) for one in (index, *weights))})"


@compiles(sql.Snippet, "sqlite")
def _snippet(element: sql.Snippet, compiler: Any, **more: Any) -> str:
    index, _, _, place, length = element.clauses
    words, place, length = (compiler.process(one, **more) for one in (index, place, length))
    around = f"char({ord(sql.BEGIN)}), char({ord(sql.END)}), '…'"
    return f"snippet({words}, {place}, {around}, {length})"


@compiles(sql.Among, "sqlite")
def _among(element: sql.Among, compiler: Any, **more: Any) -> str:
    index, ids = (compiler.process(one, **more) for one in element.clauses)
    # In one sweep, where the index would begin anew for each.
    return f"+{index}.rowid IN (SELECT value FROM json_each({ids}))"


def match_expression(wanted: sql.Sought) -> str:
    """Return what is looked for as an FTS5 expression."""
    # In quotation marks nothing is an operator.
    terms = ['"' + one.replace('"', " ") + '"' for one in wanted.terms]
    if wanted.begun:
        terms[-1] += "*"
    return " ".join(terms)


sql.SAID["sqlite"] = match_expression

_WORDS = (
    ("file is not a database", "it is no database", "name another file"),
    ("malformed", "it is damaged", "restore a backup with `askwatch restore`"),
    ("readonly", "it may not be written", "give yourself the right to, or name another file"),
    ("unable to open", "it cannot be opened", "see that its folder exists and may be written"),
    ("is full", "the disk is full", "free some space and run it again; nothing was half-written"),
    ("locked", "another program has kept it busy", "close that, or try again in a minute"),
    ("disk i/o", "the disk reports an error", "look at the disk; then restore a backup"),
)


def in_words(error: BaseException) -> tuple[str, str] | None:
    """Return why the database refused, and what to do; None: it is a mistake of ours."""
    message = str(error).lower()
    return next(((why, step) for part, why, step in _WORDS if part in message), None)
