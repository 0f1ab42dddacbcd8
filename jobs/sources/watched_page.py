"""One page that is watched for change.

Page:    any; `https://harbours.example.gov/policy#css=main .policy` watches a part
Checked: 2026-11-21

The part is named by a CSS selector in the address, after `#css=`; without one,
the main part of the page is watched. Its text is the document.
"""

from __future__ import annotations

from urllib.parse import unquote, urldefrag, urlsplit

from cssselect import SelectorError
from lxml.cssselect import CSSSelector

from jobs.markup import decoded, shown, tree
from jobs.sources.base import Layout, address, notice
from tracker.errors import BlockedError, LayoutError
from tracker.text import one_line
from tracker.types import Item, Page

_MARK = "css="
_MAIN = ("main", "[role=main]", "article", "body")


def read(page: Page) -> tuple[Item, ...]:
    """Return the watched part as the page's only item.

    Raises:
        BlockedError: a notice stands in for the page.
        LayoutError: the selector is wrong, or fits nothing that has text.
    """
    markup = decoded(page.body, page.charset)
    if said := notice(markup):
        raise BlockedError("blocked", page.url, f"a notice came instead of the page: {said}")
    root = tree(markup)
    for selector in [wanted] if (wanted := _selector(page)) else _MAIN:
        try:
            parts = CSSSelector(selector)(root) if root is not None else []
        except SelectorError:
            raise LayoutError("not read", page.url, f"'{selector}' is no CSS selector") from None
        if text := "\n\n".join(filter(None, map(shown, parts))):
            url = urldefrag(address(page.url, page)).url
            title = " ".join(root.xpath("//title[1]//text()")) if root is not None else ""
            return (
                Item(
                    title=one_line(title) or url, url=url, guid=page.url, published=None, text=text
                ),
            )
    why = f"nothing on the page fits '{wanted}'" if wanted else "the page has no text"
    raise LayoutError("changed", page.url, why, "look at the page and mend the selector")


def _selector(page: Page) -> str:
    fragment = unquote(urlsplit(page.url).fragment)
    return fragment[len(_MARK) :].strip() if fragment.startswith(_MARK) else ""


def recognises(page: Page) -> bool:
    """Say whether the address names a part to watch."""
    return bool(_selector(page))


LAYOUT = Layout(name="page", accept="text/html", read=read, recognises=recognises)
