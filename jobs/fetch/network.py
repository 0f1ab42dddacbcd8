"""Connections that keep to a deadline and, where told so, to public addresses.

The deadline holds for every single read, so a server that drips bytes or
headers cannot outlast it, and a request can be called off within half a second.
Addresses are judged after names are resolved, and the judged address is the one
that is connected to, so a name cannot change its meaning in between.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import CancelledError, Future, wait
from functools import cache, partial
from typing import Any, TypeVar

import httpcore
import httpx

T = TypeVar("T")

_SLICE = 0.5
_CONNECT = 10.0


class PrivateAddressError(Exception):
    """A name leads into a private network, where it must not."""


class Deadline:
    """How long the request of the calling thread may still take."""

    def __init__(self) -> None:
        self._ends = threading.local()
        self.cancelled = threading.Event()

    def start(self, seconds: float) -> None:
        """Give the calling thread's next request this long in all."""
        self._ends.at = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left, more than nought.

        Raises:
            httpcore.ReadTimeout: none are.
            CancelledError: all requests were called off.
        """
        if self.cancelled.is_set():
            raise CancelledError
        seconds: float = self._ends.at - time.monotonic()
        if seconds <= 0:
            raise httpcore.ReadTimeout("time is up")
        return seconds


@cache
def verifying() -> ssl.SSLContext:
    """Return what checks certificates; made once, for it takes a tenth of a second."""
    return httpx.create_ssl_context()


class Transport:
    """The way out, over sockets of ours.

    httpx's own would make a request and a response of its kind on the way; here
    nothing is wanted of them but how it reads addresses and headers.
    """

    def __init__(self, deadline: Deadline, *, public_only: bool, connections: int) -> None:
        self._backend = _Backend(deadline, public_only)
        self._connections = connections
        self._pools: dict[bytes, httpcore.ConnectionPool] = {}
        self._lock = threading.Lock()

    def get(self, url: str, headers: Mapping[str, str], seconds: float) -> httpcore.Response:
        """Send a request and return the answer, which wants to be closed.

        It waits for a free connection no longer than `seconds`. Errors are those of
        httpcore, and httpx.InvalidURL.
        """
        address = httpx.URL(url)
        sent = [(name.encode(), value.encode()) for name, value in headers.items()]
        return self._pool(address.raw_scheme).handle_request(
            httpcore.Request(
                b"GET",
                httpcore.URL(
                    scheme=address.raw_scheme,
                    host=address.raw_host,
                    port=address.port,
                    target=address.raw_path,
                ),
                headers=[(b"Host", address.netloc), *sent],
                extensions={"timeout": {"pool": seconds}},
            )
        )

    def _pool(self, scheme: bytes) -> httpcore.ConnectionPool:
        with self._lock:
            if scheme not in self._pools:
                self._pools[scheme] = httpcore.ConnectionPool(
                    ssl_context=verifying() if scheme == b"https" else None,
                    http2=True,
                    max_connections=2 * self._connections,
                    max_keepalive_connections=self._connections,
                    keepalive_expiry=30.0,
                    network_backend=self._backend,
                )
            return self._pools[scheme]

    def close(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            pool.close()


class _Backend(httpcore.SyncBackend):
    def __init__(self, deadline: Deadline, public_only: bool) -> None:
        self._deadline = deadline
        self._public_only = public_only

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        error: Exception = httpcore.ConnectError("no address")
        connect = super().connect_tcp
        for address in self._addresses(host, port):
            limit = min(self._deadline.left(), _CONNECT)
            try:
                stream = self._aside(
                    partial(connect, address, port, limit, local_address, socket_options)
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as refused:
                error = refused
            else:
                return _Timed(stream, self._deadline, address)
        raise error

    def _aside(self, act: Callable[[], T]) -> T:
        """Return what an act returns that cannot be called off; nobody waits for its thread."""
        answer: Future[T] = Future()

        def run() -> None:
            try:
                answer.set_result(act())
            except Exception as error:
                answer.set_exception(error)

        threading.Thread(target=run, daemon=True).start()
        while not answer.done():
            wait((answer,), timeout=min(self._deadline.left(), _SLICE))
        return answer.result()

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = self._aside(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(str(error)) from error
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if self._public_only and not all(is_public(one) for one in addresses):
            raise PrivateAddressError(host)
        return addresses


class _Timed(httpcore.NetworkStream):
    """A stream whose every step is short of the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline, address: str) -> None:
        self._stream = stream
        self._deadline = deadline
        self._address = address

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        while True:
            limit = min(self._deadline.left(), _SLICE)
            try:
                return self._stream.read(max_bytes, limit)
            except httpcore.ReadTimeout:
                continue

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _Timed(inner, self._deadline, self._address)

    def get_extra_info(self, info: str) -> Any:
        if info == "server_addr":  # a socket that the server has closed no longer knows it
            return (self._address,)
        return self._stream.get_extra_info(info)


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def is_local_name(host: str) -> bool:
    """Say whether a host's name alone shows that it is on this machine or a private network."""
    host = host.lower().rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not is_public(host.strip("[]"))
    except ValueError:
        return False
