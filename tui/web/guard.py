"""Who may see the dashboard in a browser, and why somebody else may not.

A link carries a token that works once; whoever opens it gets a cookie, and only
that cookie lets in. Every request must name a host that we go by (a page
elsewhere may have its own name point at us) and, where it says from which page
it comes, one of ours. Knows no server: headers in, words out.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass

_OPEN_LINK = "open the link that `askwatch serve` printed"
NO_LOGIN = f"not let in: no login: {_OPEN_LINK}"
USED_LINK = (
    "not let in: this link was used already, or is not ours: "
    "end `askwatch serve` and start it again for a new one"
)
WRONG_HOST = f"not let in: we do not go by that name: {_OPEN_LINK}"
WRONG_ORIGIN = f"not let in: the request came from another page: {_OPEN_LINK}"
WRONG_METHOD = "not let in: this address can only be read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """What a request says of itself; None: it does not say."""

    method: str
    host: str
    origin: str | None
    cookie: str | None
    socket: bool
    """Whether it wants to open a websocket."""


class Guard:
    """Holds the token and the login of one server."""

    def __init__(self, origins: Collection[str]) -> None:
        """Set by which addresses browsers may ask, as "http://127.0.0.1:8642"."""
        self._origins = frozenset(origins)
        self._hosts = frozenset(one.partition("://")[2] for one in origins)
        self._login = secrets.token_urlsafe(32)
        self.token: str | None = secrets.token_urlsafe(32)
        """What the link carries; None once it was used."""

    def refused(self, knock: Knock) -> str | None:
        """Return why a request is not even looked at, in words; None: it may go on."""
        if knock.host not in self._hosts:
            return WRONG_HOST
        if not self._is_ours(knock):
            return WRONG_ORIGIN
        if knock.method not in ("GET", "HEAD"):
            return WRONG_METHOD
        return None

    def _is_ours(self, knock: Knock) -> bool:
        # Browsers name the page before they open a websocket, but not for every other request.
        if knock.origin is None:
            return not knock.socket
        return knock.origin in self._origins and knock.origin.endswith(f"://{knock.host}")

    def knows(self, knock: Knock) -> bool:
        """Say whether a request carries the login."""
        return knock.cookie is not None and _same(knock.cookie, self._login)

    def let_in(self, token: str) -> str | None:
        """Return the login for the token, which is used up by that; None: it is not the one."""
        if self.token is None or not _same(token, self.token):
            return None
        self.token = None
        return self._login


def _same(given: str, kept: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "replace"), kept.encode())
