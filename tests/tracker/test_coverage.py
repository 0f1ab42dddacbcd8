"""How well sources were watched: what counts as a look, and as a day without one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.coverage import Looks, coverage, sentence, summary, worst
from tracker.types import Source

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


def source(name: str = "harbour", **more) -> Source:
    return Source(**{"name": name, "ways": (), "every": timedelta(hours=6)} | more)


def looks(*days: int, name: str = "harbour", good: int = 2, **more) -> list[Looks]:
    """Three visits on each of some days of March."""
    found = []
    for day in days:
        at = datetime(2026, 3, day, 18, tzinfo=UTC)
        values = {"looks": 3, "good": good, "gaps": 0, "blocked": 0, "failed": 0, "new": 0}
        values |= {"last": at, "last_good": at if good else None}
        found.append(Looks(source=name, day=date(2026, 3, day), **values | more))
    return found


def over(sources, visits, since=date(2026, 3, 10), until=date(2026, 3, 20)):
    return coverage(sources, visits, since, until, NOW)


def spells(every: timedelta, *days: int, **more) -> list[tuple[int, int]]:
    [one] = over([source(every=every, **more)], looks(*days)).sources
    return [(first.day, last.day) for first, last in one.unwatched]


@pytest.mark.parametrize(
    ("every", "days", "unwatched"),
    [
        (timedelta(hours=6), range(10, 20), []),
        (timedelta(hours=6), [10, 11, 13, 14, 15, 16, 17], [(12, 12), (18, 19)]),
        (timedelta(hours=6), [14, 15, 16, 17, 18, 19], [(10, 13)]),
        (timedelta(days=1), [10, 12, 14, 16, 18], []),
        (timedelta(days=1), [10, 13, 14, 16, 18], [(11, 12)]),
        (timedelta(weeks=4), [15], []),
        (timedelta(hours=6), [], [(10, 19)]),
    ],
)
def test_a_spell_longer_than_the_period_is_unwatched(every, days, unwatched):
    assert spells(every, *days) == unwatched


def test_days_on_which_a_source_was_not_valid_do_not_count():
    hourly = timedelta(hours=1)

    assert spells(hourly, 13, 14, 15, valid_from=date(2026, 3, 13)) == [(16, 19)]
    assert spells(hourly, 10, 11, valid_to=date(2026, 3, 12)) == [(12, 12)]


def test_a_source_that_is_off_counts_where_it_was_looked_at():
    off = [source("was", enabled=False), source("never", enabled=False), source("on")]

    found = over(off, looks(12, name="was"))

    assert [one.source.name for one in found.sources] == ["was", "on"]
    assert [one.source.name for one in found.reached] == ["was"]


def test_the_search_is_said_in_one_clause():
    visits = [
        *looks(*range(10, 20), gaps=1),
        *looks(12, name="pier"),
        *looks(12, name="quay", good=0, failed=3),
    ]

    found = over([source(), source("pier"), source("quay")], visits)

    assert summary(found, UTC) == (
        "looked for in 2 sources from 10 Mar 2026 to 20 Mar 2026, last checked "
        "19 Mar 2026 18:00, 10 gaps, 1 source not watched all the time, 1 source never reached"
    )


def test_nobody_looked_is_said_as_that():
    assert summary(over([source()], []), UTC) == (
        "nobody has looked for a response from 10 Mar 2026 to 20 Mar 2026"
    )


def test_each_source_is_told_in_a_line():
    visits = looks(10, 11, 12, new=1) + looks(14, gaps=1, blocked=1, failed=2)

    [one] = over([source(title="Harbour Office")], visits, until=date(2026, 3, 14)).sources

    assert sentence(one, UTC) == (
        "Harbour Office: looked at 12 times on 4 good days, last answered 14 Mar 2026 18:00, "
        "3 new documents, 1 gap, 1 blocked, 2 failed, not watched on 13 Mar 2026"
    )


def test_a_source_that_never_answered_or_was_never_asked_is_told():
    found = over([source(), source("pier")], looks(10, good=0, blocked=3))

    assert [sentence(one, UTC) for one in found.sources] == [
        "harbour: looked at 3 times on 0 good days, 3 blocked, "
        "not watched from 10 Mar 2026 to 19 Mar 2026",
        "pier: never looked at",
    ]


def test_of_many_sources_those_are_told_that_missed_most():
    visits = [
        *looks(*range(9, 21), name="a"),
        *looks(*range(9, 21), name="b", gaps=1),
        *looks(12, name="c", good=0, failed=3),
    ]
    found = over([source(name) for name in "abcd"], visits)

    assert [one.source.name for one in worst(found, 3)] == ["c", "d", "b"]
    assert worst(found, 4) == found.sources
