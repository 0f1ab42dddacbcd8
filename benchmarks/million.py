"""What pairing takes beside 1,000, 10,000 and 100,000 documents held, and so for a million.

    python -m benchmarks.million --shared DIR [--sizes 1000 10000 100000] [--server]

10,000 open asks and new documents are drawn anew from the sentences of real ones; then the
new ones are paired as a worker does it, fifty at a time. Printed is what the worker and
(`--server`: PostgreSQL instead of a file) the server compute. Documents are compared in
batches that know nothing of one another, so the law to be seen is: none, so many times as
many cost so many times as much, whatever the store holds.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import bindparam, update

from benchmarks import big_store
from benchmarks.match_speed import drawn
from benchmarks.pairs import Gold
from benchmarks.workers import worked
from db.engine import Database
from db.store import Store
from db.tables import asks as asks_table
from jobs.queue.pairing import Pairer
from tests import builders as a
from tests import cluster
from tracker.matching import Text
from tracker.types import OpenAsk

LETTERS = 2000
MILLION = 1_000_000


def main() -> None:
    """Pair, and print the figures and what follows from them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--server", action="store_true")
    options = parser.parse_args()
    many, texts = drawn(Gold(options.shared / "gold"), 5 * LETTERS, options.documents)
    kind = "server" if options.server else "file"
    print(f"{'held':>8} {'asks ready':>11} {'1,000 paired':>13} {kind:>8} {'found':>7}")
    found = [_measure(options, size, many, texts) for size in options.sizes]
    (ready, first), (_, last) = found[0], found[-1]
    each = max(one for _, one in found)
    print(
        f"beside {options.sizes[-1]:,} it takes {last / first:.2f} of beside {options.sizes[0]:,}"
    )
    seconds = ready + each * MILLION / 1000
    print(
        f"a million: {ready:.1f} s + {each:.1f} s x 1,000 = {seconds / 3600:.1f} h of one processor"
    )


def _measure(
    options: argparse.Namespace, size: int, many: Sequence[OpenAsk], texts: Sequence[Text]
) -> tuple[float, float]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="askwatch-")))
        url = str(folder / "store.db")
        big_store.make(Path(url), LETTERS, size, 7)
        _ask(url, many)
        postmaster = 0
        if options.server:
            cluster.announce()
            stack.callback(cluster.clear)
            place = cluster.folder()
            target = stack.enter_context(cluster.database(place))
            with Store.open(url) as made, Store.open(target) as store:
                made.fill(store, lambda *_: None)
            url = target
            postmaster = int((place / "data" / "postmaster.pid").read_text().split()[0])
        store = stack.enter_context(Store.open(url))
        _arrive(store, texts)
        return _pair(store, size, postmaster)


def _ask(url: str, many: Sequence[OpenAsk]) -> None:
    """Give the asks of a made-up store real words."""
    words = [{"key": n, "said": one.quote, "short": one.summary} for n, one in enumerate(many, 1)]
    database = Database.open(url)
    query = update(asks_table).where(asks_table.c.id == bindparam("key"))
    with database.writing() as connection:
        connection.execute(query.values(quote=bindparam("said"), summary=bindparam("short")), words)
    database.close()


def _arrive(store: Store, texts: Sequence[Text]) -> None:
    store.sources.sync([a.source()])
    changes = [
        a.change(f"fresh-{n}", title=one.title or "-", text=one.text) for n, one in enumerate(texts)
    ]
    store.sources.record_visit(a.visit(), changes)


def _pair(store: Store, size: int, postmaster: int) -> tuple[float, float]:
    pairer, found = Pairer(store, threshold=0.5), 0
    tasks = [task.details for task in pairer.split()]
    began = time.process_time()
    pairer._ready(a.NOW)
    ready = time.process_time() - began
    before, began = worked(postmaster) if postmaster else 0.0, time.process_time()
    for task in tasks:
        found += pairer.some(int(task["first"]), int(task["last"]), a.NOW)
    ours = time.process_time() - began
    theirs = worked(postmaster) - before if postmaster else 0.0
    assert store.documents.pending_ids() == (), "all were paired"
    count = sum(int(task["last"]) - int(task["first"]) + 1 for task in tasks)
    scale = 1000 / min(count, 1000)
    print(
        f"{size:8,} {ready:9.1f} s {ours * scale:11.1f} s {theirs * scale:6.1f} s {found:7,}"
        f"   load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return ready, (ours + theirs) * scale


if __name__ == "__main__":
    main()
