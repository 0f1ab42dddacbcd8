"""What a later text says where an earlier one said something."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.redline import changes, counterpart, difference
from tracker.types import Span

A, B, C, D = (
    "The harbour is open.",
    "Ships may land there.",
    "Nobody pays a fee.",
    "This holds until May.",
)


def told(passage: str, before: str, after: str) -> str:
    start = before.index(passage)
    return counterpart(Span(start, start + len(passage)), before, after).of(after)


@pytest.mark.parametrize(
    ("before", "after", "passage", "expected"),
    [
        (f"{A} {B} {C}", f"{D} {A} {B} {C}", B, B),
        (f"{A} {B} {C}", f"{A} No ship may land there. {C}", B, "No ship may land there."),
        (f"{A} {B} {C} {D}", f"{A} {C} {D}", f"{B} {C}", C),
        (f"{A} {B}", f"{A}", B, A),
        (f"{A} {B}", f"{D}", B, D),
        (f"{A} {B} {C}", f"{A}\n{B}  {C}", f"{A} {B}", f"{A}\n{B}"),
        (f"{A} {B} {C} {D}", f"{D} {A} Ships land. {C} {D}", f"{B} {C}", f"Ships land. {C}"),
        (A, "", A, ""),
    ],
)
def test_a_passage_is_found_again_or_what_took_its_place(before, after, passage, expected):
    assert told(passage, before, after) == expected


def test_of_the_same_words_in_two_places_the_nearest_count():
    before, after = f"{B} {A} {C}", f"{A} {B} {A} {C}"
    start = before.index(A)

    assert counterpart(Span(start, start + len(A)), before, after).start in (0, 43)
    assert counterpart(Span(start, start + len(A)), before, after + " " + A).end < len(after)


def test_another_text_altogether_is_not_compared_word_for_word():
    before = " ".join(f"We said {n} things." for n in range(300))
    after = " ".join(f"They heard {n} others." for n in range(300))

    assert told("We said 7 things.", before, after) == "They heard 0 others."


def test_both_wordings_are_told_in_one_line():
    assert difference("Nobody pays a fee.", "Nobody may pay any fee.\nEver.") == (
        "Nobody [-pays a-] {+may pay any+} fee. {+Ever.+}"
    )
    assert difference("One two.", "One") == "One [-two.-]"


def test_long_wordings_are_cut_and_say_so():
    assert difference("a " * 3000, "a " * 3000).endswith("a …")


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from([A, B, C, D, "x."]), max_size=8),
    st.lists(st.sampled_from([A, B, C, D, "x."]), max_size=8),
    st.integers(0, 100),
    st.integers(1, 80),
)
def test_a_counterpart_always_lies_in_the_later_text(old, new, start, length):
    before, after = " ".join(old), " ".join(new)

    found = counterpart(Span(start, start + length), before, after)

    assert 0 <= found.start <= found.end <= len(after)
    assert found.of(after) or not after.strip()


def test_each_stretch_that_changed_is_told_beside_what_it_was():
    before = "The port is open. Three ships came. Nobody left. The pilots wait."
    after = "The port is open. Four ships came. Nobody left. The pilots wait. It rained."

    assert changes(before, after) == ("[-Three-] {+Four+} ships came.", "{+It rained.+}")
    assert changes(before, before) == ()


def test_texts_with_little_in_common_are_compared_at_their_beginnings():
    before = " ".join(f"Ship {n} came in." for n in range(300))
    after = " ".join(f"Boat {n} went out." for n in range(300))

    [told] = changes(before, after)

    assert told.startswith("[-Ship-] {+Boat+} 0 [-came in. Ship-] {+went out. Boat+} 1")
    assert told.endswith(" …")
