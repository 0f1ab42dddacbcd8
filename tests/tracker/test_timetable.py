"""When something is due by the clock on the wall, also when clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tracker.timetable import At, Every, Times, following, latest, length, retry

HOME = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def local(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=HOME, fold=fold)


def days_of(rhythm: At, start: datetime, times: int) -> list[str]:
    told, moment = [], start
    for _ in range(times):
        moment = following(rhythm, moment, HOME)
        told.append(f"{moment.astimezone(HOME):%a %d %b %H:%M %z}")
    return told


def test_what_has_no_hours_is_due_a_while_after_now():
    assert following(Every(HOUR), NOW, HOME) == NOW + HOUR


@pytest.mark.parametrize(
    ("rhythm", "next_", "last"),
    [
        (At(7), local(2026, 11, 22, 7), local(2026, 11, 21, 7)),
        (At(7, 1), local(2026, 11, 21, 7, 1), local(2026, 11, 20, 7, 1)),
        (At(7, 0, 0), local(2026, 11, 23, 7), local(2026, 11, 16, 7)),
        (At(7, 0, 5), local(2026, 11, 28, 7), local(2026, 11, 21, 7)),
        (At(23, 59, 6), local(2026, 11, 22, 23, 59), local(2026, 11, 15, 23, 59)),
    ],
)
def test_the_next_and_the_last_moment_stand_on_both_sides_of_now(rhythm, next_, last):
    assert following(rhythm, NOW, HOME) == next_
    assert latest(rhythm, NOW, HOME) == last


def test_an_hour_that_is_skipped_in_spring_is_moved_by_the_jump():
    assert days_of(At(2, 30), local(2026, 3, 7, 12), 2) == [
        "Sun 08 Mar 03:30 -0400",
        "Mon 09 Mar 02:30 -0400",
    ]


def test_an_hour_that_comes_twice_in_autumn_counts_once():
    assert days_of(At(1, 30), local(2026, 10, 31, 12), 2) == [
        "Sun 01 Nov 01:30 -0400",
        "Mon 02 Nov 01:30 -0500",
    ]
    between = local(2026, 11, 1, 1, 30, fold=1)
    assert latest(At(1, 30), between, HOME) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize("day", [7, 31])
def test_a_weekly_hour_stays_where_it_is_on_the_wall(day):
    month = 3 if day == 7 else 10

    before, after = days_of(At(7, 0, 0), local(2026, month, day - 6), 2)

    assert (before[11:16], after[11:16]) == ("07:00", "07:00")
    assert before[-5:] != after[-5:]


def test_over_a_year_each_day_has_it_once():
    moment, days = local(2026, 1, 1, 0), []
    for _ in range(365):
        moment = following(At(2, 15), moment, HOME)
        days.append(moment.astimezone(HOME).date())

    assert len(set(days)) == 365
    assert latest(At(2, 15), moment, HOME) == moment


def test_the_time_between_two_turns_is_known():
    turns = [length(rhythm) for rhythm in (Every(HOUR), At(3), At(3, 0, 1))]

    assert turns == [HOUR, 24 * HOUR, 168 * HOUR]


def test_after_failures_the_wait_doubles_up_to_four_hours():
    waits = [(retry(n, NOW) - NOW) / timedelta(minutes=1) for n in (1, 2, 3, 4, 5, 99)]

    assert waits == [15, 30, 60, 120, 240, 240]


def test_several_times_come_in_turn():
    each = Times((At(9, 0, 0), At(7, 0, 3)))
    tuesday = datetime(2026, 11, 24, 12, tzinfo=UTC)

    coming, gone = following(each, tuesday, UTC), latest(each, tuesday, UTC)

    assert (coming.day, coming.hour) == (26, 7)
    assert (gone.day, gone.hour) == (23, 9)
    assert length(each).days == 7
