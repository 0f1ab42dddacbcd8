"""What the layouts of JSON answers share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from jobs.markup import decoded
from jobs.sources.base import address, refuse_notice
from tracker.errors import LayoutError
from tracker.types import Page

Fields = Mapping[str, Any]


def loaded(page: Page) -> Any:
    """Return what a JSON answer holds.

    Raises:
        BlockedError: an HTML page came instead.
        LayoutError: it is empty, breaks off, or is no JSON.
    """
    text = decoded(page.body, page.charset)
    refuse_notice(page, text, "JSON")
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        raise LayoutError("not read", page.url, "it breaks off or is no JSON") from None


def looks(page: Page) -> Any:
    """Return what a JSON answer holds; None if it is none."""
    if not page.body[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return None
    try:
        return msgspec.json.decode(decoded(page.body, page.charset))
    except (msgspec.DecodeError, RecursionError):
        return None


def rows(page: Page, value: Any, *names: str) -> list[Fields]:
    """Return the objects of the longest of the named lists in an answer.

    Raises:
        LayoutError: the answer has no such list; what the site says, if it says why.
    """
    lists = [value.get(name) for name in names] if isinstance(value, dict) else []
    found = [one for one in lists if isinstance(one, list)]
    if found:
        return [row for row in max(found, key=len) if isinstance(row, dict)]
    raise LayoutError("changed", page.url, complaint(value) or f"the answer has no '{names[0]}'")


def named_next(*path: str) -> Callable[[Page], str | None]:
    """Return what finds the address of an answer's next part, named at a path of keys."""

    def following(page: Page) -> str | None:
        return address(said(loaded(page), *path), page) or None

    return following


def complaint(value: Any) -> str:
    """Return what an answer says went wrong; empty if it says nothing."""
    if not isinstance(value, dict):
        return ""
    error = value.get("error")
    inner = error if isinstance(error, dict) else value
    said = inner.get("message") or (error if isinstance(error, str) else "")
    return f"the site says: {said[:200]}" if isinstance(said, str) and said else ""


def said(row: Fields, *path: str) -> str:
    """Return the text at a path of keys; numbers as text, empty if nothing stands there."""
    value: Any = row
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)
