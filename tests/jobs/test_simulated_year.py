"""Months of jobs in simulated time, over a real feed and real letters; a thinned benchmark.

The whole year, with every job and every letter: `python -m benchmarks.year`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks.plan import ANA, BEN, Plan, Troubles
from benchmarks.year import live

TROUBLES = Troubles(
    source=((12, 3, "403"), (110, 20, "500")),
    mail=((28, 9, "busy"), (69, 3, "silent"), (104, 3, "lost"), (118, 5, "away")),
    asleep=(83, 8),
    restarts=((40, 3, False), (49, 6, True)),
)


@pytest.mark.no_cover  # all of it is run by the tests of each job, too
def test_from_one_change_of_clocks_to_the_next_each_digest_comes_once_and_is_right(
    tmp_path: Path, shared: Path
) -> None:
    plan = Plan(
        shared=shared,
        first=date(2021, 11, 1),
        weeks=20,
        every="336h",
        letters=5,
        pace=6,
        threshold=0.01,
        jobs=frozenset({"poll", "match", "digest"}),
        readers=(ANA, BEN),
        troubles=TROUBLES,
    )

    found = live(plan, tmp_path)

    assert found.wrong == []
    # 20 Mondays that were not slept through, 20 Sundays and the one before the first day.
    assert len(found.digests) == len(set(found.digests)) == 41
    assert {(BEN, "2021-W44"), (BEN, "2022-W10")} < set(found.digests), "clocks change then"
    assert found.compared > 250
    assert found.runs["digest", "failed"] > 5
    assert found.runs["match", "cut off"] == 1, "what a killed one left"
    assert {"resolved: arrived", "resolved: again"} < found.done.keys()
    assert found.done["candidates"] > 10
