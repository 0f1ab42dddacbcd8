"""How long pairing takes, everything included, and what it needs of memory.

    python benchmarks/match_speed.py --shared DIR [--asks 1000]

The labelled asks are repeated, each time with another one's summary, until
there are enough; the documents are all of State's.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def main() -> None:
    """Pair once, and print seconds and megabytes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--asks", type=int, default=1000)
    args = parser.parse_args()
    gold = args.shared / "gold"
    rows = [json.loads(row) for row in (gold / "match-dev.asks.jsonl").open(encoding="utf-8")]
    many = [
        rows[n % len(rows)]
        | {
            "ask_id": n,
            "quote": " ".join((rows[n % len(rows)]["quote"], rows[n * 7 % len(rows)]["summary"])),
        }
        for n in range(args.asks)
    ]
    with tempfile.TemporaryDirectory() as folder:
        asks = Path(folder) / "asks.jsonl"
        asks.write_text("".join(json.dumps(row) + "\n" for row in many), encoding="utf-8")
        wall, busy = time.perf_counter(), time.process_time()
        from jobs.match import match_files

        found = sum(
            len(row["matches"]) for row in match_files(asks, gold / "state-documents.jsonl.gz")
        )
    wall, busy = time.perf_counter() - wall, time.process_time() - busy
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{args.asks} asks, {found} matches: {wall:.1f} s ({busy:.1f} s busy), {memory:.0f} MB")


if __name__ == "__main__":
    main()
