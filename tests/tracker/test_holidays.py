"""Federal holidays, beside a library that knows them for the whole world."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest

from tracker.holidays import holiday


def test_every_day_of_a_century_is_named_as_the_library_names_it():
    years = range(1978, 2078)
    known = holidays.country_holidays("US", years=range(1977, 2080))
    days = (date(1978, 1, 1) + timedelta(days=n) for n in range(365 * len(years)))

    assert [day for day in days if holiday(day) != known.get(day)] == []


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 12, 31), "New Year's Day (observed)"),
        (date(2021, 6, 18), "Juneteenth National Independence Day (observed)"),
        (date(2020, 6, 19), None),
        (date(9999, 12, 25), "Christmas Day"),
    ],
)
def test_holidays_at_the_edges(day, name):
    assert holiday(day) == name
