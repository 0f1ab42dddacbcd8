"""Web pages: the article, without menus, sidebars and footers.

The article is the smallest part of the page that holds most of its running
text. It is then taken whole, so that lists, short lines and the block of
signatures stay as they stood.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from lxml import etree

from jobs.extract.base import Extracted, Unreadable, whole
from jobs.markup import decoded, shown, tree
from jobs.sources.base import notice
from jobs.sources.dates import moment
from tracker.errors import LayoutError
from tracker.text import one_line

MOST = 5_000_000
"""The most bytes of markup that are read; real pages have a tenth of it."""
_MOST_OF_IT = 0.7
_RUNNING = 60
"""From how many characters on a text counts as running text, not as a label."""
_ASIDE = frozenset("nav header footer aside form button select menu dialog label".split())
_ASIDE_ROLES = frozenset("navigation banner contentinfo complementary search dialog menu".split())
_ASIDE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|breadcrumbs?|share|sharing|social|footer|sidebar"
    r"|related|cookies?|skip(?:-?link)?|comments?|subscribe|newsletter|pager|pagination)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BOXES = ("body", "main", "article", "section", "div", "td")
_SILENT = frozenset("a script style noscript svg title head".split())
_DAYS = (
    "//meta[@property='article:published_time']/@content",
    "//meta[translate(@name, 'DCATEPUBLISHR', 'dcatepublishr')='dc.date' or @name='pubdate'"
    " or @name='date' or @name='publish-date' or @name='DC.date.issued']/@content",
    "//article//time/@datetime",
    "//main//time/@datetime",
)
_JSON_DAY = re.compile(r'"datePublished"\s{0,9}:\s{0,9}"([^"]{8,40})"')
_TITLES = ("//meta[@property='og:title']/@content", "//h1[1]", "//title")
_SHORT = 1000
"""A page with fewer characters may be a form and nothing else."""
_LOGIN = re.compile(r"\b(log ?in|sign ?in|anmelden)\b", re.IGNORECASE)


def read(data: bytes, charset: str | None = None) -> Extracted:
    """Return the article of a page, with its lists and line breaks.

    Raises:
        Unreadable: it is a notice, a login page, too large, too deep or empty.
    """
    if len(data) > MOST:
        raise Unreadable(f"the page has more than {MOST // 1_000_000} MB of markup")
    markup = decoded(data, charset)
    try:
        root = tree(markup)
    except LayoutError as error:
        raise Unreadable(error.why) from None
    if root is None:
        raise Unreadable("the page is empty")
    title = _title(root)
    if said := notice(markup):
        raise Unreadable(f"the page is a notice, not a letter: {said}", "look at it in a browser")
    published = _published(root, markup)
    text = _article(root)
    if _is_login(root, title or "", text):
        raise Unreadable("it is a login page", "log in with a browser and save the page itself")
    if not text:
        raise Unreadable("there is no text on the page", "save it from a browser, as text")
    return Extracted(
        text=text, title=title, published=published, media_type="text/html", pages=whole(text)
    )


def _is_login(root: etree._Element, title: str, text: str) -> bool:
    """Say whether a page asks who you are, also where a script draws the form."""
    short, named = len(text) < _SHORT, _LOGIN.search(title)
    if root.xpath("//input[@type='password']"):
        return short or bool(named)
    return short and bool(named or _LOGIN.match(text)) and "password" in text.lower()


def _article(root: etree._Element) -> str:
    """Return the text of the article, or of the whole page where nothing stands out."""
    masses = _masses(root)
    # A page that never closes its menu has everything in it.
    asides = {
        part
        for part in root.iter(etree.Element)
        if _is_aside(part) and masses[part] < masses[root] / 2
    }
    masses = _masses(root, asides)
    wanted = _MOST_OF_IT * masses[root]
    boxes = [part for part in root.iter(*_BOXES) if masses[part] >= wanted > 0]
    return shown(boxes[-1] if boxes else root, asides)


def _is_aside(part: etree._Element) -> bool:
    if part.tag in _ASIDE and part.find(".//h1") is None:
        return True
    if part.get("role", "").lower() in _ASIDE_ROLES or part.get("aria-hidden") == "true":
        return True
    named = f"{part.get('class', '')} {part.get('id', '')}"
    return part.tag not in ("html", "body", "main", "article") and bool(_ASIDE_NAMES.search(named))


def _masses(
    root: etree._Element, without: Collection[etree._Element] = ()
) -> dict[etree._Element, int]:
    """Return how much running text stands in each element, links left out."""
    masses: dict[etree._Element, int] = {}
    for part in reversed(list(root.iter(etree.Element))):
        own = 0 if part.tag in _SILENT else _running(part.text)
        inner = sum(masses.get(child, 0) + _running(child.tail) for child in part)
        masses[part] = 0 if part in without else own + inner
    return masses


def _running(text: str | None) -> int:
    return len(text) if text and len(text) >= _RUNNING else 0


def _title(root: etree._Element) -> str | None:
    for path in _TITLES:
        for found in root.xpath(path):
            said = found if isinstance(found, str) else "".join(found.itertext())
            if title := one_line(said):
                return title
    return None


def _published(root: etree._Element, markup: str) -> date | None:
    said = [str(value) for path in _DAYS for value in root.xpath(path)[:1]]
    in_json = _JSON_DAY.search(markup)
    if in_json:
        said.insert(1, in_json[1])
    for value in said:
        at, _ = moment(value)
        if at:
            return at.date()
    return None
