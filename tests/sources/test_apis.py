"""Answers that are not what was asked for, and what each layout says of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jobs.sources import LAYOUTS, layout, read_page, recognise
from tests.sources.pages import page_of
from tracker.errors import BlockedError, ConfigError, LayoutError

JSON = ["wordpress-api", "json-feed", "federal-register", "govinfo", "congress-api"]


@pytest.mark.parametrize("name", JSON)
@pytest.mark.parametrize(
    ("body", "error", "why"),
    [
        ("<html><title>Access Denied</title>", BlockedError, "an HTML page came instead of JSON"),
        ("", LayoutError, "the answer is empty"),
        ('[{"id": 1', LayoutError, "it breaks off or is no JSON"),
        ("[" * 100_000, LayoutError, "it breaks off or is no JSON"),
        (
            '{"code": "x", "message": "No route was found", "data": {"status": 404}}',
            LayoutError,
            "the site says: No route was found",
        ),
    ],
)
def test_answer_that_is_none_says_why(name: str, body: str, error: type[Exception], why: str):
    with pytest.raises(error, match=why):
        layout(name).read(page_of(body))


@pytest.mark.parametrize("name", JSON)
def test_layout_without_its_list_says_so(name: str):
    with pytest.raises(LayoutError, match=r"the answer has no|it is no list of posts"):
        layout(name).read(page_of('{"other": 1}'))


@pytest.mark.parametrize("body", ["[1, 2]", "7", "[]", "{}", "[[]]", '{"results": [1]}', "{"])
def test_other_json_is_of_no_layout(body: str):
    with pytest.raises(LayoutError, match="no list or feed"):
        recognise(page_of(body))


def test_key_that_is_missing_is_told_in_the_sites_words():
    body = '{"error": {"code": "API_KEY_MISSING", "message": "No api_key was supplied."}}'

    with pytest.raises(LayoutError, match=r"the site says: No api_key was supplied\."):
        layout("congress-api").read(page_of(body))


def test_wall_of_the_federal_register_is_known_by_its_address():
    page = replace(page_of("{}"), final_url="https://unblock.register.example.gov/")

    with pytest.raises(BlockedError, match="the site led to its page for robots"):
        layout("federal-register").read(page)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<urlset><url><loc>https://a", "the sitemap breaks off"),
        ("<rss></rss>", "it is no sitemap"),
        (
            "<sitemapindex><sitemap><loc>https://a.example.gov/s1.xml</loc></sitemap></sitemapindex>",
            "it lists other sitemaps; name one of them, like 'https://a.example.gov/s1.xml'",
        ),
    ],
)
def test_sitemap_that_cannot_be_read_says_why(body: str, why: str):
    with pytest.raises(LayoutError, match=why):
        layout("sitemap").read(page_of(body))


def test_page_without_a_selector_is_watched_by_its_main_part():
    [item] = layout("page").read(page_of("<body><nav>Menu</nav><main>Words</main></body>"))

    assert item.text == "Words"
    assert item.title == item.url


@pytest.mark.parametrize(
    ("selector", "body", "error", "why"),
    [
        (".gone", "<p>x</p>", LayoutError, "nothing on the page fits '.gone'"),
        ("p[", "<p>x</p>", LayoutError, r"'p\[' is no CSS selector"),
        ("p", "<title>Too Many Requests</title>", BlockedError, "a notice came instead"),
        ("", "<!-- -->", LayoutError, "the page has no text"),
    ],
)
def test_watched_part_that_is_not_there_says_so(selector, body, error, why):
    url = "https://a.example.gov/p" + (f"#css={selector}" if selector else "")

    with pytest.raises(error, match=why):
        layout("page").read(page_of(body, url=url))


@pytest.mark.parametrize(
    ("body", "error", "why"),
    [
        ("<title>Just a moment...</title>", BlockedError, "a notice came instead of a list"),
        ("<p>x</p>", LayoutError, "its data lists nothing dated and titled"),
        ('<script id="__NEXT_DATA__">{</script>', LayoutError, "lists nothing dated"),
    ],
)
def test_page_without_data_says_so(body: str, error: type[Exception], why: str):
    with pytest.raises(error, match=why):
        layout("next-data").read(page_of(body))


def test_data_nested_without_end_is_no_list():
    nested = "[" * 100 + "]" * 100

    with pytest.raises(LayoutError):
        layout("next-data").read(page_of(f'<script id="__NEXT_DATA__">{nested}</script>'))


def test_layout_that_does_not_exist_names_the_nearest():
    with pytest.raises(ConfigError, match=r"unknown layout: 'rsss': .* did you mean 'rss'\?"):
        layout("rsss")


def test_layout_that_resembles_none_names_them_all():
    with pytest.raises(ConfigError, match=f"there are: {', '.join(LAYOUTS)}"):
        layout("zzzz")


def test_empty_feed_is_a_fault_and_not_a_quiet_week():
    with pytest.raises(LayoutError, match="0 items, where there are always 1 or more"):
        read_page(page_of("<rss><channel></channel></rss>"), layout("rss"))


def test_answer_larger_than_any_list_is_refused_before_it_is_read():
    with pytest.raises(LayoutError, match="the answer has more than 5 MB; ask the site for fewer"):
        read_page(page_of(b" " * 5_000_001), layout("rss"))


@pytest.mark.parametrize("part", ["<a/>", "<a b='' c=''/>", "[{},[]],"])
def test_answer_of_more_parts_than_any_list_is_refused_before_it_takes_the_memory(part):
    with pytest.raises(LayoutError, match="the answer has more than 200,000 parts"):
        read_page(page_of("<rss>" + part * 200_000), layout("rss"))
