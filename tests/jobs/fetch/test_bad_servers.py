"""Servers that break off, never end or keep one waiting, and a fetch that is called off."""

from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import CancelledError
from http.server import BaseHTTPRequestHandler

import pytest

from jobs.fetch import Fetcher
from tests.conftest import NOW
from tests.jobs.fetch.refusal import refusal
from tests.jobs.site import Site
from tracker.config import Fetch


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(b" " * 10_000)


def breaking(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"half")
    handler.close_connection = True


def dropping(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


drained: list[str] = []
"""What dripped to its end."""


def dripping(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    drip(handler)


def dripping_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    drip(handler)


def drip(handler: BaseHTTPRequestHandler) -> None:
    for _ in range(100):
        handler.wfile.write(b".")
        handler.wfile.flush()
        time.sleep(0.05)
    drained.append(handler.path)


def babbling(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"hello, who is there?\r\n\r\n")
    handler.close_connection = True


@pytest.mark.parametrize("act", [breaking, dropping, babbling])
def test_connection_that_breaks_off_is_tried_again_and_then_told(
    site: Site, fetcher: Fetcher, act: object
) -> None:
    site.acts(act)  # type: ignore[arg-type]

    assert refusal(fetcher, f"{site.url}/feed").why == "the connection broke off"
    assert len(site.paths) == 2


def test_endless_body_is_cut_at_the_bound(site: Site, fetcher: Fetcher) -> None:
    site.acts(endless)

    assert refusal(fetcher, f"{site.url}/feed").why == "it is larger than 150,000 bytes"


@pytest.mark.parametrize("act", [dripping, dripping_headers])
def test_server_that_drips_does_not_outlast_the_time(site: Site, act: object) -> None:
    site.acts(act)  # type: ignore[arg-type]
    settings = Fetch(min_delay=0, timeout=0.3, retries=5)

    with Fetcher(settings, now=lambda: NOW, pause=0.001) as fetcher:
        error = refusal(fetcher, f"{site.url}/feed")

    assert error.why == "no whole answer within 0.3 s"
    assert site.paths == ["/feed"]
    assert not drained


def test_cancelled_fetcher_lets_go_at_once(site: Site) -> None:
    asked, over = threading.Event(), threading.Event()
    answered: list[bool] = []

    def hang(handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        answered.append(over.wait(30))

    def cancel(fetcher: Fetcher) -> None:
        asked.wait(30)
        fetcher.cancel()

    site.acts(hang)
    with Fetcher(Fetch(min_delay=0), now=lambda: NOW) as fetcher:
        threading.Thread(target=cancel, args=(fetcher,)).start()
        with pytest.raises(CancelledError):
            fetcher.get(f"{site.url}/feed")

    assert not answered
    over.set()


def test_cancelled_fetcher_does_not_wait_for_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answered.wait(30) and [])
    with Fetcher(Fetch(min_delay=0), now=lambda: NOW) as fetcher:
        threading.Timer(0.05, fetcher.cancel).start()
        try:
            with pytest.raises(CancelledError):
                fetcher.get("http://slow.example.gov/feed")
            assert not answered.is_set()
        finally:
            answered.set()


def test_cancelled_fetcher_does_not_wait_for_the_next_attempt(site: Site) -> None:
    site.answers(status=503)
    with Fetcher(Fetch(min_delay=0), now=lambda: NOW, pause=60) as fetcher:
        threading.Timer(0.1, fetcher.cancel).start()
        with pytest.raises(CancelledError):
            fetcher.get(f"{site.url}/feed")
