"""Send one request after the other until an answer is reached: lanes, robots.txt, redirects.

Every address on the way is judged: a redirect leads to another site, whose
rules count there, and never from the public internet into a private network.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from jobs.fetch import robots
from jobs.fetch.body import BrokenError, TooBigError, read_body
from jobs.fetch.keys import Keys
from jobs.fetch.lanes import Hosts, Lanes
from jobs.fetch.network import (
    Deadline,
    PrivateAddressError,
    Transport,
    is_local_name,
    is_public,
)
from jobs.fetch.reasons import said, status_words
from tracker.config import Fetch
from tracker.errors import BlockedError, FetchError

SHORTEST_DELAY = 1.0
"""Seconds between two requests to a real host, whatever the settings say."""

_MARGIN = 1.0
"""Seconds after which a request that is over time has surely ended."""

_REDIRECTS = (301, 302, 303, 307, 308)
_NETWORK = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpx.HTTPError,
    httpx.InvalidURL,
)


class PassingError(FetchError):
    """Trouble that may be over in a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said, whatever its status."""

    url: str
    """The address that answered, after redirects."""
    status: int
    headers: httpx.Headers
    body: bytes
    """Unpacked; empty unless the status is 200."""
    charset: str | None
    local: bool
    """It came from this machine or a private network."""


class Budget:
    """The seconds that one errand may spend on the network, all its requests together."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    @contextmanager
    def spend(self, deadline: Deadline) -> Iterator[None]:
        """Let the thread's requests inside take what is left, and count what they took."""
        began = time.monotonic()
        deadline.start(self.left)
        try:
            yield
        finally:
            self.left -= time.monotonic() - began


class Asker:
    """Sends requests, for any number of threads."""

    def __init__(
        self,
        settings: Fetch,
        agent: str,
        secrets: Mapping[str, str],
        heard: Callable[[int], None],
        hosts: Hosts | None = None,
    ) -> None:
        self._settings, self._heard = settings, heard
        self._keys = Keys(settings.keys, secrets)
        self._deadline = Deadline()
        longest = settings.timeout + _MARGIN
        self._lanes = Lanes(settings.at_once, self._deadline.cancelled, hosts, longest)
        self._robots = robots.Robots()
        self._ways = {
            home: Transport(self._deadline, public_only=not home, kept=settings.at_once)
            for home in (True, False)
        }
        self._headers = {"User-Agent": agent, "Accept-Encoding": "gzip"}

    @property
    def cancelled(self) -> threading.Event:
        """Set once all requests are called off."""
        return self._deadline.cancelled

    def cancel(self) -> None:
        """Call off all requests; they end with CancelledError."""
        self.cancelled.set()

    def close(self) -> None:
        """Close all connections."""
        for way in self._ways.values():
            way.close()

    def follow(
        self,
        start: str,
        headers: Mapping[str, str],
        budget: Budget,
        *,
        home: bool,
        limit: int | None = None,
        obey: bool = True,
        delay: float = 0.0,
    ) -> Answer:
        """Return the answer at the end of the redirects; `home`: private networks are allowed.

        A host's key goes to that host alone, and never along with a redirect.

        Raises:
            BlockedError: a robots.txt on the way does not allow the next address.
            FetchError: there is no answer in bounds; PassingError if there may be soon.
        """
        url, seen = start, set[str]()
        while len(seen) <= self._settings.max_redirects:
            _check(start, url)
            if url in seen:
                raise FetchError("could not fetch", start, "it redirects in a circle")
            seen.add(url)
            keyed = {**headers, **self._keys.headers(url)} if obey else headers
            pause = self._obey(url, budget, home=home) if obey else self._delay(url)
            with self._lanes.turn(urlsplit(url).hostname or "", max(pause, delay)):
                answer = self._request(url, keyed, budget, home=home, limit=limit)
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return answer
            url, home = urljoin(url, target), home and answer.local
            if (host := _host(url)).startswith("unblock."):
                raise BlockedError("blocked", start, f"it was sent on to '{host}'")
        most = self._settings.max_redirects
        raise FetchError("could not fetch", start, f"it redirects more than {most} times")

    def _obey(self, url: str, budget: Budget, *, home: bool) -> float:
        """Return the seconds to leave between two requests to the address' site."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"

        def ask() -> str | None:
            headers, most = {"Accept": "text/plain"}, robots.MOST_BYTES
            answer = self.follow(
                f"{site}/robots.txt", headers, budget, home=home, limit=most, obey=False
            )
            if answer.status == HTTPStatus.TOO_MANY_REQUESTS or answer.status >= 500:
                said = status_words(answer.status)
                why = f"its robots.txt answers {said}, so nothing else was asked"
                raise PassingError("could not fetch", url, why)
            if answer.status != HTTPStatus.OK:
                return None
            return answer.body.decode("utf-8", "replace")

        rules = self._robots.of(site, ask)
        if not rules.allow(url):
            step = "ask the site's owner, or choose another way in"
            raise BlockedError("blocked", url, "its robots.txt does not allow it", step)
        return max(self._delay(url), rules.delay)

    def _delay(self, url: str) -> float:
        if is_local_name(urlsplit(url).hostname or ""):
            return self._settings.min_delay
        return max(self._settings.min_delay, SHORTEST_DELAY)

    def _request(
        self,
        url: str,
        headers: Mapping[str, str],
        budget: Budget,
        *,
        home: bool,
        limit: int | None,
    ) -> Answer:
        most, way = limit or self._settings.max_bytes, self._ways[home]
        try:
            asked = {**self._headers, **headers}
            with budget.spend(self._deadline), way.get(url, asked) as came:
                return _answer(url, came, most, self._heard)
        except TooBigError:
            why = f"it is larger than {most:,} bytes"
            raise FetchError("could not fetch", url, why) from None
        except PrivateAddressError:
            why = "it leads into a private network"
            raise FetchError("could not fetch", url, why) from None
        except BrokenError as error:
            raise PassingError("could not fetch", url, str(error)) from None
        except _NETWORK as error:
            why, passing = said(error, self._settings.timeout)
            kind = PassingError if passing else FetchError
            raise kind("could not fetch", url, why) from error


def _answer(url: str, came: httpcore.Response, most: int, heard: Callable[[int], None]) -> Answer:
    body, good, headers = b"", came.status == HTTPStatus.OK, httpx.Headers(came.headers)
    if good or came.status == HTTPStatus.NOT_MODIFIED:  # empty, but it frees the connection
        length = headers.get("content-length", "")
        if good and length.isdecimal() and int(length[:18]) > most:
            raise TooBigError
        body = read_body(
            _counted(came.iter_stream(), heard), headers.get("content-encoding", ""), most
        )
    address, *_ = came.extensions["network_stream"].get_extra_info("server_addr")
    return Answer(
        url=url,
        status=came.status,
        headers=headers,
        body=body,
        charset=_charset(headers.get("content-type", "")),
        local=not is_public(address),
    )


def _charset(content_type: str) -> str | None:
    said = Message()
    said["Content-Type"] = content_type
    return said.get_content_charset()


def _counted(chunks: Iterable[bytes], heard: Callable[[int], None]) -> Iterator[bytes]:
    for chunk in chunks:
        heard(len(chunk))
        yield chunk


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _check(start: str, url: str) -> None:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        why = "it is no web address" if url == start else f"it leads to '{url}'"
        raise FetchError("could not fetch", start, why, "write it like 'https://example.org/news'")
