"""People of a team: who may sign in to a store on a server, and what she may do there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, select, text

from db import sqlite
from db.engine import Database
from db.tables import people
from tracker.errors import ForbiddenError, StoreError, UsageError
from tracker.text import one_line
from tracker.types import Person, Role

_LACKS = "42501"
"""The server's code for: this user has no right to that."""


class Team:
    """Who may do what. In a file there are no people: it is one organisation's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[Person, ...]:
        """Return everybody, by organisation and name; nobody where there is no team."""
        query = select(people).order_by(people.c.organisation, people.c.name)
        with self._database.reading() as connection:
            return tuple(
                Person(**{**row._mapping, "role": Role(row.role)})
                for row in connection.execute(query)
            )

    def look(self) -> Person | None:
        """Look again who is signed in and what she may do; None: nobody, or she is in no team."""
        with self._database.reading() as connection:
            self._database.me = self._database.own.person(connection)
        return self._database.me

    @property
    def unbound(self) -> bool:
        """Whether no rule binds who is signed in, for the server's superusers see everything."""
        if self._database.own is sqlite:
            return False
        query = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user"
        with self._database.reading() as connection:
            return bool(connection.execute(text(query)).scalar())

    def admit(self) -> tuple[str, ...]:
        """Give everybody her rights anew, as is needed after a restore; for who owns the tables.

        Returns which people of the team the server does not know; for others it does nothing.

        Raises:
            StoreError: it needs a right on the server.
        """
        if self._database.own is sqlite:
            return ()
        from db import postgres_team

        with self._database.reading() as connection:
            if not (
                postgres_team.settled(connection) and self._database.own.may_migrate(connection)
            ):
                return ()
        with self._database.writing() as connection:
            return postgres_team.admit(connection)

    def add(self, name: str, *, organisation: str, role: Role, password: str | None = None) -> None:
        """Let somebody in; her database user is made if there is none of that name.

        What was private before there was anybody is her organisation's from then on.

        Raises:
            UsageError: the store is a file, or a name is empty or too long.
            ForbiddenError: who is signed in may not; where it needs a right on the
                server, the commands for its administrator are among its notes.
        """
        organisation = _name(organisation, "organisation")
        _name(name, "database user")
        with self._managing("not added", name, role) as connection:
            from db import postgres_team

            postgres_team.see_closed(connection)
            secret = _verifier(connection, name, password) if password else None
            query = text("SELECT askwatch_add(:name, :organisation, :role, :secret)")
            values = {"name": name, "organisation": organisation, "role": role.value}
            connection.execute(query, values | {"secret": secret})

    def change(self, name: str, role: Role) -> None:
        """Let somebody do more, or less, from now on.

        Raises:
            UsageError: the store is a file.
            ForbiddenError: as for `add`; or she is not in the team.
        """
        with self._managing("not changed", name, role) as connection:
            query = text("SELECT askwatch_become(:name, :role)")
            connection.execute(query, {"name": name, "role": role.value})

    def remove(self, name: str) -> None:
        """Let somebody in no more; what she did stays, and so does her database user.

        Raises:
            UsageError: the store is a file.
            ForbiddenError: as for `add`; or she is not in the team.
        """
        with self._managing("not removed", name, None) as connection:
            connection.execute(text("SELECT askwatch_remove(:name)"), {"name": name})

    def set_password(self, password: str) -> None:
        """Give who is signed in another password on the server.

        Raises:
            UsageError: the store is a file.
            StoreError: the server refuses.
        """
        self._see_server("no password")
        with self._database.writing(alone=False) as connection:
            me = str(connection.execute(text("SELECT session_user")).scalar())
            secret = _verifier(connection, me, password)
            connection.exec_driver_sql(f"ALTER ROLE CURRENT_USER PASSWORD '{secret}'")

    @contextmanager
    def _managing(self, what: str, name: str, role: Role | None) -> Iterator[Connection]:
        self._see_server(what)
        from db import postgres_team

        me = self._database.me
        try:
            with self._database.writing() as connection:
                if self._database.own.may_migrate(connection):
                    postgres_team.settle(connection)
                elif me is not None and me.role is not Role.MANAGER:
                    step = "`askwatch team list` names them"
                    raise ForbiddenError(what, name, "only a manager may", step)
                yield connection
        except (ForbiddenError, StoreError) as error:
            if not _lacks(error):
                raise
            why = "this user has no right to make database users, or to let them in"
            step = "let the server's administrator run this, then give the command again"
            lacking = ForbiddenError(what, name, why, step)
            with self._database.reading() as connection:
                for line in postgres_team.commands(connection, name, role):
                    lacking.add_note(line)
            raise lacking from error

    def _see_server(self, what: str) -> None:
        if self._database.own is sqlite:
            why, step = "a file is one organisation's, and has no roles", "see docs/team.md"
            raise UsageError(what, self._database.url, why, step)


def _lacks(error: BaseException) -> bool:
    cause: Any = error.__cause__
    told = getattr(cause, "orig", None) or cause
    return getattr(told, "sqlstate", None) == _LACKS


def _name(given: str, what: str) -> str:
    given = one_line(given.strip())
    if not given or len(given.encode()) > 63:
        raise UsageError(f"no {what}", given, "1 to 63 bytes are wanted")
    return given


def _verifier(connection: Connection, name: str, password: str) -> str:
    """Return what the server keeps of a password, which itself never goes there."""
    driver: Any = connection.connection.driver_connection
    made: bytes = driver.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256")
    return made.decode()
