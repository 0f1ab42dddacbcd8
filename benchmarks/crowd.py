"""Ten dashboards, three workers and a bulk import at once on one PostgreSQL store.

    python -m benchmarks.crowd [--minutes 10] [--dashboards 10] [--letters 1000]

Each dashboard runs in a pseudo-terminal of its own, where somebody presses a key every second
or two; the time from a key to what it draws counts. Beside them runs a dashboard that shows
nothing but a number (the control): what it takes longer than alone is the machine's doing,
and what ours take longer than it is ours. Words of trouble on any screen are counted.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import big_store
from benchmarks.person import Person
from benchmarks.storm import PORT, _askwatch, _control, _program
from db.store import Store
from jobs.queue.broker import Broker
from jobs.queue.tasks import visits
from tests import cluster
from tests.jobs.queue.crew import PLAN, now
from tracker.errors import StoreError
from tracker.types import EventKind, Source, Way

SOURCES = [
    Source(
        name=f"s{host}-{n}",
        ways=(Way(layout="rss", url=f"http://127.0.1.{host}:{PORT}/s{n}"),),
        every=timedelta(hours=1),
    )
    for host in range(1, 21)
    for n in range(5)
]
GIVING_WAY = ("nice", "-n", "10")
"""As `deploy/` starts workers, and docs/team.md advises for what takes long."""
CONTROL = """
from textual.app import App
from textual.widgets import Static
class Number(App):
    number = 0
    def compose(self):
        yield Static("Outstanding asks publish the")
    def on_key(self, event):
        self.number += 1
        self.query_one(Static).update(f"publish the {self.number}")
Number().run()
"""


def main() -> None:
    """Run them, and print how it went."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--dashboards", type=int, default=10)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--letters", type=int, default=1000)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="askwatch-")))
        cluster.announce()
        stack.callback(cluster.clear)
        url = cluster.create(cluster.folder(), "crowd")
        big_store.make(folder / "big.db", options.letters, 10 * options.letters, 7)
        settings = folder / "config.toml"
        # Workers heed them: what they do not name is watched no more.
        settings.write_text(
            '[fetch]\nmin_delay = 0.2\n[jobs]\nqueue = "procrastinate"\n'
            + "".join(
                f'[[sources]]\nname = "{one.name}"\nlayout = "rss"\nurl = "{one.ways[0].url}"\n'
                for one in SOURCES
            )
        )
        os.environ |= {
            "XDG_DATA_HOME": str(folder),
            "ASKWATCH_DATABASE": url,
            "ASKWATCH_CONFIG": str(settings),
        }
        store = stack.enter_context(Store.open(url))
        with Store.open(str(folder / "big.db")) as made:
            made.fill(store, lambda *_: None)
        sites = stack.enter_context(_program("benchmarks.faulty", "0.0.0.0", str(PORT), nice=5))
        sites.said()
        _Crowd(store, folder, options, stack).run()


class _Crowd:
    def __init__(
        self, store: Store, folder: Path, options: argparse.Namespace, stack: ExitStack
    ) -> None:
        self._store, self._folder, self._options = store, folder, options
        self._over = threading.Event()
        self._imports = self._visits = self._notes = 0
        self._slowest = 0.0
        self._refused: list[str] = []
        assert store.queue is not None
        self._broker = Broker(store.queue, [duty.name for duty in PLAN], now)
        stack.callback(self._broker.close)

    def run(self) -> None:
        """Start all, wait, end all, tell."""
        options, control = self._options, [sys.executable, "-c", CONTROL]
        alone = self._control_alone(control)
        crew = [
            subprocess.Popen([*GIVING_WAY, *_askwatch("worker")],
                             stderr=(self._folder / "log").open("ab"))
            for _ in range(options.workers)
        ]  # fmt: skip
        people = [Person(_askwatch(), self._over, n) for n in range(options.dashboards)]
        beside = Person(control, self._over, 99)
        acts = [threading.Thread(target=act) for act in (self._poll, self._import, self._write)]
        for one in (*people, beside, *acts):
            one.start()
            time.sleep(1)
        print(f"load as all have begun: {os.getloadavg()[0]:.1f}", flush=True)
        for one in people:
            one.times.clear()  # not while the others start
        time.sleep(60 * options.minutes)
        load = os.getloadavg()
        ended = [worker.returncode for worker in crew if worker.poll() is not None]
        self._over.set()
        for one in (*people, beside, *acts):
            one.join(120)
        for worker in crew:
            worker.terminate()
            worker.wait()
        print(f"load at the end: {', '.join(f'{one:.1f}' for one in load)}")
        print(f"workers that had ended before: {ended}")
        if ended:
            print((self._folder / "log").read_text()[-3000:])
        self._tell(people, beside, alone)

    def _control_alone(self, control: list[str]) -> list[float]:
        over = threading.Event()
        one = Person(control, over, 99)
        one.start()
        time.sleep(30)
        over.set()
        one.join()
        return one.times

    def _poll(self) -> None:
        version = 0
        while not self._over.wait(10):
            version += 1
            _control("127.0.1.", version=version, faults=0.1)
            self._visits += self._broker.defer(visits("sweep", SOURCES, now()))

    def _import(self) -> None:
        """Take in sheets of 500 letters, one after the other."""
        while not self._over.wait(2):
            file = self._folder / f"sheet{self._imports}.jsonl"
            rows = (
                {
                    "title": f"Letter {self._imports}-{n} on the quarry",
                    "date": "2026-03-02",
                    "addressees": "Orla Finch, Secretary of Distant Affairs",
                    "signers": "Ada Bright; Boris Calm",
                    "asks": f"Report on quarry {n} of district {self._imports}.",
                    "text": f"Dear Secretary Finch: Report on quarry {n} of district "
                    f"{self._imports}.",
                }
                for n in range(500)
            )
            file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
            command = [*GIVING_WAY, *_askwatch("import", file, "--yes")]
            ended = subprocess.run(command, capture_output=True, text=True)
            if ended.returncode:
                self._refused.append(f"import: {ended.stderr.strip()[-200:]}")
            self._imports += 1

    def _write(self) -> None:
        while not self._over.wait(1):
            began = time.perf_counter()
            try:
                self._store.ledger.append(
                    1, EventKind.NOTE_ADDED, f"note {self._notes}", who="Ana", now=datetime.now(UTC)
                )
                self._notes += 1
            except StoreError as error:
                self._refused.append(f"note: {error}")
            self._slowest = max(self._slowest, time.perf_counter() - began)

    def _tell(self, people: list[Person], beside: Person, alone: list[float]) -> None:
        ours = [took for one in people for took in one.times]
        for words, times in (
            (f"{len(people)} dashboards", ours),
            ("control beside them", beside.times),
            ("control alone", alone),
        ):
            print(f"key to picture, {words:20}: {_figures(times)}")
        still = sum(one.still for one in people)
        print(f"keys that drew nothing within a second: {still} of {still + len(ours)}")
        trouble = [words for one in people for words in one.trouble]
        print(f"words of trouble on a screen: {len(trouble)} {sorted(set(trouble))}")
        print(
            f"{self._imports} sheets of 500 letters imported, {self._visits} visits queued, "
            f"{self._store.counts()['visits']} done, {self._notes} notes written, "
            f"the slowest in {self._slowest:.2f} s"
        )
        print(f"refused: {len(self._refused)}")
        for words in sorted(set(self._refused))[:5]:
            print(f"  {words}")
        state = self._store.queue.state() if self._store.queue else None
        print(f"tasks that failed for good: {state.failed if state else '-'}")
        log = (self._folder / "log").read_text()
        print(f"lines of the workers' log that warn: {log.count('warning')}")


def _figures(times: list[float]) -> str:
    if not times:
        return "nothing was drawn"
    ms = sorted(1000 * one for one in times)
    return (
        f"{len(ms)} keys, median {ms[len(ms) // 2]:.0f} ms, 95 % {ms[int(0.95 * len(ms))]:.0f} ms, "
        f"99 % {ms[int(0.99 * len(ms))]:.0f} ms, most {ms[-1]:.0f} ms"
    )


if __name__ == "__main__":
    main()
