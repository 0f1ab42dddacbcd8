"""Get one page from the web, or say why not.

Honest about who asks, patient with what passes, and bounded in bytes, time and
redirects. What the page says, and whether it is believed, is others' business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from importlib.metadata import version
from urllib.parse import urlsplit

import tenacity

from jobs.fetch.asking import Answer, Asker, Budget, PassingError
from jobs.fetch.keys import NO_SECRETS
from jobs.fetch.lanes import Hosts
from jobs.fetch.network import is_local_name
from jobs.fetch.reasons import retry_after, status_words
from jobs.fetch.robots import AGENT
from tracker.config import Fetch
from tracker.errors import BlockedError, FetchError
from tracker.types import Page

_REFUSED = (401, 402, 403, 405, 406, 407, 451)
_PASSING = (500, 502, 503, 504)


class Fetcher:
    """Asks the web; one for all sources, usable from several threads."""

    def __init__(
        self,
        settings: Fetch,
        *,
        now: Callable[[], datetime],
        contact: str = "",
        secrets: Mapping[str, str] = NO_SECRETS,
        pause: float = 1.0,
        heard: Callable[[int], None] = lambda _: None,
        hosts: Hosts | None = None,
    ) -> None:
        """Make a fetcher that asks as `settings` say; `pause` seconds before the first retry.

        `secrets` holds the keys of interfaces, under the names that `settings.keys` gives.
        `heard` is told of each piece of a page, as it comes in, how many bytes it has.
        `hosts` keeps the pauses of hosts among several machines.
        """
        self._settings, self._now, self._pause = settings, now, pause
        agent = f"{AGENT}/{version('askwatch')}"
        if contact := " ".join(contact.encode("ascii", "ignore").decode().split()):
            agent += f" (+{contact})"
        self._asker = Asker(settings, agent, secrets, heard, hosts)

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = "*/*",
        found_in: str | None = None,
        delay: float = 0.0,
    ) -> Page | None:
        """Return the page at an address; None if it is as `etag` or `last_modified` say.

        `found_in` names where the address was found if no person gave it: such an
        address, and any redirect, never leads into a private network, unless it
        was found there. `delay` is how many seconds the host wants between two
        requests, if more than is set for all.

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
        budget = Budget(self._settings.timeout)
        home = found_in is None or is_local_name(urlsplit(found_in).hostname or "")
        for attempt in tenacity.Retrying(
            retry=tenacity.retry_if_exception(
                lambda error: isinstance(error, PassingError) and budget.left > 0
            ),
            stop=tenacity.stop_after_attempt(1 + self._settings.retries),
            wait=tenacity.wait_exponential(multiplier=self._pause, max=8 * self._pause)
            + tenacity.wait_random(0, self._pause),
            # Waits no longer for a fetcher that is called off.
            sleep=tenacity.sleep_using_event(self._asker.cancelled),
            reraise=True,
        ):
            with attempt:
                answer = self._asker.follow(url, headers, budget, home=home, delay=delay)
                return self._page(url, answer, conditional=bool(etag or last_modified))
        raise AssertionError("the last attempt returns or raises")

    def cancel(self) -> None:
        """Call off all requests, in whatever threads; they end with CancelledError."""
        self._asker.cancel()

    def close(self) -> None:
        """Close all connections."""
        self._asker.close()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _page(self, url: str, answer: Answer, *, conditional: bool) -> Page | None:
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

    def _refusal(self, url: str, answer: Answer) -> FetchError:
        why = f"the server answers {status_words(answer.status)}"
        wait = retry_after(answer.headers.get("retry-after", ""), self._now())
        if answer.status in _REFUSED:
            error: FetchError = BlockedError("blocked", url, why)
        elif answer.status in _PASSING and wait is None:
            error = PassingError("could not fetch", url, why)
        elif answer.status in (404, 410):
            error = FetchError("could not fetch", url, why, "check the address")
        else:
            error = FetchError("could not fetch", url, why)
        error.status, error.retry_after = answer.status, wait
        return error
