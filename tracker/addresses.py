"""What the page at the address of evidence says now, and where copies of dead ones may stand.

Pure. A page that does not answer, or answers with something else, says nothing
about the words that were quoted from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote, urlsplit, urlunsplit

from tracker.text import folded, one_line
from tracker.types import AddressState

WAYBACK = "https://archive.org/wayback/available"
_MOVED = {
    "www.state.gov": ("2021-2025.state.gov", "2017-2021.state.gov", "2009-2017.state.gov"),
}
"""Where the pages of a host are put when an administration ends, newest first."""
_GONE = (404, 410)
_SHOWN = 80


def judge(text: str, quotes: Iterable[str]) -> tuple[AddressState, str]:
    """Say whether all quoted words stand in a page's text, and if not, which do not.

    Spaces, capitals and typographic signs do not count.
    """
    page = _plain(text)
    lost = [words for words in quotes if _plain(words) not in page]
    if not lost:
        return AddressState.STANDS, ""
    return AddressState.ALTERED, f"no longer there: “{one_line(lost[0], _SHOWN)}”"


def is_gone(status: int | None) -> bool:
    """Say whether an HTTP status means that there is no such page any more."""
    return status in _GONE


def is_front_page(asked: str, answered: str) -> bool:
    """Say whether somebody who asked for a page was sent to the front of a site instead."""
    return urlsplit(asked).path.strip("/") != "" and urlsplit(answered).path.strip("/") == ""


def archive_hosts(url: str) -> tuple[str, ...]:
    """Return the addresses at which the publisher's own archives may have a page."""
    parts = urlsplit(url)
    hosts = _MOVED.get((parts.hostname or "").lower(), ())
    return tuple(urlunsplit(("https", host, parts.path, parts.query, "")) for host in hosts)


def wayback_question(url: str, seen: datetime, base: str = WAYBACK) -> str:
    """Return the address that tells which copy the Wayback Machine has from that time."""
    return f"{base}?url={quote(url, safe='')}&timestamp={seen:%Y%m%d%H%M%S}"


def wayback_copy(answer: bytes, base: str = WAYBACK) -> str | None:
    """Return the address of the copy that the Wayback Machine's answer names, if any.

    Only an address of the Machine's own: what else an answer says is not believed.
    """
    try:
        closest = json.loads(answer)["archived_snapshots"]["closest"]
        url, status = str(closest["url"]), str(closest["status"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    parts, home = urlsplit(url), urlsplit(base).hostname or ""
    near = parts.hostname == home or (parts.hostname or "").endswith(f".{home}")
    if status != "200" or not near or parts.scheme not in ("http", "https"):
        return None
    secure = "https" if parts.hostname != "127.0.0.1" else parts.scheme
    return urlunsplit(parts._replace(scheme=secure))


def _plain(text: str) -> str:
    return "".join(folded(text).split())
