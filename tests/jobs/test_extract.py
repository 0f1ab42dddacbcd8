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
            b"<html><title>Portal</title><body><h1>Sign in to your account</h1>"
            b"<div id='app'></div><a href='/x'>Forgot your password?</a></body></html>",
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


def test_text_that_was_decoded_twice_is_put_right():
    found = text_of("Itâ€™s Joséâ€™s cafÃ©, so — naïve".encode(), name="pier.txt")

    assert found.text == "It’s José’s café, so — naïve"
    assert found.warnings == ("some characters had been garbled on the way and were put right",)


def test_text_with_real_accents_is_left_alone():
    text = "Ça va, José? Ã la carte"

    assert text_of(text.encode(), name="pier.txt").text == text


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be", "utf-16", "cp1252", "utf-8-sig"])
def test_text_is_read_in_any_set_of_characters(charset: str):
    text = "Dear Minister José Quill:\n\nThe pier – “the Long Pier” – is shut."

    assert text_of(text.encode(charset), name="pier.txt").text == text


def test_of_characters_that_could_be_several_the_western_ones_are_taken():
    text = "Dear Minister:\n\nLinda Sánchez asks for Peña's café - it's closed. Please answer."

    assert text_of(text.encode("latin-1"), name="pier.txt").text == text


def test_plain_words_in_two_bytes_each_are_read():
    assert text_of("Dear Minister".encode("utf-16-le"), name="pier.txt").text == "Dear Minister"


def test_controls_and_escapes_do_not_come_through():
    found = text_of(
        b"Dear\x00 Minister\x1b[31m:\x1b]0;mine\x07\x0cPage two, on which nothing stands",
        name="pier.txt",
    )

    assert found.text == "Dear Minister:\n\nPage two, on which nothing stands"


def test_page_without_an_article_is_read_whole():
    found = text_of(b"<html><body><p>Short.</p><p>Words.</p></body></html>", name="pier")

    assert found.text == "Short.\n\nWords."
    assert found.title is None
    assert found.published is None


def test_charset_that_the_server_named_is_tried():
    page = "<html><body><p>Łódź wita</p></body></html>".encode("iso-8859-2")

    found = text_of(page, name="pier", media_type="text/html; charset=ISO-8859-2")

    assert found.text == "Łódź wita"


def test_day_of_a_page_is_taken_from_its_data():
    page = b"""<html><head><title>Pier</title>
    <script type="application/ld+json">{"datePublished": "2026-03-03T10:00:00Z"}</script></head>
    <body><div><input type="password"></div><p>%s</p></body></html>""" % (b"The pier. " * 150)

    assert str(text_of(page, name="pier").published) == "2026-03-03"


def test_words_around_a_dropped_part_stay():
    body = b"<p>%s</p>" % (b"The pier is shut and stays shut until the spring. " * 3)
    page = (
        b"<html><body><div>Before <nav>A</nav> after%s<i></i> x<nav>B</nav> y</div></body></html>"
    )

    found = text_of(page % body, name="pier")

    assert found.text.startswith("Before after")
    assert found.text.endswith("x y")


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (b"<html>" + b"<div>" * 400 + b"x", "it is nested deeper than 256 elements"),
        (b"<html>" + b"<p>x</p>" * 700_000, "the page has more than 5 MB of markup"),
        (b"<!-- nothing --><html><body><script>x</script></body></html>", "there is no text on"),
        (b"<!DOCTYPE html>", "the page is empty"),
    ],
    ids=["deep", "large", "script", "nothing"],
)
def test_page_that_cannot_be_read_says_why(page: bytes, why: str):
    with pytest.raises(InputError) as caught:
        text_of(page, name="pier.html")

    assert why in str(caught.value)
