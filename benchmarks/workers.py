"""Poll slow sources with 1, 2 and 4 workers beside each other.

    python -m benchmarks.workers [--sources 2000] [--seconds 0.2] [--concurrency 8]

Each source stands on a host of its own on the loopback and answers after that time.
Workers are processes over one store on a PostgreSQL server that is thrown away; the
share of linear beside each figure is that of so many times what one does. Where it is
low, see how busy the processors were, which all processes share, and what each visit
takes of them: where waiting is the bound, and not computing, twice the workers do twice
the work.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from db.store import Store
from jobs.queue.broker import Broker
from jobs.queue.tasks import visits
from tests import cluster
from tests.jobs.desk import RSS, feed
from tests.jobs.queue.crew import PLAN, now
from tracker.types import Source, Way


async def answer(
    seconds: float, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Answer requests on one connection, each after a while."""
    while line := await reader.readline():
        host = ""
        while (head := await reader.readline()).strip():
            if head.lower().startswith(b"host:"):
                host = head[5:].strip().decode()
        robots = b"robots.txt" in line
        if not robots:
            await asyncio.sleep(seconds)
        body = feed(1).replace("www.example.gov", host).encode()
        status, text = ("404 Not Found", b"") if robots else ("200 OK", body)
        head = f"HTTP/1.1 {status}\r\nContent-Type: {RSS}\r\nContent-Length: {len(text)}\r\n\r\n"
        writer.write(head.encode() + text)
        await writer.drain()
    writer.close()


def serve(seconds: float) -> None:
    """Serve on all addresses of the loopback; say the port."""

    async def run() -> None:
        server = await asyncio.start_server(lambda *ends: answer(seconds, *ends), "0.0.0.0", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(run())


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How fast so many workers were, and what it took, a visit."""

    each_second: float
    busy: float
    """Of all processors, by whatever runs on the machine."""
    worker: float
    """Seconds of a processor for a visit: in the workers."""
    server: float
    """In the database's server."""
    site: float
    """In the sites."""


def rate(url: str, folder: Path, site: tuple[int, int], postmaster: int, given: Any) -> Rate:
    """Return how fast `given.workers` workers poll."""
    with Store.open(url) as store:
        assert store.queue is not None
        ways = (
            f"http://127.0.{n // 250 + 1}.{n % 250 + 1}:{site[0]}/feed"
            for n in range(given.sources)
        )
        watched = [
            Source(name=f"s{n}", ways=(Way(layout="rss", url=way),), every=timedelta(hours=1))
            for n, way in enumerate(ways)
        ]
        store.sources.sync(watched)
        broker = Broker(store.queue, [duty.name for duty in PLAN], now)
        broker.open()
        settings = folder / "config.toml"
        settings.write_text('[fetch]\nmin_delay = 0\n[jobs]\nqueue = "procrastinate"\n')
        command = [sys.executable, "-m", "tui", "--config", str(settings), "--database", url]
        command += ["worker", "--job", "poll", "--concurrency", str(given.concurrency)]
        crew = [subprocess.Popen(command, stderr=subprocess.DEVNULL) for _ in range(given.workers)]
        while not (state := store.queue.state()) or len(state.workers) < given.workers:
            time.sleep(0.1)
        time.sleep(2)
        numbers = ([one.pid for one in crew], [postmaster], [site[1]])
        before = [sum(map(worked, some)) for some in numbers]
        began, rested = time.perf_counter(), idle()
        broker.defer(visits("poll", watched, now()))
        while store.queue.ready(["poll"]):
            time.sleep(0.1)
        took = time.perf_counter() - began
        after = [sum(map(worked, some)) for some in numbers]
        busy = 1 - (idle() - rested) / took / (os.cpu_count() or 1)
        for one in crew:
            one.terminate()
        for one in crew:
            one.wait()
        broker.close()
        done = sum(one.last is not None for one in store.sources.watched())
        assert done == given.sources, f"{done} of {given.sources} were visited"
    each = [(later - sooner) / done for later, sooner in zip(after, before, strict=True)]
    return Rate(each_second=done / took, busy=busy, worker=each[0], server=each[1], site=each[2])


def worked(process: int) -> float:
    """Return the seconds of a processor that a process and its children have had."""
    ticks = 0
    for number in (process, *_children(process)):
        with suppress(FileNotFoundError):
            fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
            ticks += int(fields[13]) + int(fields[14]) if number == process else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def _children(process: int) -> list[int]:
    named = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(one) for one in named]


def idle() -> float:
    """Return for how many seconds the machine's processors had nothing to do since it began."""
    fields = Path("/proc/stat").read_text("ascii").splitlines()[0].split()
    return (int(fields[4]) + int(fields[5])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sources", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=0.2)
    parser.add_argument("--concurrency", type=int, default=8)
    parser.add_argument("--crews", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--site", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.site:
        serve(given.seconds)
        return
    cluster.announce()
    command = [sys.executable, "-m", "benchmarks.workers", "--site", f"--seconds={given.seconds}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sites:
        assert sites.stdout is not None
        try:
            _compare(given, (int(sites.stdout.readline()), sites.pid))
        finally:
            sites.kill()
            cluster.clear()


def _compare(given: Any, site: tuple[int, int]) -> None:
    place, alone = cluster.folder(), 0.0
    postmaster = int((place / "data" / "postmaster.pid").read_text().split()[0])
    heads = ("workers", "sources/s", "of linear", "busy", "worker", "server", "site")
    print(*(f"{head:>10}" for head in heads), " (the last three in ms of a processor, a visit)")
    for number in given.crews:
        given.workers = number
        with (
            cluster.database(place) as url,
            tempfile.TemporaryDirectory(prefix="askwatch-") as folder,
        ):
            os.environ["XDG_DATA_HOME"] = folder
            found = rate(url, Path(folder), site, postmaster, given)
        alone = alone or found.each_second / given.workers
        share = found.each_second / alone / given.workers
        work = " ".join(f"{1000 * ms:10.1f}" for ms in (found.worker, found.server, found.site))
        print(
            f"{given.workers:10} {found.each_second:10.1f} {share:10.2f} {found.busy:10.0%} {work}",
            flush=True,
        )
        bound = (os.cpu_count() or 1) / (found.worker + found.server + found.site)
    print(f"this machine's processors end at {bound:.0f} sources a second")


if __name__ == "__main__":
    main()
