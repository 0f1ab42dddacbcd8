from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.roster import Cues, parse
from tracker.roster.places import state_code, state_name
from tracker.types import Chamber

HOUSE, SENATE = Chamber.HOUSE, Chamber.SENATE


@pytest.mark.parametrize(
    ("printed", "clean", "cues"),
    [
        ("Rep. Ann Bole (D-NJ)", "Ann Bole", Cues(chamber=HOUSE, party="Democrat", state="NJ")),
        ("U.S. Senator Ann Bole", "Ann Bole", Cues(chamber=SENATE)),
        ("Congresswoman Ann Bole (NJ-06)", "Ann Bole", Cues(chamber=HOUSE, state="NJ", district=6)),
        ("Ann Bole (ID-01)", "Ann Bole", Cues(state="ID", district=1)),
        ("Ann Bole (ID-CT)", "Ann Bole", Cues(party="Independent", state="CT")),
        ("Ann Bole (MT-AL)", "Ann Bole", Cues(state="MT", district=0)),
        ("Ann Bole (AL-07)", "Ann Bole", Cues(state="AL", district=7)),
        ("Ann Bole (R-Tex.)", "Ann Bole", Cues(party="Republican", state="TX")),
        ("Ann Bole, R-Texas", "Ann Bole", Cues(party="Republican", state="TX")),
        ("Ann Bole (D) (OH-9)", "Ann Bole", Cues(party="Democrat", state="OH", district=9)),
        ("Bole (IL)", "Bole", Cues(state="IL")),
        ("Ann Bole, M.D. (TX-26)", "Ann Bole", Cues(state="TX", district=26)),
        ("Ann Bole, United States Senator", "Ann Bole", Cues(chamber=SENATE)),
        ("Ann Bole, Member of Congress", "Ann Bole", Cues(chamber=HOUSE)),
        ("ANN BOLE, OREGON", "ANN BOLE", Cues()),
        ("Bole, Ann", "Ann Bole", Cues()),
        ("Bole (Ann)", "Ann Bole", Cues()),
        ("Bole, Jr.", "Bole, Jr.", Cues()),
        ("Majority Leader Ann Bole", "Ann Bole", Cues()),
        ("Ann Bole (see below) (again)", "Ann Bole (see below)", Cues()),
    ],
)
def test_what_stands_around_a_name_is_told_apart_from_it(printed, clean, cues):
    name = parse(printed)

    assert (name.clean, name.cues) == (clean, cues)


def test_quoted_and_bracketed_nicknames_are_kept_beside_the_words():
    name = parse("Robert J. “Bo” D'Arcy-Vance, III (Skip)")

    assert name.words == ("robert", "j", "darcy", "vance")
    assert name.nicknames == ("bo", "skip")
    assert name.suffix == "iii"


def test_initials_are_one_word_however_they_are_spaced():
    assert parse("T. J. Bole").words == parse("T.J. Bole").words == parse("TJ Bole").words


def test_a_text_without_letters_holds_no_words():
    assert parse("(D-NJ) 12 --").words == ()


@given(st.text(max_size=300))
def test_no_text_breaks_the_parser(text):
    assert len(parse(text).clean) <= 210


@pytest.mark.parametrize("text", ["NJ", "N.J.", "New Jersey", "new jersey"])
def test_states_are_known_in_all_their_spellings(text):
    assert state_code(text) == "NJ"


def test_what_is_no_state_has_no_code_and_no_other_name():
    assert state_code("Ruritania") is None
    assert state_code("a very long text about New Jersey") is None
    assert state_name("ZZ") == "ZZ"
