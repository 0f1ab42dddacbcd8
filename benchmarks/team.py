"""The same questions to a store in a file and to its copy on a PostgreSQL server.

    python benchmarks/big_store.py big.db
    python benchmarks/team.py big.db postgresql+psycopg://name@host/database

The database must be empty, or hold the copy of an earlier run. Printed is the quickest
of five, in milliseconds: what people wait for at the dashboard, and what jobs ask.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

from db.board import Order, Selection
from db.store import Store
from tracker import settled
from tracker.config import Deadlines
from tracker.filters import parse

RULES, TODAY = Deadlines(), date(2026, 11, 21)
NAME = settled.name(RULES)


def main() -> None:
    """Copy where needed, ask both, print side by side."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file")
    parser.add_argument("address")
    options = parser.parse_args()
    with Store.open(options.file) as file, Store.open(options.address) as server:
        if not any(server.counts().values()):
            began = time.perf_counter()
            rows = sum(one.rows for one in file.fill(server, lambda *_: None))
            print(f"copied {rows} rows in {time.perf_counter() - began:.0f} s")
        for store in (file, server):
            store.board.settle(NAME, TODAY, lambda row: settled.settled(row, RULES, TODAY))
        print(f"{'':32}{'file':>10}{'server':>10}")
        for (words, one), (_, other) in zip(_asked(file), _asked(server), strict=True):
            print(f"{words:32}{_quickest(one):10.1f}{_quickest(other):10.1f}")


def _asked(store: Store) -> Iterator[tuple[str, Callable[[], object]]]:
    for order in Order:
        chosen = Selection(rules=NAME, today=TODAY, order=order)
        yield f"board by {order}", lambda c=chosen: store.board.groups(c)
    sight = store.board.groups(Selection(rules=NAME, today=TODAY))[0].ask_ids[:40]
    yield "40 rows of the board", lambda: store.board.rows(sight)
    yield "counts of the board", lambda: store.board.counts(Selection(rules=NAME, today=TODAY))
    for typed in ("", "report", "state:overdue", "report state:overdue"):
        wanted = parse(typed)
        chosen = Selection(rules=NAME, today=TODAY, wanted=wanted)
        places = store.search.find(chosen).places[:40]
        yield f"search {typed!r}", lambda c=chosen: store.search.find(c)
        yield "  40 of its finds", lambda p=places, w=wanted: store.search.read(p, w)
    yield "candidates to review", store.board.to_review
    yield "asks for matching", store.asks.for_matching
    yield "what others wrote", store.data_version
    yield "one small write", lambda: store.looked.note("Ana", datetime.now(UTC))


def _quickest(act: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(5):
        began = time.perf_counter()
        act()
        best = min(best, time.perf_counter() - began)
    return best * 1000


if __name__ == "__main__":
    main()
