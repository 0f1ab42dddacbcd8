"""How fast digests go out, and whether a killed sender ever sends one twice.

    python -m benchmarks.mails [--recipients 1000] [--kills 100]

A mail server (aiosmtpd) runs in a process of its own on the loopback; once it wants
TLS and a password. First all recipients get their digest, once. Then senders are
killed with SIGKILL at every step of a mail and in between, again and again, until
nothing is left to send. Nobody may have two mails then; whoever has none must be shown
as unknown. Last, a person looks into the mailboxes and says of each unknown one
whether it arrived: then everybody has one.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

from benchmarks.mailserver import PASSWORD, USER
from db.store import Store
from jobs import digest
from jobs.outbox import Outbox
from jobs.process import me
from tracker.config import Deadlines, DigestSettings, Organisation, Smtp
from tracker.types import ParcelState

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LIMIT = 60.0
SOON = 0.02
"""Seconds within which a sender is killed that is not held up."""


@dataclass(frozen=True, kw_only=True)
class Killed:
    """What came of it."""

    kills: Counter[str]
    """How many senders were killed, by the step they were at."""
    most: int
    """The most mails that one recipient has for one week."""
    lost: int
    """Recipients without a mail and without a word of it."""
    unknown: int
    arrived: int
    """How many of the unknown ones had arrived."""
    fewest: int
    """The fewest mails that a recipient has after a person said what arrived."""
    most_after: int


def main() -> None:
    """Measure both, in the open and behind TLS."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--recipients", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--send", nargs=4)
    options = parser.parse_args()
    if options.send:
        _nursery(*options.send)
        return
    for tls in (False, True):
        print("TLS and a password" if tls else "in the open")
        _measure(options.recipients, tls)
        with tempfile.TemporaryDirectory() as folder:
            _tell(kill(Path(folder), options.kills, 3 * options.kills, tls=tls))


def _measure(recipients: int, tls: bool) -> None:
    with tempfile.TemporaryDirectory() as folder, _server(Path(folder), 0, tls) as server:
        began = time.perf_counter()
        _send(Path(folder), server.port, recipients, tls)
        took = time.perf_counter() - began
        got = received(Path(folder))
    print(f"  {sum(got.values())} mails to {len(got)} recipients in {took:.1f} s (limit {LIMIT:g})")


def _tell(found: Killed) -> None:
    fine = found.most == 1 == found.fewest == found.most_after and found.lost == 0
    steps = ", ".join(f"{n} at {step}" for step, n in sorted(found.kills.items()))
    print(f"  {sum(found.kills.values())} kills: {steps}")
    print(f"  most mails to one: {found.most}; without a mail or a word: {found.lost}")
    print(f"  unknown: {found.unknown}, of which had arrived: {found.arrived}")
    print(f"  after a person's word each has {found.fewest} to {found.most_after}")
    print(f"  nobody twice, nobody lost: {'yes' if fine else 'NO'}")


def kill(folder: Path, kills: int, recipients: int, *, tls: bool = False) -> Killed:
    """Send with senders that are killed, then without; return what came of it."""
    dice, killed = random.Random(7), Counter[str]()
    with _server(folder, kills, tls) as server, _senders(folder, server.port, recipients, tls) as s:
        while sum(killed.values()) < kills:
            pid = s.begin()
            step = server.held()
            if step == "between":
                time.sleep(dice.random() * SOON)
            os.kill(pid, signal.SIGKILL)
            killed[step] += s.ended() == -signal.SIGKILL
        s.begin()
        s.ended()
        got = received(folder)
        with Store.open(str(folder / "store.db")) as store:
            unknown = store.digests.list([ParcelState.UNKNOWN])
            arrived = [(one.message_id, one.recipient) in got for one in unknown]
            for one, came in zip(unknown, arrived, strict=True):
                store.digests.resolve(one.id, came, who="Ana", now=NOW)
        s.begin()
        s.ended()
    after = received(folder)
    return Killed(
        kills=killed,
        most=max(got.values()),
        lost=recipients - len(got) - arrived.count(False),
        unknown=len(unknown),
        arrived=sum(arrived),
        fewest=min(after.values()) if len(after) == recipients else 0,
        most_after=max(after.values()),
    )


def received(folder: Path) -> Counter[tuple[str, str]]:
    """Return how often the server took each mail, by Message-ID and recipient."""
    lines = (folder / "received").read_text().splitlines()
    return Counter((name, to) for name, _, to in (line.partition(" ") for line in lines))


class _Server:
    """The mail server's process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.port = int(self.held())

    def held(self) -> str:
        """Return what it says next."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def _server(folder: Path, holds: int, tls: bool) -> Iterator[_Server]:
    command = [sys.executable, "-m", "benchmarks.mailserver", str(folder / "received")]
    command += ["--holds", str(holds)]
    if tls:
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(folder / "authority.pem"))
        certificate = authority.issue_cert("localhost")
        certificate.private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
        command += ["--tls", str(folder / "server.pem")]
    with _running(command) as process:
        yield _Server(process)


class _Senders:
    """Sends all that is to be sent, each time in a new process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def begin(self) -> int:
        """Begin to send, and return the number of the process that does."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self.ended()

    def ended(self) -> int:
        """Return how it ended, as a process' exit code."""
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())


@contextmanager
def _senders(folder: Path, port: int, recipients: int, tls: bool) -> Iterator[_Senders]:
    values = [str(folder), str(port), str(recipients), "tls" if tls else ""]
    with _running([sys.executable, "-m", "benchmarks.mails", "--send", *values]) as process:
        yield _Senders(process)


@contextmanager
def _running(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def _nursery(folder: str, port: str, recipients: str, tls: str) -> None:
    """Begin a sender for each line of stdin; say its number, then how it ended."""
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _send(Path(folder), int(port), int(recipients), bool(tls))
            os._exit(0)
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def _send(folder: Path, port: int, recipients: int, tls: bool) -> None:
    to = tuple(f"person{number}@ngo.example" for number in range(recipients))
    office = digest.Office(
        organisation=Organisation(name="Harbour Watch"),
        settings=DigestSettings(sender="desk@ngo.example", to=to, empty=True),
        rules=Deadlines(),
    )
    server, context = Smtp(host="127.0.0.1", port=port, security="none"), None
    if tls:
        server = Smtp(host="localhost", port=port, security="starttls", user=USER)
        context = ssl.create_default_context(cafile=folder / "authority.pem")
    with Store.open(str(folder / "store.db")) as store:
        prepared = digest.prepare(store, office, NOW + timedelta(hours=1))
        box = Outbox(
            store,
            server,
            PASSWORD,
            by=me(),
            now=lambda: NOW,
            pause=0.1,
            context=context,
        )
        for _ in box.send(prepared):
            pass


if __name__ == "__main__":
    main()
