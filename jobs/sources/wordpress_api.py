"""Posts of WordPress sites with the REST API.

Page:    https://www.state.gov/wp-json/wp/v2/state_press_release
Checked: 2026-11-21, from public descriptions and a saved answer of another site

Ask with `_fields=id,guid,link,title,date_gmt,content` and `orderby=modified`:
an answer with all fields has seven times the size, and an edited post comes
back to the top.
"""

from __future__ import annotations

import html
from typing import Any

from jobs.markup import plain
from jobs.sources.api import Fields, complaint, loaded, looks, said
from jobs.sources.base import Layout, address, line
from jobs.sources.dates import moment
from tracker.errors import LayoutError
from tracker.text import one_line
from tracker.types import Item, Page


def read(page: Page) -> tuple[Item, ...]:
    """Return the posts, as the site orders them.

    Raises:
        BlockedError: an HTML page came instead.
        LayoutError: it is no list of posts; what the site says, if it says why.
    """
    posts = loaded(page)
    if not isinstance(posts, list) or not all(isinstance(post, dict) for post in posts):
        raise LayoutError("changed", page.url, complaint(posts) or "it is no list of posts")
    return tuple(_item(post, page) for post in posts)


def _item(post: Fields, page: Page) -> Item:
    published, day_only = moment(said(post, "date_gmt") or said(post, "date"))
    guid = html.unescape(said(post, "guid", "rendered") or said(post, "guid"))
    return Item(
        title=line(plain(said(post, "title", "rendered") or said(post, "title"))),
        url=address(said(post, "link"), page),
        guid=one_line(guid) or None,
        published=published,
        text=plain(said(post, "content", "rendered") or said(post, "excerpt", "rendered")),
        day_only=day_only,
    )


def recognises(page: Page) -> bool:
    """Say whether it is a list of posts."""
    posts: Any = looks(page)
    first = posts[0] if isinstance(posts, list) and posts else None
    return isinstance(first, dict) and "link" in first and bool({"title", "date"} & set(first))


LAYOUT = Layout(name="wordpress-api", accept="application/json", read=read, recognises=recognises)
