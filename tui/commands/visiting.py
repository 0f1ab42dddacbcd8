"""Visit a source as the poller would, keep nothing, and say what is wrong and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tracker.errors import AskwatchError, BlockedError, FetchError, LayoutError

if TYPE_CHECKING:
    from tracker.types import Page, Source, Way
    from tui.commands.kit import Kit

_TROUBLE = (FetchError, LayoutError)
_ROBOTS = "robots.txt"
_STEPS = (
    (401, "it wants a key or a login; see [fetch.keys] in config.toml"),
    (403, "it refuses this machine; try another network, or name a fallback"),
    (429, "it is asked too often; raise the source's delay or its period"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one way into a source answered."""

    source: str
    way: Way
    reachable: bool
    """The host answered, whatever it said."""
    allowed: bool
    """Its robots.txt does not forbid it."""
    recognised: str | None = None
    """The layout that reads it; None: none does, or nothing came."""
    documents: int = 0
    newest: datetime | None = None
    words: str = ""
    error: AskwatchError | None = None
    """What is wrong, with what to do about it; None: nothing."""


def looks(kit: Kit, source: Source) -> tuple[Look, ...]:
    """Return what a source's ways in answer, the main one first.

    Raises:
        ConfigError: the layout of one does not exist.
    """
    return tuple(_look(kit, source, way) for way in source.ways)


def _look(kit: Kit, source: Source, way: Way) -> Look:
    from jobs import sources
    from jobs.given import answer

    layout, page = sources.layout(way.layout), None
    try:
        page = answer(kit.fetcher, way.url, accept=layout.accept, delay=source.delay or 0.0)
        items = sources.read_page(page, layout)[1]
    except _TROUBLE as error:
        return _failed(source, way, page, error)
    newest = max((item.published for item in items if item.published), default=None)
    return Look(
        source=source.name,
        way=way,
        reachable=True,
        allowed=True,
        recognised=layout.name,
        documents=len(items),
        newest=newest,
        words=_words(kit, source, len(items), newest),
    )


def _words(kit: Kit, source: Source, documents: int, newest: datetime | None) -> str:
    from tracker import wording

    when = wording.published(newest, kit.zone) if newest else "undated"
    words = f"answers with {wording.plural(documents, 'item')}, the newest {when}"
    if newest and source.expects and kit.now() - newest > source.expects:
        words += ", which is older than expected; look whether the page has moved"
    return words if source.proven else f"{words}; the catalog had not seen it answer yet"


def _failed(source: Source, way: Way, page: Page | None, error: AskwatchError) -> Look:
    fetched = isinstance(error, FetchError)
    status = error.status if isinstance(error, FetchError) else None
    forbidden = isinstance(error, BlockedError) and _ROBOTS in error.why
    other = _other_layout(page, way)
    step = f"it reads as '{other}': say layout = \"{other}\"" if other else error.step
    said = AskwatchError(error.what, source.name, error.why, step or _step(status, fetched))
    return Look(
        source=source.name,
        way=way,
        reachable=page is not None or status is not None or forbidden,
        allowed=not forbidden,
        recognised=other,
        error=said,
    )


def _other_layout(page: Page | None, way: Way) -> str | None:
    """Return the layout that a page is of, where that is another one than was said."""
    from jobs import sources

    if page is None:
        return None
    try:
        found = sources.recognise(page).name
    except LayoutError:
        return None
    return found if found != way.layout else None


def _step(status: int | None, fetched: bool) -> str:
    for known, step in _STEPS:
        if status == known:
            return step
    if status is None and fetched:
        return "check the address and this machine's connection, then try again"
    return "open it in a browser; try again later"
