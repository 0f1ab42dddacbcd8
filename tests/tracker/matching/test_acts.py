"""What kinds of act words tell of."""

from __future__ import annotations

from functools import reduce
from operator import or_

import pytest

from tracker.matching.acts import acts_of, agreement, is_talk, only_wishes


def told(words: str) -> int:
    return reduce(or_, map(acts_of, words.split()), 0)


def test_a_passage_agrees_with_an_ask_by_the_share_of_its_kinds_of_act_that_it_tells_of():
    wanted = told("Impose bans and fund schools")

    assert agreement(wanted, told("they were sanctioned")) == 0.5
    assert agreement(wanted, told("they were sanctioned and schools funded")) == 1.0
    assert agreement(wanted, told("the sun shone")) == 0.0


def test_an_ask_that_wants_no_known_act_says_little_of_any_passage():
    assert agreement(told("a harbour"), told("they were sanctioned")) == 0.3


def test_wishes_count_as_such_only_where_no_deed_stands_beside_them():
    assert only_wishes(told("we remain concerned and call for calm"))
    assert not only_wishes(told("we remain concerned and today announced limits"))
    assert not only_wishes(told("the ship sailed"))


@pytest.mark.parametrize(
    ("title", "talk"),
    [
        ("Remarks at the harbour", True),
        ("Secretary Finch And Minister Oake", True),
        ("Fish and boats", False),
    ],
)
def test_a_talk_is_known_by_its_title(title, talk):
    assert is_talk(title) is talk
