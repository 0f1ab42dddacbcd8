"""Keys of interfaces: from the environment, to their own host, and nowhere else."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from jobs.fetch import Fetcher
from jobs.fetch.keys import Keys
from tests.conftest import NOW
from tests.jobs.site import Site, serving
from tracker.config import Fetch
from tracker.errors import FetchError

KEYS = {"127.0.0.1": "HARBOUR_API_KEY"}
SECRETS = {"HARBOUR_API_KEY": "s3cret\n"}


@pytest.fixture
def keyed() -> Iterator[Fetcher]:
    """A fetcher with a key for the loopback."""
    settings = Fetch(min_delay=0, timeout=20, retries=0, keys=KEYS)
    with Fetcher(settings, now=lambda: NOW, secrets=SECRETS) as fetcher:
        yield fetcher


def test_a_key_is_sent_to_its_host_and_not_to_its_robots_file(keyed: Fetcher, site: Site) -> None:
    site.answers("{}")

    keyed.get(f"{site.url}/feed")

    sent = [(path, headers.get("x-api-key")) for path, headers in site.asked]
    assert sent == [("/robots.txt", None), ("/feed", "s3cret")]


def test_a_redirect_takes_no_key_to_another_host(keyed: Fetcher, site: Site) -> None:
    with serving() as other:
        elsewhere = other.url.replace("127.0.0.1", "localhost") + "/feed"
        site.answers(status=302, Location=elsewhere)
        other.answers("{}")

        keyed.get(f"{site.url}/feed")

        assert "x-api-key" in site.asked[-1][1]
        assert other.paths == ["/feed"]
        assert all("x-api-key" not in headers for _, headers in other.asked)


def test_a_missing_key_is_said_with_the_next_step(site: Site) -> None:
    with (
        Fetcher(Fetch(min_delay=0, keys=KEYS), now=lambda: NOW) as fetcher,
        pytest.raises(FetchError) as caught,
    ):
        fetcher.get(f"{site.url}/feed")

    assert str(caught.value) == (
        f"no key: '{site.url}/feed': 127.0.0.1 wants one and HARBOUR_API_KEY is not set; "
        "get one at https://api.data.gov/signup/ and set it in the environment: HARBOUR_API_KEY"
    )
    assert site.asked == []


def test_what_cannot_stand_in_a_header_is_no_key_and_is_not_shown() -> None:
    keys = Keys({"api.example.gov": "A_KEY"}, {"A_KEY": "schlüssel"})

    with pytest.raises(FetchError, match="what A_KEY holds is no key; set it anew"):
        keys.headers("https://API.example.gov/v3/hearing")


def test_a_key_never_goes_over_an_open_line() -> None:
    keys = Keys({"api.example.gov": "A_KEY"}, {"A_KEY": "s3cret"})

    assert keys.headers("http://api.example.gov/v3") == {}
    assert keys.headers("https://api.example.gov/v3") == {"X-Api-Key": "s3cret"}


def test_a_source_may_want_more_time_between_two_requests(fetcher: Fetcher, site: Site) -> None:
    site.answers("x")
    fetcher.get(f"{site.url}/feed")
    began = time.monotonic()

    for _ in range(2):
        fetcher.get(f"{site.url}/feed", delay=0.2)

    assert time.monotonic() - began >= 0.2
