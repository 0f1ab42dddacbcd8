"""What a layout is, and what layouts share: addresses, titles, pages that are no answer.

A layout is one form of page or API that many sites use; it reads a page into
items and knows its own when it sees one. It never reaches the network.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from tracker.errors import BlockedError, LayoutError
from tracker.text import one_line
from tracker.types import Item, Page

_NOTICE = re.compile(
    r"access denied|too many requests|just a moment|attention required|are you (a )?(robot|human)"
    r"|pardon our interruption|technical difficult|temporarily unavailable"
    r"|^maintenance|(under|for|site|scheduled) maintenance|maintenance (mode|page)"
    r"|service unavailable|request (unsuccessful|rejected|blocked)|security check"
    r"|^forbidden|403 forbidden"
    r"|bad gateway|verify(ing)? (that )?you are|be right back|captcha|unusual traffic"
    r"|page not found|\b(403|404|429|50[0234])\b.{0,20}error|error.{0,9}\b(403|404|429|50[0234])\b",
    re.IGNORECASE,
)
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_WEB = ("http", "https")


def _nowhere(page: Page) -> None:
    """Name no next part: most pages are whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One form of page or API, and how it is read."""

    name: str
    accept: str
    """What to send as the Accept header."""
    read: Callable[[Page], tuple[Item, ...]]
    """Page to items, in page order; raises LayoutError or BlockedError."""
    recognises: Callable[[Page], bool]
    """Whether a page looks like this layout; cheap, and never raises."""
    read_new: Callable[[Page, Container[str]], tuple[Item, ...]] | None = None
    """As `read`, but of an item whose mark is known only the mark is read.

    None: this layout takes no marks.
    """
    at_least: int = 1
    """Fewer items than this are a fault, not a quiet week."""
    following: Callable[[Page], str | None] = _nowhere
    """The address of the page's next part, where it names one; may raise what `read` does."""
    since: Callable[[str, datetime], str] | None = None
    """An address so that it asks for all that changed since a moment; None: it cannot."""


def refuse_notice(page: Page, text: str, wanted: str) -> None:
    """Return if the text is no HTML page; `wanted` names what it should have been.

    Raises:
        LayoutError: the body is empty.
        BlockedError: an HTML page came instead; what its title says, where it is a notice.
    """
    start = text[:4096].lstrip("\ufeff \t\r\n").lower()
    if not start:
        raise LayoutError("not read", page.url, "the answer is empty", "look again later")
    if "<html" in start or start.startswith(("<!doctype html", "<title", "<body")):
        said = notice(text)
        why = f"an HTML page came instead of {wanted}"
        raise BlockedError("blocked", page.url, f"{why}: {said}" if said else why)


def notice(text: str) -> str | None:
    """Return the title of a page that stands in for the real one; None if it is no such page."""
    found = _TITLE.search(text[:65536])
    title = one_line(html.unescape(found[1]), 80) if found else ""
    return title if title and _NOTICE.search(title) else None


def address(link: str | None, page: Page, base: str | None = None) -> str:
    """Return a link as an absolute address without blanks; empty if it leads nowhere.

    Line breaks and blanks inside are typing errors of the page; a link to
    another kind of thing than a web page (mail, script) leads nowhere.
    """
    link = "".join(html.unescape(link or "").split())
    try:
        home = page.final_url or page.url
        found = urljoin(urljoin(home, base) if base else home, link)
        parts = urlsplit(found)
    except ValueError:
        return ""
    return found if link and parts.scheme in _WEB and parts.hostname else ""


def line(text: str | None) -> str:
    """Return a title as one clean line, its entities resolved."""
    return one_line(html.unescape(text or ""))
