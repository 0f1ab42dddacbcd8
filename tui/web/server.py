"""The server behind `askwatch serve`: textual-serve's handlers, a guard before each of them.

textual-serve starts a dashboard of its own for every page that is open, and
carries its picture and the keys through a websocket. It knows no login; here
nothing reaches it that the guard has not let through.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Awaitable, Callable
from importlib import resources

from aiohttp import web
from textual_serve.server import Server

from tracker.errors import InputError
from tui.web import guard
from tui.web.address import Address

MOST_OPEN = 8
"""Pages that may be open at once; each is a process of some 100 MB."""
TOO_MANY = f"not let in: {MOST_OPEN} pages are open already: close one, then load this one again"
NOT_HERE = "there is nothing of that name here"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "font-src 'self'; img-src 'self' data:; connect-src 'self' {sockets}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; port 0 takes any that is free.

    Raises:
        InputError: the address is not this machine's, or the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        step = "name another with --port or --host"
        raise InputError("could not serve the dashboard", f"{host}:{port}", why, step) from None


def run(command: str, line: socket.socket, address: Address, tell: Callable[[str], None]) -> None:
    """Serve until interrupted; `tell` hears the link. `command` starts one dashboard."""
    origins = address.origins(line.getsockname()[1])
    keeper = guard.Guard(origins)
    tell(f"{origins[0]}/?token={keeper.token}")
    # Browsers that leave in the middle are no news; what is wrong with a dashboard it says itself.
    logging.getLogger("textual-serve").addHandler(logging.NullHandler())
    site = application(command, keeper, origins)
    web.run_app(site, sock=line, print=None, access_log=None, shutdown_timeout=1)


def application(
    command: str, keeper: guard.Guard, origins: tuple[str, ...], most: int = MOST_OPEN
) -> web.Application:
    """Return what answers requests: the page, its parts, its websocket; the guard before all."""
    door = _Door(keeper, origins, Server(command), most)
    app = web.Application(middlewares=[door.answer])
    app.on_response_prepare.append(door.protect)
    app.router.add_get("/", door.page)
    app.router.add_get("/page.js", door.script)
    app.router.add_get("/ws", door.dashboard)
    app.router.add_get("/download/{key}", door.server.handle_download)
    app.router.add_static("/static", door.server.statics_path)
    return app


class _Door:
    """Every request passes here."""

    def __init__(
        self, keeper: guard.Guard, origins: tuple[str, ...], server: Server, most: int
    ) -> None:
        self.server = server
        self._guard, self._most, self._open = keeper, most, 0
        # One login a port: browsers keep cookies by host alone.
        port = origins[0].rpartition(":")[2]
        self._cookie = f"askwatch-{port}" if port.isdigit() else "askwatch"
        self._secure = origins[0].startswith("https:")
        sockets = " ".join(one.replace("http", "ws", 1) for one in origins)
        self._headers = {k: v.replace("{sockets}", sockets) for k, v in _HEADERS.items()}

    @web.middleware
    async def answer(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Let a request through, log its sender in, or refuse it with words."""
        knock = self._knock(request)
        if words := self._guard.refused(knock):
            return _words(403, words)
        if not self._guard.knows(knock):
            return self._log_in(request)
        try:
            return await handler(request)
        except web.HTTPException as error:
            return _words(error.status, NOT_HERE)

    def _knock(self, request: web.Request) -> guard.Knock:
        headers = request.headers
        return guard.Knock(
            method=request.method,
            host=headers.get("Host", "").lower(),
            origin=headers.get("Origin"),
            cookie=request.cookies.get(self._cookie),
            socket=request.path == "/ws" or "Upgrade" in headers,
        )

    def _log_in(self, request: web.Request) -> web.Response:
        token = request.query.get("token")
        if token is None or request.path != "/" or request.method != "GET":
            return _words(403, guard.NO_LOGIN)
        login = self._guard.let_in(token)
        if login is None:
            return _words(403, guard.USED_LINK)
        # A page that leads on, not a redirect: one that began on another site's page
        # would not be given a strict cookie.
        response = _file("entry.html", "text/html")
        response.set_cookie(
            self._cookie, login, httponly=True, samesite="Strict", secure=self._secure, path="/"
        )
        return response

    async def protect(self, _: web.Request, response: web.StreamResponse) -> None:
        """Tell browsers to run, load and frame nothing but ours."""
        response.headers.update(self._headers)

    async def page(self, _: web.Request) -> web.Response:
        """Answer with the page that shows a dashboard."""
        return _file("page.html", "text/html")

    async def script(self, _: web.Request) -> web.Response:
        """Answer with the few lines that tell the page where its websocket is."""
        return _file("page.js", "text/javascript")

    async def dashboard(self, request: web.Request) -> web.StreamResponse:
        """Open one dashboard for one page, until either ends."""
        if self._open >= self._most:
            return _words(503, TOO_MANY)
        self._open += 1
        try:
            return await self.server.handle_websocket(request)
        finally:
            self._open -= 1


def _file(name: str, media_type: str) -> web.Response:
    body = resources.files("tui.web").joinpath(name).read_text("utf-8")
    return web.Response(text=body, content_type=media_type)


def _words(status: int, words: str) -> web.Response:
    return web.Response(status=status, text=f"{words}\n")
