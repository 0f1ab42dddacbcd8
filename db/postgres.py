"""All that only PostgreSQL knows: connections, locks, triggers, its messages.

What SQLite has in their place stands in `db.sqlite`; full text in
`db.postgres_text`, words for what goes wrong in `db.postgres_words`. Writers take
turns, as they do there: each begins with one lock of the whole store, so whatever a
transaction read still holds when it writes, and ids grow in the order in which things
were kept. Statements whose name ends in a number belong to the migration of that number
and never change.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from db import postgres_lists, postgres_roles, postgres_rules, postgres_team
from db import postgres_text as postgres_text
from db.postgres_board import BOARD_17 as BOARD_17
from db.postgres_board import BOARD_18 as BOARD_18
from db.postgres_board import BOARD_19 as BOARD_19
from db.postgres_board import BOARD_20 as BOARD_20
from db.postgres_board import put_standings as put_standings
from db.postgres_bulk import add as add
from db.postgres_bulk import number_on as number_on
from db.postgres_bulk import refer_late as refer_late
from db.postgres_eyes import everything as everything
from db.postgres_eyes import put_on as put_on
from db.postgres_eyes import seeing_as as seeing_as
from db.postgres_pool import look_after_rest
from db.postgres_text import NOTES_9 as NOTES_9
from db.postgres_text import SEARCH_1 as SEARCH_1
from db.postgres_text import TOKENS_12 as TOKENS_12
from db.postgres_turns import settle_alone as settle_alone
from db.postgres_turns import take_turn as take_turn
from db.postgres_turns import turn, who_holds
from db.postgres_words import BUSY_SECONDS, PASSING, SLOW_SECONDS, TURN_SECONDS, in_words
from db.postgres_words import double as double
from db.postgres_words import forbids as forbids
from tracker.errors import StoreError
from tracker.types import Person, Role

OLDEST = 130000
"""The oldest server that is known to do, as it counts its versions."""
CONNECTIONS = 12, 4
"""How many connections a program keeps open once it needed them, and how many more it may take.

A worker with eight tasks side by side needs some ten; one opened anew costs 20 ms of work.
"""
KEPT_ALIVE = {"tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3}
"""How the server finds out, within 25 s, that a machine is gone, and lets go of its locks."""
CHANNEL = "askwatch"
"""On which the others hear that somebody wrote."""
GUARD_1 = """
CREATE FUNCTION kept_as_they_are() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% are kept as they are', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _guards(*forbidden: tuple[str, str]) -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER {table}_no_{act.split()[0].lower()} BEFORE {act} ON {table} "
        f"FOR EACH {'STATEMENT' if act == 'TRUNCATE' else 'ROW'} "
        "EXECUTE FUNCTION kept_as_they_are()"
        for table, act in forbidden
    )


_KEPT_1 = ("events", "evidence", "revisions", "documents", "captures")
GUARDS_1 = (
    GUARD_1,
    *_guards(
        ("events", "UPDATE"),
        ("evidence", "UPDATE"),
        ("revisions", "UPDATE OF document_id, number, title, text, text_hash"),
        *((table, act) for table in _KEPT_1 for act in ("DELETE", "TRUNCATE")),
    ),
)
GUARDS_2 = _guards(*(("health_changes", act) for act in ("UPDATE", "DELETE", "TRUNCATE")))
GUARDS_7 = _guards(*(("calibrations", act) for act in ("UPDATE", "DELETE", "TRUNCATE")))
BOARD_15 = postgres_roles.BOARD_15
TEAM_11 = (*postgres_roles.TEAM_11, *postgres_team.TEAM_FUNCTIONS_11)
TEAM_13 = postgres_rules.TEAM_13
LISTS_16 = postgres_lists.LISTS_16
MARK_1 = ("COMMENT ON TABLE alembic_version IS 'askwatch'",)
"""Marks a schema as ours."""


def address(url: str) -> URL:
    """Return an address as the driver takes it.

    Raises:
        StoreError: it is none, or a password stands in it.
    """
    what = "could not open the database"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        step = "write it like postgresql://name@host/database"
        raise StoreError(what, "postgresql", "its address cannot be read", step) from None
    shown = parsed.render_as_string()
    if parsed.password is not None or "password" in parsed.query:
        step = "leave it out, and give it as PGPASSWORD or in ~/.pgpass"
        shown = parsed.difference_update_query(["password"]).render_as_string()
        raise StoreError(what, shown, "a password stands in its address", step)
    if parsed.drivername not in ("postgresql", "postgres", "postgresql+psycopg"):
        step = "write it like postgresql+psycopg://name@host/database"
        raise StoreError(what, shown, "this driver is not used here", step)
    return parsed.set(drivername="postgresql+psycopg")


def connect(url: URL) -> Engine:
    """Return an engine over a server's database."""
    engine = create_engine(
        url,
        pool_size=CONNECTIONS[0],
        max_overflow=CONNECTIONS[1],
        pool_timeout=BUSY_SECONDS,
        # What is written is private; errors are not.
        hide_parameters=True,
        connect_args={
            "connect_timeout": int(BUSY_SECONDS),
            "application_name": "askwatch",
            # A machine that is gone shall not keep its locks for hours.
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
        },
    )
    event.listen(engine, "connect", _prepare)
    look_after_rest(engine)
    _be_patient(engine)
    return engine


def _prepare(connection: psycopg.Connection[Any], record: object) -> None:
    settings = {
        "timezone": "UTC",
        "client_min_messages": "warning",
        "lock_timeout": f"{TURN_SECONDS}s",
        "statement_timeout": f"{SLOW_SECONDS}s",
        "idle_in_transaction_session_timeout": "10min",
        # So that a board of a hundred thousand asks is sorted in memory.
        "work_mem": "16MB",
        **KEPT_ALIVE,
    }
    names = ", ".join(f"set_config('{name}', '{value}', false)" for name, value in settings.items())
    connection.execute(f"SELECT {names}".encode())
    connection.commit()
    # The driver must not begin transactions by itself: `begin` does.
    connection.autocommit = True


def _be_patient(engine: Engine) -> None:
    """Let a connection that is made anew wait for a server that restarts."""
    known: list[bool] = []

    def make(dialect: Any, record: object, args: Any, more: Any) -> Any:
        end = time.monotonic() + (BUSY_SECONDS if known else 0)
        while True:
            try:
                made = dialect.connect(*args, **more)
            except psycopg.OperationalError as error:
                words = in_words(error)
                if words not in PASSING or time.monotonic() > end:
                    raise
                time.sleep(0.2)
            else:
                known[:] = [True]
                return made

    event.listen(engine, "do_connect", make)


def begin(connection: Connection, *, write: bool, alone: bool = True) -> None:
    """Begin a transaction; a reader sees one moment, a writer waits here for its turn.

    SQLAlchemy's own must not have begun, for then no other connection could be taken.

    One that is not `alone` waits only for the rows that it changes.

    Raises:
        StoreError: it may not begin, without the words for what was wanted.
    """
    # A writer sees what the one before it kept: its turn begins after its snapshot would.
    words = "BEGIN" if write else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    words += f"; {turn()}{put_on()}" if write and alone else put_on()
    # One that broke since it was last used has begun nothing: another takes its place.
    for tries_left in reversed(range(sum(CONNECTIONS) + 1)):
        driver: Any = connection.connection.driver_connection
        try:
            driver.execute(words.encode(), prepare=False)
        except psycopg.Error as error:
            told = in_words(error)
            broken = driver.broken
            driver.rollback() if not broken else connection.invalidate()
            if broken and tries_left:
                continue
            if told is None:
                raise
            more = who_holds(driver) if error.sqlstate == "55P03" else ""
            raise StoreError("", None, told[0], told[1] + more) from error
        return


def end(connection: Connection) -> None:
    """Tell the others, as the last act of a transaction that wrote something."""
    connection.exec_driver_sql(
        f"SELECT pg_notify('{CHANNEL}', '') WHERE pg_current_xact_id_if_assigned() IS NOT NULL"
    )


class Watch:
    """Counts what is heard of others' writes and our own."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._heard = engine, 0
        self._connection: psycopg.Connection[Any] | None = None

    def version(self) -> int:
        """Return a number that differs from the last one whenever anybody wrote in between.

        Raises:
            StoreError: the server is away, without the words for what was wanted.
        """
        try:
            try:
                self._heard += self._news()
            except psycopg.OperationalError:
                self.close()
                self._heard += self._news()
        except psycopg.Error as error:
            # The connection is the driver's own: nobody else puts its errors into words.
            self.close()
            if (words := in_words(error)) is None:
                raise
            raise StoreError("", None, *words) from error
        return self._heard

    def _news(self) -> int:
        if self._connection is None:
            self._connection = self._listen()
            # Nobody knows what happened while nothing was heard.
            return 1
        # What is on its way comes before the answer.
        self._connection.execute(b"SELECT")
        return sum(1 for _ in self._connection.notifies(timeout=0))

    def close(self) -> None:
        """Listen no more."""
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
            self._connection = None

    def _listen(self) -> psycopg.Connection[Any]:
        pooled = self._engine.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()
        connection.execute(f"LISTEN {CHANNEL}".encode())
        found: psycopg.Connection[Any] = connection
        return found


def stored_version(connection: Connection) -> str | None:
    """Return the schema's revision that the database has; None: it is empty.

    Raises:
        StoreError: the server is too old, the database does not keep its texts in
            UTF-8, or it holds the tables of another program.
    """
    _see_server(connection)
    query = (
        "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
        "AND relkind IN ('r', 'p') AND relname NOT LIKE 'procrastinate\\_%'"
    )
    names = set(connection.execute(text(query)).scalars())
    if not names:
        return None
    mark = None
    if "alembic_version" in names:
        query = "SELECT obj_description('alembic_version'::regclass)"
        mark = connection.execute(text(query)).scalar()
    if mark != "askwatch":
        step = "name another database, or another schema of this one"
        raise StoreError("", None, "it belongs to another program", step)
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def version(connection: Connection) -> str | None:
    """Return the revision of a schema that is known to be ours."""
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def person(connection: Connection) -> Person | None:
    """Return who is signed in; None: the store has no team, or she is not in it."""
    query = text("SELECT * FROM people WHERE name = session_user::text")
    row = connection.execute(query).one_or_none()
    return None if row is None else Person(**{**row._mapping, "role": Role(row.role)})


def may_migrate(connection: Connection) -> bool:
    """Say whether the user owns the tables, or there are none yet."""
    query = (
        "SELECT coalesce(bool_and(pg_has_role(relowner, 'member')), true) FROM pg_class "
        "WHERE relname = 'alembic_version' AND relnamespace = current_schema()::regnamespace"
    )
    return bool(connection.execute(text(query)).scalar())


def migrated_whole(connection: Connection) -> None:
    """Give the people of a team their rights on tables that came."""
    if postgres_team.settled(connection):
        postgres_team.settle(connection)


def _see_server(connection: Connection) -> None:
    info = connection.connection.driver_connection.info  # type: ignore[union-attr]
    if info.server_version < OLDEST:
        why = f"its server is PostgreSQL {info.server_version // 10000}"
        raise StoreError("", None, why, f"use {OLDEST // 10000} or newer")
    encoding = connection.execute(text("SHOW server_encoding")).scalar()
    if encoding != "UTF8":
        step = "make one with `createdb --encoding=UTF8 --template=template0`"
        raise StoreError("", None, f"its texts are kept as {encoding}", step)


def migrated(connection: Connection) -> None:
    """See, after each migration, that its columns are as ours must be here.

    Texts in the order of their letters' numbers and not of a language, so that both
    databases sort alike; moments with their zone; references that may wait.
    """
    columns = connection.execute(text(_COLUMNS)).all()
    for table, column, kind in columns:
        wanted = (
            f"TYPE timestamptz USING {column} AT TIME ZONE 'UTC'"
            if kind == "timestamp"
            else 'TYPE varchar COLLATE "C"'
        )
        connection.exec_driver_sql(f"ALTER TABLE {table} ALTER COLUMN {column} {wanted}")
    for table, name in connection.execute(text(_STRICT)).all():
        connection.exec_driver_sql(f"ALTER TABLE {table} ALTER CONSTRAINT {name} DEFERRABLE")


_COLUMNS = """
SELECT quote_ident(c.relname), quote_ident(a.attname), t.typname
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_collation o ON o.oid = a.attcollation
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
AND a.attnum > 0 AND NOT a.attisdropped AND c.relname NOT LIKE 'procrastinate\\_%'
AND (t.typname = 'timestamp' OR t.typname = 'varchar' AND o.collname <> 'C')
ORDER BY 1, 2
"""
_STRICT = """
SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint
WHERE connamespace = current_schema()::regnamespace AND contype = 'f' AND NOT condeferrable
AND conrelid::regclass::text NOT LIKE 'procrastinate\\_%' ORDER BY 1, 2
"""


def problems(connection: Connection) -> tuple[str, ...]:
    """Return what is wrong with the database, one line each.

    References are held by the server itself; what can be found is an index that was
    never finished.
    """
    query = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
    return tuple(f"{name}: not whole" for name in connection.execute(text(query)).scalars())


def tidy(engine: Engine) -> None:
    """Refresh what the planner knows; the server clears up by itself."""
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
