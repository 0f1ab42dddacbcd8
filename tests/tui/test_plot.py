"""A plot of plain characters: it fits its room, and says what it draws."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.plot import Point, area, bar


def test_layers_lie_on_each_other_and_the_axis_is_labelled():
    points = [
        Point("2025", (0, 0, 0, 0, 2)),
        Point("2026", (1, 1, 0, 0, 2)),
        Point("May 2026", (4, 0, 0, 0, 0)),
    ]

    assert area(points, 27, 6) == [
        "4 ┤        ░░░░░░░░████████",
        "  ┤        ░░░░░░░░████████",
        "  ┤░░░░░░░░▓▓▓▓▓▓▓▓████████",
        "0 ┤░░░░░░░░████████████████",
        "  └────────────────────────",
        "   2025    2026    May 2026",
    ]


def test_of_more_points_than_columns_the_last_stays():
    points = [Point("2020", (n,)) for n in range(100)]

    top, *_, labels = area(points, 24, 5)

    assert top.endswith("█")
    assert labels.endswith("2020")


def test_without_room_or_figures_nothing_is_drawn():
    assert area([], 80, 20) == []
    assert area([Point("2026", (0, 0))], 80, 20) == []
    assert area([Point("2026", (1,))], 5, 20) == []
    assert area([Point("2026", (1,))], 80, 3) == []


@given(
    st.lists(st.lists(st.integers(0, 3000), min_size=4, max_size=4), max_size=30),
    st.integers(0, 200),
    st.integers(0, 60),
)
def test_a_plot_has_exactly_its_height_and_never_more_than_its_width(layers, width, height):
    lines = area([Point("2026", one) for one in layers], width, height)

    assert len(lines) in (0, height)
    assert all(len(line) <= width for line in lines)


def test_a_bar_is_in_proportion_and_never_invisible():
    assert [bar(n, 16, 2) for n in (0, 8, 12, 16)] == ["", "█", "█▌", "██"]
    assert bar(1, 10_000, 8) == "▏"
    assert bar(3, 0, 8) == ""
