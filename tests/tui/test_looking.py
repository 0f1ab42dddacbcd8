"""Where answers were looked for: found out seldom, and not believed for ever."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from tests import builders as a
from tui import looking


@pytest.mark.parametrize(("seconds", "believed"), [(0.01, looking.KEPT), (5, 500)])
def test_what_takes_long_is_believed_long(monkeypatch, seconds, believed):
    asked: list[Any] = []
    now = 0.0

    def find_out(_: object, of: Any, __: object) -> int:
        nonlocal now
        asked.append(of.letter_date)
        now += seconds
        return len(asked)

    monkeypatch.setattr(looking, "coverage_of_letter", find_out)
    look = looking.Looking(lambda: now)
    letter, other = (SimpleNamespace(letter_date=date(2024, 1, day)) for day in (1, 2))

    assert [look(None, one, a.NOW) for one in (letter, letter, other, letter)] == [1, 1, 2, 1]
    now = believed - 0.1
    assert look(None, letter, a.NOW) == 1
    now = believed + 0.1
    assert look(None, letter, a.NOW) == 3
    assert asked == [letter.letter_date, other.letter_date, letter.letter_date]
