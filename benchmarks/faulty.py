"""Fifty sites of ten feeds each, which fail in many ways, and note when they are asked.

    python -m benchmarks.faulty ADDRESS PORT

Whatever address of the machine is asked is a site of its own. Which page stands there, and
how many requests fail, is said by `/control?version=2&faults=0.2`. `/noted` gives, since
`anew=1` was among that, when each address was asked, robots.txt included, for what, and
how late this program was then. `/plain/` never fails and is not noted: for the run that
others are compared with.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import random
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from html import escape
from urllib.parse import parse_qsl, urlsplit

RSS = "application/rss+xml"
FAULTS = (
    "403 404 429 500 503 drop slow hang truncate badxml html empty huge bomb "
    "redirect-loop wrong-charset"
).split()
PLACES = "harbour court bridge archive clinic depot school station quarry orchard".split()
ACTS = "reopened inspected funded closed searched rebuilt sold flooded guarded measured".split()
PAGE = 10
"""How many items a feed lists at most."""


def listed(site: str, source: str, version: int) -> str:
    """Return a feed; each version has three items more, and says the first otherwise."""
    host = int(site.rpartition(".")[2])
    items = []
    for n in range(min(1 + 3 * version, PAGE), 0, -1):
        seed = f"{host} {source} {n}"
        dice = random.Random(seed)
        place, act = dice.choice(PLACES), dice.choice(ACTS)
        text = f"The {place} of district {seed.replace(' ', '-')} was {act} on day {n}."
        if n == 1:
            text += f" This is edition {version}."
        if dice.random() < 0.02:
            text += " The ministry has inspected the harbour of Norvania and freed its pilots."
        items.append(
            f"<item><title>{place.title()} {seed}</title>"
            f"<link>https://www{host}.example.gov/{source}/{n}/</link>"
            f"<guid isPermaLink='false'>https://www{host}.example.gov/{source}?p={n}</guid>"
            f"<pubDate>Fri, 20 Nov 2026 {n:02}:00:00 +0000</pubDate>"
            f"<description>{escape(f'<p>{text}</p>')}</description></item>"
        )
    return f"<?xml version='1.0'?><rss version='2.0'><channel>{''.join(items)}</channel></rss>"


class Sites:
    """All of them."""

    def __init__(self) -> None:
        self._version, self._faults, self._dice = 1, 0.0, random.Random(7)
        self._noted: dict[str, list[tuple[float, str, float]]] = defaultdict(list)
        self._lag = 0.0
        self._bomb = gzip.compress(b" " * (1 << 26), 9)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        site = str(writer.get_extra_info("sockname")[0])
        with suppress(ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            while line := await reader.readline():
                at, head = time.monotonic(), {}
                while (one := await reader.readline()).strip():
                    name, _, value = one.decode("latin-1").partition(":")
                    head[name.lower()] = value.strip()
                path = line.decode("latin-1").split()[1]
                if not await self._one(site, path, head, at, writer):
                    break
                await writer.drain()
        writer.close()

    async def see_the_lag(self) -> None:
        """Measure how late this program is with what it does, in the last second."""
        late: deque[float] = deque(maxlen=100)
        while True:
            wanted = time.monotonic() + 0.01
            await asyncio.sleep(0.01)
            late.append(time.monotonic() - wanted)
            self._lag = max(late)

    async def _one(
        self, site: str, path: str, head: dict[str, str], at: float, out: asyncio.StreamWriter
    ) -> bool:
        """Answer one request; False: the connection ends."""
        parts = urlsplit(path)
        if parts.path == "/control":
            given = dict(parse_qsl(parts.query))
            if given.get("anew"):
                self._noted.clear()
            self._version = int(given.get("version", self._version))
            self._faults = float(given.get("faults", self._faults))
            return _send(out, 200, b"{}")
        if parts.path == "/noted":
            return _send(out, 200, json.dumps(self._noted).encode())
        if not parts.path.startswith("/plain/"):
            self._noted[site].append((at, parts.path, self._lag))
        if parts.path == "/robots.txt":
            return _send(out, 404, b"")
        body = listed(site, parts.path.rpartition("/")[2], self._version).encode()
        if not parts.path.startswith("/plain/") and self._dice.random() < self._faults:
            return await self._fail(self._dice.choice(FAULTS), path, body, out)
        tag = f'"{self._version}"'
        if head.get("if-none-match") == tag:
            return _send(out, 304, b"", f"ETag: {tag}")
        return _send(out, 200, body, f"ETag: {tag}", kind=RSS)

    async def _fail(self, mode: str, path: str, body: bytes, out: asyncio.StreamWriter) -> bool:
        length = f"Content-Length: {len(body)}"
        half = body[: len(body) // 2]
        if mode.isdigit():
            more = ("Retry-After: 2",) if mode == "429" else ()
            return _send(out, int(mode), b"<html>Access Denied</html>", *more, kind="text/html")
        fixed: dict[str, Callable[[], bool]] = {
            "drop": lambda: False,
            "badxml": lambda: _send(out, 200, half, kind=RSS),
            "html": lambda: _send(out, 200, b"<!doctype html><p>Maintenance", kind="text/html"),
            "empty": lambda: _send(out, 200, b"", kind=RSS),
            "bomb": lambda: _send(out, 200, self._bomb, "Content-Encoding: gzip", kind=RSS),
            "redirect-loop": lambda: _send(out, 302, b"", f"Location: {path}"),
            "wrong-charset": lambda: _send(out, 200, body, kind=f"{RSS}; charset=utf-16"),
        }
        if mode in fixed:
            return fixed[mode]()
        slowly: dict[str, Callable[[], Awaitable[None]]] = {
            "slow": lambda: _drip(out, length, body),
            "hang": lambda: asyncio.sleep(60),
            "truncate": lambda: _drip(out, length, half, pause=0),
            "huge": lambda: _flood(out),
        }
        await slowly[mode]()
        return False


def _send(
    out: asyncio.StreamWriter, status: int, body: bytes, *head: str, kind: str = "text/plain"
) -> bool:
    lines = [f"HTTP/1.1 {status} -", f"Content-Type: {kind}", *head]
    if status != 304:
        lines.append(f"Content-Length: {len(body)}")
    out.write("\r\n".join([*lines, "", ""]).encode() + body)
    return True


async def _drip(out: asyncio.StreamWriter, length: str, body: bytes, pause: float = 0.5) -> None:
    out.write(f"HTTP/1.1 200 -\r\nContent-Type: {RSS}\r\n{length}\r\n\r\n".encode())
    for at in range(0, len(body), 100):
        out.write(body[at : at + 100])
        await out.drain()
        await asyncio.sleep(pause)


async def _flood(out: asyncio.StreamWriter) -> None:
    out.write(f"HTTP/1.1 200 -\r\nContent-Type: {RSS}\r\nConnection: close\r\n\r\n".encode())
    for _ in range(1000):
        out.write(b" " * 65536)
        await out.drain()


async def _serve(address: str, port: int) -> None:
    sites = Sites()
    server = await asyncio.start_server(sites.answer, address, port)
    print("ready", flush=True)
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve_forever())
        group.create_task(sites.see_the_lag())


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("address")
    parser.add_argument("port", type=int)
    options = parser.parse_args()
    asyncio.run(_serve(options.address, options.port))


if __name__ == "__main__":
    main()
