"""Every value stands in a cell so that it is read back exactly, and is no formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.moving import cells

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)


def through_csv(cell):
    file = io.StringIO()
    csv.writer(file).writerow([cell, "x"])
    return next(csv.reader(io.StringIO(file.getvalue(), newline="")))[0]


@given(st.one_of(TEXT, st.from_regex(r"\A'{0,3}[=+@\r\t\n-]?.{0,3}\Z"), st.none()))
def test_any_text_comes_back_and_begins_no_formula(text):
    cell = through_csv(cells.written(text, nullable=True))

    assert cells.read(cell, str, True, False) == text
    assert not cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))


@given(TEXT)
def test_a_text_that_must_be_there_comes_back_too(text):
    assert cells.read(through_csv(cells.written(text)), str, False, False) == text


@pytest.mark.parametrize(
    "value",
    [
        3,
        -7,
        0.1,
        1e-07,
        True,
        False,
        date(2025, 3, 3),
        datetime(2025, 3, 3, 1, 2, 3, 4, tzinfo=UTC),
        None,
    ],
)
def test_any_value_comes_back(value):
    kind = type(value) if value is not None else date

    assert cells.read(cells.written(value), kind, True, False) == value
    assert cells.of_json(cells.plain(value), kind, True, False) == value


def test_lists_come_back_as_the_json_that_is_kept():
    cell = cells.written([{"words": "nächst", "weight": 0.5}])

    assert cells.read(cell, str, False, True) == '[{"words":"nächst","weight":0.5}]'


@pytest.mark.parametrize(
    ("cell", "kind", "why"),
    [
        ("", int, "there is nothing"),
        ("three", int, "no whole number"),
        ("x", float, "no number"),
        ("yes", bool, "neither 'true' nor 'false'"),
        ("3/4/2025", date, "no day like 2026-11-21"),
        ("yesterday", datetime, "no moment like"),
        ("2025-03-03T01:00:00", datetime, "without its offset from UTC"),
    ],
)
def test_what_is_no_such_value_is_refused_with_the_reason(cell, kind, why):
    with pytest.raises(ValueError, match=why):
        cells.read(cell, kind, False, False)


def test_json_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="no text"):
        cells.of_json(3, str, False, False)
    assert cells.of_json(3, float, False, False) == 3.0
