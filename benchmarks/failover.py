"""Kill a PostgreSQL server with -9, promote its stand-by, and see that all go on by themselves.

    python -m benchmarks.failover [--seconds 15] [--pause 3]

The stand-by copies the first server's log, and what is confirmed has reached it
(synchronous_standby_names). A dashboard, a worker, a scheduler and somebody who writes
notes are given both addresses. After `seconds` the first one is killed; `pause` seconds
later the other one takes over, as whoever watches over the servers would have it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.person import Person
from benchmarks.storm import LETTER, _askwatch, _run
from db.store import Store
from jobs.queue.broker import Broker
from jobs.queue.tasks import whole
from tests import cluster
from tests.jobs.queue.crew import PLAN, now
from tracker.errors import StoreError
from tracker.types import EventKind, RunOutcome

LIMIT = 60.0
"""Seconds within which all must be at work again."""


def main() -> None:
    """Run it, and print how it went."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--pause", type=float, default=3)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="askwatch-")))
        cluster.announce()
        stack.callback(cluster.clear)
        pair = _Pair()
        stack.callback(pair.stop)
        _Run(pair, folder, stack).run(options.seconds, options.pause)


class _Pair:
    """A server, and another one that copies it."""

    def __init__(self) -> None:
        self.first = cluster.own()
        self.second = self.first.with_name(f"{self.first.name}-b")
        self.second.mkdir()
        shutil.chown(self.second, self.first.owner())
        cluster.stop(self.first)
        self._set(self.first, "synchronous_commit = on", "synchronous_standby_names = '*'")
        # The stand-by is made before anybody waits for it.
        self._start(self.first, "-c synchronous_standby_names=")
        self._tool("pg_basebackup", "-D", self.second / "data", "-R", "-h", self.first,
                   "-U", "askwatch", "--checkpoint=fast")  # fmt: skip
        cluster.stop(self.first, "fast")
        self._start(self.first)
        self._start(self.second)

    @property
    def url(self) -> str:
        """The address of whichever may be written to."""
        both = f"host={self.first},{self.second}&target_session_attrs=read-write"
        return f"postgresql+psycopg://askwatch@/team?{both}"

    def kill(self) -> None:
        """Kill the first one, as a machine that loses its power."""
        number = int((self.first / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(number, signal.SIGKILL)

    def promote(self) -> None:
        """Let the second one take over; nobody copies it yet, so that nobody is waited for."""
        self._set(self.second, "synchronous_standby_names = ''")
        self._tool("pg_ctl", "-D", self.second / "data", "-w", "promote")
        self._tool("pg_ctl", "-D", self.second / "data", "reload")

    def stop(self) -> None:
        """Stop both."""
        for place in (self.first, self.second):
            number = place / "data" / "postmaster.pid"
            if not number.exists():
                continue
            if Path(f"/proc/{number.read_text().split()[0]}").exists():
                cluster.stop(place)
            number.unlink(missing_ok=True)  # of one that was killed

    def _set(self, place: Path, *lines: str) -> None:
        with (place / "data" / "postgresql.auto.conf").open("a") as settings:
            settings.write("".join(f"{line}\n" for line in lines))

    def _start(self, place: Path, more: str = "") -> None:
        options = f"-k {place} -c listen_addresses='' {more}"
        self._tool("pg_ctl", "-D", place / "data", "-w", "-l", place / "log", "-o", options,
                   "start")  # fmt: skip

    def _tool(self, name: str, *words: object) -> None:
        programs = cluster.programs()
        assert programs is not None
        beside = programs / name
        cluster._run(beside if beside.exists() else shutil.which(name), *words)


class _Run:
    def __init__(self, pair: _Pair, folder: Path, stack: ExitStack) -> None:
        self._pair, self._folder, self._stack = pair, folder, stack
        cluster.do(pair.first, "postgres", "CREATE DATABASE team TEMPLATE template0")
        settings = folder / "config.toml"
        settings.write_text('[jobs]\nqueue = "procrastinate"\n')
        os.environ |= {
            "XDG_DATA_HOME": str(folder),
            "ASKWATCH_DATABASE": pair.url,
            "ASKWATCH_CONFIG": str(settings),
        }
        letter = folder / "letter.txt"
        letter.write_text(LETTER)
        _run("letter", "add", letter, "--yes", "--as-letter")
        self._store = stack.enter_context(Store.open(pair.url))
        assert self._store.queue is not None
        self._broker = Broker(self._store.queue, [duty.name for duty in PLAN], now)
        stack.callback(self._broker.close)
        self._broker.open()
        self._over, self._confirmed = threading.Event(), dict[str, float]()
        self._refused: list[str] = []

    def run(self, seconds: float, pause: float) -> None:
        """Let them work, take the server away, and see what becomes of them."""
        log = self._stack.enter_context((self._folder / "log").open("wb"))
        crew = {
            name: subprocess.Popen(_askwatch(*words), stderr=log)
            for name, words in (("worker", ("worker",)), ("scheduler", ("jobs", "run")))
        }
        for one in crew.values():
            self._stack.callback(one.kill)
        person = Person(_askwatch(), self._over, 1, b"Outstanding asks")
        writer = threading.Thread(target=self._write)
        person.start(), writer.start()
        time.sleep(seconds)
        keys = len(person.times)
        self._pair.kill()
        killed = time.monotonic()
        time.sleep(pause)
        self._pair.promote()
        print(f"killed; the other one took over {time.monotonic() - killed:.1f} s later")
        self._see(killed)
        time.sleep(seconds)
        self._over.set()
        person.join(30), writer.join(30)
        for name, one in crew.items():
            print(f"{name}: {'at work' if one.poll() is None else f'ENDED with {one.returncode}'}")
        before, after = keys, len(person.times) - keys
        print(f"keys that drew something: {before} before, {after} after")
        person.tell()

    def _see(self, killed: float) -> None:
        """Wait until a note is kept and a task is done, and count what was lost."""
        asked, promoted = datetime.now(UTC), time.monotonic()
        end = killed + LIMIT
        written = done = None
        queued = False
        while time.monotonic() < end and not (written and done):
            time.sleep(0.2)
            # One may have been on its way as the first server was killed.
            written = next((at for at in [*self._confirmed.values()] if at > promoted), None)
            try:
                queued = queued or bool(self._broker.defer([whole("housekeeping")]))
                runs = self._store.runs.list(job="housekeeping", limit=5)
            except StoreError as error:
                self._refused.append(str(error))
                continue
            done = next((x.ended for x in runs if x.outcome is RunOutcome.DONE and x.ended
                         and x.started > asked), None)  # fmt: skip
        took = f"{written - killed:.1f} s" if written else f"NOT within {LIMIT:.0f} s"
        print(f"the next note was kept after {took} from the kill")
        took = f"{(done - asked).total_seconds():.1f} s" if done else f"NOT within {LIMIT:.0f} s"
        print(f"a worker had done a task after {took} from the promotion")
        confirmed = [*self._confirmed]  # before one looks: the writer goes on
        held = {one.after for one in self._store.ledger.events()}
        lost = [note for note in confirmed if note not in held]
        print(f"notes: {len(confirmed)} confirmed, {len(lost)} of them lost {lost}")
        for words in sorted({one.split(": ", 2)[-1] for one in self._refused}):
            print(f"  said to who wrote: {words}")

    def _write(self) -> None:
        """Write notes as a person does; remember which were confirmed, and when."""
        number = 0
        while not self._over.wait(0.05):
            number += 1
            words = f"note {number}"
            try:
                self._store.ledger.append(1, EventKind.NOTE_ADDED, words, who="Ana", now=now())
                self._confirmed[words] = time.monotonic()
            except StoreError as error:
                self._refused.append(str(error))


if __name__ == "__main__":
    main()
