"""Filters kept under a name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.builders import NOW
from tracker.errors import NotAllowedError, NotHeldError


def test_a_filter_is_kept_under_its_name_whatever_its_capitals(store):
    store.saved.save("Late at State", "state:overdue to:state", now=NOW)
    store.saved.save("harbours", "harbour", now=NOW)

    assert [one.name for one in store.saved.list()] == ["harbours", "Late at State"]
    assert store.saved.get(" late at  state").words == "state:overdue to:state"


def test_the_same_name_takes_the_place_of_what_had_it_and_tells(store):
    assert store.saved.save("Late", "state:overdue", now=NOW) is None

    before = store.saved.save("late", "state:waiting", now=NOW + timedelta(days=1))

    assert before
    assert before.words == "state:overdue"
    assert [(one.name, one.words) for one in store.saved.list()] == [("late", "state:waiting")]


def test_a_filter_that_is_removed_is_gone(store):
    store.saved.save("Late", "state:overdue", now=NOW)

    assert store.saved.remove("LATE").words == "state:overdue"
    assert store.saved.list() == ()


def test_a_name_that_is_not_held_is_answered_with_one_like_it(store):
    with pytest.raises(NotHeldError, match="`askwatch search --list` shows"):
        store.saved.get("late")
    store.saved.save("Late", "state:overdue", now=NOW)
    with pytest.raises(NotHeldError, match=r"did you mean Late\?"):
        store.saved.remove("latte")


@pytest.mark.parametrize(
    ("name", "words", "why"),
    [
        (" ", "x", "it has no name"),
        ("x", " ", "nothing is typed"),
        ("x" * 61, "x", "longer than 60"),
    ],
)
def test_a_filter_without_name_or_words_is_not_kept(store, name, words, why):
    with pytest.raises(NotAllowedError, match=why):
        store.saved.save(name, words, now=NOW)
