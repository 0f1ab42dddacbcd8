"""Pages as the fetcher hands them on."""

from __future__ import annotations

from tests.conftest import NOW
from tracker.types import Page


def page_of(
    body: bytes | str, url: str = "https://harbours.example.gov/news/", charset: str | None = None
) -> Page:
    """Return a page with that body."""
    return Page(
        url=url,
        final_url=url,
        status=200,
        media_type="",
        charset=charset,
        headers=(),
        body=body.encode() if isinstance(body, str) else body,
        fetched=NOW,
    )
