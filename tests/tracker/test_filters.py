"""What a person types to narrow a list."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import UsageError
from tracker.filters import Wanted, parse, parse_for_asks
from tracker.standing import Standing
from tracker.types import AskKind, Find


def test_words_and_phrases_must_all_occur():
    assert parse('Port "Right of  Return" open').words == ("port", "right of  return", "open")


def test_fields_narrow_by_what_they_name():
    wanted = parse(
        "state:overdue to:State since:2024-02 until:2024-02 owner:Ana letter:12 kind:inf"
    )

    assert wanted == Wanted(
        states=(Standing.OVERDUE,),
        addressees=("state",),
        owners=("ana",),
        kinds=(AskKind.INFORMATION,),
        letters=(12,),
        since=date(2024, 2, 1),
        until=date(2024, 2, 29),
    )


def test_a_field_twice_gives_alternatives():
    assert parse("state:partly state:declined").states == (Standing.PARTLY, Standing.DECLINED)


def test_a_state_may_be_begun_or_hyphenated():
    assert parse("state:claimed-done").states == (Standing.CLAIMED,)


def test_a_phrase_may_be_a_fields_value():
    assert parse('addressee:"Orla Finch" campaign:"Teal Valley"') == Wanted(
        addressees=("orla finch",), campaigns=("teal valley",)
    )


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("since:2024 until:2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("since:2024-12-05 until:2024-12-05", date(2024, 12, 5), date(2024, 12, 5)),
    ],
)
def test_days_may_be_given_as_years_months_and_days(typed, since, until):
    assert (parse(typed).since, parse(typed).until) == (since, until)


@pytest.mark.parametrize("typed", ["", "   ", "state:", 'to:""', '"'])
def test_what_is_not_typed_yet_narrows_nothing(typed):
    assert not parse(typed)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("stat:overdue", "did you mean state:?"),
        ("colour:red", "fields are state"),
        ("colour:", "no such field"),
        ("state:sunny", "states are answered"),
        ("kind:loud", "kinds are"),
        ("is:sunny", "write letter, document, reply or note"),
        ("private:perhaps", "write private:yes or private:no"),
        ("letter:x", "write it like letter:12"),
        ("letter:9999999999999999", "write it like letter:12"),
        ("since:2024-13", "write it like 2024"),
        ("since:0000", "write it like 2024"),
        ("until:2024-02-30", "write it like 2024"),
        ("since:soon", "write it like 2024"),
    ],
)
def test_what_cannot_be_meant_is_named_with_what_can(typed, words):
    with pytest.raises(UsageError, match=words.replace("?", r"\?")):
        parse(typed)


@pytest.mark.parametrize("typed", ["https://example.gov/a", "06:30", "a-1:b"])
def test_an_address_or_a_time_is_a_word(typed):
    assert parse(typed).words == (typed,)


def test_a_search_may_be_for_some_things_only_and_of_some_sources():
    assert parse("is:letter is:replies source:Quays private:no") == Wanted(
        finds=(Find.LETTER, Find.REPLY), sources=("quays",), private=False
    )
    assert parse("private:y is:notes") == Wanted(finds=(Find.NOTE,), private=True)


def test_what_narrows_a_search_only_is_refused_for_asks():
    assert parse_for_asks("state:overdue quay") == parse("state:overdue quay")
    with pytest.raises(UsageError, match="'is': it narrows a search only"):
        parse_for_asks("is:letter")


@pytest.mark.parametrize(
    ("typed", "begun"), [("quay", True), ('"quay"', False), ("quay since:2024", True), ("", False)]
)
def test_only_the_last_word_outside_quotation_marks_may_be_a_beginning(typed, begun):
    assert parse(typed).begun is begun


def test_of_a_search_some_parts_are_about_asks():
    wanted = parse("state:overdue to:state is:reply source:x private:no since:2024 quay")

    assert wanted.of_asks == parse("state:overdue to:state")


@given(st.text(max_size=60))
def test_whatever_is_typed_is_understood_or_refused(typed):
    with suppress(UsageError):
        assert isinstance(parse(typed), Wanted)
