"""Documents of the Federal Register.

Page:    https://www.federalregister.gov/api/v1/documents.json
Checked: 2026-11-21, from public descriptions and a saved answer

Its wall is a redirect to `unblock.federalregister.gov`, answered with 200.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from jobs.markup import plain
from jobs.sources.api import Fields, loaded, looks, named_next, rows, said
from jobs.sources.base import Layout, address, line
from jobs.sources.dates import moment
from tracker.errors import BlockedError
from tracker.types import Item, Page


def read(page: Page) -> tuple[Item, ...]:
    """Return the documents, as the site orders them.

    Raises:
        BlockedError: the site led to its wall, or an HTML page came.
        LayoutError: it has no results.
    """
    if (urlsplit(page.final_url).hostname or "").startswith("unblock."):
        raise BlockedError("blocked", page.url, "the site led to its page for robots")
    return tuple(_item(row, page) for row in rows(page, loaded(page), "results"))


def _item(row: Fields, page: Page) -> Item:
    published, day_only = moment(said(row, "publication_date"))
    return Item(
        title=line(said(row, "title")),
        url=address(said(row, "html_url"), page),
        guid=said(row, "document_number") or None,
        published=published,
        text=plain(said(row, "abstract")),
        day_only=day_only,
    )


def recognises(page: Page) -> bool:
    """Say whether its results are documents of the Federal Register."""
    answer = looks(page)
    results = answer.get("results") if isinstance(answer, dict) else None
    return (
        isinstance(results, list)
        and bool(results)
        and isinstance(results[0], dict)
        and {"document_number", "publication_date"} <= set(results[0])
    )


LAYOUT = Layout(
    name="federal-register",
    accept="application/json",
    read=read,
    recognises=recognises,
    following=named_next("next_page_url"),
)
