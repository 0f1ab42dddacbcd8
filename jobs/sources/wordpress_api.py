"""Posts of WordPress sites with the REST API.

Page:    https://www.state.gov/wp-json/wp/v2/state_press_release
Checked: 2026-11-21, from public descriptions and a saved answer of another site

Ask with `_fields=id,guid,link,title,date_gmt,modified_gmt,content` and
`orderby=modified`: an answer with all fields has seven times the size, and an
edited post comes back to the top. `modified_after` asks for what changed since;
sites whose WordPress is older than 5.7 do not heed it.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from jobs.markup import plain
from jobs.sources.api import Fields, complaint, loaded, looks, said
from jobs.sources.base import Layout, address, line
from jobs.sources.dates import moment
from tracker.errors import LayoutError
from tracker.text import one_line
from tracker.types import Item, Page

_SINCE = "modified_after"
_NEXT = re.compile(r"<([^<>]{1,2000})>\s{0,9};\s{0,9}rel=\"?next\b")


def read(page: Page) -> tuple[Item, ...]:
    """Return the posts, as the site orders them; none where none changed since.

    Raises:
        BlockedError: an HTML page came instead.
        LayoutError: it is no list of posts, with what the site says, if it says
            why; or none came although there are some.
    """
    posts = loaded(page)
    if not isinstance(posts, list) or not all(isinstance(post, dict) for post in posts):
        raise LayoutError("changed", page.url, complaint(posts) or "it is no list of posts")
    if not posts and (_SINCE not in page.url or _header(page, "x-wp-total") not in ("", "0")):
        raise LayoutError("changed", page.url, "no posts, where there are always some")
    return tuple(_item(post, page) for post in posts)


def since(url: str, moment: datetime) -> str:
    """Return an address that asks for what changed since a moment, to the hour."""
    return _with(url, _SINCE, moment.astimezone(UTC).strftime("%Y-%m-%dT%H:00:00"))


def following(page: Page) -> str | None:
    """Return the address of the next page, while the site names one and it can bring more.

    It cannot once a post was changed before the moment that was asked for.
    """
    asked = dict(parse_qsl(urlsplit(page.url).query))
    posts = loaded(page)
    last = said(posts[-1], "modified_gmt") if isinstance(posts, list) and posts else ""
    if not posts or (_SINCE in asked and last and last < asked[_SINCE]):
        return None
    if link := _NEXT.search(_header(page, "link")):
        return address(link[1], page)
    number, total = asked.get("page", "1"), _header(page, "x-wp-totalpages")
    if number.isdecimal() and total.isdecimal() and int(number[:6]) < int(total[:6]):
        return _with(page.url, "page", str(int(number[:6]) + 1))
    return None


def _with(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    asked = [(key, said) for key, said in parse_qsl(parts.query, True) if key != name]
    query = urlencode([*asked, (name, value)], safe=",:")
    return urlunsplit((*parts[:3], query, ""))


def _header(page: Page, name: str) -> str:
    return next((value.strip() for key, value in page.headers if key.lower() == name), "")


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


LAYOUT = Layout(
    name="wordpress-api",
    accept="application/json",
    read=read,
    recognises=recognises,
    at_least=0,  # `read` knows when there may be none
    following=following,
    since=since,
)
