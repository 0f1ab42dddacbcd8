"""Get one page from the web, or say why not.

Honest about who asks, patient with what passes, and bounded in bytes, time and
redirects. What the page says, and whether it is believed, is others' business.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import version
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx
import stamina

from jobs.fetch import robots
from jobs.fetch.body import BrokenError, TooBigError, read_body
from jobs.fetch.lanes import Lanes
from jobs.fetch.network import (
    Deadline,
    PrivateAddressError,
    Transport,
    is_local_name,
    is_public,
)
from jobs.fetch.reasons import said
from tracker.config import Fetch
from tracker.errors import BlockedError, FetchError
from tracker.types import Page

SHORTEST_DELAY = 1.0
"""Seconds between two requests to a real host, whatever the settings say."""

_REDIRECTS = (301, 302, 303, 307, 308)
_REFUSED = (401, 402, 403, 405, 406, 407, 451)
_PASSING = (500, 502, 503, 504)

# Without a handler Python would print every retry to the user's screen.
logging.getLogger("stamina").addHandler(logging.NullHandler())


class PassingError(FetchError):
    """Trouble that may be over in a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    url: str
    status: int
    headers: httpx.Headers
    body: bytes
    charset: str | None
    local: bool
    """It came from this machine or a private network."""


class Fetcher:
    """Asks the web; one for all sources, usable from several threads."""

    def __init__(
        self,
        settings: Fetch,
        *,
        now: Callable[[], datetime],
        contact: str = "",
        pause: float = 1.0,
    ) -> None:
        """Make a fetcher that asks as `settings` say; `pause` seconds before the first retry."""
        self._settings = settings
        self._now = now
        self._pause = pause
        self._deadline = Deadline()
        self._lanes = Lanes(settings.at_once, self._deadline.cancelled)
        self._robots = robots.Robots()
        agent = f"{robots.AGENT}/{version('askwatch')}"
        if contact := " ".join(contact.encode("ascii", "ignore").decode().split()):
            agent += f" (+{contact})"
        self._any = self._client(agent, public_only=False)
        self._public = self._client(agent, public_only=True)

    def _client(self, agent: str, *, public_only: bool) -> httpx.Client:
        return httpx.Client(
            transport=Transport(
                self._deadline, public_only=public_only, connections=self._settings.at_once
            ),
            headers={"User-Agent": agent, "Accept-Encoding": "gzip"},
            timeout=self._settings.timeout,
            trust_env=False,
        )

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = "*/*",
        found_in: str | None = None,
    ) -> Page | None:
        """Return the page at an address; None if it is as `etag` or `last_modified` say.

        `found_in` names where the address was found if no person gave it: such an
        address, and any redirect, never leads into a private network, unless it
        was found there.

        Raises:
            BlockedError: the server refuses us, or robots.txt does.
            FetchError: no answer, or none in bounds.
            CancelledError: `cancel` was called.
        """
        headers = {"Accept": accept}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        budget = _Budget(self._settings.timeout)
        home = found_in is None or is_local_name(urlsplit(found_in).hostname or "")
        for attempt in stamina.retry_context(
            on=lambda error: isinstance(error, PassingError) and budget.left > 0,
            attempts=1 + self._settings.retries,
            timeout=None,
            wait_initial=self._pause,
            wait_max=8 * self._pause,
            wait_jitter=self._pause,
        ):
            with attempt:
                answer = self._follow(url, headers, budget, home=home)
                return self._page(url, answer, conditional=bool(etag or last_modified))
        raise AssertionError("the last attempt returns or raises")

    def cancel(self) -> None:
        """Call off all requests, in whatever threads; they end with CancelledError."""
        self._deadline.cancelled.set()

    def close(self) -> None:
        """Close all connections."""
        self._any.close()
        self._public.close()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _follow(
        self,
        start: str,
        headers: Mapping[str, str],
        budget: _Budget,
        *,
        home: bool,
        limit: int | None = None,
        obey: bool = True,
    ) -> _Answer:
        """Return the answer at the end of the redirects; `home`: private networks are allowed."""
        url, seen = start, set[str]()
        while len(seen) <= self._settings.max_redirects:
            _check(start, url)
            if url in seen:
                raise FetchError("could not fetch", start, "it redirects in a circle")
            seen.add(url)
            client = self._any if home else self._public
            delay = self._obey(url, budget, home=home) if obey else self._delay(url)
            with self._lanes.turn(urlsplit(url).hostname or "", delay):
                answer = self._request(client, url, headers, budget, limit)
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return answer
            url, home = urljoin(url, target), home and answer.local
        most = self._settings.max_redirects
        raise FetchError("could not fetch", start, f"it redirects more than {most} times")

    def _obey(self, url: str, budget: _Budget, *, home: bool) -> float:
        """Return the seconds to leave between two requests to the address' site.

        Raises:
            BlockedError: its robots.txt does not allow the address.
            FetchError: it cannot be told whether it does.
        """
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"

        def ask() -> str | None:
            answer = self._follow(
                f"{site}/robots.txt",
                {"Accept": "text/plain"},
                budget,
                home=home,
                limit=robots.MOST_BYTES,
                obey=False,
            )
            if answer.status == HTTPStatus.TOO_MANY_REQUESTS or answer.status >= 500:
                why = f"its robots.txt answers {_status(answer.status)}, so nothing else was asked"
                raise self._with_wait(PassingError("could not fetch", url, why), answer)
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
        client: httpx.Client,
        url: str,
        headers: Mapping[str, str],
        budget: _Budget,
        limit: int | None,
    ) -> _Answer:
        """Return one answer, whatever its status; of errors' bodies nothing is kept."""
        most = limit or self._settings.max_bytes
        try:
            with budget.spend(self._deadline), client.stream("GET", url, headers=headers) as came:
                good = came.status_code == HTTPStatus.OK
                body = _read(came, most) if good or came.status_code == 304 else b""
                stream = came.extensions["network_stream"]
                peer = stream.get_extra_info("server_addr")
                return _Answer(
                    url=url,
                    status=came.status_code,
                    headers=came.headers,
                    body=body,
                    charset=came.charset_encoding,
                    local=peer is not None and not is_public(peer[0]),
                )
        except TooBigError:
            why = f"it is larger than {most:,} bytes"
            raise FetchError("could not fetch", url, why) from None
        except PrivateAddressError:
            why = "it leads into a private network"
            raise FetchError("could not fetch", url, why) from None
        except BrokenError as error:
            raise PassingError("could not fetch", url, str(error)) from None
        except (
            httpcore.NetworkError,
            httpcore.TimeoutException,
            httpcore.ProtocolError,
            httpx.HTTPError,
            httpx.InvalidURL,
        ) as error:
            why, passing = said(error, self._settings.timeout)
            kind = PassingError if passing else FetchError
            raise kind("could not fetch", url, why) from error

    def _page(self, url: str, answer: _Answer, *, conditional: bool) -> Page | None:
        status = answer.status
        if status == HTTPStatus.NOT_MODIFIED and conditional:
            return None
        if status != HTTPStatus.OK:
            raise self._refusal(url, answer)
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Page(
            url=url,
            final_url=answer.url,
            status=status,
            media_type=kind,
            charset=answer.charset,
            headers=tuple(answer.headers.multi_items()),
            body=answer.body,
            fetched=self._now(),
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
        )

    def _refusal(self, url: str, answer: _Answer) -> FetchError:
        why = f"the server answers {_status(answer.status)}"
        if answer.status in _REFUSED:
            error: FetchError = BlockedError("blocked", url, why)
        elif answer.status in _PASSING and "retry-after" not in answer.headers:
            error = PassingError("could not fetch", url, why)
        elif answer.status in (404, 410):
            error = FetchError("could not fetch", url, why, "check the address")
        else:
            error = FetchError("could not fetch", url, why)
        error.status = answer.status
        return self._with_wait(error, answer)

    def _with_wait(self, error: FetchError, answer: _Answer) -> FetchError:
        """Return the error with how long the server asks us to stay away."""
        value = answer.headers.get("retry-after", "").strip()
        if value.isdecimal():
            error.retry_after = timedelta(seconds=min(int(value[:12]), 10**9))
        elif value:
            with suppress(ValueError, TypeError):
                error.retry_after = parsedate_to_datetime(value) - self._now()
        return error


class _Budget:
    """The seconds that one errand may spend on the network, all requests together."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    @contextmanager
    def spend(self, deadline: Deadline) -> Iterator[None]:
        began = time.monotonic()
        deadline.start(self.left)
        try:
            yield
        finally:
            self.left -= time.monotonic() - began


def _check(start: str, url: str) -> None:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        why = "it is no web address" if url == start else f"it leads to '{url}'"
        raise FetchError("could not fetch", start, why, "write it like 'https://example.org/news'")


def _read(came: httpx.Response, most: int) -> bytes:
    length = came.headers.get("content-length", "")
    if length.isdecimal() and int(length[:18]) > most:
        raise TooBigError
    return read_body(came.iter_raw(), came.headers.get("content-encoding", ""), most)


def _status(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)
