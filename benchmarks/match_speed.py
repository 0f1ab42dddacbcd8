"""Time pairing, everything included, and what it needs of memory.

    python benchmarks/match_speed.py --shared DIR [--asks 1000 | --asks 0] [--peer PYTHON] [--curve]

The labelled asks are repeated, each time with another one's summary, until
there are enough; the documents are all of State's. --peer names a Python with
bm25s, which ranks the same texts by words alone, for comparison. --curve grows
documents and asks by drawing their sentences anew, seeded, pairs a sample, and
reckons from it what more would take; bm25s, too, for 100,000 documents.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.pairs import Gold
from jobs.match import load_model, match_files, vocabulary
from tracker.matching import Text, gather, prepare, rank_gathered

_PEER = """
import bm25s, json, sys, time
documents, asks = json.load(sys.stdin)
start = time.process_time()
held = bm25s.BM25()
held.index(bm25s.tokenize(documents, show_progress=False), show_progress=False)
held.retrieve(bm25s.tokenize(asks, show_progress=False), k=20, show_progress=False)
print(time.process_time() - start)
"""
_SAMPLE = 200
"""Documents from which the curve is reckoned."""


def many_asks(gold: Path, count: int) -> list[dict[str, Any]]:
    """Return as many asks, from the labelled ones."""
    rows = [json.loads(row) for row in (gold / "match-dev.asks.jsonl").open(encoding="utf-8")]
    size = len(rows)
    return [
        rows[n % size]
        | {"ask_id": n, "quote": f"{rows[n % size]['quote']} {rows[n * 7 % size]['summary']}"}
        for n in range(count)
    ]


def files(shared: Path, count: int) -> float:
    """Pair files as `askwatch match` does; print, and return the seconds of work."""
    with tempfile.TemporaryDirectory() as folder:
        asks = Path(folder) / "asks.jsonl"
        rows = many_asks(shared / "gold", count)
        asks.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        wall, busy = time.perf_counter(), time.process_time()
        documents = shared / "gold" / "state-documents.jsonl.gz"
        found = sum(len(row["matches"]) for row in match_files(asks, documents))
    wall, busy = time.perf_counter() - wall, time.process_time() - busy
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count} asks, {found} matches: {wall:.1f} s ({busy:.1f} s busy), {memory:.0f} MB")
    return busy


def peer(shared: Path, python: str, count: int, ours: float) -> None:
    """Rank the same texts by BM25 in another Python, and print how long that takes."""
    with gzip.open(shared / "gold" / "state-documents.jsonl.gz") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    asks = [row["quote"] for row in many_asks(shared / "gold", count)]
    seconds = _bm25s(python, [texts, asks])
    print(f"bm25s, words alone, no passages: {seconds:.1f} s; ours takes {ours / seconds:.1f} x")


def _bm25s(python: str, texts_and_asks: list[list[str]]) -> float:
    given = json.dumps(texts_and_asks).encode()
    done = subprocess.run([python, "-c", _PEER], input=given, stdout=subprocess.PIPE, check=True)
    return float(done.stdout)


def drawn(gold: Gold, asks: int, documents: int) -> tuple[list[Any], list[Text]]:
    """Return asks and texts of the real ones' sentences, drawn anew by a seed."""
    draw = np.random.default_rng(5)
    texts, lines = gold.texts(), [text.text.split(". ") for text in gold.texts()]
    made = []
    for number in range(documents):
        like = texts[number % len(texts)]
        one, other = lines[number % len(texts)], lines[int(draw.integers(len(texts)))]
        kept = [*one[: len(one) // 2], *other[len(other) // 2 :]]
        made.append(
            Text(
                id=number,
                title=like.title,
                text=". ".join(kept),
                published=like.published,
            )
        )
    many = [gold.asks[int(draw.integers(len(gold.asks)))] for _ in range(asks)]
    return many, made


def one_document(gold: Gold, count: int) -> None:
    """Compare single new documents with many open asks that were made ready before."""
    asks, texts = drawn(gold, count, 60)
    known = vocabulary(load_model())
    start = time.perf_counter()
    ready = gather(asks, known)
    print(f"{count} asks made ready, once: {time.perf_counter() - start:.1f} s")
    took = []
    for text in texts:
        start = time.perf_counter()
        rank_gathered(ready, prepare([text], known), known, proposed_only=True)
        took.append(1000 * (time.perf_counter() - start))
    middle, nine = np.quantile(took, [0.5, 0.9])
    print(f"one new document against {count} open asks: {middle:.0f} ms, 9 of 10 in {nine:.0f} ms")


def curve(gold: Gold, python: str | None) -> None:
    """Print what pairing takes as documents and asks grow, reckoned from a sample.

    Documents are compared in batches that know nothing of one another, and each is
    forgotten when it is done: many take as long as one, times their number.
    """
    batches, sizes = (_SAMPLE, 2 * _SAMPLE), (1000, 10_000, 100_000)
    print("asks; made ready, and the second of two batches of", _SAMPLE, "documents, in work;")
    print("then, as ready + batch x documents / batch, seconds for so many documents:")
    heads = ("asks", "ready", "batch", *map(str, sizes), "bm25s", "MB")
    print(*(f"{head:>9}" for head in heads))
    taken = []
    for count in (100, 1000, 10_000):
        many, texts = drawn(gold, count, batches[-1])
        first, _, batch, memory = _alone(many, texts)
        whole = [first + batch * size / _SAMPLE for size in sizes]
        words = [[text.text for text in texts], [ask.quote for ask in many]]
        other = f"{_bm25s(python, words) / len(texts) * sizes[-1]:9.0f}" if python else f"{'-':>9}"
        row = (first, batch, *whole)
        print(f"{count:>9}", *(f"{x:9.1f}" for x in row), other, f"{memory:9.0f}", flush=True)
        taken.append((count, batch))
    for (few, short), (more, long) in itertools.pairwise(taken):
        power = np.log(long / short) / np.log(more / few)
        print(f"from {few} to {more} asks a batch grows as asks to the power of {power:.2f}")


def _alone(asks: list[Any], texts: list[Text]) -> tuple[float, ...]:
    """Return what `_sample` does, in a process that holds these asks and texts alone."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as other:
        return other.submit(_sample, asks, texts).result()


def _sample(asks: list[Any], texts: list[Text]) -> tuple[float, ...]:
    """Return seconds of work for making asks ready and for each batch of texts, and megabytes."""
    known, times = vocabulary(load_model()), [time.process_time()]
    ready = gather(asks, known)
    times.append(time.process_time())
    for last in range(_SAMPLE, len(texts) + 1, _SAMPLE):
        rank_gathered(
            ready, prepare(texts[last - _SAMPLE : last], known), known, proposed_only=True
        )
        times.append(time.process_time())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (*(float(took) for took in np.diff(times)), memory)


def main() -> None:
    """Pair, and print seconds and megabytes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--asks", type=int, default=1000)
    parser.add_argument("--peer")
    parser.add_argument("--curve", action="store_true")
    args = parser.parse_args()
    if args.asks:
        seconds = files(args.shared, args.asks)
        if args.peer:
            peer(args.shared, args.peer, args.asks, seconds)
    gold = Gold(args.shared / "gold")
    if args.asks:
        one_document(gold, 10 * args.asks)
    if args.curve:
        curve(gold, args.peer)


if __name__ == "__main__":
    main()
