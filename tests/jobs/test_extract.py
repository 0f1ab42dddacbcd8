"""What a file says, whatever it is."""

from __future__ import annotations

import pytest

from jobs.extract import text_of
from tracker.errors import InputError

PAGE = """<!doctype html><html><head><title>Letters | Senator Fable</title>
<meta property="og:title" content="Fable Asks for the Pier">
<meta property="article:published_time" content="2026-02-03T10:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<div class="sidebar"><p>Sign up for the newsletter that our office sends every month.</p></div>
<main><div class="text"><p>Dear Minister Quill:</p>
<p>The pier at Low Harbour has been closed for nine months and nobody was told why.</p>
<ol><li>When does it open?</li><li>Who closed it?</li></ol>
<p>Please write back before the ferries return in the spring, so that crews can be hired.</p>
<p>Sincerely,</p><p>Ann Fable<br>United States Senator</p></div></main>
<footer><p>Senator Fable works at 12 Example Street, in the town of Low Harbour.</p></footer>
</body></html>"""


def test_article_keeps_its_lists_and_its_signature_block_and_no_menus():
    found = text_of(PAGE.encode(), name="pier.html")

    assert found.text == (
        "Dear Minister Quill:\n\n"
        "The pier at Low Harbour has been closed for nine months and nobody was told why.\n\n"
        "When does it open?\nWho closed it?\n\n"
        "Please write back before the ferries return in the spring, so that crews can be hired.\n\n"
        "Sincerely,\n\nAnn Fable\nUnited States Senator"
    )
    assert found.title == "Fable Asks for the Pier"
    assert str(found.published) == "2026-02-03"


def test_text_stays_as_it_was_written():
    letter = "March 3, 2026\n\nDear Minister:\n\n  1. Open the pier.\n  2. Say why.\n\nAnn Fable"

    assert text_of(letter.encode(), name="pier.txt").text == letter


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (bytes(range(256)) * 20, "it is no text and no document that Askwatch reads"),
        (
            b"<html><title>Sign in</title><body><input type='password'></body></html>",
            "it is a login page",
        ),
        (
            b"<html><title>Just a moment...</title><body>wait</body></html>",
            "the page is a notice, not a letter: Just a moment...",
        ),
    ],
)
def test_file_that_cannot_be_read_says_why(data: bytes, why: str):
    with pytest.raises(InputError) as caught:
        text_of(data, name="letters/pier")

    assert str(caught.value).startswith(f"could not read the letter: 'letters/pier': {why}")
