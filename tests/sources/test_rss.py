"""Feeds as real servers send them: late, doubled, cut off, mislabelled."""

from __future__ import annotations

import pytest

from jobs.sources import read_page, rss
from tests.sources.pages import page_of
from tests.work import seconds_of_work
from tracker.errors import BlockedError, LayoutError


def feed(*items: str, head: str = "") -> str:
    return f'<rss version="2.0">{head}<channel>{"".join(items)}</channel></rss>'


def one(item: str, **page: str):
    [found] = rss.read(page_of(feed(f"<item>{item}</item>"), **page))
    return found


@pytest.mark.parametrize(
    ("written", "read", "day_only"),
    [
        ("Tue, 03 Mar 2026 04:30:00 -0500", "2026-03-03T09:30:00+00:00", False),
        ("Tue, 03 Mar 2026 04:30:00 EST", "2026-03-03T09:30:00+00:00", False),
        ("2026-03-03T09:30:00Z", "2026-03-03T09:30:00+00:00", False),
        ("2026-03-03 09:30:00", "2026-03-03T09:30:00+00:00", False),
        ("2026-03-03", "2026-03-03T00:00:00+00:00", True),
        ("Monday, March 2, 2026 - 2:23pm", "2026-03-02T14:23:00+00:00", False),
        ("March 2, 2026, 12:05 a.m.", "2026-03-02T00:05:00+00:00", False),
        ("2 March 2026", "2026-03-02T00:00:00+00:00", True),
        ("03/02/26", "2026-03-02T00:00:00+00:00", True),
        ("02-Mar-2026", "2026-03-02T00:00:00+00:00", True),
        ("2026/3/2", "2026-03-02T00:00:00+00:00", True),
        ("Sept. 3rd, 1999", "1999-09-03T00:00:00+00:00", True),
        ("3/2/99 25:61", "1999-03-02T00:00:00+00:00", True),
    ],
)
def test_date_is_read_however_it_is_written(written: str, read: str, day_only: bool):
    found = one(f"<title>T</title><pubDate>{written}</pubDate>")

    assert found.published is not None
    assert found.published.isoformat() == read
    assert found.day_only is day_only


@pytest.mark.parametrize("written", ["", "soon", "0001-01-01T00:00:00+14:00", "99/99/2026"])
def test_date_that_is_none_is_unknown(written: str):
    assert one(f"<title>T</title><pubDate>{written}</pubDate>").published is None


def test_guid_is_kept_as_the_publisher_meant_it():
    guid = "https://a.example.gov/?post_type=x&amp;#038;p=1"

    assert one(f"<guid>{guid}</guid>").guid == "https://a.example.gov/?post_type=x&p=1"


def test_title_and_address_without_end_are_bounded_and_nothing_is_lost():
    title, link = "Word " * 200_000, "https://a.example.gov/" + "x" * 100_000
    items = f"<item><title>{title}</title><link>{link}</link></item>" * 2
    longer = f"<item><title>T</title><guid>{'y' * 90_000}</guid></item>"
    page = page_of(feed(items, longer))

    _, (one, same, other) = read_page(page, rss.LAYOUT)

    assert (one.title[:9], one.title[-1], len(one.title)) == ("Word Word", "…", 500)
    assert one.text == title.strip()
    assert (one.url, one.guid) == (page.url, same.guid)
    assert other.guid.startswith("sha256:")


def test_guid_that_is_no_address_is_no_link():
    found = one('<guid isPermaLink="false">https://a.example.gov/?p=1</guid>')

    assert found.url == ""


def test_relative_and_padded_links_become_whole():
    found = one("<link>\n  /news/one\n two </link>", url="https://a.example.gov/feed/")

    assert found.url == "https://a.example.gov/news/onetwo"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "mailto:a@b.example", "http://[", ""])
def test_link_that_leads_nowhere_is_empty(link: str):
    assert one(f"<link>{link}</link>").url == ""


def test_atom_feed_is_read():
    body = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example.gov/x/">
    <entry><id>tag:a,1</id><title type="html">Pier &lt;b&gt;shut&lt;/b&gt;</title>
    <link rel="self" href="/self"/><link href="one"/><updated>2026-03-03T09:30:00Z</updated>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Why?</p><p>So.</p></div>
    </content></entry></feed>"""

    [found] = rss.read(page_of(body))

    assert (found.guid, found.title) == ("tag:a,1", "Pier shut")
    assert found.url == "https://a.example.gov/x/one"
    assert found.text == "Why?\n\nSo."


def test_rdf_feed_is_read():
    body = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <item rdf:about="https://a.example.gov/1"><title>One</title>
    <dc:date>2026-03-03</dc:date></item></rdf:RDF>"""

    [found] = rss.read(page_of(body))

    assert found.guid == "https://a.example.gov/1"
    assert found.day_only


def test_loose_ampersands_entities_and_controls_are_mended():
    found = one("<title>Nets & Boats&nbsp;&eacute;t\x0bc &foo; &amp; &#233;</title>")

    assert found.title == "Nets & Boats étc &foo; & é"


def test_feed_with_an_unclosed_tag_is_read_as_far_as_it_goes():
    [first, second] = rss.read(
        page_of(feed("<item><title>A<b></title></item>", "<item><title>B</title></item>"))
    )

    assert (first.title, second.title) == ("A", "B")


def test_feed_that_breaks_off_is_refused_whole():
    body = feed("<item><title>A</title></item>" * 3)

    with pytest.raises(LayoutError, match="the feed breaks off or is no XML"):
        rss.read(page_of(body[: len(body) // 2]))


def test_feed_with_entities_of_its_own_is_refused():
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + feed("<item>&b;</item>")

    with pytest.raises(LayoutError, match="defines entities of its own"):
        rss.read(page_of(bomb))


@pytest.mark.parametrize(
    ("body", "error", "why"),
    [
        (b"", LayoutError, "the answer is empty"),
        (b"{}", LayoutError, "it is no RSS or Atom feed"),
        (
            b"<!doctype html><title>Access Denied</title>",
            BlockedError,
            "an HTML page came instead of a feed: Access Denied",
        ),
        (b"<html><title>News</title>", BlockedError, "an HTML page came instead of a feed"),
    ],
)
def test_what_is_no_feed_says_so(body: bytes, error: type[Exception], why: str):
    with pytest.raises(error) as caught:
        rss.read(page_of(body))

    assert str(caught.value).split(": ", 2)[2].startswith(why)


@pytest.mark.parametrize("charset", [None, "utf-16", "iso-8859-1", "no-such"])
def test_utf8_is_read_whatever_the_server_says(charset: str | None):
    body = feed("<item><title>José – “Quill”</title></item>").encode()

    [found] = rss.read(page_of(body, charset=charset))

    assert found.title == "José – “Quill”"


def test_set_declared_inside_is_used_where_the_bytes_are_no_utf8():
    body = '<?xml version="1.0" encoding="iso-8859-2"?>' + feed("<item><title>Łódź</title></item>")

    [found] = rss.read(page_of(body.encode("iso-8859-2"), charset="us-ascii-x"))

    assert found.title == "Łódź"


def test_script_and_style_are_no_text_and_escapes_do_no_harm():
    found = one(
        "<title>A\u202eB</title><description>&lt;style&gt;p{}&lt;/style&gt;&lt;p&gt;x&lt;/p&gt;"
        "&lt;script&gt;y()&lt;/script&gt;&lt;pre&gt;a\n b&lt;/pre&gt;</description>"
    )

    assert found.title == "AB"
    assert found.text == "x\n\na\nb"


def test_media_of_another_vocabulary_is_not_the_item():
    found = one(
        '<title>Real</title><media:content xmlns:media="http://search.yahoo.com/mrss/">'
        "no</media:content><description>Words</description>"
    )

    assert found.text == "Words"


def test_body_nested_without_end_costs_no_time():
    deep = "&lt;div&gt;" * 100_000

    with seconds_of_work(5):
        found = one(f"<title>T</title><description>{deep}end</description>")

    assert found.text == "end"


def test_feed_of_state_is_read_to_the_last_item(shared):
    path = shared / "pages" / "state_rss_20220316_1206.xml"

    items = rss.read(page_of(path.read_bytes()))

    assert len(items) == 10
    assert all(item.guid and item.published and item.url and item.text for item in items)
    assert not any("<" in item.text and "script" in item.text for item in items)


def test_item_whose_mark_is_known_is_not_read_again():
    page = page_of(feed("<item><title>One</title></item>", "<item><title>Two</title></item>"))
    first, second = rss.read(page)

    assert [one.title for one in rss.read(page, {first.mark})] == ["", second.title]
    assert first.mark != second.mark


@pytest.mark.parametrize(
    "feed_of",
    [
        lambda *items: feed("<!-- <item>of old</item> -->", *items),
        lambda *items: feed("<description><![CDATA[<item>none</item>]]></description>", *items),
        lambda *items: feed(*items, "<item><title><![CDATA[Two</item>]]></title></item>"),
        lambda *items: feed(*items, "<ITEM><title>Three</title></ITEM>"),
    ],
    ids=["comment", "text", "title", "capitals"],
)
def test_feed_whose_items_cannot_be_told_from_its_text_is_always_read_whole(feed_of):
    page = page_of(feed_of("<item><title>One</title></item>", "<item><title>Two</title></item>"))
    first = rss.read(page)

    again = rss.read(page, {one.mark for one in first if one.mark} | {_mark_of("of old")})

    assert again == first
    assert [one.title for one in first][:2] == ["One", "Two"]


def test_feed_that_breaks_off_behind_known_items_is_refused_whole():
    body = feed("<item><title>One</title></item>", "<item><title>Two</title></item>")
    first, _ = rss.read(page_of(body))

    with pytest.raises(LayoutError, match="the feed breaks off or is no XML"):
        rss.read(page_of(body[: body.index("Two")]), {first.mark})


def _mark_of(words: str) -> str:
    [item] = rss.read(page_of(feed(f"<item>{words}</item>")))
    return item.mark
