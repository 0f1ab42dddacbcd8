"""Time polls of a changed feed, of an unchanged one, and of many feeds; beside reader if wanted.

    python benchmarks/polls.py [--feeds 200] [--rounds 30] [--reader PYTHON] [--snapshots FILE]

Under load only what each computes can be compared, so that is printed too.

PYTHON is the interpreter of another environment into which `pip install reader`
put lemon24/reader. Both ask the same server on the loopback, in turn, round by
round; every feed has a host of its own, 127.0.x.y. The feed is of the size of a
ministry's: ten releases, about 120 KB, made up. FILE has real ones instead: a tar
of snapshots of one feed, in the order of their names; feed and turn choose one.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from db.store import Store
from jobs.archive import Archive
from jobs.fetch import Fetcher
from jobs.poll import poll
from jobs.sources import layout
from tracker.config import Fetch
from tracker.types import Source, Way

WORDS = "harbour council letter border treaty visit bridge minister archive lantern".split()
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
APART = 11
"""How many snapshots one feed is ahead of the one before it."""
Taken = tuple[float, float]
"""Seconds by the clock, and seconds of computing."""

# Runs in reader's own environment: one line in, one update, seconds out.
READER = """
import sys, time
from reader import make_reader
reader = make_reader(sys.argv[1])
for url in sys.argv[2:]:
    reader.add_feed(url)
for line in sys.stdin:
    began, cpu = time.perf_counter(), time.process_time()
    for result in reader.update_feeds_iter(workers=1, scheduled=False):
        if isinstance(result.value, Exception):
            raise result.value
    print(time.perf_counter() - began, time.process_time() - cpu, flush=True)
"""


def main() -> None:
    """Time both and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--reader")
    parser.add_argument("--many-rounds", type=int, default=3)
    parser.add_argument("--snapshots", default="")
    parser.add_argument("--serve", action="store_true")
    options = parser.parse_args()
    if options.serve:
        _serve(options.snapshots)
    with serving(options.snapshots) as (port, turn):
        one, *_ = many = [address(port, number) for number in range(options.feeds)]
        _compare(options, [one], turn, "one feed, changed", options.rounds)
        _compare(options, [one], lambda: None, "one feed, unchanged", options.rounds)
        _compare(options, many, turn, f"{options.feeds} feeds, changed", options.many_rounds)


def _compare(
    options: argparse.Namespace, urls: list[str], turn: Callable[[], None], what: str, rounds: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, askwatch(Path(folder), urls) as ours:
        runners = {"askwatch": ours}
        if options.reader:
            runners["reader"] = _reader(options.reader, folder, urls)
        times: dict[str, list[Taken]] = {name: [] for name in runners}
        for number in range(rounds + 1):
            turn()
            for name, run in runners.items():
                taken = run()
                if number:  # the first round fills both stores
                    times[name].append(taken)
        _print(what, times)


def _print(what: str, times: dict[str, list[Taken]]) -> None:
    figures = {}
    for name, taken in times.items():
        wall, cpu = zip(*taken, strict=True)
        figures[name] = [statistics.median(wall), min(wall), statistics.median(cpu)]
        middle, best, computing = (1000 * seconds for seconds in figures[name])
        words = f"{middle:8.1f} ms, at best {best:7.1f} ms, computing {computing:7.1f} ms"
        print(f"{what:22} {name:10} {words}")
    if len(figures) > 1:
        shares = [one / other for one, other in zip(*figures.values(), strict=True)]
        words = "{:8.2f}   , at best {:7.2f}   , computing {:7.2f}".format(*shares)
        print(f"{what:22} ratio      {words}")


@contextmanager
def askwatch(folder: Path, urls: list[str], at: str = "") -> Iterator[Callable[[], Taken]]:
    """Give what polls some feeds once, with a store in a folder, or elsewhere."""

    def now() -> datetime:
        return datetime.now(UTC)

    with (
        Store.open(at or str(folder / "store.db")) as store,
        Fetcher(Fetch(min_delay=0), now=now) as fetcher,
    ):
        archive = Archive(folder / "archive")
        store.sources.sync(
            Source(name=url, ways=(Way(layout="rss", url=url),), every=timedelta(hours=1))
            for url in urls
        )

        def run() -> Taken:
            began, cpu = time.perf_counter(), time.process_time()
            outcomes = poll(store, fetcher, archive, layout, now=now, all_=True)
            assert not [one for one in outcomes if one.error]
            return time.perf_counter() - began, time.process_time() - cpu

        yield run


def _reader(python: str, folder: str, urls: list[str]) -> Callable[[], Taken]:
    child = subprocess.Popen(
        [python, "-c", READER, f"{folder}/reader.db", *urls],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=sys.stderr,
        text=True,
    )

    def run() -> Taken:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write("\n")
        child.stdin.flush()
        wall, cpu = child.stdout.readline().split()
        return float(wall), float(cpu)

    return run


def address(port: int, number: int) -> str:
    """Return where a feed stands; each has a host of its own."""
    return f"http://127.0.{1 + number // 250}.{1 + number % 250}:{port}/{number}"


@contextmanager
def serving(snapshots: str = "") -> Iterator[tuple[int, Callable[[], None]]]:
    """Serve feeds from another process; each turn moves their windows on by about one release."""
    command = [sys.executable, __file__, "--serve", "--snapshots", snapshots]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        port = int(child.stdout.readline())

        def turn() -> None:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/turn").close()

        try:
            yield port, turn
        finally:
            child.kill()


class Loopback(ThreadingHTTPServer):
    """A server that only this machine reaches."""

    request_queue_size = 256

    def verify_request(self, _: object, client: tuple[str, int]) -> bool:  # type: ignore[override]
        """Say whether somebody on this machine asks."""
        return client[0].startswith("127.")


def _serve(snapshots: str) -> None:
    newest, known = 10, set[str]()
    feeds = _snapshots(snapshots) if snapshots else []

    def feed(path: str) -> bytes:
        if not path[1:].isdigit():
            return b""
        known.add(path)
        if not feeds:
            return _feed(path, newest)
        return feeds[(newest + APART * int(path[1:])) % len(feeds)]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            nonlocal newest
            if self.path == "/turn":
                newest += 1
                for path in known:  # now, so that nobody who is timed waits for it
                    feed(path)
            body = feed(self.path)
            etag = f'"{self.path} {newest}"'
            same = self.headers.get("If-None-Match") == etag
            self.send_response(304 if same else 404 if self.path == "/robots.txt" else 200)
            self.send_header("ETag", etag)
            self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
            self.send_header("Content-Length", "0" if same else str(len(body)))
            self.end_headers()
            self.wfile.write(b"" if same else body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = Loopback(("", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()


def _snapshots(file: str) -> list[bytes]:
    with tarfile.open(file) as tar:
        found = {
            one.name: read.read()
            for one in tar
            if "xml" in one.name or one.name.endswith(".rss")
            if (read := tar.extractfile(one))
        }
    return [found[name] for name in sorted(found)]


@cache
def _feed(path: str, newest: int) -> bytes:
    items = "".join(_item(path, n) for n in range(newest, newest - 10, -1))
    head = "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>x</title>"
    return f"{head}<link>http://x</link>{items}</channel></rss>".encode()


@cache
def _item(path: str, number: int) -> str:
    dice = random.Random(f"{path} {number}")
    text = "".join(f"<p>{' '.join(dice.choices(WORDS, k=60))}.</p>" for _ in range(26))
    return (
        f"<item><title>Release {number}</title><link>http://example.gov{path}/{number}</link>"
        f"<guid isPermaLink='false'>{path}-{number}</guid>"
        f"<pubDate>{format_datetime(BEGIN + timedelta(hours=number))}</pubDate>"
        f"<description><![CDATA[{text}]]></description></item>"
    )


if __name__ == "__main__":
    main()
