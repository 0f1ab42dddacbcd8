"""Where a page leads: its next page, the feeds it names."""

from __future__ import annotations

import pytest

from jobs.sources.leading import feeds_named, following
from tests.sources.pages import page_of

URL = "https://ada-bright.example.gov/news"


@pytest.mark.parametrize(
    ("body", "leads"),
    [
        ("<head><link rel='next' href='/news?page=2'></head><p>x</p>", "/news?page=2"),
        ("<p><a href='?page=1'>2</a> <a href='?page=1'>Next ›</a></p>", "/news?page=1"),
        ("<a class='p' href='/old'>« Older posts</a>", "/old"),
        ("<base href='/archive/'><a rel='nofollow next' href='2'>more</a>", "/archive/2"),
        ("<a href='/a'>Next week in the harbour</a>", None),
        ("<a rel='next' href='javascript:go(2)'>Next</a>", None),
        ("", None),
    ],
)
def test_the_next_page_is_the_one_that_the_page_calls_so(body, leads):
    found = following(page_of(body, url=URL))

    assert found == (f"https://ada-bright.example.gov{leads}" if leads else None)


def test_feeds_of_a_page_are_named_but_not_those_of_its_comments():
    links = "".join(
        f"<link rel='alternate' type='{kind}' href='{place}'>"
        for kind, place in (
            ("application/rss+xml", "/feed"),
            ("application/rss+xml", "/comments/feed"),
            ("application/json", "/wp-json/"),
            ("application/atom+xml", "/atom"),
        )
    )

    assert feeds_named(page_of(f"<head>{links}</head>", url=URL)) == (
        "https://ada-bright.example.gov/feed",
        "https://ada-bright.example.gov/atom",
    )
    assert feeds_named(page_of("", url=URL)) == ()
