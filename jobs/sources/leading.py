"""Where a page leads: to the next page of its list, and to the feeds that it names."""

from __future__ import annotations

import re
from itertools import islice

from jobs.markup import decoded, tree
from jobs.sources.base import address
from jobs.sources.repeated import href_of
from tracker.text import one_line
from tracker.types import Page

_NEXT = re.compile(
    r"\W{0,3}(?:next|older)(?: page| posts| entries| releases)?\W{0,3}", re.IGNORECASE
)
_FEED = re.compile(r"rss|atom|feed\+json", re.IGNORECASE)
_MOST_LINKS = 5000
_SHORT = 80


def following(page: Page) -> str | None:
    """Return the address of the next page of a list: the one that the page calls so."""
    root = tree(decoded(page.body, page.charset))
    if root is None:
        return None
    links = (one for one in root.iter("a", "link") if href_of(one) or one.get("href"))
    for link in islice(links, _MOST_LINKS):
        named = "next" in link.get("rel", "").lower().split()
        if named or _NEXT.fullmatch(one_line("".join(link.itertext())[:_SHORT])):
            base = next(iter(root.xpath("//base/@href")), None)
            return address(link.get("href"), page, base) or None
    return None


def feeds_named(page: Page) -> tuple[str, ...]:
    """Return the feeds that a page names in its head; those of comments are none."""
    root = tree(decoded(page.body, page.charset))
    links = [] if root is None else root.xpath("//link[@rel='alternate'][@href]")
    named = (
        address(link.get("href"), page)
        for link in islice(links, _MOST_LINKS)
        if _FEED.search(link.get("type", "")) and "comment" not in link.get("href").lower()
    )
    return tuple(dict.fromkeys(filter(None, named)))[:3]
