"""Measure digests: one over 10,000 asks, and a thousand recipients on the loopback.

    python benchmarks/digests.py FILE [--recipients 1000]

FILE is a store of `big_store.py`; it is copied, and left as it is. Each figure stands
beside its limit; processor seconds tell on a busy machine, where seconds do not.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import socket
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.controller import Controller

from db.store import Store
from jobs import digest
from jobs.outbox import Outbox
from jobs.shelf import Office
from tracker.config import Deadlines, DigestSettings, Organisation, Smtp

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Counter:
    """A mail server's inside that counts what it is given."""

    def __init__(self) -> None:
        self.to: list[str] = []

    async def handle_DATA(self, server, session, envelope):
        """Take a message."""
        self.to += envelope.rcpt_tos
        return "250 OK"


def office(*to: str) -> Office:
    """Return settings with some recipients."""
    organisation = Organisation(name="Harbour Watch", contact="desk@ngo.example")
    settings = DigestSettings(to=to, empty=True)
    return Office(organisation=organisation, settings=settings, rules=Deadlines())


def main() -> None:
    """Measure both and print them beside their limits."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--recipients", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "store.db"
        shutil.copy(options.file, copy)
        with Store.open(str(copy)) as store:
            one(store)
            many(store, options.recipients)


def one(store: Store) -> None:
    """Build one digest."""
    began, used = time.perf_counter(), time.process_time()
    [prepared] = digest.prepare(store, office("ana@ngo.example"), NOW)
    size = len(prepared.message.as_bytes()) if prepared.message else 0
    print(
        f"one digest: {time.perf_counter() - began:.2f} s, "
        f"{time.process_time() - used:.2f} processor s (limit 2), "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (limit 200), "
        f"{size:,} bytes"
    )


def many(store: Store, count: int) -> None:
    """Send to many, each once, and see that each got one."""
    counter = Counter()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(counter, hostname="127.0.0.1", port=port)
    controller.start()
    server = Smtp(host="127.0.0.1", port=port, security="none")
    desk = office(*(f"reader{number}@ngo.example" for number in range(count)))
    began, used = time.perf_counter(), time.process_time()
    box = Outbox(store, server, None, by="here:1:aa", now=lambda: NOW)
    sent = [one.how for one in box.send(digest.prepare(store, desk, NOW))]
    seconds, processor = time.perf_counter() - began, time.process_time() - used
    controller.stop()
    assert sent == ["sent"] * count == ["sent"] * len(set(counter.to)), "not each once"
    print(
        f"{count:,} recipients: {seconds:.1f} s (limit 60), {processor:.1f} processor s, "
        "the server's included"
    )


if __name__ == "__main__":
    main()
