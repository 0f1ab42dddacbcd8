"""The dashboard's server, asked by people and by others."""

from __future__ import annotations

import pytest

from tracker.errors import InputError
from tui.web import guard, server


async def test_link_lets_in_and_the_cookie_keeps_in(site):
    assert await site.get("/") == (403, f"{guard.NO_LOGIN}\n")
    await site.log_in()

    status, page = await site.get("/")

    assert status == 200
    assert "textual-terminal" in page
    assert (await site.get("/static/js/textual.js"))[0] == 200
    assert "/ws" in (await site.get("/page.js"))[1]
    assert await site.socket() == "board"


async def test_cookie_is_for_this_site_alone_and_no_script_reads_it(site):
    async with site.client.get(site.link) as answer:
        cookie = answer.headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert site.guard.token is None


async def test_link_works_once(site):
    link = site.link.removeprefix(site.base)
    await site.log_in()
    site.client.cookie_jar.clear()

    assert await site.get(link) == (403, f"{guard.USED_LINK}\n")


async def test_looking_at_the_headers_of_the_link_does_not_use_it_up(site):
    async with site.client.head(site.link) as answer:
        assert answer.status == 403

    await site.log_in()


@pytest.mark.parametrize("path", ["/", "/ws", "/static/js/textual.js", "/download/x", "/nowhere"])
async def test_nothing_is_given_without_login(site, path):
    assert await site.get(path, Cookie="askwatch=guessed") == (
        (403, f"{guard.WRONG_ORIGIN}\n") if path == "/ws" else (403, f"{guard.NO_LOGIN}\n")
    )


async def test_dashboard_needs_cookie_and_origin(site):
    assert await site.socket() == "403"
    await site.log_in()

    assert await site.socket(Origin="https://evil.example") == "403"
    assert await site.socket(Origin="null") == "403"
    assert await site.socket(Origin=site.base.replace("127.0.0.1", "localhost")) == "403"
    assert await site.socket() == "board"


async def test_foreign_name_and_foreign_page_are_refused_with_the_cookie_too(site):
    await site.log_in()

    assert await site.get("/", Host="evil.example") == (403, f"{guard.WRONG_HOST}\n")
    assert await site.socket(Host="evil.example", Origin="http://evil.example") == "403"
    assert await site.get("/", Origin="http://evil.example") == (403, f"{guard.WRONG_ORIGIN}\n")


async def test_nothing_can_be_sent_but_questions(site):
    await site.log_in()

    async with site.client.post(f"{site.base}/", data="x") as answer:
        assert (answer.status, await answer.text()) == (403, f"{guard.WRONG_METHOD}\n")


@pytest.mark.parametrize("path", ["/static/../server.py", "/static/..%2fserver.py", "/static/"])
async def test_only_the_parts_of_the_page_can_be_read(site, path):
    await site.log_in()
    [cookie] = site.client.cookie_jar
    host = site.base.removeprefix("http://")

    answer = await site.raw(
        f"GET {path} HTTP/1.1", f"Host: {host}", f"Cookie: {cookie.key}={cookie.value}"
    )

    assert answer.split()[1] in ("403", "404")
    assert answer.endswith(f"{server.NOT_HERE}\n")


async def test_browser_is_told_to_load_and_frame_nothing_else(site):
    async with site.client.get(site.base) as answer:
        policy = answer.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert site.base.replace("http", "ws") in policy


async def test_so_many_pages_may_be_open_and_no_more(serve):
    site = await serve(most=0)
    await site.log_in()

    assert await site.get("/ws", Origin=site.base) == (503, f"{server.TOO_MANY}\n")


async def test_taken_port_is_told_in_words(site):
    port = int(site.base.rpartition(":")[2])

    with pytest.raises(InputError, match=r"address already in use.*--port"):
        server.listen("127.0.0.1", port)
