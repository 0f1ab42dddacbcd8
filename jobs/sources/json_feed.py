"""JSON Feed, versions 1 and 1.1.

Page:    https://www.jsonfeed.org/feed.json
Checked: 2026-11-21, from the published specification
"""

from __future__ import annotations

from jobs.markup import plain, tidy
from jobs.sources.api import Fields, loaded, looks, named_next, rows, said
from jobs.sources.base import Layout, address, line
from jobs.sources.dates import moment
from tracker.text import one_line
from tracker.types import Item, Page


def read(page: Page) -> tuple[Item, ...]:
    """Return the items of a feed, as it orders them.

    Raises:
        BlockedError: an HTML page came instead.
        LayoutError: it has no items.
    """
    return tuple(_item(row, page) for row in rows(page, loaded(page), "items"))


def _item(row: Fields, page: Page) -> Item:
    published, day_only = moment(said(row, "date_published"))
    text = tidy(said(row, "content_text")) or plain(said(row, "content_html"))
    text = text or tidy(said(row, "summary"))
    return Item(
        title=line(said(row, "title")) or one_line(text, 100),
        url=address(said(row, "url") or said(row, "external_url"), page),
        guid=one_line(said(row, "id")) or None,
        published=published,
        text=text,
        day_only=day_only,
    )


def recognises(page: Page) -> bool:
    """Say whether it names the version of the format."""
    feed = looks(page)
    return isinstance(feed, dict) and "jsonfeed.org/version" in said(feed, "version")


LAYOUT = Layout(
    name="json-feed",
    accept="application/feed+json, application/json;q=0.9",
    read=read,
    recognises=recognises,
    following=named_next("next_url"),
)
