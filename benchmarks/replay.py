"""Poll a replayed feed, snapshot by snapshot, and print what the store holds afterwards.

    python benchmarks/replay.py http://127.0.0.1:8765 [--step 24] [--last 2255]
        [--faults 0.2 [--modes bomb huge]]

The address is that of a server on the loopback which serves the snapshots of one
feed under /rss-feed/press-releases/feed/, in order:

    GET  /clock    {"snapshot": 0, "last": 2255}
    POST /clock    {"snapshot": 12} moves on
    POST /fault    {"mode": "500", "requests": 1} lets the next requests fail (only with --faults)
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db.sources import Recorder
from db.store import Store
from jobs.archive import Archive
from jobs.fetch import Fetcher
from jobs.poll import Polled, poll
from jobs.sources import layout
from tracker.config import Fetch
from tracker.types import Source, VisitStatus, Way

FEED = "/rss-feed/press-releases/feed/"
FAULTS = (
    "403 404 429 500 503 drop slow hang truncate badxml html empty huge bomb "
    "redirect-loop wrong-charset"
).split()

MOST_MISSED = 10

_RECORD = Recorder.visit

Contents = dict[str, tuple[str, bool, tuple[tuple[str, str], ...]]]


def main() -> None:
    """Run the replay and print its figures."""
    options = _options()
    last = min(options.last, _ask(options.server, "/clock")["last"])
    found = []
    for faults in sorted({0.0, options.faults}):
        print(f"--- {faults:.0%} of the requests fail")
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            found.append(_replay(options, last, Path(folder), faults))
    if len(found) > 1:
        same = found[0] == found[1]
        print(f"--- the store equals that of the clean run: {'yes' if same else 'NO'}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("server")
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--last", type=int, default=10**9)
    parser.add_argument("--faults", type=float, default=0.0)
    parser.add_argument("--modes", nargs="+", choices=FAULTS, default=FAULTS)
    parser.add_argument("--timeout", type=float, default=2.0)
    parser.add_argument("--folder", default=None)
    return parser.parse_args()


def _replay(options: argparse.Namespace, last: int, folder: Path, faults: float) -> Contents:
    seconds: dict[str, list[tuple[float, float]]] = {}
    statuses: Counter[str] = Counter()
    dice = random.Random(1)
    now = lambda: datetime.now(UTC)  # noqa: E731
    settings = Fetch(min_delay=0, timeout=options.timeout)
    with (
        Store.open(str(folder / "store.db")) as store,
        Fetcher(settings, now=now, contact="benchmark@example.org", pause=0.01) as fetcher,
    ):
        store.sources.sync([source(options.server + FEED)])
        watch = _Watch()
        archive = Archive(folder / "archive")

        def visit() -> Polled:
            began, cpu = time.perf_counter(), time.process_time()
            [outcome] = poll(store, fetcher, archive, layout, now=now, all_=True)
            taken = (time.perf_counter() - began, time.process_time() - cpu)
            seconds.setdefault(outcome.status, []).append(taken)
            statuses[outcome.status] += 1
            return outcome

        began, missed = time.perf_counter(), 0
        for snapshot in [*range(0, last, options.step), last]:
            move(options.server, snapshot)
            while dice.random() < faults:
                mode = dice.choice(options.modes)
                _ask(options.server, "/fault", {"mode": mode, "requests": 1 + settings.retries})
                visit()
                _ask(options.server, "/fault", {"requests": 0})
            missed += _good(visit)
        took = time.perf_counter() - began
        again = visit()
        print(f"good polls      missed and made again: {missed}")
        _print(store, watch, statuses, seconds, took)
        print(f"asked again     {again.status}, {again.documents} items read")
        print(f"database check  {list(store.check()) or 'clean'}")
        store.tidy()
        print(f"disk            store {_size(folder)[0]} MB, archive {_size(folder)[1]} MB")
        return contents(store, archive)


def _size(folder: Path) -> tuple[float, float]:
    """Return how many MB the store and its archive have."""
    files = (folder / "archive").rglob("*")
    sizes = (folder / "store.db").stat().st_size, sum(one.stat().st_size for one in files)
    return round(sizes[0] / 1e6, 1), round(sizes[1] / 1e6, 1)


def _good(visit: Callable[[], Polled]) -> int:
    """Make the one good poll of a snapshot; return how often a busy machine missed it.

    What stands on one snapshot alone is seen by nobody who misses that poll.
    """
    missed = 0
    while visit().status in (VisitStatus.FAILED, VisitStatus.BLOCKED):
        missed += 1
        if missed == MOST_MISSED:
            raise SystemExit("the server answers no poll")
    return missed


def source(url: str) -> Source:
    """Return the replayed feed as a source."""
    way = Way(layout="rss", url=url)
    return Source(name="replay", ways=(way,), every=timedelta(hours=1))


def tell(server: str) -> int:
    """Return which snapshot the server shows."""
    return _ask(server, "/clock")["snapshot"]


def move(server: str, snapshot: int) -> None:
    """Let the server show a snapshot."""
    _ask(server, "/clock", {"snapshot": snapshot})


def contents(store: Store, archive: Archive) -> Contents:
    """Return what the store says of each document, without times; reads every capture."""
    found: Contents = {}
    captures = set()
    for document in store.documents.list():
        revisions = store.documents.revisions(document.id)
        captures |= {revision.capture for revision in revisions if revision.capture}
        texts = tuple((revision.title, revision.text) for revision in revisions)
        found[document.guid] = (document.url, document.vanished is not None, texts)
    for capture in captures:
        archive.get(capture)
    print(f"archive         {len(captures)} captures, all readable")
    return found


class _Watch:
    """Notes what vanished and what came back, visit by visit."""

    def __init__(self) -> None:
        self.missing: set[str] = set()
        self.vanished = self.back = 0
        Recorder.visit = lambda *values, **more: self.record(*values, **more)  # type: ignore[method-assign]

    def record(self, recorder, visit, changes=(), *, vanished=(), **more) -> None:  # type: ignore[no-untyped-def]
        _RECORD(recorder, visit, changes, vanished=vanished, **more)
        listed = {change.identity for change in changes}
        self.back += len(self.missing & listed)
        self.missing -= listed
        self.vanished += len(set(vanished) - self.missing)
        self.missing |= set(vanished)


def _print(
    store: Store,
    watch: _Watch,
    statuses: Counter[str],
    seconds: dict[str, list[tuple[float, float]]],
    took: float,
) -> None:
    documents = store.documents.list()
    revisions = sum(document.revisions for document in documents)
    print(f"visits          {sum(statuses.values())}: {dict(statuses)}")
    print(f"documents       {len(documents)}")
    print(f"duplicates      {len(documents) - len({document.guid for document in documents})}")
    print(f"revisions       {revisions} ({revisions - len(documents)} after the first)")
    print(f"gaps            {statuses['gap']}")
    print(f"vanished        {watch.vanished}, of which came back: {watch.back}")
    print(f"seconds         {took:.1f}")
    for status, times in seconds.items():
        wall = [1000 * wall for wall, _ in times]
        cpu = statistics.median(1000 * cpu for _, cpu in times)
        middle = statistics.median(wall)
        figures = f"{middle:.1f} ms, {cpu:.1f} ms of them computing; at worst {max(wall):.0f} ms"
        print(f"  {status:<12}  {figures}")
    print(f"memory          {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _ask(server: str, path: str, body: dict[str, object] | None = None) -> dict[str, int]:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(server + path, data) as answer:
        found: dict[str, int] = json.load(answer)
        return found


if __name__ == "__main__":
    main()
