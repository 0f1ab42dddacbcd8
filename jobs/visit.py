"""One visit to one source: its ways in, in order, and what came of them.

The main way is asked first; the others only if it fails, or to fill a gap.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from db.sources import Recorder
from db.store import Store
from jobs.archive import Archive
from jobs.fetch import Fetcher
from jobs.sources import Layout, read_page
from jobs.together import Ending, Together
from tracker.changes import Decision, decide, identities, marks
from tracker.errors import AskwatchError, BlockedError, FetchError, LayoutError
from tracker.schedule import fresh_for, next_due
from tracker.types import Capture, Held, Item, Page, Source, Visit, VisitStatus, Watched, Way

OVERLAP = timedelta(hours=72)
"""What changed so long before the last good visit is asked for again: posts appear late."""
MOST_PAGES = 10
"""How many further pages one visit reads at most."""

_TROUBLE = (FetchError, LayoutError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """How the visit to one source went."""

    source: str
    status: VisitStatus
    new: int = 0
    revised: int = 0
    documents: int = 0
    """How many the page listed; 0 if it was as before."""
    error: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What one way in gave."""

    way: Way
    page: Page | None
    """None: as it was at the last visit."""
    items: tuple[Item, ...] = ()
    last: Mapping[str, Held] = field(default_factory=dict)
    """What stood there before; empty where that came by another way and cannot be compared."""
    main: bool = True
    """Whether it is the source's main way; only that may revise what is held."""
    window: bool = False
    """It was asked for all that changed since the last visit: what is not there has not gone."""


class Visitor:
    """Visits sources and records what they brought."""

    def __init__(
        self,
        store: Store,
        fetcher: Fetcher,
        archive: Archive,
        layouts: Callable[[str], Layout],
        now: Callable[[], datetime],
    ) -> None:
        self._store, self._fetcher, self._archive = store, fetcher, archive
        self._layouts, self.now = layouts, now
        self._together = Together(store.sources)

    def visit(self, watched: Watched) -> Polled:
        """Visit a source and return how it went, once that is on disk."""
        stay = _Stay(watched, self.now(), time.perf_counter())
        troubles: list[AskwatchError] = []
        for way in watched.source.ways:
            try:
                read = self._read(watched, way, main=way is watched.source.ways[0])
            except _TROUBLE as error:
                troubles.append(error)
                continue
            return self._good(stay, read, troubles[0] if troubles else None)
        return self._bad(stay, troubles[0])

    def _read(
        self, watched: Watched, way: Way, *, main: bool, found_in: str | None = None
    ) -> _Read:
        """Return what a way in lists; the main one is asked only for what changed."""
        layout = self._layouts(way.layout)
        window = bool(layout.since and watched.last_good)
        asked = way.url
        if layout.since and watched.last_good and not found_in:
            asked = layout.since(way.url, watched.last_good - OVERLAP)
        whole = found_in or not main or asked != way.url
        page = self._fetcher.get(
            asked,
            etag=None if whole else watched.etag,
            last_modified=None if whole else watched.last_modified,
            accept=layout.accept,
            found_in=found_in,
            delay=watched.source.delay or 0.0,
        )
        if page is None:
            return _Read(way=way, page=None)
        comparable = not window and watched.last is not None and watched.last.url == way.url
        last = self._store.documents.last_listing(watched.source.name) if comparable else {}
        items = read_page(page, layout, marks(last))[1]
        return _Read(way=way, page=page, items=items, last=last, main=main, window=window)

    def _following(self, read: _Read) -> str | None:
        """Return where a page's next part is; a page names none on another host."""
        if read.page is None:
            return None
        url = self._layouts(read.way.layout).following(read.page)
        same = url and urlsplit(url).hostname == urlsplit(read.page.url).hostname
        return url if same else None

    def _good(self, stay: _Stay, read: _Read, trouble: AskwatchError | None) -> Polled:
        if read.page is None:
            return self._record(stay, read, _NOTHING)
        decision, more = self._followed(stay, read, self._decide(stay, read))
        error = None
        if trouble is not None:
            error = (
                f"{_said(stay.source, trouble)}; read by {_named(stay.source, read.way)} instead"
            )
        elif decision.gap:
            decision, filled = self._filled(stay, read, decision)
            more += filled
        return self._record(stay, read, decision, error=error, more=more)

    def _decide(self, stay: _Stay, read: _Read) -> Decision:
        source, last, known = stay.source, read.last, marks(read.last)
        names = [identities(item) for item in read.items if item.mark not in known]
        wanted = {name for some in names if some[0] not in last for name in some}
        held = self._store.documents.held(source.name, wanted) if wanted else {}
        decision = decide(
            read.items,
            {**last, **held},
            last,
            source=source.name,
            now=stay.at,
            first=stay.watched.last_good is None,
            revising=read.main,
        )
        return replace(decision, gap=bool(self._following(read))) if read.window else decision

    def _followed(self, stay: _Stay, read: _Read, decision: Decision) -> tuple[Decision, int]:
        """Read on, page by page, until what we hold is reached; return how much came, too.

        Where the pages end, repeat themselves, or too many would be needed, the gap
        stays. Each is recorded as a visit of its own, the oldest first: whoever is
        stopped in between finds the same gap again.
        """
        parts: list[_Read] = []
        part, gap = read, decision.gap
        while gap and len(parts) < MOST_PAGES and (url := self._following(part)):
            way, before = replace(read.way, url=url), part.items
            try:
                part = self._read(stay.watched, way, main=read.main, found_in=read.way.url)
            except _TROUBLE:
                break
            if part.items == before:
                break
            parts.append(part)
            gap = self._decide(stay, part).gap
        more = 0
        for part in reversed(parts):
            detour = replace(stay, began=time.perf_counter())
            found = replace(self._decide(stay, part), gap=False)
            more += self._record(detour, part, found).new
        return (replace(self._decide(stay, read), gap=gap) if parts else decision), more

    def _filled(self, stay: _Stay, read: _Read, decision: Decision) -> tuple[Decision, int]:
        """Fill a gap from the other ways in; return what the page is then, and how much came.

        Each is recorded as a visit of its own, before the one that it helps.
        """
        more = 0
        for way in stay.source.ways[1:]:
            try:
                other = self._read(stay.watched, way, main=False)
            except _TROUBLE:
                continue
            # The gap is counted once, with the page that showed it.
            detour = replace(stay, began=time.perf_counter())
            filling, followed = self._followed(stay, other, self._decide(stay, other))
            more += followed + self._record(detour, other, replace(filling, gap=False)).new
            decision = replace(self._decide(stay, read), gap=filling.gap)
            if not filling.gap:
                break
        return decision, more

    def _record(
        self,
        stay: _Stay,
        read: _Read,
        decision: Decision,
        *,
        error: str | None = None,
        more: int = 0,
    ) -> Polled:
        """Archive what came if it brought anything, and record the visit."""
        capture = None
        if read.page is not None and _brought(decision):
            capture = self._archive.put(read.page)
        visits: list[Visit] = []

        def keep(recorder: Recorder, decision: Decision) -> None:
            kept = capture if _brought(decision) else None
            visits.append(_visit(stay, read, decision, error=error, more=more, capture=kept))
            _keep(recorder, visits[-1], decision, kept)

        def again() -> Decision:
            return replace(self._decide(stay, read), gap=decision.gap)

        self._together.record(Ending(decision=decision, again=again, keep=keep))
        return _polled(visits[-1], more)

    def _bad(self, stay: _Stay, trouble: AskwatchError) -> Polled:
        blocked = isinstance(trouble, BlockedError)
        fetched = trouble if isinstance(trouble, FetchError) else FetchError("")
        visit = Visit(
            source=stay.source.name,
            at=stay.at,
            status=VisitStatus.BLOCKED if blocked else VisitStatus.FAILED,
            url=stay.source.ways[-1].url,
            http_status=fetched.status,
            new=0,
            revised=0,
            documents=0,
            seconds=stay.seconds,
            bytes=0,
            error=_said(stay.source, trouble),
            next_due=next_due(
                stay.source.every,
                stay.at,
                failures=stay.watched.failures + 1,
                retry_after=fetched.retry_after,
            ),
        )
        self._together.record(
            Ending(
                decision=_NOTHING,
                again=lambda: _NOTHING,
                keep=lambda recorder, nothing: _keep(recorder, visit, nothing, None),
            )
        )
        return _polled(visit, 0)


def _visit(
    stay: _Stay,
    read: _Read,
    decision: Decision,
    *,
    error: str | None,
    more: int,
    capture: Capture | None,
) -> Visit:
    page = read.page
    fresh = fresh_for(page) if page else None
    return Visit(
        source=stay.source.name,
        at=stay.at,
        status=_status(decision, more),
        url=read.way.url,
        http_status=page.status if page else 304,
        new=decision.new,
        revised=decision.revised,
        documents=len(read.items),
        seconds=stay.seconds,
        bytes=len(page.body) if page else 0,
        error=error,
        next_due=next_due(stay.source.every, stay.at, fresh_for=fresh),
        etag=page.etag if page else None,
        last_modified=page.last_modified if page else None,
        capture=capture.hash if capture else None,
    )


def _keep(recorder: Recorder, visit: Visit, decision: Decision, capture: Capture | None) -> None:
    recorder.visit(
        visit,
        decision.changes,
        capture=capture,
        vanished=decision.vanished,
        awaited=decision.awaited,
        complete=not decision.stale,
    )


def _polled(visit: Visit, more: int) -> Polled:
    return Polled(
        source=visit.source,
        status=visit.status,
        new=visit.new + more,
        revised=visit.revised,
        documents=visit.documents,
        error=visit.error,
        seconds=visit.seconds,
    )


@dataclass(frozen=True, slots=True)
class _Stay:
    """A visit that is under way."""

    watched: Watched
    at: datetime
    began: float

    @property
    def source(self) -> Source:
        return self.watched.source

    @property
    def seconds(self) -> float:
        return round(time.perf_counter() - self.began, 6)


_NOTHING = Decision(changes=(), gap=False, stale=False, vanished=())


def _brought(decision: Decision) -> bool:
    """Say whether a page is worth keeping as it came."""
    return bool(decision.new or decision.revised or decision.gap or decision.vanished)


def _status(decision: Decision, more: int) -> VisitStatus:
    if decision.gap:
        return VisitStatus.GAP
    brought = decision.new or decision.revised or more
    return VisitStatus.NEW if brought else VisitStatus.UNCHANGED


def _said(source: Source, error: AskwatchError) -> str:
    """Return an error with the source's name in the place of the address."""
    what = "could not poll" if error.what == "could not fetch" else error.what
    return str(AskwatchError(what, source.name, error.why, error.step))


def _named(source: Source, way: Way) -> str:
    """Return a way's layout, with its host where that is not the main one's."""
    host = urlsplit(way.url).hostname
    if host == urlsplit(source.ways[0].url).hostname:
        return f"'{way.layout}'"
    return f"'{way.layout}' at {host}"
