"""When each person last looked at the board, and what has come in since."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select, update

from db import board
from db import events as lines
from db.engine import Database
from db.tables import candidates, events, last_looks, standings
from tracker.news import MOST, News
from tracker.types import Event, EventKind


class Looked:
    """The visits of people to the board."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self, who: str) -> datetime | None:
        """Return when a person last looked; None: never."""
        query = select(last_looks.c.at).where(last_looks.c.who == who)
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one_or_none()

    def note(self, who: str, now: datetime) -> None:
        """Remember that a person looks now; a clock that was put back changes nothing."""
        c = last_looks.c
        with self._database.writing() as connection:
            held = connection.execute(select(c.at).where(c.who == who)).scalar_one_or_none()
            if held is None:
                connection.execute(insert(last_looks).values(who=who, at=now))
            elif held < now:
                connection.execute(update(last_looks).where(c.who == who).values(at=now))

    def news(self, who: str, since: datetime, then: date, rules: str, today: date) -> News:
        """Return what came in since a moment: by machine, by others, by time.

        `then` is the working day of that moment. Asks are overdue by the rules of that
        name, which must have been settled for `today`.
        """
        with self._database.reading() as connection:
            proposed, candidate_ids = _proposed(connection, since)
            decided, told = _decided(connection, who, since)
            overdue, ask_ids = _overdue(connection, rules, then, today)
        return News(
            since=since,
            proposed=proposed,
            decided=decided,
            overdue=overdue,
            candidate_ids=candidate_ids,
            events=told,
            ask_ids=ask_ids,
        )


def _proposed(connection: Connection, since: datetime) -> tuple[int, tuple[int, ...]]:
    c = candidates.c
    new = c.proposed_at > since
    count = connection.execute(board.open_ones(select(func.count())).where(new)).scalar_one()
    query = board.open_ones(select(c.id)).where(new).order_by(c.id.desc()).limit(MOST)
    return count, tuple(connection.execute(query).scalars()) if count else ()


def _decided(connection: Connection, who: str, since: datetime) -> tuple[int, tuple[Event, ...]]:
    c = events.c
    later = events.alias()
    back = select(later.c.undoes).where(later.c.undoes.is_not(None), later.c.at > since)
    by_others = (
        c.at > since,
        c.kind == EventKind.OUTCOME_SET,
        c.who != who,
        c.id.not_in(back),
    )
    count = connection.execute(select(func.count()).where(*by_others)).scalar_one()
    newest = select(c.id).where(*by_others).order_by(c.id.desc()).limit(MOST)
    return count, tuple(reversed(lines.read(connection, c.id.in_(newest)))) if count else ()


def _overdue(
    connection: Connection, rules: str, then: date, today: date
) -> tuple[int, tuple[int, ...]]:
    c = standings.c
    became = (
        c.rules == rules,
        # What is overdue today, found by its day.
        c.pile.is_(None),
        ~c.stopped,
        c.day >= then,
        c.day < today,
    )
    count = connection.execute(select(func.count()).where(*became)).scalar_one()
    query = select(c.ask_id).where(*became).order_by(c.day, c.ask_id).limit(MOST)
    return count, tuple(connection.execute(query).scalars()) if count else ()
