"""States by their names."""

from __future__ import annotations

import pytest

from tracker.roster.places import states_like


@pytest.mark.parametrize(
    ("words", "codes"),
    [("ohio", {"OH"}), ("carol", {"NC", "SC"}), ("oh", set()), ("norvania", set())],
)
def test_states_are_found_by_part_of_their_name(words, codes):
    assert set(states_like(words)) == codes
