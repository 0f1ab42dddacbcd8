"""How fast digests go out, and whether a killed sender ever sends one twice.

    python benchmarks/mails.py [--recipients 1000] [--kills 30]

A mail server (aiosmtpd) runs in a process of its own on the loopback. First all
recipients get their digest over one connection, once. Then senders are killed
at random moments, again and again, until nothing is left to send: every
recipient has at most one mail, and whoever has none is shown as unknown.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiosmtpd.controller import Controller

from db.store import Store
from jobs import digest
from jobs.outbox import Outbox
from jobs.process import me
from tracker.config import Deadlines, DigestSettings, Organisation, Smtp
from tracker.types import ParcelState

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LIMIT = 60.0


class Box:
    """Writes each accepted recipient to a file, at once."""

    def __init__(self, file: str) -> None:
        self._file = file

    async def handle_DATA(self, server, session, envelope):  # type: ignore[no-untyped-def]
        """Accept a mail."""
        with open(self._file, "a") as out:
            out.write("".join(f"{one}\n" for one in envelope.rcpt_tos))
        return "250 OK"


class Server(Controller):
    """A server on a port that was free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--recipients", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--serve", default="")
    parser.add_argument("--send", nargs=2, default=())
    options = parser.parse_args()
    if options.serve:
        _serve(options.serve)
    elif options.send:
        _send(Path(options.send[0]), int(options.send[1]), options.recipients)
    else:
        _measure(options.recipients)
        _kill(options.recipients, options.kills)


def _measure(recipients: int) -> None:
    with tempfile.TemporaryDirectory() as folder, _server(folder) as (server, port):
        began = time.perf_counter()
        _send(Path(folder), port, recipients)
        took = time.perf_counter() - began
        got = _received(folder)
        server.kill()
    print(f"{len(got)} mails to {len(set(got))} recipients in {took:.1f} s (limit {LIMIT:g} s)")


def _kill(recipients: int, kills: int) -> None:
    dice, killed = random.Random(7), 0
    with tempfile.TemporaryDirectory() as folder, _server(folder) as (server, port):
        command = [sys.executable, __file__, "--recipients", str(recipients)]
        while True:
            child = subprocess.Popen(
                [*command, "--send", folder, str(port)], stdout=subprocess.PIPE, text=True
            )
            assert child.stdout is not None
            child.stdout.readline()
            if killed < kills:
                time.sleep(dice.random() * 2)
                child.kill()
            if child.wait() == 0:
                break
            killed += 1
        got = Counter(_received(folder))
        with Store.open(f"{folder}/store.db") as store:
            states = Counter(one.state for one in store.digests.list())
        server.kill()
    twice = sum(number > 1 for number in got.values())
    lost = recipients - len(got)
    unknown = states[ParcelState.UNKNOWN]
    fine = twice == 0 and lost <= unknown and sum(states.values()) == recipients
    told = ", ".join(f"{number} {state.value}" for state, number in states.items())
    print(f"{killed} kills: {twice} twice, {lost} not received; outbox: {told}")
    print(f"nobody twice, nobody lost without a word: {'yes' if fine else 'NO'}")


class _server:
    """A mail server in a process of its own."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def __enter__(self) -> tuple[subprocess.Popen[str], int]:
        self._process = subprocess.Popen(
            [sys.executable, __file__, "--serve", f"{self._folder}/received"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        return self._process, int(self._process.stdout.readline())

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()


def _serve(file: str) -> None:
    controller = Server(Box(file), hostname="127.0.0.1", port=0, ready_timeout=60)
    controller.start()
    print(controller.port, flush=True)
    time.sleep(3600)


def _send(folder: Path, port: int, recipients: int) -> None:
    to = tuple(f"person{number}@ngo.example" for number in range(recipients))
    office = digest.Office(
        organisation=Organisation(name="Harbour Watch"),
        settings=DigestSettings(sender="desk@ngo.example", to=to, empty=True),
        rules=Deadlines(),
    )
    server = Smtp(host="127.0.0.1", port=port, security="none")
    with Store.open(str(folder / "store.db")) as store:
        prepared = digest.prepare(store, office, NOW + timedelta(hours=1))
        print("sending", flush=True)
        box = Outbox(store, server, None, by=me(), now=lambda: NOW, pause=0.1)
        for _ in box.send(prepared):
            pass


def _received(folder: str) -> list[str]:
    return Path(folder, "received").read_text().split()


if __name__ == "__main__":
    main()
