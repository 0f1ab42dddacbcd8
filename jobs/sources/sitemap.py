"""Sitemaps, with or without the news extension.

Page:    https://www.sitemaps.org/protocol.html
Checked: 2026-11-21, from the published protocol

`lastmod` is when a page was touched, not when it was published: it stands in
the text, so that a touched page is a new revision.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from lxml import etree

from jobs.markup import decoded
from jobs.sources.base import Layout, address, line, refuse_notice
from jobs.sources.dates import moment
from tracker.errors import LayoutError
from tracker.types import Item, Page

_ROOT = re.compile(r"<(?:\w{1,20}:)?(urlset|sitemapindex)[\s>]")


def read(page: Page) -> tuple[Item, ...]:
    """Return the pages of a sitemap, as it orders them.

    Raises:
        BlockedError: an HTML page came instead.
        LayoutError: it is no sitemap, breaks off, or lists other sitemaps only.
    """
    text = decoded(page.body, page.charset)
    refuse_notice(page, text, "a sitemap")
    begin = _ROOT.search(text)
    if not begin:
        raise LayoutError("not read", page.url, "it is no sitemap")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, encoding="utf-8")
    try:
        root = etree.fromstring(text[begin.start() :].encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        raise LayoutError("not read", page.url, "the sitemap breaks off or is no XML") from None
    if begin[1] == "sitemapindex":
        first = next((_said(one, "loc") for one in root), "")
        raise LayoutError(
            "not read", page.url, "it lists other sitemaps", f"name one of them, like '{first}'"
        )
    return tuple(_item(one, page) for one in root.iterchildren(etree.Element))


def _said(entry: etree._Element, name: str) -> str:
    """Return the text of the first part of that name, at any depth, in any vocabulary."""
    for part in entry.iter(f"{{*}}{name}"):
        return (part.text or "").strip()
    return ""


def _item(entry: etree._Element, page: Page) -> Item:
    url = address(_said(entry, "loc"), page)
    published, day_only = moment(_said(entry, "publication_date"))
    touched = line(_said(entry, "lastmod"))
    return Item(
        title=line(_said(entry, "title")) or _words(url),
        url=url,
        guid=None,
        published=published,
        text=f"Last changed {touched}" if touched else "",
        day_only=day_only,
    )


def _words(url: str) -> str:
    """Return the last part of an address as words."""
    slug = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    words = line(unquote(slug.partition(".")[0]).replace("-", " ").replace("_", " "))
    return words[:1].upper() + words[1:] or url


def recognises(page: Page) -> bool:
    """Say whether the body begins as a sitemap does."""
    return bool(_ROOT.search(decoded(page.body[:4096], page.charset)))


LAYOUT = Layout(
    name="sitemap", accept="application/xml, text/xml;q=0.9", read=read, recognises=recognises
)
