"""Which addresses are the public internet, and what errors mean."""

from __future__ import annotations

import socket

import httpcore
import pytest

from jobs.fetch.network import is_local_name, is_public
from jobs.fetch.reasons import said
from jobs.fetch.robots import LONGEST_DELAY, Rules


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "192.168.0.1",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
    ],
)
def test_address_of_a_private_network_is_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("a.localhost.", True),
        ("127.0.0.1", True),
        ("[::1]", True),
        ("www.example.gov", False),
        ("8.8.8.8", False),
    ],
)
def test_name_of_this_machine_is_known_without_asking(host: str, local: bool) -> None:
    assert is_local_name(host) is local


def test_unknown_host_may_be_known_in_a_moment() -> None:
    error = httpcore.ConnectError("no")
    error.__cause__ = socket.gaierror(-2, "Name or service not known")

    assert said(error, 30) == ("no such host, or no internet", True)


def test_connection_that_takes_too_long_is_tried_again() -> None:
    assert said(httpcore.ConnectTimeout(), 30) == ("no connection could be made in time", True)


def test_what_is_no_http_is_not_tried_again() -> None:
    error = httpcore.LocalProtocolError("bad header")

    assert said(error, 30) == ("the address or the answer is not valid HTTP", False)


def test_rules_know_how_often_a_site_wants_to_be_asked() -> None:
    assert Rules.read("User-agent: *\nRequest-rate: 1/7").delay == 7
    assert Rules.read("User-agent: *\nCrawl-delay: 9999").delay == LONGEST_DELAY
    assert Rules.read(None).allow("https://example.gov/any")
