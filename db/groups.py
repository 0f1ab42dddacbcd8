"""Asks of the board in groups: by letter, addressee, campaign or owner.

A database that sorts and counts a hundred thousand asks by their groups reads all their
texts. So it gives them in the order of its indexes, with their letters; what a letter is
called, and so which group each belongs to, is looked up here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from msgspec import json
from sqlalchemy import Connection, Select, func, select

from db import sql
from db.ask_rows import announced
from db.tables import addressees, campaigns, letters, standings
from tracker import wording
from tracker.standing import Standing
from tracker.text import short
from tracker.types import Addressee


class Order(StrEnum):
    """By what the board is sorted."""

    DUE = "due"
    LETTER = "letter"
    ADDRESSEE = "addressee"
    CAMPAIGN = "campaign"
    NEWEST = "newest"
    OWNER = "owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Asks that stand together on the board."""

    title: str
    ask_ids: tuple[int, ...]
    counts: dict[Standing, int]
    """Where all asks of the group stand, those that are left out included."""


Called = dict[int, str]


def grouped(
    connection: Connection, order: Order, rules: str, shown: Select[Any], heaps: Any
) -> tuple[Group, ...]:
    """Return asks in groups, which are in order.

    `shown` selects id, letter and number of each, in the order in which they stand in a
    group; `heaps` where asks are counted, and as a list which: by their letters, or where
    they are grouped by owners, by their ids.
    """
    columns = connection.execute(sql.listed(shown)).one()
    ids, its, numbers = map(json.decode, columns)
    counted = [(Standing(heap), json.decode(keys)) for heap, keys in connection.execute(heaps)]
    if order is Order.LETTER:
        return _by_letter(connection, zip(its, numbers, ids, strict=True), counted)
    names = _CALLED[order](connection, rules).get
    by: dict[str, list[int]] = defaultdict(list)
    for key, ask_id in zip(ids if order is Order.OWNER else its, ids, strict=True):
        by[names(key, "")].append(ask_id)
    counts: dict[Any, dict[Standing, int]] = defaultdict(dict)
    for heap, keys in counted:
        for name, number in Counter(names(key, "") for key in keys).items():
            counts[name][heap] = number
    last = order is not Order.ADDRESSEE
    return tuple(
        Group(title=short(name), ask_ids=tuple(by[name]), counts=counts[name])
        for name in sorted(by, key=lambda name: (last and not name, name))
    )


def _by_letter(
    connection: Connection,
    shown: Iterable[tuple[int, int, int]],
    counted: Sequence[tuple[Standing, list[int]]],
) -> tuple[Group, ...]:
    """Return asks by their letters, the newest first, each letter's in their own order."""
    day = func.coalesce(letters.c.letter_date, announced())
    query = sql.listed(select(letters.c.id, letters.c.title, day.label("day")))
    keys, titles, days = map(json.decode, connection.execute(query).one())
    called = dict(zip(keys, titles, strict=True))
    asked = dict(zip(keys, days, strict=True))
    # Place and id as one number: of a hundred thousand pairs Python would look after each.
    by: dict[int, list[int]] = defaultdict(list)
    for key, number, ask_id in shown:
        by[key].append(number << 32 | ask_id)
    counts: dict[int, dict[Standing, int]] = {key: {} for key in by}
    for heap, its in counted:
        for key, number in Counter(its).items():
            if key in counts:
                counts[key][heap] = number
    order = sorted(by, reverse=True)
    order.sort(key=lambda key: asked[key] or "", reverse=True)
    return tuple(
        Group(
            title=short(called[key]),
            ask_ids=tuple(place & 0xFFFFFFFF for place in sorted(by[key])),
            counts=counts[key],
        )
        for key in order
    )


def _addressees(connection: Connection, rules: str) -> Called:
    """Return to whom letters go, as `tracker.settled` says it of their asks."""
    c = addressees.c
    query = select(c.letter_id, c.name, c.office).where(~c.cc).order_by(c.id)
    columns = map(json.decode, connection.execute(sql.listed(query)).one())
    called: Called = {}
    for letter, name, office in zip(*columns, strict=True):
        before = f"{called[letter]}; " if letter in called else ""
        called[letter] = before + wording.addressee(Addressee(name=name, office=office))
    return called


def _campaigns(connection: Connection, rules: str) -> Called:
    query = select(letters.c.id, campaigns.c.name)
    return _pairs(connection, query.join(campaigns, filed()))


def _owners(connection: Connection, rules: str) -> Called:
    c = standings.c
    return _pairs(connection, select(c.ask_id, c.owner).where(c.rules == rules, c.owner != ""))


_CALLED = {
    Order.ADDRESSEE: _addressees,
    Order.CAMPAIGN: _campaigns,
    Order.OWNER: _owners,
}
"""What groups are called, by letter; by owner, by ask."""


def filed() -> Any:
    """Join a letter with its campaign, unless that was removed."""
    return (letters.c.campaign_id == campaigns.c.id) & ~campaigns.c.removed


def _pairs(connection: Connection, query: Select[Any]) -> Called:
    columns = connection.execute(sql.listed(query)).one()
    return dict(zip(*map(json.decode, columns), strict=True))
