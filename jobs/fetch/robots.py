"""What a site's robots.txt allows us, as RFC 9309 has it.

Without a robots.txt (any 4xx) everything is allowed; if the site cannot say
(5xx, no connection) it is not asked.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

AGENT = "askwatch"
KEPT_FOR = 24 * 3600.0
"""Seconds; RFC 9309, 2.4."""
MOST_BYTES = 512 * 1024
"""RFC 9309, 2.5: at least 500 KiB must be read."""
LONGEST_DELAY = 60.0
"""A longer Crawl-delay is cut to this, in seconds: each visit is one request."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site allows."""

    _parsed: Protego | None
    delay: float
    """Seconds that it wants between two requests."""

    @classmethod
    def read(cls, text: str | None) -> Rules:
        """Return the rules of a robots.txt; None stands for one that does not exist."""
        if text is None:
            return cls(None, 0.0)
        parsed = Protego.parse(text)
        delay = parsed.crawl_delay(AGENT) or 0.0
        rate = parsed.request_rate(AGENT)
        if rate is not None and rate.requests:
            delay = max(delay, rate.seconds / rate.requests)
        return cls(parsed, min(float(delay), LONGEST_DELAY))

    def allow(self, url: str) -> bool:
        """Say whether we may ask for an address of that site."""
        return self._parsed is None or self._parsed.can_fetch(url, AGENT)


class Robots:
    """The rules of all sites, each read once a day."""

    def __init__(self) -> None:
        self._rules: dict[str, tuple[float, Rules]] = {}
        self._lock = threading.Lock()

    def of(self, site: str, ask: Callable[[], str | None]) -> Rules:
        """Return a site's rules; `ask` gets its robots.txt, None if it has none."""
        with self._lock:
            until, rules = self._rules.get(site, (0.0, None))
        if rules is None or until < time.monotonic():
            rules = Rules.read(ask())
            with self._lock:
                self._rules[site] = (time.monotonic() + KEPT_FOR, rules)
        return rules
