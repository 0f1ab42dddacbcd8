"""Where the dashboard is served, and how wide: this machine alone, unless asked for.

Works on words only; nothing is opened here.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from tracker.errors import UsageError

_WHAT = "could not serve the dashboard"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where to listen, and by which addresses browsers may ask."""

    host: str
    wide: bool
    """Whether others than this machine can reach it."""
    origin: str | None
    """How browsers ask, where somebody named it."""

    def origins(self, port: int) -> tuple[str, ...]:
        """Return how browsers may ask when we listen on a port; the first is for the link."""
        here = ("127.0.0.1", "localhost") if _is_loopback(self.host) else ()
        names = dict.fromkeys((self.host, *here))
        own = [_origin("http", name, port) for name in names if not _is_any(name)]
        return tuple(dict.fromkeys([self.origin, *own] if self.origin else own))


def address(host: str, origin: str | None, wide: bool) -> Address:
    """Return where to serve.

    Raises:
        UsageError: it is wider than this machine and nobody asked for that, or it
            is not said under which name browsers will ask.
    """
    named = _named(origin) if origin else None
    reaches = not _is_loopback(host) or bool(named and not _is_loopback(_host(named)))
    if reaches and not wide:
        why = "others than this machine could reach it"
        raise UsageError(_WHAT, origin or host, why, "say --wide if you mean it")
    if _is_any(host) and not named:
        step = "say how browsers will ask, like --origin https://askwatch.example.org"
        raise UsageError(_WHAT, host, "it has no name", step)
    return Address(host=host, wide=reaches, origin=named)


def _named(origin: str) -> str:
    """Return an origin as browsers send it: lower case, without the usual port."""
    try:
        parts = urlsplit(origin)
        name, port = parts.hostname, parts.port
    except ValueError:
        parts, name, port = urlsplit(""), None, None
    more = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme not in _PORTS or not name or more:
        why = "it is no address of a site"
        raise UsageError(_WHAT, origin, why, "write it like https://askwatch.example.org")
    return _origin(parts.scheme, name, port or _PORTS[parts.scheme])


def _origin(scheme: str, name: str, port: int) -> str:
    name = f"[{name}]" if ":" in name else name.lower()
    return f"{scheme}://{name}" + ("" if _PORTS[scheme] == port else f":{port}")


def _host(origin: str) -> str:
    return urlsplit(origin).hostname or ""


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _is_any(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False
