"""A server on the loopback with a guard before a dashboard of three lines."""

from __future__ import annotations

import asyncio
import shlex
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tui.web.address import address
from tui.web.guard import Guard
from tui.web.server import application, listen

# What textual-serve expects of a dashboard: a word, then a picture; it ends when its input does.
DASHBOARD = r"""
import sys
out = sys.stdout.buffer
out.write(b"__GANGLION__\nD\0\0\0\5board")
out.flush()
sys.stdin.buffer.read(1)
"""


@dataclass(frozen=True)
class Site:
    """A server, and somebody who asks it."""

    base: str
    guard: Guard
    client: aiohttp.ClientSession

    @property
    def link(self) -> str:
        """What is printed when the server starts."""
        return f"{self.base}/?token={self.guard.token}"

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Ask for a path; return status and words."""
        async with self.client.get(f"{self.base}{path}", headers=headers) as answer:
            return answer.status, await answer.text()

    async def socket(self, **headers: str) -> str:
        """Open the websocket; return the first picture, or the status of the refusal."""
        sent = {"Origin": self.base} | headers
        try:
            async with self.client.ws_connect(f"{self.base}/ws", headers=sent) as line:
                return (await line.receive_bytes()).decode()
        except aiohttp.WSServerHandshakeError as error:
            return str(error.status)

    async def log_in(self) -> None:
        """Open the link."""
        async with self.client.get(self.link) as answer:
            assert answer.status == 200

    async def raw(self, *lines: str) -> str:
        """Send a request as it stands; return the answer."""
        host, port = self.base.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        answer = await reader.read()
        writer.close()
        return answer.decode()


@pytest.fixture
async def serve(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Callable[..., Site]]:
    """Start a server; one that serves so many pages at once."""
    runners, processes = [], []
    start = asyncio.create_subprocess_shell

    async def started(*words: Any, **more: Any) -> asyncio.subprocess.Process:
        processes.append(await start(*words, **more))
        return processes[-1]

    monkeypatch.setattr("asyncio.create_subprocess_shell", started)
    jar = aiohttp.CookieJar(unsafe=True)  # "unsafe" only means that addresses have cookies, too

    async def serve(most: int = 8) -> Site:
        line = listen("127.0.0.1", 0)
        origins = address("127.0.0.1", None, wide=False).origins(line.getsockname()[1])
        guard = Guard(origins)
        command = shlex.join([sys.executable, "-S", "-c", DASHBOARD])
        runner = web.AppRunner(application(command, guard, origins, most))
        runners.append(runner)
        await runner.setup()
        await web.SockSite(runner, line).start()
        return Site(base=origins[0], guard=guard, client=client)

    async with aiohttp.ClientSession(cookie_jar=jar) as client:
        yield serve
    for runner in runners:
        await runner.cleanup()
    for process in processes:
        await process.wait()


@pytest.fixture
async def site(serve: Callable[..., Site]) -> Site:
    """A server to which nobody has logged in."""
    return await serve()
