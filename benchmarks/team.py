"""The same work with a store in a file and on a PostgreSQL server, side by side.

    python -m benchmarks.team [--letters 2000 20000] [--documents 100000] [--rounds 20]

For each number of letters (five asks each) a store is made, always the same, and copied
to a server that is started for it and waits for its disk, as the file does. Then the
same is asked of the file, of the server by who owns the tables, and by an editor of one
of two organisations, for whom every row's policy counts. Printed are the median and the
95th percentile by the clock, in milliseconds, and what was computed each time: in this
program and, on the server, in all of its processes (to 10 ms in all rounds together).
On a busy machine compare what is computed.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path

from benchmarks import big_store
from benchmarks.polls import address, askwatch, serving
from benchmarks.workers import worked
from db.board import Order, Selection
from db.store import Store
from jobs.queue.pairing import Pairer
from tests import builders as a
from tests import cluster
from tracker import settled
from tracker.config import Deadlines
from tracker.filters import parse
from tracker.types import Role

RULES, TODAY = Deadlines(), date(2026, 11, 21)
NAME = settled.name(RULES)
WEEK = datetime(2026, 11, 14, tzinfo=UTC)
SIGHT = 40
"""Rows of the board that are seen at once."""
NEW = 20
"""New documents that are paired."""
Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Side:
    """A store that is asked, and the process of its server; 0: there is none."""

    title: str
    url: str
    who: str
    server: int


@dataclass(frozen=True, slots=True)
class Took:
    """What one thing took each time, in milliseconds."""

    median: float
    high: float
    """The 95th percentile."""
    ours: float
    theirs: float

    def __str__(self) -> str:
        return f"{self.median:9.1f}{self.high:9.1f}{self.ours:9.1f}{self.theirs:9.1f}"


def main() -> None:
    """Make the stores, ask them, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--letters", type=int, nargs="+", default=[2000, 20_000])
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    cluster.announce()
    try:
        place = cluster.folder()
        cluster.stop(place, "fast")
        cluster.start(place, options="")
        postmaster = int((place / "data" / "postmaster.pid").read_text().split()[0])
        for letters in options.letters:
            with tempfile.TemporaryDirectory(prefix="askwatch-") as folder:
                _compare(options, letters, Path(folder), place, postmaster)
    finally:
        cluster.clear()


def _compare(
    options: argparse.Namespace, letters: int, folder: Path, place: Path, postmaster: int
) -> None:
    file = folder / "store.db"
    big_store.make(file, letters, options.documents, 7)
    name, owner, editor = (f"{word}_{letters}" for word in ("store", "own", "ede"))
    cluster.do(place, "postgres", f"CREATE ROLE {owner} LOGIN CREATEROLE")
    cluster.do(place, "postgres", f"CREATE DATABASE {name} OWNER {owner} TEMPLATE template0")
    there = f"postgresql+psycopg://{{}}@/{name}?host={place}"
    sides = (
        Side("file", str(file), "ana", 0),
        Side("server", there.format(owner), owner, postmaster),
        Side("editor", there.format(editor), editor, postmaster),
    )
    print(f"\n{letters * big_store.ASKS:,} asks, {options.documents:,} documents", flush=True)
    print(_moved(*sides[:2]), flush=True)
    with Store.open(sides[1].url) as store:
        for user, organisation in ((editor, "North"), (f"sue_{letters}", "South")):
            store.team.add(user, organisation=organisation, role=Role.EDITOR)
    for side in sides:
        print(f"{side.title} settled, {_settled(side)}", flush=True)
    heads = ("95th", "ours", "server's")
    names = "".join(f"{side.title:>9}{''.join(f'{one:>9}' for one in heads)}" for side in sides)
    print(f"{'':34}{names}")
    asked = _asked(sides, options.rounds)
    for words, found in chain(asked, _worked_on(options, letters, folder, sides[:2])):
        print(f"{words:34}{''.join(map(str, found))}", flush=True)


def _moved(here: Side, there: Side) -> str:
    began, before, ours = time.perf_counter(), worked(there.server), time.process_time()
    with Store.open(here.url) as file, Store.open(there.url) as server:
        rows = sum(one.rows for one in file.fill(server, lambda *_: None))
        server.tidy()
    seconds, ours = time.perf_counter() - began, time.process_time() - ours
    theirs = worked(there.server) - before
    return f"{rows:,} rows copied in {seconds:.0f} s; computed: {ours:.0f} s and {theirs:.0f} s"


def _settled(side: Side) -> str:
    with Store.open(side.url) as store:

        def settle() -> None:
            store.board.settle(NAME, TODAY, lambda row: settled.settled(row, RULES, TODAY))

        seconds, ours, theirs = _timed(settle, side)
    return f"in {seconds:.0f} s; computed: {ours:.0f} s and {theirs:.0f} s"


def _asked(sides: tuple[Side, ...], rounds: int) -> Iterator[tuple[str, tuple[Took, ...]]]:
    """Ask what people wait for at the dashboard."""
    with ExitStack() as stack:
        stores = [stack.enter_context(Store.open(side.url)) for side in sides]
        for rows in zip(*map(_questions, stores, sides), strict=True):
            each = zip(rows, sides, strict=True)
            yield rows[0][0], tuple(_took(act, side, rounds) for (_, act), side in each)


def _questions(store: Store, side: Side) -> Iterator[tuple[str, Act]]:
    board = store.board
    first = Selection(rules=NAME, today=TODAY)
    sight = board.groups(first)[0].ask_ids[:SIGHT]

    def see() -> None:
        board.settle(NAME, TODAY, lambda row: settled.settled(row, RULES, TODAY))
        board.rows(board.groups(first)[0].ask_ids[:SIGHT])
        board.counts(first)

    yield "the board: order, 40 rows, counts", see
    for order in Order:
        chosen = Selection(rules=NAME, today=TODAY, order=order)
        yield f"  order by {order}", lambda c=chosen: board.groups(c)
    for typed in ("harbour", "to:attorney", "state:overdue since:2024-01"):
        chosen = Selection(rules=NAME, today=TODAY, wanted=parse(typed))
        yield f"  filter {typed!r}", lambda c=chosen: board.groups(c)
    yield "  40 rows", lambda: board.rows(sight)
    yield "  counts", lambda: board.counts(first)
    yield "  how many wait for review", lambda: board.waiting(NAME)
    yield "  which wait for review", board.to_review
    yield "  news of a week", lambda: store.looked.news(side.who, WEEK, WEEK.date(), NAME, TODAY)
    for typed in ("", "report", "statement 77", "report state:overdue"):
        wanted = parse(typed)
        chosen = Selection(rules=NAME, today=TODAY, wanted=wanted)
        places = store.search.find(chosen).places[:SIGHT]
        yield f"search {typed!r}", lambda c=chosen: store.search.find(c)
        yield "  40 of its finds", lambda p=places, w=wanted: store.search.read(p, w)
    yield "one small write", lambda: store.looked.note(side.who, datetime.now(UTC))


def _worked_on(
    options: argparse.Namespace, letters: int, folder: Path, sides: tuple[Side, ...]
) -> Iterator[tuple[str, tuple[Took, ...]]]:
    """Do what jobs do."""
    # First, for what the polls bring waits to be paired, too.
    if letters * big_store.ASKS <= 10_000:
        yield f"{NEW} new documents paired", tuple(_summed([_paired(side)]) for side in sides)
    with serving() as (port, turn), ExitStack() as stack:
        feed = [address(port, 0)]
        polls = [stack.enter_context(askwatch(folder, feed, side.url)) for side in sides]
        for poll in polls:
            poll()
        found: list[list[tuple[float, float, float]]] = [[] for _ in sides]
        for _ in range(options.rounds):
            turn()
            for side, poll, times in zip(sides, polls, found, strict=True):
                times.append(_timed(poll, side))
        yield "a changed poll, recorded", tuple(map(_summed, found))


def _paired(side: Side) -> tuple[float, float, float]:
    """Pair new documents, with the asks held ready as a worker has them."""
    with Store.open(side.url) as store:
        pairer = Pairer(store, threshold=0.5)
        pairer._ready(a.NOW)
        store.sources.sync([a.source()])
        texts = (big_store.quote(n, 0) for n in range(NEW))
        changes = [a.change(f"fresh-{n}", text=text) for n, text in enumerate(texts)]
        store.sources.record_visit(a.visit(), changes)
        spans = [task.details for task in pairer.split()]

        def pair() -> None:
            for span in spans:
                pairer.some(int(span["first"]), int(span["last"]), a.NOW)

        return _timed(pair, side)


def _timed(act: Act, side: Side) -> tuple[float, float, float]:
    before = worked(side.server) if side.server else 0.0
    began, computed = time.perf_counter(), time.process_time()
    act()
    times = time.perf_counter() - began, time.process_time() - computed
    return (*times, worked(side.server) - before if side.server else 0.0)


def _took(act: Act, side: Side, rounds: int) -> Took:
    act()
    return _summed([_timed(act, side) for _ in range(rounds)])


def _summed(times: list[tuple[float, float, float]]) -> Took:
    clock, ours, theirs = ([1000 * one for one in several] for several in zip(*times, strict=True))
    high = statistics.quantiles(clock, n=20)[-1] if len(clock) > 1 else clock[0]
    return Took(statistics.median(clock), high, statistics.mean(ours), statistics.mean(theirs))


if __name__ == "__main__":
    main()
