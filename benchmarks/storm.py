"""Kill workers with -9, or stop their server, while 500 sources on 50 hosts fail in every way.

    python -m benchmarks.storm                  # processes
    python -m benchmarks.storm --machines       # each worker on a machine of its own (namespaces)
    python -m benchmarks.storm --kill-every 0 --away 12     # instead the server is stopped, twice

Three workers, a scheduler that is started anew when it ends, a digest that falls due, a
person who writes notes and a dashboard, over a store on a PostgreSQL server that is thrown
away. The page of each source is changed three times; then everything must be as after a
clean run of `askwatch poll` alone, on a file. The sites themselves note when they were
asked, the mail server what it got.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import trustme

from benchmarks import hosts
from benchmarks.mailserver import PASSWORD, USER
from benchmarks.person import Person
from db.store import Store
from jobs.archive import Archive
from jobs.queue.broker import Broker
from jobs.queue.tasks import visits, whole
from tests import cluster
from tests.builders import TEXT
from tests.jobs.queue.crew import PLAN, now
from tracker.errors import StoreError
from tracker.types import EventKind

PORT, MAIL = 8780, 20
JOBS = ("poll", "sweep", "match", "digest")
LETTER = TEXT.replace(
    "Freeze the assets of the harbour police of Norvania.",
    "Please inspect the harbour of Norvania, and free its pilots.",
)


def main() -> None:
    """Run both and compare."""
    options = _options()
    if options.machines:
        if not hosts.allowed():
            print("skipped: this machine allows no namespaces to this user")
            return
        hosts.enter()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="askwatch-")))
        folder.chmod(0o755)
        cluster.announce()
        stack.callback(cluster.clear)
        site = hosts.sites(options.hosts) if options.machines else "127.0.1."
        sites = stack.enter_context(_program("benchmarks.faulty", "0.0.0.0", str(PORT), nice=-10))
        sites.said()
        clean = _clean(folder / "clean", site, options)
        _control(site, version=0, anew=1)
        world = _World(folder, site, options, stack)
        began = time.monotonic()
        world.run()
        world.judge(clean, time.monotonic() - began)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--machines", action="store_true")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--each", type=int, default=10)
    parser.add_argument("--editions", type=int, default=3)
    parser.add_argument("--delay", type=float, default=0.5)
    parser.add_argument("--faults", type=float, default=0.2)
    parser.add_argument("--kill-every", type=float, default=5.0)
    parser.add_argument("--away", type=float, default=0.0)
    return parser.parse_args()


class _Program:
    """A program of this folder that says something before it is ready."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def said(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def _program(module: str, *words: str, nice: int = 0) -> Iterator[_Program]:
    command = ["nice", "-n", str(nice), sys.executable, "-m", module, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield _Program(process)
        finally:
            process.kill()


def _settings(folder: Path, site: str, options: argparse.Namespace, **more: str) -> Path:
    """Write config.toml and return it; `more` says which way is polled and how."""
    today = f"{datetime.now(UTC):%A}".lower()
    sources = "".join(
        f'[[sources]]\nname = "s{host}-{n}"\nlayout = "rss"\nevery = "24h"\n'
        f'url = "http://{site}{host}:{PORT}/{more["way"]}s{n}"\n'
        for host in range(1, options.hosts + 1)
        for n in range(options.each)
    )
    to = json.dumps([f"person{n}@ngo.example" for n in range(MAIL)])
    folder.mkdir(exist_ok=True)
    file = folder / "config.toml"
    file.write_text(
        f"[fetch]\nmin_delay = {more['delay']}\ntimeout = 3\nretries = 1\nmax_bytes = 300_000\n"
        f'[organisation]\ntime_zone = "UTC"\n[match]\nthreshold = 0.2\n{more.get("team", "")}'
        f'[digest]\nsender = "desk@ngo.example"\nto = {to}\nempty = true\nhour = 0\n'
        f'weekday = "{today}"\n{sources}'
    )
    return file


def _askwatch(*words: object) -> list[str]:
    return [sys.executable, "-m", "tui", *map(str, words)]


def _run(*words: object) -> None:
    ended = subprocess.run(_askwatch(*words), capture_output=True, text=True)
    if ended.returncode:
        raise SystemExit(f"{words[4:]}: {ended.stderr}")


def _letter(folder: Path, settings: Path, url: str) -> None:
    file = folder / "letter.txt"
    file.write_text(LETTER)
    _run("--config", settings, "--database", url, "letter", "add", file, "--yes", "--as-letter")


def _control(site: str, **given: object) -> None:
    words = "&".join(f"{name}={value}" for name, value in given.items())
    urllib.request.urlopen(f"http://{site}1:{PORT}/control?{words}").read()


def _mail_server(folder: Path, address: str, stack: ExitStack) -> str:
    """Start a mail server that holds senders up now and then; return its port."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    made = authority.issue_cert(address)
    made.private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
    (folder / "received").touch()
    words = [str(folder / "received"), "--holds", "9", "--address", address]
    words += ["--tls", str(folder / "server.pem")]
    return stack.enter_context(_program("benchmarks.mailserver", *words)).said()


Held = dict[str, tuple[object, ...]]


def _held(store: Store, archive: Archive) -> Held:
    """Return all that a store says of documents, and what was proposed of them."""
    found: Held = {}
    guids = {one.id: one.guid for one in store.documents.list()}
    for document in store.documents.list():
        revisions = store.documents.revisions(document.id)
        for revision in revisions:
            assert revision.capture is not None
            archive.get(revision.capture)
        texts = tuple((one.title, one.text) for one in revisions)
        found[document.guid] = (document.url, document.vanished is not None, texts)
    for one in store.candidates.list():
        name = f"candidate {one.ask_id} {guids[one.document_id]}"
        found[name] = (*found.get(name, ()), one.passage, round(one.score, 6))
    return found


def _clean(folder: Path, site: str, options: argparse.Namespace) -> Held:
    """Return what a clean run of one poller on a file holds in the end."""
    settings, file = _settings(folder, site, options, way="plain/", delay="0"), folder / "clean.db"
    _letter(folder, settings, str(file))
    for version in range(1, options.editions + 1):
        _control(site, version=version, faults=0)
        for words in (("poll", "--all"), ("match",)):
            _run("--config", settings, "--database", file, *words)
    with Store.open(str(file)) as store:
        return _held(store, Archive(file.with_suffix(".archive")))


class _World:
    """Sites, a server, workers, a scheduler, a mail server, a person and a dashboard."""

    def __init__(
        self, folder: Path, site: str, options: argparse.Namespace, stack: ExitStack
    ) -> None:
        self._options, self._site, self._folder = options, site, folder
        self.place = cluster.folder()
        self._listen = f"{hosts.SERVER},127.0.0.1" if options.machines else ""
        if options.machines:
            cluster.stop(self.place, "fast")
            cluster.start(self.place, self._listen)
        self.url = url = cluster.create(self.place, "storm")
        # What was confirmed must be there after a server that stopped at once.
        cluster.do(self.place, "storm", "ALTER DATABASE storm SET synchronous_commit = on")
        if options.machines:
            self.url = f"postgresql+psycopg://askwatch@{hosts.SERVER}/storm"
        name = hosts.SERVER if options.machines else "127.0.0.1"
        port = _mail_server(folder, name, stack)
        team = (
            f'[jobs]\nqueue = "procrastinate"\npoll_every = "1min"\n[smtp]\nhost = "{name}"\n'
            f'port = {port}\nuser = "{USER}"\nsecurity = "starttls"\n'
        )
        self.settings = _settings(
            folder / "team", site, options, way="", delay=str(options.delay), team=team
        )
        self._more = {
            "XDG_DATA_HOME": str(folder / "data"),
            "ASKWATCH_SMTP_PASSWORD": PASSWORD,
            "SSL_CERT_FILE": str(folder / "authority.pem"),
        }
        self.store = stack.enter_context(Store.open(url))
        _letter(folder, self.settings, url)
        assert self.store.queue is not None
        self._broker = Broker(self.store.queue, [duty.name for duty in PLAN], now)
        stack.callback(self._broker.close)
        self._over = threading.Event()
        self._crew: list[subprocess.Popen[bytes]] = []
        self.kills = 0
        self.written: list[str] = []
        self.refused = 0
        command = _askwatch("--config", self.settings, "--database", self.url)
        self._person = Person(command, self._over, 1, b"Outstanding asks")

    def run(self) -> None:
        """Let it happen."""
        options = self._options
        acts: list[Callable[[], None]] = [self._schedule, self._write, self._kill]
        if options.away:
            acts.append(self._stop_server)
        self._crew = [self._worker(n) for n in range(options.workers)]
        threads = [threading.Thread(target=act, daemon=True) for act in acts]
        for thread in (*threads, self._person):
            thread.start()
        try:
            for version in range(1, options.editions + 1):
                self._patient(lambda v=version: self._round(v))
            self._patient(self._settle)
        finally:
            self._over.set()
            for thread in (*threads, self._person):
                thread.join(60)
            for one in self._crew:
                one.send_signal(signal.SIGTERM if not options.machines else signal.SIGKILL)
            for one in self._crew:
                one.wait()

    def _worker(self, number: int) -> subprocess.Popen[bytes]:
        words = [word for job in JOBS for word in ("--job", job)]
        command = _askwatch("--config", self.settings, "--database", self.url, "worker", *words)
        if self._options.machines:
            return hosts.start(number, command, self._more)
        command += ["--name", f"worker-{number}"]
        log = (self._folder / "log").open("ab")
        return subprocess.Popen(command, env=os.environ | self._more, stderr=log)

    def _kill(self) -> None:
        dice = random.Random(7)
        while not self._over.wait(self._options.kill_every or 1.0):
            number = dice.randrange(len(self._crew))
            one = self._crew[number]
            if self._options.kill_every:
                one.kill()
                self.kills += 1
            elif one.poll() is None:
                continue
            one.wait()
            self._crew[number] = self._worker(number)

    def _schedule(self) -> None:
        """Keep a scheduler running, as systemd does."""
        command = _askwatch("--config", self.settings, "--database", self.url, "jobs", "run")
        while not self._over.is_set():
            with (self._folder / "log").open("ab") as log:
                one = subprocess.Popen(command, env=os.environ | self._more, stderr=log)
                while one.poll() is None and not self._over.wait(0.5):
                    pass
                one.terminate()
                one.wait()
            self._over.wait(2)

    def _write(self) -> None:
        """Write notes as a person does; remember which were confirmed."""
        while not self._over.wait(0.5):
            words = f"note {len(self.written) + self.refused}"
            try:
                self.store.ledger.append(1, EventKind.NOTE_ADDED, words, who="Ana", now=now())
                self.written.append(words)
            except StoreError:
                self.refused += 1

    def _stop_server(self) -> None:
        for how in ("fast", "immediate"):
            if self._over.wait(25):
                return
            cluster.stop(self.place, how)
            print(f"the server is away for {self._options.away:g} s ({how})", flush=True)
            time.sleep(self._options.away)
            cluster.start(self.place, self._listen)

    def _patient(self, act: Callable[[], None]) -> None:
        while True:
            try:
                act()
            except StoreError:
                time.sleep(1)
            else:
                return

    def _round(self, version: int) -> None:
        """Change all pages, and have all sources visited, with faults and at last without."""
        if version == 2:
            self._broker.defer([whole("digest")])
        for faults in (self._options.faults, 0):
            _control(self._site, version=version, faults=faults)
            since = now()
            while left := [w for w in self._watched() if not w.last_good or w.last_good < since]:
                self._broker.defer(visits("sweep", (one.source for one in left), now()))
                self._settle()
        print(f"edition {version}: all visited", flush=True)

    def _watched(self) -> list:  # type: ignore[type-arg]
        found = [one for one in self.store.sources.watched() if one.source.enabled]
        if len(found) < self._options.hosts * self._options.each:
            time.sleep(1)
            raise StoreError("not yet", None, "the scheduler has not begun", "wait")
        return found

    def _settle(self) -> None:
        assert self.store.queue is not None
        while self.store.queue.ready(JOBS):
            time.sleep(0.5)

    def judge(self, clean: Held, took: float) -> None:
        """Print what came of it."""
        store, options = self.store, self._options
        assert store.queue is not None
        held = _held(store, Archive(self._folder / "data" / "askwatch" / "archive"))
        documents = sum(not name.startswith("candidate") for name in clean)
        print(f"{took:.0f} s, {self.kills} workers killed")
        wrong = [name for name in clean.keys() | held.keys() if clean.get(name) != held.get(name)]
        same = "yes" if not wrong else f"NO, {len(wrong)} differ: {sorted(wrong)[:3]}"
        print(f"{documents:,} documents, {len(clean) - documents:,} proposals")
        print(f"the store equals that of the clean run: {same}")
        print(f"database check: {list(store.check()) or 'clean'}")
        state = store.queue.state()
        assert state is not None
        print(f"tasks: {state.failed} failed for good, {state.running} at work")
        for one in state.stuck:
            print(f"  {one.key}: {one.error}")
        noted = json.load(urllib.request.urlopen(f"http://{self._site}1:{PORT}/noted"))
        pairs = [pair for asked in noted.values() for pair in pairwise(asked)]
        gaps = sorted((later[0] - sooner[0], sooner, later) for sooner, later in pairs)
        fast = [one for one in gaps if one[0] < options.delay]
        asked = sum(map(len, noted.values()))
        print(
            f"{asked:,} requests to {len(noted)} hosts; least time between two to one host "
            f"{gaps[0][0]:.3f} s, {len(fast)} below the delay of {options.delay:g} s"
        )
        for gap, sooner, later in fast[:5]:
            print(f"  {gap:.3f} s: {sooner[1:]}, then {later[1:]}")
        self._mails()
        notes = Counter(e.after for e in store.ledger.events(ask_id=1) if e.who == "Ana")
        lost = [words for words in self.written if notes[words] != 1]
        print(f"notes: {len(self.written)} confirmed, {self.refused} refused, {len(lost)} lost")
        self._person.tell()

    def _mails(self) -> None:
        lines = (self._folder / "received").read_text().splitlines()
        got = Counter(line.rpartition(" ")[2] for line in lines)
        states = Counter(str(one.state) for one in self.store.digests.list())
        told = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        print(f"digests: {len(got)} of {MAIL} arrived, most to one {max(got.values(), default=0)}")
        print(f"  the outbox says: {told}")


if __name__ == "__main__":
    main()
