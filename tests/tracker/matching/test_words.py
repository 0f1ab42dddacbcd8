"""Words, stems, places and vectors."""

from __future__ import annotations

import numpy as np
import pytest

from tests.tracker.matching.conftest import PLACES
from tracker.matching import read_places
from tracker.matching.places import places_in
from tracker.matching.postings import postings
from tracker.matching.words import stem, words


@pytest.mark.parametrize(
    "forms",
    [
        ("announce", "announces", "announced", "announcing"),
        ("policy", "policies"),
        ("inspection", "inspections", "inspecting"),
        ("class", "classes"),
        ("U.S.", "us"),
    ],
)
def test_forms_of_a_word_share_a_stem(forms):
    assert len({stem(form) for form in forms}) == 1


def test_an_endless_word_is_read_in_pieces():
    assert {len(word) for word in words("x" * 4000)} == {40}


def test_places_are_known_by_all_their_names():
    places = read_places(PLACES)

    assert places_in(words("Norvanian ships left Port Selm."), places) == {"Norvania"}
    assert places_in(words("New ships for Port Ellen and New Elland"), places) == {"New Elland"}


def test_kin_count_less_than_the_word_itself(vocabulary):
    asset, reserves, bread = (vocabulary.numbers([w]) for w in ("assets", "reserves", "bread"))
    units = [np.array(u, np.int32) for u in (asset, reserves, bread)]
    held = postings(units, vocabulary.stem_of, 1.0)
    number = int(vocabulary.stem_of[asset[0]])

    scores = held.score([(1.0, vocabulary.kin(number))])

    assert scores[0] > scores[1] > scores[2] == 0
    assert not held.score([]).any()


def test_words_that_say_nothing_weigh_nothing(vocabulary):
    assert vocabulary.rarity_of("the") == 0
    assert vocabulary.rarity_of("Brightwater") > vocabulary.rarity_of("department")


def test_a_stem_is_met_once_for_all_its_forms(vocabulary):
    vocabulary.numbers(["Harbour", "the", "harbours"])

    assert vocabulary.stems == ["harbour"]
