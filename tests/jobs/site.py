"""A web site on the loopback that answers as a test tells it to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Headers = dict[str, str]
Act = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """Answers by path; whatever has no answer is 404, robots.txt too."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.url = f"http://127.0.0.1:{server.server_port}"
        self.asked: list[tuple[str, Headers]] = []
        """Path and headers of each request, in order; header names in lower case."""
        self._acts: dict[str, list[Act]] = {}
        self._below: dict[str, Act] = {}

    @property
    def paths(self) -> list[str]:
        """What was asked for, without robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def answers(
        self,
        body: str | bytes = "",
        status: int = 200,
        media_type: str = "text/html",
        path: str = "/feed",
        **headers: str,
    ) -> None:
        """Answer so from now on; underscores in the names of headers stand for hyphens."""
        self.acts(_whole(body, status, media_type, headers), path=path)

    def then(self, body: str | bytes = "", status: int = 200, **more: str) -> None:
        """Answer so after what was told before was answered once."""
        kind = more.pop("media_type", "text/html")
        self._acts["/feed"].append(_whole(body, status, kind, more))

    def acts(self, act: Act, path: str = "/feed") -> None:
        """Let a function write the answer from now on."""
        self._acts[path] = [act]

    def acts_below(self, start: str, act: Act) -> None:
        """Let a function write every answer whose path begins so."""
        self._below[start] = act

    def act_of(self, path: str) -> Act:
        """Return what answers a path now."""
        return self._acts[path][0]

    def act(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        path = handler.path
        self.asked.append((path, {name.lower(): value for name, value in handler.headers.items()}))
        missing = _whole("not here", 404, "text/plain", {})
        below = [act for start, act in self._below.items() if path.startswith(start)]
        acts = self._acts.get(path, below or [missing])
        act = acts.pop(0) if len(acts) > 1 else acts[0]
        act(handler)


def _whole(body: str | bytes, status: int, media_type: str, headers: Headers) -> Act:
    data = body.encode() if isinstance(body, str) else body

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Type", media_type)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return act


@contextmanager
def serving(secure: Callable[[Any], Any] | None = None) -> Iterator[Site]:
    """Serve a site while the context lasts; `secure` wraps its socket in TLS."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10

        def do_GET(self) -> None:
            try:
                site.act(self)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Say nothing: a client that hangs up is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    if secure:
        server.socket = secure(server.socket)
    site = Site(server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
