"""Campaigns, which group letters, and what carries an ask on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """Letters that belong together, under one name."""

    id: int
    name: str
    added: datetime
    letters: tuple[int, ...]
    """The ids of its letters, in the order in which they were recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """A question at a hearing."""

    text: str
    """The question, as it was asked."""
    day: date
    committee: str | None = None
    asker: str | None = None
    """Who asked it."""
    url: str | None = None
    """Where it can be read or heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What carries an ask on: a later letter, or a question at a hearing."""

    id: int
    ask_id: int
    """The ask that is carried on."""
    letter_id: int
    """Its letter."""
    summary: str
    """What it asks."""
    later_letter_id: int | None = None
    """The letter that asks it again; None: it was a hearing."""
    later_title: str = ""
    later_ask_id: int | None = None
    """The ask of that letter, where one was named."""
    hearing: Hearing | None = None
    day: date | None = None
    """Of the later letter or of the hearing; None: the letter has no date."""
