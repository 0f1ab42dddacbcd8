"""How each source fared when that was last told, and the changes since.

Used inside the transactions of `db.sources`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from db.tables import health_changes, sources
from tracker.schedule import HealthChange, HealthState, health, is_watched
from tracker.types import Watched


def told(connection: Connection) -> dict[str, str | None]:
    """Return by name how each source fared when it was last told; None: never told."""
    query = select(sources.c.name, sources.c.health)
    return {row.name: row.health for row in connection.execute(query)}


def changed(
    watched: Iterable[Watched], told: Mapping[str, str | None], now: datetime
) -> tuple[HealthChange, ...]:
    """Return the sources that fare otherwise than was told."""
    found = []
    for one in watched:
        if one.last is None or not is_watched(one.source, now):
            continue
        state = health(one, now)
        was = told.get(one.source.name)
        if state.state != was:
            found.append(
                HealthChange(
                    source=one.source.name,
                    at=now,
                    was=HealthState(was) if was else None,
                    state=state.state,
                    words=state.words,
                )
            )
    return tuple(found)


def note(connection: Connection, changes: Iterable[HealthChange]) -> tuple[HealthChange, ...]:
    """Keep how sources fare now; return what of it is worth telling."""
    news = []
    for change in changes:
        mine = sources.c.name == change.source
        connection.execute(update(sources).where(mine).values(health=change.state))
        if change.was is None and change.recovered:
            continue
        source_id = select(sources.c.id).where(mine).scalar_subquery()
        values = {name: getattr(change, name) for name in ("at", "was", "state", "words")}
        connection.execute(insert(health_changes).values(source_id=source_id, **values))
        news.append(change)
    return tuple(news)


def between(
    connection: Connection, since: datetime, until: datetime | None
) -> tuple[HealthChange, ...]:
    """Return the changes after one moment and not after another, in their order."""
    c = health_changes.c
    query = (
        select(health_changes, sources.c.name.label("source"))
        .join(sources, c.source_id == sources.c.id)
        .where(c.at > since)
        .order_by(c.id)
    )
    if until is not None:
        query = query.where(c.at <= until)
    return tuple(
        HealthChange(
            source=row.source,
            at=row.at,
            was=HealthState(row.was) if row.was else None,
            state=HealthState(row.state),
            words=row.words,
        )
        for row in connection.execute(query)
    )
