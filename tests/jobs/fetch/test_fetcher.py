"""Getting one page, or the reason why not."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from pathlib import Path

import pytest
import trustme

from jobs.fetch import Fetcher, network
from tests.conftest import NOW
from tests.jobs.fetch.refusal import refusal
from tests.jobs.site import Site, serving
from tracker.config import Fetch
from tracker.errors import BlockedError


def test_page_comes_with_its_headers_and_the_time(site: Site, fetcher: Fetcher) -> None:
    site.answers("<p>Näher", media_type="Text/HTML; charset=UTF-8", ETag='"a"', Last_Modified="now")

    page = fetcher.get(f"{site.url}/feed", accept="text/html")

    assert page is not None
    assert (page.body, page.status, page.fetched) == ("<p>Näher".encode(), 200, NOW)
    assert (page.media_type, page.charset) == ("text/html", "utf-8")
    assert (page.etag, page.last_modified) == ('"a"', "now")
    assert (page.url, page.final_url) == (f"{site.url}/feed", f"{site.url}/feed")


def test_mark_with_strange_letters_is_sent_back_as_it_came(site: Site, fetcher: Fetcher) -> None:
    site.answers("hi", ETag='"ä"'.encode().decode("latin-1"))
    page = fetcher.get(f"{site.url}/feed")
    assert page is not None

    fetcher.get(f"{site.url}/feed", etag=page.etag)

    assert site.asked[-1][1]["if-none-match"].encode("latin-1").decode() == '"ä"'


@pytest.mark.parametrize("length", ["", "Content-Length: 2\r\n"])
def test_server_that_hangs_up_after_each_answer_is_read(
    site: Site, fetcher: Fetcher, length: str
) -> None:
    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(f"HTTP/1.0 200 OK\r\n{length}\r\nhi".encode())
        handler.close_connection = True

    site.acts(act)

    page = fetcher.get(f"{site.url}/feed")

    assert page is not None
    assert page.body == b"hi"


def test_connection_that_the_server_closed_meanwhile_is_made_anew(
    site: Site, fetcher: Fetcher
) -> None:
    closed = threading.Event()

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)
        closed.set()

    site.acts(act)
    fetcher.get(f"{site.url}/feed")
    assert closed.wait(5)

    page = fetcher.get(f"{site.url}/feed")

    assert page is not None
    assert site.paths == ["/feed", "/feed"]


def test_no_more_connections_are_kept_than_hosts_are_asked_at_once(site: Site) -> None:
    asked_from: list[int] = []

    def act(handler: BaseHTTPRequestHandler) -> None:
        asked_from.append(handler.client_address[1])
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

    site.acts(act)
    names = [f"{site.url}/feed", f"{site.url.replace('127.0.0.1', 'localhost')}/feed"]
    with Fetcher(Fetch(min_delay=0, at_once=1), now=lambda: NOW) as fetcher:
        for url in (names[0], names[0], names[1], names[0]):
            fetcher.get(url)

    first, again, _, last = asked_from
    assert first == again != last


def test_site_is_told_honestly_who_asks(site: Site, fetcher: Fetcher) -> None:
    site.answers("x")

    fetcher.get(f"{site.url}/feed", accept="text/xml")

    headers = site.asked[-1][1]
    assert headers["user-agent"].startswith("askwatch/0.")
    assert headers["user-agent"].endswith("(+ana@example.org)")
    assert headers["accept"] == "text/xml"


def test_nobody_is_named_where_no_contact_is_set(site: Site) -> None:
    site.answers("x")
    with Fetcher(Fetch(min_delay=0), now=lambda: NOW) as fetcher:
        fetcher.get(f"{site.url}/feed")

    assert "+" not in site.asked[-1][1]["user-agent"]


def test_unchanged_page_is_none(site: Site, fetcher: Fetcher) -> None:
    site.answers(status=304)

    page = fetcher.get(f"{site.url}/feed", etag='"a"', last_modified="Sat, 21 Nov 2026")

    assert page is None
    headers = site.asked[-1][1]
    assert (headers["if-none-match"], headers["if-modified-since"]) == ('"a"', "Sat, 21 Nov 2026")


def test_not_modified_without_a_question_is_an_error(site: Site, fetcher: Fetcher) -> None:
    site.answers(status=304)

    assert "304 Not Modified" in str(refusal(fetcher, f"{site.url}/feed"))


@pytest.mark.parametrize("status", [401, 403, 451])
def test_refusal_is_blocked(site: Site, fetcher: Fetcher, status: int) -> None:
    site.answers("<p>Go away", status)

    error = refusal(fetcher, f"{site.url}/feed")

    assert isinstance(error, BlockedError)
    assert (error.status, len(site.paths)) == (status, 1)


def test_missing_page_says_what_to_do(site: Site, fetcher: Fetcher) -> None:
    url = f"{site.url}/gone"

    assert str(refusal(fetcher, url)) == (
        f"could not fetch: '{url}': the server answers 404 Not Found; check the address"
    )


def test_unknown_status_is_told_as_it_is(site: Site, fetcher: Fetcher) -> None:
    site.answers(status=299)

    assert "the server answers 299" in str(refusal(fetcher, f"{site.url}/feed"))


def test_passing_trouble_is_tried_again(site: Site, fetcher: Fetcher) -> None:
    site.answers(status=503)
    site.then("now it is there")

    page = fetcher.get(f"{site.url}/feed")

    assert page is not None
    assert page.body == b"now it is there"


def test_lasting_trouble_is_an_error_after_the_last_attempt(site: Site, fetcher: Fetcher) -> None:
    site.answers(status=500)

    assert "500 Internal Server Error" in str(refusal(fetcher, f"{site.url}/feed"))
    assert len(site.paths) == 2


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Sat, 21 Nov 2026 13:00:00 GMT", timedelta(hours=1)),
        ("soon", None),
    ],
)
def test_server_that_asks_us_to_wait_is_left_alone(
    site: Site, fetcher: Fetcher, value: str, wait: timedelta | None
) -> None:
    site.answers("slow down", 429, Retry_After=value)

    error = refusal(fetcher, f"{site.url}/feed")

    assert (error.retry_after, error.status, len(site.paths)) == (wait, 429, 1)


def test_packed_page_is_unpacked(site: Site, fetcher: Fetcher) -> None:
    site.answers(gzip.compress(b"one ") + gzip.compress(b"two"), Content_Encoding="gzip")

    page = fetcher.get(f"{site.url}/feed")

    assert page is not None
    assert page.body == b"one two"
    assert site.asked[-1][1]["accept-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("body", "encoding", "why"),
    [
        (gzip.compress(b" " * 10_000_000), "gzip", "it is larger than 150,000 bytes"),
        (b" " * 150_001, "", "it is larger than 150,000 bytes"),
        (gzip.compress(b"whole" * 99)[:20], "gzip", "it breaks off"),
        (b"no gzip at all", "gzip", "its gzip is damaged"),
        (b"?", "br", "it is packed as 'br', which nobody asked for"),
    ],
    ids=("bomb", "long", "cut", "damaged", "unasked"),
)
def test_body_out_of_bounds_is_refused(
    site: Site, fetcher: Fetcher, body: bytes, encoding: str, why: str
) -> None:
    site.answers(body, Content_Encoding=encoding)

    assert refusal(fetcher, f"{site.url}/feed").why == why


def test_redirect_is_followed_and_both_addresses_are_known(site: Site, fetcher: Fetcher) -> None:
    site.answers(status=301, Location="/new")
    site.answers("here", path="/new")

    page = fetcher.get(f"{site.url}/feed")

    assert page is not None
    assert (page.url, page.final_url) == (f"{site.url}/feed", f"{site.url}/new")


def test_redirect_in_a_circle_is_told(site: Site, fetcher: Fetcher) -> None:
    site.answers(status=302, Location="/feed")

    assert refusal(fetcher, f"{site.url}/feed").why == "it redirects in a circle"
    assert len(site.paths) == 1


def test_redirects_without_end_are_told(site: Site, fetcher: Fetcher) -> None:
    for number in range(9):
        path = f"/{number}" if number else "/feed"
        site.answers(status=302, Location=f"/{number + 1}", path=path)

    assert refusal(fetcher, f"{site.url}/feed").why == "it redirects more than 5 times"


def test_redirect_to_another_kind_of_address_is_refused(site: Site, fetcher: Fetcher) -> None:
    site.answers(status=302, Location="file:///etc/passwd")

    assert refusal(fetcher, f"{site.url}/feed").why == "it leads to 'file:///etc/passwd'"


@pytest.mark.parametrize("url", ["ftp://example.org", "example.org/feed", "http://[", ""])
def test_what_is_no_web_address_is_said_to_be_none(fetcher: Fetcher, url: str) -> None:
    assert refusal(fetcher, url).why == "it is no web address"


def test_address_found_in_a_document_never_leads_into_the_own_network(
    site: Site, fetcher: Fetcher
) -> None:
    site.answers("secret")

    error = refusal(fetcher, f"{site.url}/feed", found_in="https://www.example.gov/release")

    assert error.why == "it leads into a private network"
    assert site.asked == []


def test_address_found_on_the_own_network_may_lead_there(site: Site, fetcher: Fetcher) -> None:
    site.answers("sample")

    assert fetcher.get(f"{site.url}/feed", found_in=f"{site.url}/list") is not None


def test_refused_connection_is_told(fetcher: Fetcher) -> None:
    with serving() as closed:
        pass

    assert refusal(fetcher, f"{closed.url}/feed").why == "the connection was refused"


def test_certificate_that_nobody_vouches_for_is_refused(fetcher: Fetcher) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with serving(lambda plain: context.wrap_socket(plain, server_side=True)) as site:
        error = refusal(fetcher, site.url.replace("http:", "https:") + "/feed")

    assert error.why.startswith("its certificate is not valid (")


def test_certificate_of_a_known_authority_is_accepted(
    fetcher: Fetcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    network.verifying.cache_clear()
    with serving(lambda plain: context.wrap_socket(plain, server_side=True)) as site:
        site.answers("in secret")
        page = fetcher.get(site.url.replace("http:", "https:") + "/feed")
    network.verifying.cache_clear()

    assert page is not None
    assert page.body == b"in secret"


def test_server_without_encryption_cannot_be_asked_in_secret(site: Site, fetcher: Fetcher) -> None:
    error = refusal(fetcher, site.url.replace("http:", "https:") + "/feed")

    assert error.why == "no secure connection could be made"


def test_robots_txt_is_asked_once_and_obeyed(site: Site, fetcher: Fetcher) -> None:
    site.answers("User-agent: askwatch\nDisallow: /private/", path="/robots.txt")
    site.answers("open")

    fetcher.get(f"{site.url}/feed")
    error = refusal(fetcher, f"{site.url}/private/list")

    assert isinstance(error, BlockedError)
    assert error.why == "its robots.txt does not allow it"
    assert [path for path, _ in site.asked] == ["/robots.txt", "/feed"]


def test_site_that_cannot_say_what_it_allows_is_not_asked(site: Site, fetcher: Fetcher) -> None:
    site.answers(status=503, path="/robots.txt")
    site.answers("open")

    error = refusal(fetcher, f"{site.url}/feed")

    assert error.why == (
        "its robots.txt answers 503 Service Unavailable, so nothing else was asked"
    )
    assert site.paths == []


def test_requests_to_one_host_keep_their_distance(site: Site) -> None:
    site.answers("User-agent: *\nCrawl-delay: 0.2", path="/robots.txt")
    times: list[float] = []

    def note(handler: BaseHTTPRequestHandler) -> None:
        times.append(time.monotonic())
        handler.send_error(404)

    site.acts(note)
    with Fetcher(Fetch(min_delay=0, retries=0), now=lambda: NOW) as fetcher:
        threads = [
            threading.Thread(target=lambda: refusal(fetcher, f"{site.url}/feed")) for _ in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert min(b - a for a, b in pairwise(times)) >= 0.2
