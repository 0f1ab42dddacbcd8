"""All that only SQLite knows: pragmas, triggers, full-text search, its messages.

Another database would need its own module of this kind, and nothing else.
Statements whose name ends in a number belong to the migration of that number
and never change; a later migration brings its own.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Insert,
    Integer,
    Select,
    Table,
    bindparam,
    cast,
    column,
    create_engine,
    event,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.pool import QueuePool

from tracker.errors import StoreError
from tracker.text import folded
from tracker.types import Span

APPLICATION = 0x41534B57
"""Marks a file as ours, in its header."""
BUSY_SECONDS = 10.0
"""How long a writer waits for its turn before it gives up."""
WORDS = 32
"""The most words of a query that are looked for."""

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
GUARDS_2 = _guards(("health_changes", "UPDATE"), ("health_changes", "DELETE"))
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


def begin(connection: Connection, *, write: bool) -> None:
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


def among(name: str) -> Select[Any]:
    """Return what a column may be `in_`: the values of the list that `each` makes of them.

    One parameter, however many they are, so that the statement stays as it is.
    """
    return select(func.json_each(bindparam(name)).table_valued("value").c.value)


def each(values: Iterable[int] | Iterable[str]) -> str:
    """Return values as the parameter of `among`."""
    return msgspec.json.encode(list(values)).decode()


def insert_missing(table: Table) -> Insert:
    """Return a statement that adds a row, unless one of its key is there."""
    return insert(table).on_conflict_do_nothing()


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


def data_version(connection: Any) -> int:
    """Return a number that changes when another connection wrote to the file."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def refer_late(connection: Connection) -> None:
    """Let rows of this transaction name others that come after them."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")


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


class Words:
    """The words of one noun's texts, as FTS5 has them."""

    def __init__(self, noun: str, *weights: float) -> None:
        self._name = f"{noun}_words"
        self._weights = ", ".join(map(str, weights))
        self._text = len(weights) - 1
        self.table = table(self._name, column("rowid"))
        """To be joined by `id`."""
        self.id = self.table.c.rowid

    def match(self, expression: str) -> ColumnElement[bool]:
        """Say that the words of an expression stand there."""
        return literal_column(self._name).op("MATCH")(expression)

    @property
    def rank(self) -> ColumnElement[float]:
        """How well they do, the least best; a word in the title counts for four."""
        return literal_column(f"bm25({self._name}, {self._weights})")

    def snippet(self, length: int) -> ColumnElement[str]:
        """So many words of the text around the finds, which stand between `BEGIN` and `END`."""
        how = f"{self._text}, char({ord(BEGIN)}), char({ord(END)}), '…', {length:d}"
        return literal_column(f"snippet({self._name}, {how})")

    def among(self, ids: Collection[int]) -> ColumnElement[bool]:
        """Say that it is one of these; in one sweep, where the index would begin anew for each."""
        near = self.id.between(min(ids), max(ids))
        return near & literal_column(f"+{self._name}.rowid").in_(ids)


BEGIN, END = "\x02", "\x03"
"""What stands around a find in a snippet."""
LETTERS, REVISIONS = Words("letters", 4.0, 1.0), Words("revisions", 4.0, 1.0)
NOTES = Words("notes", 1.0)


def marked(snippet: str) -> tuple[str, tuple[Span, ...]]:
    """Return a snippet with its finds between [ and ], and where in it they stand."""
    shown, found = "", []
    for n, part in enumerate(re.split(f"[{BEGIN}{END}]", snippet)):
        if n % 2:
            found.append(Span(len(shown) + 1, len(shown) + 1 + len(part)))
            part = f"[{part}]"
        shown += part
    return shown, tuple(found)


def replied(said: ColumnElement[Any]) -> ColumnElement[int]:
    """Return the document's id of "document 12, dated 2025-04-02"."""
    return cast(func.substr(said, len("document ") + 1), Integer)


def match_expression(words: Sequence[str], *, begun: bool) -> str:
    """Return words and phrases as an FTS5 expression; empty: nothing to look for.

    With `begun` the last may be the beginning of a word.
    """
    # In quotation marks nothing is an operator; what has no letter or digit would match nothing.
    wanted = [w.replace('"', " ") for w in words if any(map(str.isalnum, w))][:WORDS]
    terms = [f'"{one[:1000]}"'.replace("\0", " ") for one in wanted]
    if terms and begun:
        terms[-1] += "*"
    return " ".join(terms)


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
