"""Words, stems, places and vectors."""

from __future__ import annotations

import numpy as np
import pytest

from tests.tracker.matching.conftest import PLACES, ask, text
from tracker.matching import gather, prepare, read_places
from tracker.matching.places import places_in
from tracker.matching.signs import SIGNS, close
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
    documents = prepare([text(n, w) for n, w in enumerate(("assets", "reserves", "bread"))],
                        vocabulary)  # fmt: skip
    one = gather([ask(quote="assets", summary="", letter_title="")], vocabulary)

    found = [close(one, ready, np.array([0]))[0].values[0] for ready in documents]

    scores = [values[SIGNS.index("kin")] for values in found]
    assert scores[0] > scores[1] > scores[2] == 0
    assert [values[SIGNS.index("words")] for values in found][1:] == [0, 0]


def test_words_that_say_nothing_weigh_nothing(vocabulary):
    assert vocabulary.rarity_of("the") == 0
    assert vocabulary.rarity_of("Brightwater") > vocabulary.rarity_of("department")


def test_a_stem_is_met_once_for_all_its_forms(vocabulary):
    numbers = vocabulary.numbers(["Harbour", "the", "harbours"])

    assert vocabulary.stem_of[numbers].tolist() == [0, -1, 0]
    assert vocabulary.stems == ["harbour"]
