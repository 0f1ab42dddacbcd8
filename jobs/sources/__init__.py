"""The layouts that Askwatch reads, and which one a page is of.

One file per layout; the sites that use it are rows of catalog.toml. Nothing
here reaches the network: pages come in, items go out.
"""

from __future__ import annotations

import difflib
from collections.abc import Container, Iterable
from dataclasses import replace
from hashlib import sha256

from jobs.sources import (
    congress_api,
    federal_register,
    govinfo,
    json_feed,
    known,
    listing,
    next_data,
    rss,
    sitemap,
    watched_page,
    wordpress_api,
)
from jobs.sources.base import Layout
from jobs.sources.known import catalog
from jobs.sources.leading import feeds_named
from tracker.config import SourceSetting
from tracker.errors import ConfigError, LayoutError
from tracker.text import TITLE, short
from tracker.types import Item, Page, Source

__all__ = [
    "LAYOUTS",
    "Layout",
    "catalog",
    "configured",
    "feeds_named",
    "layout",
    "read_page",
    "recognise",
]

MOST_BYTES = 5_000_000
"""The most that one page may have; real ones have a tenth of it."""
MOST_PARTS = 200_000
"""The most elements, attributes and JSON values: a tree takes far more room than its text."""

MOST_ADDRESS = 4_000
"""The most characters of an address or an identity; browsers and servers refuse far longer ones."""

# In the order in which they are tried on an unknown page; the general ones last.
LAYOUTS: dict[str, Layout] = {
    one.name: one
    for one in (
        watched_page.LAYOUT,
        rss.LAYOUT,
        sitemap.LAYOUT,
        json_feed.LAYOUT,
        federal_register.LAYOUT,
        govinfo.LAYOUT,
        congress_api.LAYOUT,
        wordpress_api.LAYOUT,
        listing.LAYOUT,
        next_data.LAYOUT,
    )
}


def layout(name: str) -> Layout:
    """Return the layout of that name.

    Raises:
        ConfigError: there is none; names the nearest.
    """
    if name not in LAYOUTS:
        near = difflib.get_close_matches(name, LAYOUTS, n=1, cutoff=0.5)
        step = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(LAYOUTS)}"
        raise ConfigError("unknown layout", name, "nothing reads it", step)
    return LAYOUTS[name]


def configured(settings: Iterable[SourceSetting]) -> tuple[Source, ...]:
    """Return the sources that config.toml names, completed from the catalog.

    Raises:
        ConfigError: an entry has no address and the catalog has none of its
            name; or it has an address of its own and no layout, or one that
            does not exist.
    """
    found = known.configured(settings)
    for source in found:
        for way in source.ways:
            layout(way.layout)
    return found


def recognise(page: Page) -> Layout:
    """Return the layout that a page is of.

    Raises:
        LayoutError: it is none that Askwatch knows.
    """
    for one in LAYOUTS.values():
        if one.recognises(page):
            return one
    why = "it is no list or feed that Askwatch can read"
    step = "to watch the page itself for change, add '#css=main' to its address"
    raise LayoutError("not recognised", page.url, why, step)


def read_page(
    page: Page, layout: Layout | None = None, known: Container[str] = ()
) -> tuple[Layout, tuple[Item, ...]]:
    """Return the layout of a page and its items, in page order.

    Without a layout, the page's own is found. Items whose mark is `known` may come
    with nothing but that.

    Raises:
        LayoutError: it is of no layout, not what its layout reads, larger than
            lists are, or has fewer items than its layout always has.
        BlockedError: something else answered in its place.
    """
    if len(page.body) > MOST_BYTES:
        why = f"the answer has more than {MOST_BYTES // 1_000_000} MB"
        raise LayoutError("not read", page.url, why, "ask the site for fewer items")
    if len(page.body) > MOST_PARTS and _parts(page.body) > MOST_PARTS:
        why = f"the answer has more than {MOST_PARTS:,} parts"
        raise LayoutError("not read", page.url, why, "ask the site for fewer items")
    found = layout or recognise(page)
    read = found.read_new(page, known) if found.read_new else found.read(page)
    items = tuple(_bounded(item, page) for item in read)
    if len(items) < found.at_least:
        why = f"{len(items)} items, where there are always {found.at_least} or more"
        raise LayoutError("changed", page.url, why, "look at the page; its form may have changed")
    return found, items


def _bounded(item: Item, page: Page) -> Item:
    """Return an item whose title and address are no longer than those of real ones.

    A title that is cut stands whole in the text. An address that is too long to be one
    tells items apart, but the page that names it is opened instead.
    """
    if len(item.title) > TITLE:
        whole = item.text if item.title in item.text else f"{item.title}\n\n{item.text}".strip()
        item = replace(item, title=short(item.title), text=whole)
    if len(item.url) > MOST_ADDRESS:
        item = replace(item, url=page.url, guid=item.guid or item.url)
    if item.guid and len(item.guid) > MOST_ADDRESS:
        item = replace(item, guid=f"sha256:{sha256(item.guid.encode()).hexdigest()}")
    return item


def _parts(body: bytes) -> int:
    return sum(body.count(sign) for sign in (b"<", b"=", b"{", b"["))
