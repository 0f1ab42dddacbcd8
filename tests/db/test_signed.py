"""Who signed what, counted and searched by the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from db.signed import By, Choice
from tests import builders as a
from tracker import settled
from tracker.config import Deadlines
from tracker.errors import NotHeldError
from tracker.types import Chamber, EventKind, Outcome

RULES = Deadlines()
TODAY = date(2026, 11, 21)
CHOICE = Choice(rules=settled.name(RULES), today=TODAY)
CALM = "=boris calm"


def settle(store):
    store.board.settle(CHOICE.rules, TODAY, lambda row: settled.settled(row, RULES, TODAY))


@pytest.fixture
def people(store, letter):
    """Two letters: Ada leads one and cosigns the other; one name is not made out, one left."""
    left = replace(
        a.member().terms[0],
        chamber=Chamber.HOUSE,
        state="NC",
        district=3,
        party="Example",
        end=date(2024, 1, 3),
    )
    store.roster.replace(
        [a.member(), a.member("Z000009", "Zélé", first="Ann", terms=(left,))], a.NOW
    )
    text = "We ask again.\n" + a.RELEASE_FUNDS
    store.letters.add(
        a.reading(
            text,
            title="Again",
            letter_date=date(2025, 6, 1),
            asks=(a.found(text, a.RELEASE_FUNDS, "action"),),
            signatories=(
                a.signatory("Ada Bright", "B000901"),
                a.signatory("Ada B.", "B000901"),
                a.signatory("Ann Zélé", "Z000009", lead=True),
            ),
        ),
        text,
        a.new_source(text),
        who="Ana",
        now=a.NOW,
        confirmed=True,
    )
    settle(store)
    return store.signed


def test_each_person_is_counted_once_however_often_they_stand_under_a_letter(people):
    ada = people.one(CHOICE, "B000901")

    assert (ada.letters, ada.led, ada.cosigned) == (2, 1, 1)
    assert (ada.asks, ada.outstanding) == (3, 3)
    assert (ada.name, ada.serves, ada.term.state) == ("Ada Bright", True, "OH")
    assert people.counts(CHOICE) == (3, 1, 1)


def test_a_settled_ask_is_no_longer_outstanding(people, store, letter):
    store.ledger.append(
        letter.asks[0].id,
        EventKind.OUTCOME_SET,
        Outcome.WITHDRAWN,
        who="Ana",
        now=a.NOW,
        why="no longer wanted",
    )
    settle(store)

    assert people.one(CHOICE, CALM).outstanding == 1


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        (By.LETTERS, ["B000901", "Z000009", CALM]),
        (By.OUTSTANDING, ["B000901", CALM, "Z000009"]),
        (By.NAME, [CALM, "B000901", "Z000009"]),
        (By.STATE, ["Z000009", "B000901", CALM]),
    ],
)
def test_people_are_sorted_by_choice(people, by, keys):
    assert list(people.keys(replace(CHOICE, by=by))) == keys


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (("zele",), ["Z000009"]),
        (("carolina", "house"), ["Z000009"]),
        (("left", "office"), ["Z000009"]),
        (("not", "made", "out"), [CALM]),
        (("serves",), ["B000901"]),
        (("independent", "ohio"), ["B000901"]),
        (("100%",), []),
    ],
)
def test_people_are_found_by_words_without_accents(people, words, keys):
    assert list(people.keys(replace(CHOICE, words=words))) == keys


def test_those_who_serve_are_told_as_of_the_day(people):
    assert people.keys(replace(CHOICE, serving=True)) == ("B000901",)
    before = replace(CHOICE, today=date(2023, 5, 1), serving=True)
    assert set(people.keys(before)) == {"B000901", "Z000009"}


def test_rows_are_read_by_key_and_unknown_ones_left_out(people):
    rows = people.some(CHOICE, [CALM, "X000001", "Z000009"])

    assert [row.key for row in rows] == [CALM, "Z000009"]
    assert (rows[0].bioguide, rows[0].term, rows[0].serves) == (None, None, False)
    assert (rows[1].term.district, rows[1].serves) == (3, False)


def test_who_signed_nothing_is_not_held(people):
    with pytest.raises(NotHeldError, match="no such signatory: 'X000001'"):
        people.one(CHOICE, "X000001")


def test_letters_of_a_person_come_newest_first_with_their_asks(people, store, letter):
    store.asks.strike(letter.asks[0].id, who="Ana", now=a.NOW, why="no ask")
    settle(store)

    newer, older = people.letters(CHOICE, "B000901")

    assert (newer.title, newer.lead, newer.dated) == ("Again", False, date(2025, 6, 1))
    assert (older.letter_id, older.lead) == (letter.id, True)
    assert (older.ask_ids, older.outstanding) == ((letter.asks[1].id,), 1)


def test_a_letter_that_went_into_another_counts_no_more(people, store, letter):
    store.letters.merge(letter.id, 2, who="Ana", now=a.NOW, why="the same")
    settle(store)

    assert people.one(CHOICE, "B000901").letters == 1
