"""Make a big store for measuring: thousands of letters, always the same for the same seed.

    python benchmarks/big_store.py FILE [--letters 2000] [--documents 100000] [--seed 7]

Five asks a letter, ten candidates a letter, an event for every second ask. Rows go in
below the store's own methods, which would take hours; the triggers run as ever.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert

from db import tables
from db.engine import Database
from db.store import Store

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LETTERS = 2000
ASKS, CANDIDATES = 5, 10
"""Of each letter."""
MEMBERS, SOURCES = 535, 60
WORDS = (
    "harbour council border treaty visit bridge minister archive lantern ferry school river "
    "tariff village pier grain clinic radio island court ballot envoy convoy depot teacher"
).split()
VERBS = "publish suspend investigate fund reopen condemn report release brief protect".split()
OUTCOMES = ("acknowledged", "partly answered", "answered", "declined", "referred", "claimed done")
Row = dict[str, Any]


def main() -> None:
    """Make the store and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--letters", type=int, default=LETTERS)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    began = time.perf_counter()
    make(options.file, options.letters, options.documents, options.seed)
    size = options.file.stat().st_size / 1e6
    print(f"{options.file}: {size:.0f} MB in {time.perf_counter() - began:.0f} s")


def make(file: Path, letters: int, documents: int, seed: int) -> None:
    """Make a store in a file that does not exist yet."""
    Store.open(str(file)).close()
    rng = random.Random(seed)
    chapters: tuple[tuple[Table, Callable[[], Iterable[Row]]], ...] = (
        (tables.members, _members),
        (tables.terms, _terms),
        (tables.sources, _sources),
        (tables.letters, lambda: _letters(rng, letters)),
        (tables.letter_sources, lambda: _letter_sources(letters)),
        (tables.addressees, lambda: _addressees(rng, letters)),
        (tables.signatories, lambda: _signatories(rng, letters)),
        (tables.asks, lambda: _asks(rng, letters)),
        (tables.documents, lambda: _documents(rng, documents)),
        (tables.revisions, lambda: _revisions(rng, documents)),
        (tables.candidates, lambda: _candidates(rng, letters, documents)),
        (tables.events, lambda: _events(rng, letters)),
    )
    database = Database.open(str(file))
    for table, rows in chapters:
        whole = (_whole(table, row) for row in rows())
        while some := list(islice(whole, 5000)):
            with database.writing() as connection:
                connection.execute(insert(table), some)
    database.close()


def _whole(table: Table, row: Row) -> Row:
    """Give every column a value, so that a column that came later needs nothing here."""
    plain: dict[type, Any] = {int: 0, float: 0.0, bool: False, datetime: NOW}
    blank = {
        c.name: None if c.nullable else plain.get(c.type.python_type, "")
        for c in table.columns
        if not (c.primary_key and c.autoincrement is not False and c.name == "id")
    }
    return blank | row


def _members() -> Iterator[Row]:
    for n in range(MEMBERS):
        yield {"bioguide": f"Z{n:06}", "first": f"Ada{n}", "last": f"Quill{n}", "seen": NOW}


def _terms() -> Iterator[Row]:
    for n in range(MEMBERS):
        chamber, party = ("senate" if n < 100 else "house"), "DR"[n % 2]
        yield {
            "bioguide": f"Z{n:06}",
            "chamber": chamber,
            "state": ("OH", "TX", "VT", "OR", "GA")[n % 5],
            "district": None if n < 100 else n % 17,
            "party": {"D": "Democrat", "R": "Republican"}[party],
            "start": date(2021, 1, 3),
            "end": date(2027, 1, 3) if n % 3 else date(2025, 1, 3),
        }


def _sources() -> Iterator[Row]:
    for n in range(1, SOURCES + 1):
        yield {
            "id": n,
            "name": f"source-{n}",
            "host": f"www{n}.example.test",
            "title": f"Ministry {n}",
            "ways": "[]",
            "every": 86400.0,
            "enabled": True,
            "last_good": NOW - timedelta(hours=n),
            "newest": NOW - timedelta(days=n),
            "next_due": NOW + timedelta(hours=24 - n % 24),
        }


def _letters(rng: random.Random, count: int) -> Iterator[Row]:
    for n in range(1, count + 1):
        asks = "\n\n".join(quote(n, k) for k in range(ASKS))
        yield {
            "id": n,
            "title": f"Letter {n} on the {rng.choice(WORDS)} and the {rng.choice(WORDS)}",
            "kind": "letter",
            "letter_date": (NOW - timedelta(days=rng.randrange(1500))).date(),
            "text": f"Dear Minister:\n\n{asks}\n\nSincerely,",
            "warnings": "[]",
            "recorded": NOW,
            "confirmed": NOW,
        }


def _letter_sources(count: int) -> Iterator[Row]:
    for n in range(1, count + 1):
        yield {
            "letter_id": n,
            "main": True,
            "kind": "letter",
            "name": f"letter-{n}.txt",
            "text_hash": f"{n:064x}",
            "raw_hash": f"{n:064x}",
            "media_type": "text/plain",
            "pages": "[]",
            "recorded": NOW,
        }


def _addressees(rng: random.Random, count: int) -> Iterator[Row]:
    offices = ("Secretary of State", "Attorney General", "Secretary of Defense", "Administrator")
    for n in range(1, count + 1):
        yield {"letter_id": n, "cc": False, "name": f"Pat {n % 40}", "office": rng.choice(offices)}


def _signatories(rng: random.Random, count: int) -> Iterator[Row]:
    for n in range(1, count + 1):
        for m in rng.sample(range(MEMBERS), 8):
            name = f"Ada{m} Quill{m}"
            yield {
                "letter_id": n,
                "source_id": n,
                "name": name,
                "printed": name,
                "bioguide": f"Z{m:06}",
            }


def _asks(rng: random.Random, count: int) -> Iterator[Row]:
    for n in range(1, count + 1):
        at = len("Dear Minister:\n\n")
        for k in range(ASKS):
            words = quote(n, k)
            yield {
                "id": (n - 1) * ASKS + k + 1,
                "letter_id": n,
                "number": k + 1,
                "quote": words,
                "start": at,
                "end": at + len(words),
                "kind": "action" if rng.random() < 0.7 else "information",
                "summary": words[15:],
                "confidence": 0.9,
            }
            at += len(words) + 2


def quote(letter: int, number: int) -> str:
    """Return the words of an ask, by its letter and its place in it."""
    rng = random.Random(letter * 31 + number)
    things = " and the ".join(rng.sample(WORDS, 3))
    return f"We urge you to {rng.choice(VERBS)} the {things} before the end of the year."


def _documents(rng: random.Random, count: int) -> Iterator[Row]:
    for n in range(1, count + 1):
        at = NOW - timedelta(minutes=20 * n)
        yield {
            "id": n,
            "source_id": n % SOURCES + 1,
            "host": f"www{n % SOURCES + 1}.example.test",
            "identity": f"guid-{n}",
            "url": f"https://www{n % SOURCES + 1}.example.test/{n}",
            "title": f"Statement {n} on the {rng.choice(WORDS)}",
            "published": at,
            "first_seen": at,
            "last_seen": at,
            "revisions": 1,
            "text_hash": f"{n:064x}",
        }


def _revisions(rng: random.Random, count: int) -> Iterator[Row]:
    for n in range(1, count + 1):
        yield {
            "id": n,
            "document_id": n,
            "number": 1,
            "title": f"Statement {n}",
            "url": f"https://www{n % SOURCES + 1}.example.test/{n}",
            "published": NOW - timedelta(minutes=20 * n),
            "text": " ".join(rng.choices(WORDS, k=80)),
            "text_hash": f"{n:064x}",
            "seen": NOW,
        }


def _candidates(rng: random.Random, letters: int, documents: int) -> Iterator[Row]:
    taken = set[tuple[int, int]]()
    for n in range(1, letters * CANDIDATES + 1):
        document = rng.randrange(1, documents + 1)
        while (n % (letters * ASKS), document) in taken:
            document = document % documents + 1
        taken.add((n % (letters * ASKS), document))
        yield {
            "id": n,
            "ask_id": n % (letters * ASKS) + 1,
            "revision_id": document,
            "document_id": document,
            "score": round(rng.random(), 3),
            "start": 0,
            "end": 60,
            "quote": "the harbour council",
            "reasons": '[{"words": "names the harbour", "weight": 1.0}]',
            "verdict": "new" if n % 4 == 1 else "rejected",
            "proposed_at": NOW,
        }


def _events(rng: random.Random, letters: int) -> Iterator[Row]:
    for ask in range(1, letters * ASKS + 1, 2):
        yield {
            "at": NOW - timedelta(days=rng.randrange(300)),
            "who": "pat",
            "kind": "outcome set",
            "letter_id": (ask - 1) // ASKS + 1,
            "ask_id": ask,
            "before": "no response yet",
            "after": rng.choice(OUTCOMES),
            "why": "seen in a statement",
        }


if __name__ == "__main__":
    main()
