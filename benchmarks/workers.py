"""Poll slow sources with 1, 2 and 4 workers beside each other.

    python -m benchmarks.workers [--sources 400] [--seconds 0.2]

Each source stands on a host of its own on the loopback and answers after that time.
Workers are processes over one store on a PostgreSQL server that is thrown away; the
share of linear beside each figure is that of so many times what one does. Where it is
low, see how busy the processors were: all processes together share them.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path

from db.store import Store
from jobs.queue.broker import Broker
from jobs.queue.tasks import visits
from tests import cluster
from tests.jobs.desk import RSS, feed
from tests.jobs.queue.crew import PLAN, now
from tracker.types import Source, Way

WORKERS = (1, 2, 4)


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


def serve(seconds: float) -> int:
    """Serve on all addresses of the loopback; return the port."""
    port: list[int] = []
    ready = threading.Event()

    async def run() -> None:
        server = await asyncio.start_server(lambda *ends: answer(seconds, *ends), "0.0.0.0", 0)
        port.append(server.sockets[0].getsockname()[1])
        ready.set()
        await server.serve_forever()

    threading.Thread(target=asyncio.run, args=(run(),), daemon=True).start()
    ready.wait()
    return port[0]


def rate(url: str, folder: Path, port: int, sources: int, workers: int) -> tuple[float, float]:
    """Return how many sources a second so many workers polled, and how busy processors were."""
    with Store.open(url) as store:
        assert store.queue is not None
        ways = (f"http://127.0.{n // 250 + 1}.{n % 250 + 1}:{port}/feed" for n in range(sources))
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
        command += ["worker", "--job", "poll"]
        crew = [subprocess.Popen(command, stderr=subprocess.DEVNULL) for _ in range(workers)]
        while not (state := store.queue.state()) or len(state.workers) < workers:
            time.sleep(0.1)
        time.sleep(1)
        began, before = time.perf_counter(), idle()
        broker.defer(visits("poll", watched, now()))
        while store.queue.ready(["poll"]):
            time.sleep(0.05)
        took = time.perf_counter() - began
        busy = 1 - (idle() - before) / took / (os.cpu_count() or 1)
        for one in crew:
            one.terminate()
        for one in crew:
            one.wait()
        broker.close()
        done = sum(one.last is not None for one in store.sources.watched())
        assert done == sources, f"{done} of {sources} were visited"
    return sources / took, busy


def idle() -> float:
    """Return for how many seconds the machine's processors had nothing to do since it began."""
    fields = Path("/proc/stat").read_text("ascii").splitlines()[0].split()
    return (int(fields[4]) + int(fields[5])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=400)
    parser.add_argument("--seconds", type=float, default=0.2)
    given = parser.parse_args()
    cluster.announce()
    port = serve(given.seconds)
    try:
        place, alone = cluster.folder(), 0.0
        print(f"{'workers':>8} {'sources/s':>10} {'of linear':>10} {'processors busy':>16}")
        for number in WORKERS:
            with (
                cluster.database(place) as url,
                tempfile.TemporaryDirectory(prefix="askwatch-") as folder,
            ):
                os.environ["XDG_DATA_HOME"] = folder
                found, busy = rate(url, Path(folder), port, given.sources, number)
            alone = alone or found
            print(f"{number:8} {found:10.1f} {found / alone / number:10.2f} {busy:16.0%}")
    finally:
        cluster.clear()


if __name__ == "__main__":
    main()
