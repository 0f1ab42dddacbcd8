"""Lists that sites send as data beside an empty page.

Page:    House and Senate sites on Next.js, whose HTML has `#__NEXT_DATA__`; pages
         with lists in JSON-LD or in a variable of a script
Checked: 2026-11-21, from public descriptions

Every site names its fields in its own way: the longest list of objects that
have a title, a date and a place to go is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

import msgspec

from jobs.markup import decoded, plain
from jobs.sources.api import Fields, said
from jobs.sources.base import Layout, address, line, notice
from jobs.sources.dates import moment
from tracker.errors import BlockedError, LayoutError
from tracker.text import one_line
from tracker.types import Item, Page

_SCRIPT = re.compile(
    r"<script\b[^>]{0,400}>\s{0,200}(?:(?:var|let|const)\s{1,9})?(?:[\w.$]{1,80}\s{0,9}=\s{0,9})?(?=[\[{])",
    re.IGNORECASE,
)
_MOST_SCRIPTS = 40
_TITLES = ("title", "headline", "heading", "name", "subject")
_DATES = ("date", "publishedAt", "publishDate", "published", "publicationDate", "postDate",
          "displayDate", "datePublished", "createdAt", "created")  # fmt: skip
_PLACES = ("url", "link", "href", "permalink", "path", "uri", "slug")
_TEXTS = ("body", "content", "excerpt", "summary", "description")
_IDS = ("id", "_id", "uuid")
_WRAPPED = ("node", "item", "attributes", "fields")
_DEPTH = 40


def read(page: Page) -> tuple[Item, ...]:
    """Return the items of the longest list in the page's data, in its order.

    Raises:
        BlockedError: a notice stands in for the page.
        LayoutError: the page has no such data, or nothing in it is a list of items.
    """
    markup = decoded(page.body, page.charset)
    if title := notice(markup):
        raise BlockedError("blocked", page.url, f"a notice came instead of a list: {title}")
    found = max(_lists(_data(markup), 0), key=len, default=[])
    if not found:
        raise LayoutError("not recognised", page.url, "its data lists nothing dated and titled")
    return tuple(_item(row, page) for row in found)


def _data(markup: str) -> list[Any]:
    """Return what the page's scripts hold that is nothing but data."""
    found = []
    for begin in islice(_SCRIPT.finditer(markup), _MOST_SCRIPTS):
        script = markup[begin.end() :].partition("</script")[0].rstrip().rstrip(";")
        with suppress(msgspec.DecodeError, RecursionError):
            found.append(msgspec.json.decode(script))
    return found


def _lists(value: Any, depth: int) -> Iterator[list[Fields]]:
    """Yield every list of items in the data."""
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        rows = [row for row in (_row(one) for one in value) if _is_item(row)]
        if len(rows) > 1:
            yield rows
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _lists(one, depth + 1)


def _row(value: Any) -> Fields:
    """Return the object itself, where a list wraps each of its objects in another."""
    row = value if isinstance(value, dict) else {}
    inner = (row[name] for name in _WRAPPED if isinstance(row.get(name), dict))
    return {**row, **next(inner, {})}


def _is_item(row: Fields) -> bool:
    return bool(_first(row, _TITLES) and _first(row, _PLACES) and moment(_first(row, _DATES))[0])


def _first(row: Fields, names: tuple[str, ...]) -> str:
    for name in names:
        if found := said(row, name) or said(row, name, "rendered") or said(row, name, "current"):
            return found
    return ""


def _item(row: Fields, page: Page) -> Item:
    published, day_only = moment(_first(row, _DATES))
    return Item(
        title=line(plain(_first(row, _TITLES))),
        url=address(_first(row, _PLACES), page),
        guid=one_line(_first(row, _IDS)) or None,
        published=published,
        text=plain(_first(row, _TEXTS)),
        day_only=day_only,
    )


def recognises(page: Page) -> bool:
    """Say whether the page's data lists items."""
    if b"<script" not in page.body.lower():
        return False
    return any(_lists(_data(decoded(page.body, page.charset)), 0))


LAYOUT = Layout(name="next-data", accept="text/html", read=read, recognises=recognises)
