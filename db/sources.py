"""Sources, the visits to them, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, and_, bindparam, insert, or_, select, update

from db import coverage, health, listing, rows, sql
from db.arrivals import Arrivals
from db.engine import Database
from db.prepared import Prepared, inserting
from db.tables import Values, captures, documents, sources, visits
from tracker.coverage import Looks
from tracker.schedule import HealthChange
from tracker.types import Capture, Change, Source, Visit, VisitStatus, Watched, Way

BY_HAND = "by hand"
"""The source of documents that a person filed; it is never visited."""

_VISIT = tuple(c.name for c in visits.c if c.name not in ("id", "source_id"))
# Made once: a poll runs them for every source.
_SOURCE = Prepared(select(sources).where(sources.c.name == bindparam("named")))
_CHANGE = update(sources).where(sources.c.id == bindparam("key"))
_ADD_VISIT = inserting(visits)
_ADD_CAPTURE = Prepared(sql.insert_missing(captures), captures.c.keys())
_WATCHED = (
    select(sources, *(c.label(f"visit_{c.name}") for c in visits.c))
    .outerjoin(visits, visits.c.id == sources.c.last_visit)
    .where(sources.c.name != BY_HAND)
)
_ALL = Prepared(_WATCHED.order_by(sources.c.name))
_NAMED = Prepared(_WATCHED.where(sources.c.name == bindparam("named")))
_GOOD = {VisitStatus.NEW, VisitStatus.UNCHANGED, VisitStatus.GAP}
_BAD = {VisitStatus.BLOCKED, VisitStatus.FAILED}


class Sources:
    """Places that are watched, and how the visits went."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sync(self, wanted: Iterable[Source]) -> None:
        """Make these the sources that are watched; others are disabled, never deleted.

        A source whose address or rhythm changes is due at once. If it moves to
        another host, the documents of the old host move along, unless another
        source still stands there.
        """
        by_name = {source.name: source for source in wanted}
        with self._database.writing() as connection:
            held = {row.name: row for row in connection.execute(select(sources))}
            for name, row in held.items():
                if name not in by_name and row.enabled:
                    _change(connection, row.id, {"enabled": False})
            for name, source in by_name.items():
                if name not in held:
                    connection.execute(insert(sources).values(_columns(source)))
                else:
                    _sync_one(connection, held[name], source)

    def watched(self, name: str | None = None) -> tuple[Watched, ...]:
        """Return all sources, disabled ones too, by name; or the one of that name, if any."""
        with self._database.glance() as connection:
            found = (
                _ALL.all(connection, {})
                if name is None
                else _NAMED.all(connection, {"named": name})
            )
            return tuple(_as_watched(row) for row in found)

    def due(self, now: datetime) -> tuple[Watched, ...]:
        """Return the enabled sources whose visit is due and that nobody visits right now.

        Longest due first. One that is not valid yet, or no longer, is never due.
        """
        c, today = sources.c, now.date()
        query = (
            _WATCHED.where(c.enabled, or_(c.next_due.is_(None), c.next_due <= now), _free(now))
            .where(or_(c.valid_from.is_(None), c.valid_from <= today))
            .where(or_(c.valid_to.is_(None), c.valid_to >= today))
            .order_by(c.next_due.is_not(None), c.next_due, c.name)
        )
        with self._database.reading() as connection:
            return tuple(_as_watched(row) for row in connection.execute(query))

    def claim(
        self, name: str, *, by: str, now: datetime, until: datetime, anew: bool = False
    ) -> bool:
        """Take a source for one visit; False: another holds it until later than `now`.

        `record_visit` lets go of it; a claim that was never recorded runs out, and with
        `anew` is made once more by whoever has it.
        """
        free = or_(_free(now), sources.c.claimed_by == by) if anew else _free(now)
        query = update(sources).where(sources.c.name == name, free)
        with self._database.glance() as connection:
            taken = connection.execute(query.values(claimed_by=by, claimed_until=until))
            return taken.rowcount == 1

    def release(self, name: str, *, by: str) -> None:
        """Let go of a source without a visit; nothing happens if it is another's."""
        query = update(sources).where(sources.c.name == name, sources.c.claimed_by == by)
        with self._database.glance() as connection:
            connection.execute(query.values(claimed_by=None, claimed_until=None))

    @contextmanager
    def recording(self) -> Iterator[Recorder]:
        """Give what records visits; at the end all of them are on disk, or none is."""
        with self._database.writing() as connection:
            yield Recorder(connection)

    def record_visit(
        self,
        visit: Visit,
        changes: Sequence[Change] = (),
        *,
        capture: Capture | None = None,
        vanished: Sequence[str] = (),
        awaited: Sequence[str] = (),
        complete: bool = True,
    ) -> None:
        """Record one visit; see `Recorder.visit`. It is on disk at return."""
        with self.recording() as recorder:
            recorder.visit(
                visit,
                changes,
                capture=capture,
                vanished=vanished,
                awaited=awaited,
                complete=complete,
            )

    def note_health(self, now: datetime) -> tuple[HealthChange, ...]:
        """Note which sources fare otherwise than was last told, and return these changes.

        Of several processes that ask, one gets each change. A source that was never
        visited, is switched off or not valid now says nothing; nor does one that
        delivers from the start.
        """
        if not health.changed(self.watched(), self._told(), now):
            return ()
        with self._database.writing() as connection:
            watched = [_as_watched(row) for row in _ALL.all(connection, {})]
            changes = health.changed(watched, health.told(connection), now)
            return health.note(connection, changes)

    def changes_of_health(
        self, since: datetime, until: datetime | None = None
    ) -> tuple[HealthChange, ...]:
        """Return the changes noted after `since`, up to `until` where given, in their order."""
        with self._database.reading() as connection:
            return health.between(connection, since, until)

    def looks(self, since: date, until: date) -> tuple[Looks, ...]:
        """Return the visits from one day to another, both included, by source and day."""
        with self._database.reading() as connection:
            return coverage.looks(connection, since, until)

    def weekly(self, since: date, weeks: int) -> dict[str, tuple[int, ...]]:
        """Return how many new documents each source brought, week by week from a day on.

        Sources that brought none are not among them.
        """
        with self._database.reading() as connection:
            return coverage.weekly(connection, since, weeks)

    def _told(self) -> dict[str, str | None]:
        with self._database.reading() as connection:
            return health.told(connection)

    def visits(self, name: str, limit: int = 50) -> tuple[Visit, ...]:
        """Return the latest visits to a source, newest first."""
        query = (
            select(visits, sources.c.name.label("source"))
            .join(sources, visits.c.source_id == sources.c.id)
            .where(sources.c.name == name)
            .order_by(visits.c.id.desc())
            .limit(limit)
        )
        with self._database.reading() as connection:
            return tuple(_as_visit(row._mapping) for row in connection.execute(query))


class Recorder:
    """Records visits inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def visit(
        self,
        visit: Visit,
        changes: Sequence[Change] = (),
        *,
        capture: Capture | None = None,
        vanished: Sequence[str] = (),
        awaited: Sequence[str] = (),
        complete: bool = True,
    ) -> None:
        """Record a visit and all that it brought.

        `changes` holds every item of the page, same ones too, in page order. They
        are the source's latest listing, unless there are none (a 304), the page is
        not `complete` (a stale copy) or it came by a fallback. A document gets a
        revision if it is new, or its text's hash or its title differs from the
        latest; the revision waits for matching. A listed document has not
        vanished; `vanished` are identities now missing, and `awaited` such that may
        be: they stay in the listing.

        Raises:
            NotHeldError: no such source.
        """
        connection, name = self._connection, visit.source
        source = _SOURCE.one(connection, "source", name, {"named": name})
        if capture is not None:
            keep_capture(connection, capture)
        arrivals = Arrivals(connection, source.id, source.host, visit.at)
        listed = arrivals.keep(changes, visit.capture) if changes else []
        arrivals.miss(vanished)
        columns = {name: getattr(visit, name) for name in _VISIT}
        visit_id = _ADD_VISIT.add(connection, {"source_id": source.id, **columns})
        after = _after(source, visit, visit_id)
        after["documents"] = source.documents + arrivals.added
        after["newest"] = rows.later(source.newest, arrivals.newest)
        if listed and complete and visit.status in _GOOD and _is_main(source, visit):
            listed += arrivals.await_(awaited, listing.read(source.listing))
            after["listing"] = listing.written(listed)
        _change(connection, source.id, after)


def by_hand(connection: Connection) -> int:
    """Return the id of the source of documents filed by hand; make it the first time."""
    found = connection.execute(select(sources.c.id).where(sources.c.name == BY_HAND)).scalar()
    if found is not None:
        return int(found)
    source = Source(name=BY_HAND, ways=(), every=timedelta(), enabled=False)
    return rows.insert(connection, insert(sources).values(_columns(source)))


def keep_capture(connection: Connection, capture: Capture) -> None:
    """Note that a body lies in the archive; the first note of it stands."""
    values = {column.name: getattr(capture, column.name) for column in captures.c}
    _ADD_CAPTURE.run(connection, [values])


def _after(source: Any, visit: Visit, visit_id: int) -> Values:
    """Return what a visit changes in its source's own columns."""
    values: Values = {
        "last_visit": visit_id,
        "next_due": visit.next_due,
        "claimed_by": None,
        "claimed_until": None,
        "failures": source.failures + (visit.status in _BAD),
        "gaps": source.gaps + (visit.status is VisitStatus.GAP),
    }
    # A further page of a way is no look at the source by itself.
    if visit.status in _GOOD and visit.url in _ways(source):
        values |= {"last_good": visit.at, "failures": 0}
        if visit.http_status != 304:
            # A fallback's marks would mean nothing to the main address.
            main = _is_main(source, visit)
            values["etag"] = visit.etag if main else None
            values["last_modified"] = visit.last_modified if main else None
    return values


def _is_main(source: Any, visit: Visit) -> bool:
    return _ways(source)[:1] == [visit.url]


def _ways(row: Any) -> list[str]:
    return [way.url for way in rows.read(row.ways, tuple[Way, ...])]


def _sync_one(connection: Connection, row: Row[Any], source: Source) -> None:
    values = _columns(source)
    moved = [way.url for way in source.ways[:1]] != _ways(row)[:1]
    if moved:
        values |= {"etag": None, "last_modified": None, "listing": "[]"}
    if moved or values["every"] != row.every:
        values["next_due"] = None
    if values["host"] != row.host:
        _move_documents(connection, row, values["host"])
    if any(getattr(row, name) != value for name, value in values.items()):
        _change(connection, row.id, values)


def _move_documents(connection: Connection, row: Row[Any], host: str) -> None:
    c = documents.c
    shared = select(sources.c.id).where(sources.c.host == row.host, sources.c.id != row.id)
    taken = select(c.id).where(c.host == host)
    if (
        not connection.execute(shared.limit(1)).first()
        and not connection.execute(taken.limit(1)).first()
    ):
        connection.execute(update(documents).where(c.host == row.host).values(host=host))


def _free(now: datetime) -> Any:
    c = sources.c
    return and_(c.name != BY_HAND, or_(c.claimed_until.is_(None), c.claimed_until <= now))


def _change(connection: Connection, source_id: int, values: Values) -> None:
    _changing(tuple(values)).run(connection, [{"key": source_id, **values}])


@cache
def _changing(names: tuple[str, ...]) -> Prepared:
    return Prepared(_CHANGE, names)


def _columns(source: Source) -> Values:
    return {
        "name": source.name,
        "host": _host(source),
        "title": source.title,
        "ways": rows.written(source.ways),
        "every": rows.seconds(source.every),
        "enabled": source.enabled,
        "expects": rows.seconds(source.expects),
        "valid_from": source.valid_from,
        "valid_to": source.valid_to,
        "proven": source.proven,
        "delay": source.delay,
    }


def _host(source: Source) -> str:
    """Return where the source's documents have their identity: the main way's host."""
    if not source.ways:
        return source.name
    address = urlsplit(source.ways[0].url)
    return address.netloc.rpartition("@")[2].lower().removeprefix("www.")


def _as_source(row: Any) -> Source:
    return Source(
        name=row.name,
        ways=rows.read(row.ways, tuple[Way, ...]),
        every=timedelta(seconds=row.every),
        enabled=row.enabled,
        title=row.title,
        expects=None if row.expects is None else timedelta(seconds=row.expects),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        proven=row.proven,
        delay=row.delay,
    )


@lru_cache(maxsize=2000)
def _as_watched(row: Any) -> Watched:
    # Of hundreds of sources a few were visited since they were read before.
    last = None
    if row.visit_id is not None:
        found = {name: getattr(row, f"visit_{name}") for name in _VISIT}
        last = _as_visit(found | {"source": row.name})
    return Watched(
        source=_as_source(row),
        last=last,
        last_good=row.last_good,
        newest=row.newest,
        failures=row.failures,
        etag=row.etag,
        last_modified=row.last_modified,
        documents=row.documents,
        gaps=row.gaps,
    )


def _as_visit(row: Any) -> Visit:
    values = {name: row[name] for name in _VISIT}
    return Visit(**values | {"source": row["source"], "status": VisitStatus(row["status"])})
