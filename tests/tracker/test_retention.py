"""Which nightly backups are kept."""

from __future__ import annotations

from datetime import date, timedelta

from tracker.retention import kept

TODAY = date(2026, 11, 21)


def test_of_a_year_of_nights_the_latest_days_weeks_and_months_are_kept():
    days = kept(TODAY - timedelta(days=n) for n in range(365))

    assert {TODAY - timedelta(days=n) for n in range(7)} <= days
    assert date(2026, 11, 8) in days
    assert date(2026, 2, 28) in days
    assert len(days) == 7 + 3 + 11


def test_night_after_night_what_is_kept_stays_one_of_what_was_kept():
    held: set[date] = set()
    for night in range(800):
        held = kept({*held, TODAY + timedelta(days=night)})

    last = TODAY + timedelta(days=799)
    assert last in held
    assert min(held) < last - timedelta(days=330)
    assert len(held) <= 7 + 5 + 12


def test_of_nothing_nothing_is_kept():
    assert kept([]) == set()
