"""How well announcements of one letter are known to be one.

    python benchmarks/same_letter.py --shared DIR [--show]

Takes in DIR/releases/*.jsonl.gz one after the other, as `askwatch letter add`
does, into a store of its own that is thrown away. Pairs of releases that came
to one letter are held against the groups of DIR/gold/same-letter-dev.json.
Only releases that carry the letter's text are labelled; the pairs of others are
counted apart, for a person to judge.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from read_speed import releases

from db.store import Store
from jobs import roster
from jobs.archive import Archive
from jobs.given import Given, roster_files
from jobs.intake import Intake
from tracker.errors import InputError
from tracker.letters.structure import Role, zones
from tracker.roster import Roster
from tracker.types import Incoming

PRECISION = 1.00
RECALL = 0.95
NOW = datetime(2026, 1, 1, tzinfo=UTC)

Pair = frozenset[str]


def pairs(groups: Iterable[Iterable[str]]) -> set[Pair]:
    """Return all pairs of addresses that stand in one group."""
    return {frozenset(pair) for group in groups for pair in combinations(set(group), 2)}


def grouped(texts: Iterable[Incoming], intake: Intake) -> dict[int, list[str]]:
    """Return the addresses of the releases that came to each letter; others are left out."""
    groups = defaultdict(list)
    for text in texts:
        try:
            found = intake.look(_given(text))
        except InputError:
            continue
        kept = intake.keep(found, who="benchmark", now=NOW, confirmed=False)
        groups[kept.letter.id].append(text.id)
    return groups


def carries_letter(text: Incoming) -> bool:
    """Say whether a release gives the letter's own text."""
    return zones(text.text).has(Role.SALUTATION)


def _given(text: Incoming) -> Given:
    return Given(
        name=text.id,
        url=text.id,
        body=text.text.encode(),
        media_type="text/plain",
        text=text.text,
        title=text.title,
        published=text.published,
        publisher=text.publisher,
        chamber=text.chamber,
    )


def main() -> None:
    """Take all releases in and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="name the pairs that are wrong")
    args = parser.parse_args()

    members = Roster(roster.read(roster_files([str(args.shared / "roster")])), roster.overrides())
    texts = releases(args.shared / "releases")
    begun = time.perf_counter()
    with TemporaryDirectory() as folder:
        store = Store.open(str(Path(folder) / "letters.db"))
        intake = Intake(store, Archive(Path(folder) / "archive"), members)
        groups = grouped(texts, intake)
        store.close()
    seconds = time.perf_counter() - begun
    given = {text.id for text in texts if carries_letter(text)}
    gold = pairs(json.loads((args.shared / "gold" / "same-letter-dev.json").read_bytes()))
    every = pairs(groups.values())
    found = {pair for pair in every if pair <= given}
    right = found & gold
    taken = sum(map(len, groups.values()))
    print(f"letters    {len(groups)} from {taken} of {len(texts)} releases, in {seconds:.0f} s")
    print(f"pairs      {len(found)} found of releases that carry the letter, {len(gold)} labelled")
    print(f"precision  {len(right) / max(1, len(found)):.3f}, to reach {PRECISION:.2f}")
    print(f"recall     {len(right) / len(gold):.3f}, to reach {RECALL:.2f}")
    print(f"others     {len(every - found)} pairs with a release that only tells of the letter")
    if args.show:
        _show(wrong=found - gold, missed=gold - found, other=every - found)


def _show(**some: set[Pair]) -> None:
    for name, those in some.items():
        for pair in sorted(map(sorted, those)):
            print(f"{name}:", *pair, sep="\n  ")


if __name__ == "__main__":
    main()
