"""The addresses at which evidence was published, and what stands there now."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from db.engine import Database
from db.sources import BY_HAND, keep_capture
from db.tables import Values, addresses, documents, evidence, revisions, sources
from tracker.types import Address, AddressState, Capture, Cited


class Addresses:
    """Addresses of evidence; they are looked at, never changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, before: datetime, limit: int) -> tuple[Cited, ...]:
        """Return addresses not looked at since `before`, longest ago first.

        Only those of evidence that may be shown and was published on the web: nobody
        shall learn from a request which private reply we hold.
        """
        query = (
            select(evidence.c.url)
            .outerjoin(addresses, addresses.c.url == evidence.c.url)
            .where(_PUBLIC, or_(addresses.c.checked.is_(None), addresses.c.checked < before))
            .group_by(evidence.c.url, addresses.c.checked)
            .order_by(addresses.c.checked.is_not(None), addresses.c.checked, evidence.c.url)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return _cited(connection, connection.execute(query).scalars().all())

    def record(
        self,
        url: str,
        state: AddressState,
        *,
        now: datetime,
        why: str = "",
        capture: Capture | None = None,
    ) -> bool:
        """Record what was found at an address; say whether that is another state than before.

        An address that did not answer keeps the state that it had, if it had one.
        """
        with self._database.writing() as connection:
            row = connection.execute(select(addresses).where(addresses.c.url == url)).one_or_none()
            if capture is not None:
                keep_capture(connection, capture)
            if row is None:
                fresh = {"state": state, "since": now, "checked": now, "why": why}
                connection.execute(
                    insert(addresses).values(url=url, capture=capture and capture.hash, **fresh)
                )
                return True
            before = AddressState(row.state)
            told = {"state": state, "why": why}
            values: Values = {"checked": now}
            if state is before:
                values |= told
            elif state is not AddressState.UNREACHABLE:
                values |= told | {"since": now, "suggestion": None, "searched": None}
            if capture is not None:
                values["capture"] = capture.hash
            connection.execute(update(addresses).where(addresses.c.url == url).values(values))
            return state is not before and state is not AddressState.UNREACHABLE

    def gone(self, searched_before: datetime, limit: int) -> tuple[Cited, ...]:
        """Return dead addresses for which no copy is known, nor was looked for since then."""
        query = (
            select(addresses.c.url)
            .where(addresses.c.state == AddressState.GONE, addresses.c.suggestion.is_(None))
            .where(or_(addresses.c.searched.is_(None), addresses.c.searched < searched_before))
            .order_by(addresses.c.since, addresses.c.url)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return _cited(connection, connection.execute(query).scalars().all())

    def suggest(self, url: str, suggestion: str | None, *, now: datetime) -> None:
        """Record where a copy of a dead address stands; None: none was found."""
        query = update(addresses).where(addresses.c.url == url)
        with self._database.writing() as connection:
            connection.execute(query.values(suggestion=suggestion, searched=now))

    def list(self, *, troubled: bool = False) -> tuple[tuple[Address, tuple[int, ...]], ...]:
        """Return each address with the ids of the asks that rest on it, by address.

        `troubled`: only those that no longer show what they showed.
        """
        query = select(addresses).order_by(addresses.c.url)
        if troubled:
            query = query.where(addresses.c.state.in_((AddressState.ALTERED, AddressState.GONE)))
        resting = (
            select(evidence.c.url, evidence.c.ask_id)
            .where(~evidence.c.private)
            .distinct()
            .order_by(evidence.c.ask_id)
        )
        with self._database.reading() as connection:
            by_url: dict[str, builtins.list[int]] = {}
            for row in connection.execute(resting):
                by_url.setdefault(row.url, []).append(row.ask_id)
            found = connection.execute(query).all()
        return tuple((_as_address(row), tuple(by_url.get(row.url, ()))) for row in found)


_PUBLIC = (~evidence.c.private) & or_(
    evidence.c.url.like("http://%"), evidence.c.url.like("https://%")
)


def _cited(connection: Connection, urls: Sequence[str]) -> tuple[Cited, ...]:
    """Return what evidence quotes from these addresses, in their order."""
    query = (
        select(evidence, sources.c.host, sources.c.name)
        .join(revisions, revisions.c.id == evidence.c.revision_id)
        .join(documents, documents.c.id == revisions.c.document_id)
        .join(sources, sources.c.id == documents.c.source_id)
        .where(_PUBLIC, evidence.c.url.in_(urls))
        .order_by(evidence.c.id)
    )
    found: dict[str, builtins.list[Row[Any]]] = {url: [] for url in urls}
    for row in connection.execute(query):
        found[row.url].append(row)
    return tuple(
        Cited(
            url=url,
            quotes=tuple(dict.fromkeys(row.quote for row in several)),
            seen=several[0].first_seen,
            home=None if several[0].name == BY_HAND else f"https://{several[0].host}/",
        )
        for url, several in found.items()
        if several
    )


def _as_address(row: Row[Any]) -> Address:
    return Address(
        url=row.url,
        checked=row.checked,
        state=AddressState(row.state),
        since=row.since,
        why=row.why,
        capture=row.capture,
        suggestion=row.suggestion,
        searched=row.searched,
    )
