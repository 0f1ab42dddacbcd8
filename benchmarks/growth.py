"""Time a changed poll beside few and beside many stored documents.

    python benchmarks/growth.py [--few 1000] [--many 100000] [--rounds 40]

Both stores are asked in turn. The cost beside many is at most 1.3 times that beside
few; a disk that others use as well makes the clock useless, so what is computed counts.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from polls import Taken, address, askwatch, serving

from db.store import Store
from tracker.text import text_hash
from tracker.types import Change, ChangeKind, Item, Visit, VisitStatus

DAY = timedelta(days=1)
BEGIN = datetime(1990, 1, 1, tzinfo=UTC)


def main() -> None:
    """Fill two stores and print what a changed poll takes beside each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    sizes = (options.few, options.many)
    times: dict[int, list[Taken]] = {size: [] for size in sizes}
    with serving() as (port, turn), ExitStack() as open_:
        runs = {}
        for size in sizes:
            folder = Path(open_.enter_context(tempfile.TemporaryDirectory()))
            runs[size] = open_.enter_context(askwatch(folder, [address(port, 0)]))
            runs[size]()
            fill(folder / "store.db", address(port, 0), size)
        for number in range(options.rounds + 1):
            turn()
            for size, run in runs.items():
                taken = run()
                if number:
                    times[size].append(taken)
    _print(times)


def fill(file: Path, name: str, size: int) -> None:
    """Add documents to a store, as if a source had listed them years ago."""
    with Store.open(str(file)) as store:
        for first in range(0, size, 1000):
            changes = [_change(number) for number in range(first, min(first + 1000, size))]
            visit = Visit(
                source=name,
                at=datetime.now(UTC) - DAY,
                status=VisitStatus.NEW,
                url="http://example.gov/elsewhere",
                http_status=200,
                new=len(changes),
                revised=0,
                documents=len(changes),
                seconds=1.0,
                bytes=1,
                error=None,
                next_due=datetime.now(UTC),
            )
            store.sources.record_visit(visit, changes)


def _change(number: int) -> Change:
    text = f"Treaty, border, council, letter {number}. " * 12
    item = Item(
        title=f"Old release {number}",
        url=f"http://example.gov/old/{number}",
        guid=f"old-{number}",
        published=BEGIN + number * timedelta(minutes=30),
        text=text,
    )
    return Change(
        kind=ChangeKind.NEW, identity=f"old-{number}", text_hash=text_hash(text), item=item
    )


def _print(times: dict[int, list[Taken]]) -> None:
    middles = []
    for size, taken in times.items():
        wall, cpu = zip(*taken, strict=True)
        middles.append((statistics.median(wall), min(wall), statistics.median(cpu)))
        clock, best, computing = (1000 * seconds for seconds in middles[-1])
        words = f"{clock:6.1f} ms, at best {best:6.1f} ms, computing {computing:6.1f} ms"
        print(f"{size:>9,} documents  {words}")
    shares = [many / few for few, many in zip(*middles, strict=True)]
    print("     many / few  {:6.2f}   , at best {:6.2f}   , computing {:6.2f}".format(*shares))


if __name__ == "__main__":
    main()
