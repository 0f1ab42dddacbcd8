"""Words of a text chosen, people as they are typed."""

from __future__ import annotations

from datetime import date

import pytest

from tests import builders
from tracker.errors import UsageError
from tracker.types import Addressee, Span
from tui import marks, people, spans

TEXT = "We ask you to open the port, and to tell us by when; please hurry. Thank you all."


@pytest.mark.parametrize(
    ("quote", "near", "start"),
    [
        ("you", 0, 7),
        ("you", 90, 73),
        ("open  the\nport,", 0, 14),
        ("harbour", 0, None),
        ("", 0, None),
    ],
)
def test_words_are_found_nearest_to_a_place(quote, near, start):
    found = spans.find(TEXT, quote, near)

    assert (found and found.start) == start


@pytest.mark.parametrize(
    ("words", "likely"),
    [
        ("open the port, and to tell us by when", "to tell"),
        ("open the port, and to tell us by when; please hurry.", "to tell"),
        ("open the", "the"),
        ("open", ""),
    ],
)
def test_a_cut_falls_where_a_clause_begins_and_leaves_out_the_and(words, likely):
    span = spans.find(TEXT, words)
    first, second = spans.cut(TEXT, span, spans.likely_cut(TEXT, span))

    assert first.of(TEXT).startswith("open")
    assert not first.of(TEXT).endswith("and")
    assert second.of(TEXT).startswith(likely.removeprefix("to "))


def test_sentences_that_are_no_asks_yet_are_offered():
    ask = spans.find(TEXT, "open the port")

    assert [s.of(TEXT) for s in spans.unmarked(TEXT, [ask])] == ["Thank you all."]


@pytest.mark.parametrize(
    ("typed", "name", "office"),
    [
        ("Ann Lee, Secretary of State", "Ann Lee", "Secretary of State"),
        ("Ann Lee, Jr., Harbour Master", "Ann Lee, Jr.", "Harbour Master"),
        ("Ann Lee", "Ann Lee", None),
        (", Office of Harbours", None, "Office of Harbours"),
    ],
)
def test_an_addressee_is_understood_as_typed_and_typed_as_understood(typed, name, office):
    one = people.addressee(typed)

    assert (one.name, one.office) == (name, office)
    assert people.as_typed([one]) == typed


def test_an_addressee_who_stays_keeps_the_place_in_the_text():
    held = Addressee(name="Orla Finch", office=None, span=Span(3, 13))

    assert people.addressees(["Orla Finch", "Milo Reed"], [held])[0] is held
    with pytest.raises(UsageError, match="nobody named"):
        people.addressee(" , ")


def test_a_seat_is_told_as_of_the_day_else_as_it_was_last():
    member = builders.member()

    assert people.seat(member, date(2025, 3, 3)) == "Sen. I-OH"
    assert people.seat(member, date(1990, 1, 1)) == "Sen. I-OH"
    assert (people.seat(builders.member(terms=()), None), people.years(member)) == (
        "",
        "2021-2027",
    )


def test_pieces_hold_the_whole_text_whatever_marks_overlap():
    found = [
        marks.Mark(Span(3, 20), "1"),
        marks.Mark(Span(10, 30), "on"),
        marks.Mark(Span(3, 9), "to"),
    ]

    pieces = list(marks.pieces(TEXT, found))

    assert "".join(piece.words for piece in pieces) == TEXT
    assert sum(len(piece.begins) for piece in pieces) == 3
    assert sum(piece.ends for piece in pieces) == 3
    assert list(marks.pieces("", [])) == []
