"""How many releases are read in a second on one core, and what it needs of memory.

    python benchmarks/read_speed.py --shared DIR [--most 2373]

Reads DIR/releases/*.jsonl.gz with the roster of DIR/roster. Start-up is printed
apart. The limits beside the figures are those that we promise.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import time
from collections import Counter
from datetime import date
from itertools import islice
from pathlib import Path

from jobs import roster
from jobs.given import roster_files
from jobs.reading import read
from tracker.roster import Roster
from tracker.types import Chamber, DocumentKind, Incoming

LEAST_A_SECOND = 30
MOST_MEGABYTES = 300


def releases(folder: Path) -> list[Incoming]:
    """Return all releases of a folder, in the order of its files."""
    found = []
    for file in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            found += [_incoming(json.loads(line)) for line in lines]
    return found


def _incoming(row: dict[str, object]) -> Incoming:
    member = row.get("member")
    chamber = str(member.get("chamber", "")).lower() if isinstance(member, dict) else ""
    return Incoming(
        id=str(row["url"]),
        text=str(row["text"]),
        title=str(row.get("title") or ""),
        published=date.fromisoformat(str(row["date"])[:10]),
        publisher=str(member.get("name") or "") if isinstance(member, dict) else None,
        chamber=Chamber(chamber) if chamber in set(Chamber) else None,
    )


def main() -> None:
    """Read them all and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--most", type=int, default=10_000)
    args = parser.parse_args()

    begun = time.perf_counter()
    members = Roster(roster.read(roster_files([str(args.shared / "roster")])), roster.overrides())
    texts = list(islice(releases(args.shared / "releases"), args.most))
    read(texts[0], members)
    print(f"start-up           {time.perf_counter() - begun:7.2f} s, {len(texts)} releases")

    kinds: Counter[DocumentKind] = Counter()
    slowest = 0.0
    wall, cpu = time.perf_counter(), time.process_time()
    for text in texts:
        started = time.perf_counter()
        kinds[read(text, members).kind] += 1
        slowest = max(slowest, time.perf_counter() - started)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"releases a second  {len(texts) / cpu:7.1f} of one core, {len(texts) / wall:.1f} by the")
    print(f"                   clock; at least {LEAST_A_SECOND}")
    print(f"slowest            {slowest * 1000:7.0f} ms")
    print(f"memory             {peak:7.0f} MB, at most {MOST_MEGABYTES}")
    print("kinds             ", ", ".join(f"{n} {kind}" for kind, n in kinds.most_common()))


if __name__ == "__main__":
    main()
