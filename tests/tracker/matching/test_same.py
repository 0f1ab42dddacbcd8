"""Which texts are near-identical, and which of them comes first."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.matching.same import runs, same, standing

STATEMENT = " ".join(
    f"The court of town {n} will sit in month {n} and hear {n} cases." for n in range(9)
)


@pytest.mark.parametrize(
    ("other", "yes"),
    [
        (STATEMENT, True),
        (f"By our desk. {STATEMENT.upper()} Share this page.", True),
        (STATEMENT.replace("town", "village"), False),
        (STATEMENT + " More was said of bread, " * 60, False),
        (" ".join(f"Boat {n} left with bread for {n} on day {n} of May." for n in range(9)), False),
        ("The court will sit.", False),
        ("", False),
    ],
    ids=["itself", "framed", "another place", "quoted", "another text", "short", "empty"],
)
def test_a_republication_is_the_same_and_a_quotation_is_not(other, yes):
    assert same(runs(STATEMENT), runs(other)) is yes
    assert same(runs(other), runs(STATEMENT)) is yes


def test_an_official_page_comes_first_and_then_the_earlier_day():
    day = date(2025, 4, 1)

    found = sorted(
        [
            standing("https://news.example/1", day, 1),
            standing("https://x.example.gov/2", None, 2),
            standing("https://x.example.gov/3", day, 4),
            standing("https://x.example.gov/3", day, 3),
            standing("", day, 5),
        ]
    )

    assert [one.number for one in found] == [3, 4, 2, 1, 5]
