"""Kill a poller at random moments, go on, and see that nothing was lost, doubled or damaged.

    python benchmarks/kill.py http://127.0.0.1:8765 [--times 100] [--last 300]

The address is that of a replaying server as in replay.py. Each child polls one
snapshot after the other until it is killed; the next one goes on where the
server's clock stands. At the end the store must equal that of a clean run.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from replay import FEED, Contents, contents, move, source, tell

from db.store import Store
from jobs.archive import Archive
from jobs.fetch import Fetcher
from jobs.poll import poll
from jobs.sources import layout
from tracker.config import Fetch


def main() -> None:
    """Run both and compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("server")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--last", type=int, default=300)
    parser.add_argument("--child", default="")
    options = parser.parse_args()
    if options.child:
        _poll_on(options.server, Path(options.child), options.last)
        return
    with tempfile.TemporaryDirectory() as clean, tempfile.TemporaryDirectory() as killed:
        move(options.server, 0)
        _poll_on(options.server, Path(clean), options.last)
        move(options.server, 0)
        kills = _kill(options, Path(killed))
        same = _held(Path(clean)) == _held(Path(killed))
        print(f"{kills} killed; the store equals that of the clean run: {'yes' if same else 'NO'}")


def _kill(options: argparse.Namespace, folder: Path) -> int:
    dice, kills = random.Random(7), 0
    command = [sys.executable, __file__, options.server, "--last", str(options.last)]
    while True:
        with subprocess.Popen([*command, "--child", str(folder)], stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            child.stdout.readline()
            if kills < options.times:
                time.sleep(dice.random() * 0.3)
                child.kill()
        if child.returncode == 0:
            return kills
        kills += 1


def _poll_on(server: str, folder: Path, last: int) -> None:
    def now() -> datetime:
        return datetime.now(UTC)

    with (
        Store.open(str(folder / "store.db")) as store,
        Fetcher(Fetch(min_delay=0), now=now) as fetcher,
    ):
        store.sources.sync([source(server + FEED)])
        print("polling", flush=True)
        while True:
            poll(store, fetcher, Archive(folder / "archive"), layout, now=now, all_=True)
            at = tell(server)
            if at >= last:
                return
            move(server, at + 1)


def _held(folder: Path) -> Contents:
    with Store.open(str(folder / "store.db")) as store:
        print(f"database check  {list(store.check()) or 'clean'}")
        return contents(store, Archive(folder / "archive"))


if __name__ == "__main__":
    main()
