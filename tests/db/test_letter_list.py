"""The list of letters: chosen, sorted and counted by the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from db.letter_list import By, Sought
from tests import builders
from tests.builders import NOW
from tracker import settled
from tracker.config import Deadlines
from tracker.filters import parse_for_asks
from tracker.standing import Standing
from tracker.types import Addressee, EventKind, Outcome

RULES = Deadlines()
DAY = NOW.date()
BY = {"who": "Ana", "now": NOW}


@pytest.fixture
def three(store):
    """Letter 1 of March with two asks; 2 of 2026, confirmed, in a campaign; 3 without a day."""
    store.letters.add(
        builders.reading(), builders.TEXT, builders.new_source(), confirmed=False, **BY
    )
    for number, (title, day, to) in enumerate(
        [
            ("Ferry", DAY - timedelta(days=9), Addressee(name=None, office="Board of Ports")),
            ("Élan", None, Addressee(name="Abel Stone", office="Attorney of the Realm")),
        ],
        2,
    ):
        text = f"We write to you, for the {number}th time."
        reading = builders.reading(
            text, title=title, letter_date=day, addressees=(to,), asks=(), warnings=()
        )
        store.letters.add(reading, text, builders.new_source(text), confirmed=number == 2, **BY)
    held = store.campaigns.add("Safe ports", **BY)
    store.campaigns.file(2, held.id, **BY)
    store.ledger.append(1, EventKind.OWNER_SET, "Ben", **BY)
    store.ledger.append(1, EventKind.OUTCOME_SET, Outcome.ACKNOWLEDGED, why="a note", **BY)
    name = settled.name(RULES)
    store.board.settle(name, DAY, lambda row: settled.settled(row, RULES, DAY))
    return store


def ids(store, typed: str = "", by: By = By.CONFIRM) -> tuple[int, ...]:
    name = settled.name(RULES)
    return store.letters.ids(Sought(rules=name, today=DAY, wanted=parse_for_asks(typed), by=by))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ports", (2,)),
        ("board", (2,)),
        ("elan", (3,)),
        ("stone", (3,)),
        ("confirm", (1, 3, 2)),
        ("'to", ()),
        ('"to confirm"', (1, 3)),
        ("overdue", (1,)),
        ("state:acknowledged", (1,)),
        ("state:answered", ()),
        ("owner:ben kind:action", (1,)),
        ("owner:ben kind:information", ()),
        ("to:attorney", (3,)),
        ("campaign:safe", (2,)),
        ("letter:1 letter:3", (1, 3)),
        ("since:2026", (2,)),
        ("until:2025", (1,)),
        ("100%", ()),
    ],
)
def test_letters_are_found_by_what_their_row_shows_and_by_their_asks(three, typed, found):
    assert ids(three, typed) == found


@pytest.mark.parametrize(
    ("by", "order"),
    [
        (By.CONFIRM, (1, 3, 2)),
        (By.NEWEST, (2, 1, 3)),
        (By.TITLE, (3, 2, 1)),
        (By.ADDRESSEE, (3, 2, 1)),
        (By.CAMPAIGN, (2, 1, 3)),
        (By.OUTSTANDING, (1, 2, 3)),
    ],
)
def test_letters_are_sorted_by_the_database(three, by, order):
    assert ids(three, by=by) == order


def test_rows_are_read_of_some_letters_only_with_their_campaign(three):
    assert three.letters.totals() == (3, 2)
    rows = three.letters.rows([2, 1])
    assert [(row.id, row.campaign, row.asks) for row in rows] == [
        (2, "Safe ports", 0),
        (1, None, 2),
    ]
    assert three.letters.rows([]) == ()
    counts = three.board.of_letters(settled.name(RULES), DAY, [1, 2])
    assert counts == {1: {Standing.ACKNOWLEDGED: 1, Standing.OVERDUE: 1}, 2: {}}
    assert rows[0].letter_date == DAY - timedelta(days=9)
    assert rows[1].letter_date == date(2025, 3, 3)
