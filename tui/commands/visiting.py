"""Visit a source as the poller would, and keep nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.types import Item, Source
    from tui.commands.kit import Kit


@dataclass(frozen=True, slots=True)
class Look:
    """What a source answered."""

    items: tuple[Item, ...]
    words: str


def visited(kit: Kit, source: Source) -> Look:
    """Return what the source's main way in lists.

    Raises:
        FetchError: it did not answer, or robots.txt does not allow it.
        LayoutError: it is not what its layout reads.
        ConfigError: its layout does not exist.
    """
    from jobs import sources
    from jobs.given import answer
    from tracker import wording

    way = source.ways[0]
    layout = sources.layout(way.layout)
    items = sources.read_page(answer(kit.fetcher, way.url, accept=layout.accept), layout)[1]
    newest = max((item.published for item in items if item.published), default=None)
    when = wording.published(newest, kit.zone) if newest else "undated"
    return Look(items, f"answers with {wording.plural(len(items), 'item')}, the newest {when}")
