"""Search: letters, documents, replies and notes in one list, by words, filters or both.

Full text ranks what matches; where more matches than anybody reads, the newest are
ranked, and that there are more is said. What is in sight is read, and no more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Select, select

from db import finds, sql
from db.board import Selection
from db.engine import Database
from tracker.filters import Wanted
from tracker.text import short
from tracker.types import Find, Hit

BOUND = 500
"""Of each noun so many are ranked, the newest."""
AROUND = 40
"""Words of a snippet."""

Place = tuple[str, int]
"""A find before it is read: "letter", "document" or "note", and its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finds:
    """What a search came to."""

    places: tuple[Place, ...]
    """Best first; without words, newest first."""
    more: bool
    """There are more, older ones that were not ranked."""


class Search:
    """Full text with filters."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, selection: Selection, bound: int = BOUND) -> Finds:
        """Return what a search finds; nothing wanted gives the documents, newest first.

        Where it is narrowed by asks, they must have been settled by the selection's
        rules: see `Board.settle`.
        """
        wanted = selection.wanted
        words = sql.sought(wanted.words, begun=wanted.begun)
        if wanted.words and not words:
            return Finds(places=(), more=False)
        found: list[tuple[float, float, str, int]] = []
        more = False
        with self._database.reading() as connection:
            for noun in finds.nouns(wanted):
                query = noun.chosen(connection, selection)
                rows = _newest(connection, query, noun, words, bound + 1)
                more = more or len(rows) > bound
                ranks = _ranks(connection, noun, words, [row.word for row in rows[:bound]])
                found += (
                    (ranks.get(row.word, 0.0), -_seconds(row.day), noun.name, -row.id)
                    for row in rows[:bound]
                )
        found.sort()
        if not words:
            more, found = more or len(found) > bound, found[:bound]
        return Finds(places=tuple((noun, -at) for *_, noun, at in found), more=more)

    def read(self, places: Sequence[Place], wanted: Wanted) -> tuple[Hit, ...]:
        """Return some finds with the words around what was found; those that went are left out."""
        words = sql.sought(wanted.words, begun=wanted.begun)
        held: dict[Place, Hit] = {}
        with self._database.reading() as connection:
            for noun in finds.NOUNS:
                ids = [at for name, at in places if name == noun.name]
                if not ids:
                    continue
                rows = connection.execute(noun.read(ids)).all()
                snippets = _snippets(connection, noun, words, [row.word for row in rows])
                for row in rows:
                    held[noun.name, row.id] = _hit(noun, row, snippets.get(row.word))
        return tuple(held[place] for place in places if place in held)


def _newest(
    connection: Connection, query: Select[Any], noun: finds.Noun, words: sql.Sought, limit: int
) -> Sequence[Any]:
    if words:
        found = noun.words.newest(words)
        query = query.join(found, found.c.rowid == noun.word).order_by(found.c.rowid.desc())
    else:
        query = query.order_by(*noun.order)
    return connection.execute(query.limit(limit)).all()


def _ranks(
    connection: Connection, noun: finds.Noun, words: sql.Sought, ids: Collection[int]
) -> dict[int, float]:
    if not words or not ids:
        return {}
    index = noun.words
    query = select(index.id, index.rank(words).label("rank")).select_from(index.table)
    found = connection.execute(query.where(index.match(words), index.among(ids)))
    return {row.rowid: row.rank for row in found}


def _snippets(
    connection: Connection, noun: finds.Noun, words: sql.Sought, ids: Collection[int]
) -> dict[int, str]:
    if not words or not ids:
        return {}
    index = noun.words
    query = select(index.id, index.snippet(words, AROUND).label("snippet")).select_from(index.table)
    found = connection.execute(query.where(index.match(words), index.among(ids)))
    return {row.rowid: row.snippet for row in found}


def _hit(noun: finds.Noun, row: Any, snippet: str | None) -> Hit:
    shown, found = sql.marked(row.head if snippet is None else snippet)
    return Hit(
        noun=noun.name,
        id=row.id,
        title=short(row.title),
        snippet=shown,
        url=row.url,
        when=row.day.date() if isinstance(row.day, datetime) else row.day,
        kind=Find(row.kind),
        source=row.source,
        private=bool(row.private),
        letter=row.letter,
        ask=row.ask,
        found=found,
    )


def _seconds(day: date | datetime | None) -> float:
    """Return a moment as a number; what is undated comes last."""
    if day is None:
        return float("-inf")
    moment = day if isinstance(day, datetime) else datetime.combine(day, time(), UTC)
    return (moment - datetime(1, 1, 1, tzinfo=UTC)) / timedelta(seconds=1)
