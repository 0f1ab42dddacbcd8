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
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, Future, wait
from contextlib import closing, contextmanager
from functools import cache, partial
from typing import Any

import httpcore
import httpx

_SLICE = 0.5
_CONNECT = 10.0
_KEPT_FOR = 30.0
_Connected = tuple[httpcore.NetworkStream, str]
"""A connection, and the address that it leads to."""


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

    httpx's own would make a request and a response of its kind on the way, and
    httpcore's pool looks through all its connections at every step. Here one request
    at a time goes to a host, so a connection is simply kept until the next.
    """

    def __init__(self, deadline: Deadline, *, public_only: bool, kept: int) -> None:
        """Keep so many connections open that nobody uses."""
        self._backend = _Backend(deadline, public_only)
        self._kept = kept
        self._idle: dict[bytes, httpcore.HTTPConnection] = {}
        self._lock = threading.Lock()

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str]) -> Iterator[httpcore.Response]:
        """Send a request and give the answer, whose body can be read inside.

        Errors are those of httpcore, and httpx.InvalidURL.
        """
        address = httpx.URL(url)
        target = httpcore.URL(
            scheme=address.raw_scheme,
            host=address.raw_host,
            port=address.port,
            target=address.raw_path,
        )
        sent = [(name.encode(), value.encode()) for name, value in headers.items()]
        request = httpcore.Request(b"GET", target, headers=[(b"Host", address.netloc), *sent])
        site = b"%b://%b" % (address.raw_scheme, address.netloc)
        connection = self._taken(site) or self._new(target.origin)
        try:
            with closing(connection.handle_request(request)) as answer:
                yield answer
        finally:
            self._leave(site, connection)

    def _new(self, origin: httpcore.Origin) -> httpcore.HTTPConnection:
        return httpcore.HTTPConnection(
            origin,
            ssl_context=verifying() if origin.scheme == b"https" else None,
            http2=True,
            keepalive_expiry=_KEPT_FOR,
            network_backend=self._backend,
        )

    def _taken(self, site: bytes) -> httpcore.HTTPConnection | None:
        """Return the connection that is open to a site, if it still is."""
        with self._lock:
            connection = self._idle.pop(site, None)
        if connection is not None and connection.has_expired():
            connection.close()
            return None
        return connection

    def _leave(self, site: bytes, connection: httpcore.HTTPConnection) -> None:
        """Keep a connection for the next request; of too many the one that waits longest goes."""
        if not connection.is_available():  # it broke off, or was never made
            connection.close()
            return
        with self._lock:
            unused = [self._idle.pop(site, None)]
            self._idle[site] = connection
            if len(self._idle) > self._kept:
                unused.append(self._idle.pop(next(iter(self._idle))))
        for one in filter(None, unused):
            one.close()

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            while self._idle:
                self._idle.popitem()[1].close()


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
        stream, address = self._aside(
            partial(self._connected, host, port, local_address, socket_options)
        )
        return _Timed(stream, self._deadline, address)

    def _connected(self, host: str, port: int, *more: Any) -> _Connected:
        """Return a connection to the first address of a host that has one, and that address."""
        error: Exception = httpcore.ConnectError("no address")
        for address in self._addresses(host, port):
            try:
                return super().connect_tcp(address, port, _CONNECT, *more), address
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as refused:
                error = refused
        raise error

    def _aside(self, connect: Callable[[], _Connected]) -> _Connected:
        """Return what cannot be called off; whoever is called off does not wait for its thread."""
        answer: Future[_Connected] = Future()

        def run() -> None:
            try:
                answer.set_result(connect())
            except Exception as error:
                answer.set_exception(error)

        threading.Thread(target=run, daemon=True).start()
        try:
            while not answer.done():
                wait((answer,), timeout=min(self._deadline.left(), _SLICE))
        except BaseException:
            answer.add_done_callback(_unwanted)
            raise
        return answer.result()

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(str(error)) from error
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if self._public_only and not all(is_public(one) for one in addresses):
            raise PrivateAddressError(host)
        return addresses


def _unwanted(answer: Future[_Connected]) -> None:
    if answer.exception() is None:
        answer.result()[0].close()


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
