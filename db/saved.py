"""Filters that people keep under a name; in a team each organisation has its own."""

from __future__ import annotations

import difflib
from datetime import datetime

from sqlalchemy import delete, insert, select

from db.engine import Database
from db.tables import saved_filters
from tracker.errors import NotAllowedError, NotHeldError
from tracker.text import folded, one_line
from tracker.types import SavedFilter

LONGEST = 60
"""Characters of a name."""


class SavedFilters:
    """Filters by name; capitals and accents make no other name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, name: str, words: str, *, now: datetime) -> SavedFilter | None:
        """Keep a filter, in the place of what had the name; return that, or None.

        Raises:
            NotAllowedError: the name or the filter has no words, or the name is too long.
        """
        name, words = one_line(name), one_line(words)
        if not name or not words:
            why = "it has no name" if words else "nothing is typed"
            raise NotAllowedError("filter not saved", name or None, why)
        if len(name) > LONGEST:
            why = f"the name is longer than {LONGEST} characters"
            raise NotAllowedError(
                "filter not saved", one_line(name, 30), why, "choose a shorter one"
            )
        c, key = saved_filters.c, folded(name)
        values = {"name": name, "key": key, "words": words, "saved": now}
        with self._database.writing() as connection:
            before = connection.execute(
                delete(saved_filters).where(c.key == key).returning(c.name, c.words, c.saved)
            ).first()
            connection.execute(insert(saved_filters).values(values))
        return SavedFilter(**before._mapping) if before else None

    def list(self) -> tuple[SavedFilter, ...]:
        """Return all of them, by name."""
        c = saved_filters.c
        query = select(c.name, c.words, c.saved).order_by(c.key)
        with self._database.reading() as connection:
            return tuple(SavedFilter(**row._mapping) for row in connection.execute(query))

    def get(self, name: str) -> SavedFilter:
        """Return a filter.

        Raises:
            NotHeldError: none has that name; says which has one like it.
        """
        held = {folded(one.name): one for one in self.list()}
        key = folded(one_line(name))
        if key not in held:
            near = difflib.get_close_matches(key, held, 1)
            step = f"did you mean {held[near[0]].name}?" if near else _SHOW
            raise NotHeldError("no such saved filter", name, "", step)
        return held[key]

    def remove(self, name: str) -> SavedFilter:
        """Forget a filter and return it.

        Raises:
            NotHeldError: none has that name.
        """
        held = self.get(name)
        with self._database.writing() as connection:
            connection.execute(
                delete(saved_filters).where(saved_filters.c.key == folded(held.name))
            )
        return held


_SHOW = "`askwatch search --list` shows what is saved"
