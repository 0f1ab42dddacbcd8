"""The board: counted, sorted and narrowed by the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, event, update

from db.board import Order, Selection
from db.tables import candidates
from tests import builders
from tests.builders import NOW
from tracker import deadlines, ledger, settled, standing
from tracker.config import Deadlines
from tracker.filters import parse
from tracker.standing import Standing
from tracker.types import Addressee, AskKind, EventKind, Outcome, Pairing, Reason, Span

RULES = Deadlines()
DAY = NOW.date()


def selection(filter_: str = "", **more) -> Selection:
    return Selection(rules=settled.name(RULES), today=DAY, wanted=parse(filter_), **more)


def settle(store) -> int:
    return store.board.settle(
        settled.name(RULES), DAY, lambda row: settled.settled(row, RULES, DAY)
    )


def ids(store, filter_: str = "", **more) -> list[int]:
    settle(store)
    groups = store.board.groups(selection(filter_, **more))
    return [ask_id for group in groups for ask_id in group.ask_ids]


@pytest.fixture
def two(store):
    """Two letters of two asks each: 1 and 2 from March, 3 and 4 from yesterday."""
    store.letters.add(
        builders.reading(), builders.TEXT, builders.new_source(), who="Ana", now=NOW, confirmed=True
    )
    text = builders.TEXT.replace("March 3, 2025", "November 20, 2026").replace("Norvania", "Ostrel")
    reading = builders.reading(
        text,
        title="Ostrel",
        letter_date=DAY - timedelta(days=1),
        addressees=(Addressee(name="Abel Stone", office="Attorney of the Realm"),),
        asks=tuple(
            builders.found(text, quote.replace("Norvania", "Ostrel"), kind)
            for quote, kind in (
                (builders.RELEASE_FUNDS, AskKind.ACTION),
                (builders.SEND_REPORT, AskKind.INFORMATION),
            )
        ),
    )
    store.letters.add(reading, text, builders.new_source(text), who="Ana", now=NOW, confirmed=True)
    return store


def found(store, revision_id: str, *ask_ids: int) -> None:
    """Let a revision be found to answer some asks."""
    pairings = [
        Pairing(
            ask_id=str(ask_id),
            document_id=revision_id,
            score=0.8,
            proposed=True,
            passage=Span(0, 9),
            reasons=(Reason("a reason"),),
        )
        for ask_id in ask_ids
    ]
    store.candidates.record(pairings, revisions_done=[int(revision_id)], asks_done=[], now=NOW)


def decide(store, ask_id: int, outcome: Outcome) -> None:
    store.ledger.append(ask_id, EventKind.OUTCOME_SET, outcome, who="Ana", now=NOW, why="seen")


def test_every_ask_is_counted_where_the_rules_say(two):
    outcomes = (None, Outcome.ACKNOWLEDGED, Outcome.CLAIMED_DONE, Outcome.WITHDRAWN)
    for ask_id, outcome in enumerate(outcomes, 1):
        if outcome:
            decide(two, ask_id, outcome)
    settle(two)

    rows = two.asks.board()

    expected = standing.counts((row, deadlines.due(row, RULES, DAY)) for row in rows)
    assert standing.in_order(two.board.counts(selection())) == expected


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_an_ask_is_overdue_from_the_day_after(two, days):
    settle(two)
    [row] = two.board.rows([3])
    due = deadlines.due(row, RULES, DAY).day
    today = due + timedelta(days=days)

    counts = two.board.counts(Selection(rules=settled.name(RULES), today=today))

    heap = standing.of(row, deadlines.due(row, RULES, today))
    assert counts[heap] >= 2
    assert (heap is standing.Standing.OVERDUE) is (days > 0)


def test_the_most_urgent_stand_first_and_settled_ones_only_on_request(two):
    decide(two, 2, Outcome.WITHDRAWN)

    assert ids(two) == [1, 3, 4]
    assert ids(two, everything=True) == [1, 3, 4, 2]


def test_asks_are_grouped_by_what_they_are_sorted_by(two):
    two.ledger.append(4, EventKind.OWNER_SET, "Ben", who="Ana", now=NOW)
    settle(two)

    def grouped(order: Order) -> list[tuple[str, tuple[int, ...]]]:
        found = two.board.groups(selection(order=order))
        return [(group.title, group.ask_ids) for group in found]

    assert grouped(Order.LETTER) == [("Ostrel", (3, 4)), ("Harbour police of Norvania", (1, 2))]
    assert grouped(Order.ADDRESSEE) == [
        ("Abel Stone, Attorney of the Realm", (3, 4)),
        ("Orla Finch, Secretary of Distant Affairs", (1, 2)),
    ]
    assert grouped(Order.OWNER) == [("Ben", (4,)), ("", (1, 2, 3))]
    assert grouped(Order.NEWEST) == [("", (4, 3, 2, 1))]


def test_a_letter_whose_first_ask_was_struck_stays_with_its_addressee(two):
    two.asks.strike(1, who="Ana", now=NOW, why="no ask")
    two.asks.strike(3, who="Ana", now=NOW, why="no ask")
    settle(two)

    groups = two.board.groups(selection(order=Order.ADDRESSEE))

    assert [(group.title, group.ask_ids) for group in groups] == [
        ("Abel Stone, Attorney of the Realm", (4,)),
        ("Orla Finch, Secretary of Distant Affairs", (2,)),
    ]


def test_a_group_counts_what_it_leaves_out_too(two):
    decide(two, 2, Outcome.ANSWERED)
    settle(two)

    [_, march] = two.board.groups(selection(order=Order.LETTER))

    assert march.ask_ids == (1,)
    assert march.counts == {standing.Standing.OVERDUE: 1, standing.Standing.ANSWERED: 1}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ostrel", [3, 4]),
        ("HARBOUR norvania", [1, 2]),
        ("overdue", [1, 2]),
        ("state:overdue", [1, 2]),
        ("kind:information", [2, 4]),
        ("letter:2", [3, 4]),
        ("since:2026", [3, 4]),
        ("until:2025-03-03", [1, 2]),
        ("to:finch to:nobody", [1, 2]),
        ("owner:ana", []),
        ("100%", []),
    ],
)
def test_a_filter_narrows_by_words_and_fields(two, typed, found):
    assert ids(two, typed) == found


def test_a_state_that_is_settled_is_found_without_asking_for_everything(two):
    decide(two, 2, Outcome.WITHDRAWN)

    assert ids(two, "state:closed") == [2]


def test_what_happens_to_an_ask_is_settled_anew(two):
    settle(two)
    decide(two, 1, Outcome.WITHDRAWN)

    assert settle(two) == 2
    assert settle(two) == 0
    assert ids(two) == [2, 3, 4]


def test_asks_come_and_go_with_their_letters(two):
    settle(two)
    two.letters.merge(1, 2, who="Ana", now=NOW, why="the same")
    merged = ids(two)
    two.asks.strike(merged[0], who="Ana", now=NOW, why="no ask")

    assert set(ids(two)) == {row.ask.id for row in two.asks.board()}


def test_rows_come_in_the_order_asked_for_without_those_that_are_struck(two):
    two.asks.strike(2, who="Ana", now=NOW, why="no ask")

    assert [row.ask.id for row in two.board.rows([4, 2, 1])] == [4, 1]


def test_each_set_of_rules_is_settled_for_itself(two):
    settle(two)
    strict = Deadlines(default_business_days=0, rules=())

    two.board.settle(settled.name(strict), DAY, lambda row: settled.settled(row, strict, DAY))

    counts = two.board.counts(Selection(rules=settled.name(strict), today=date(2026, 11, 22)))
    assert counts == {standing.Standing.OVERDUE: 4}
    assert ids(two) == [1, 2, 3, 4]


def test_undoing_restores_what_the_board_shows(two):
    decide(two, 1, Outcome.WITHDRAWN)
    settle(two)
    [event] = [e for e in two.ledger.events(ask_id=1) if e.kind is EventKind.OUTCOME_SET]
    two.ledger.undo(event.id, who="Ana", now=NOW)

    assert 1 in ids(two)
    assert ledger.outstanding(two.asks.row(1).state)


def test_undoing_leaves_it_known_how_other_letters_stand(two):
    decide(two, 1, Outcome.WITHDRAWN)
    settle(two)
    [event] = [e for e in two.ledger.events(ask_id=1) if e.kind is EventKind.OUTCOME_SET]
    two.ledger.undo(event.id, who="Ana", now=NOW, why="misread")

    assert settle(two) == 2
    assert two.board.counts(selection()) == {Standing.OVERDUE: 2, Standing.WAITING: 2}


def test_candidates_that_wait_are_counted_but_not_those_of_struck_asks(two):
    two.sources.sync([builders.source()])
    two.sources.record_visit(builders.visit(), [builders.change(text="An answer.")], capture=None)
    [revision] = two.documents.latest()
    found(two, revision.id, 1, 2)
    two.asks.strike(2, who="Ana", now=NOW, why="no ask")
    settle(two)

    assert two.board.waiting(settled.name(RULES)) == 1
    assert ids(two, "state:to-review") == [1]


def test_what_is_found_moves_its_ask_to_another_pile_at_once(two):
    decide(two, 4, Outcome.ANSWERED)
    two.sources.sync([builders.source()])
    two.sources.record_visit(builders.visit(), [builders.change(text="An answer.")], capture=None)
    [revision] = two.documents.latest()
    settle(two)
    before = two.board.counts(selection())
    c = candidates.c

    found(two, revision.id, 1, 3, 4)

    waits = two.board.counts(selection())
    assert settle(two) == 0
    assert before == {Standing.OVERDUE: 2, Standing.WAITING: 1, Standing.ANSWERED: 1}
    assert waits == {Standing.OVERDUE: 1, Standing.TO_REVIEW: 2, Standing.ANSWERED: 1}
    assert ids(two, "state:to-review") == [1, 3]
    with two._database.writing() as connection:
        connection.execute(update(candidates).where(c.ask_id == 1).values(ask_id=2))
        connection.execute(update(candidates).where(c.ask_id == 3).values(verdict="rejected"))
    assert ids(two, "state:to-review") == [2]
    with two._database.writing() as connection:
        connection.execute(delete(candidates))
    assert settle(two) == 0
    assert two.board.counts(selection()) == before


def test_what_is_said_beside_an_ask_leaves_it_known_how_it_stands(two):
    settle(two)
    before = two.asks.basis()

    two.ledger.append(1, EventKind.NOTE_ADDED, "called them", who="Ana", now=NOW)
    two.ledger.append(1, EventKind.TAG_ADDED, "courts", who="Ana", now=NOW)

    assert settle(two) == 0
    assert two.asks.basis() == before
    two.ledger.append(1, EventKind.OWNER_SET, "Bea", who="Ana", now=NOW)
    assert two.asks.basis() != before
    assert settle(two) == 2
    assert ids(two, "owner:bea") == [1]


def test_a_pause_stops_the_clock_and_is_looked_at_again_each_day(two):
    two.ledger.append(
        1, EventKind.CLOCK_PAUSED, f"{DAY}", who="Ana", now=NOW, why="they are abroad"
    )
    settle(two)
    later = DAY + timedelta(days=3)

    anew = two.board.settle(
        settled.name(RULES), later, lambda row: settled.settled(row, RULES, later)
    )

    assert anew == 1
    assert ids(two, "state:overdue") == [2]


def test_asks_are_grouped_and_filtered_by_campaign(two):
    courts = two.campaigns.add("Open Courts", who="Ana", now=NOW)
    gone = two.campaigns.add("Gone", who="Ana", now=NOW)
    two.campaigns.file(2, courts.id, who="Ana", now=NOW)
    two.campaigns.file(1, gone.id, who="Ana", now=NOW)
    two.campaigns.remove(gone.id, who="Ana", now=NOW, why="moot")
    settle(two)

    groups = two.board.groups(selection(order=Order.CAMPAIGN))

    assert [(g.title, g.ask_ids) for g in groups] == [("Open Courts", (3, 4)), ("", (1, 2))]
    assert ids(two, "campaign:courts") == [3, 4]
    assert ids(two, "campaign:gone") == []


@pytest.mark.sqlite
def test_the_board_is_sorted_and_counted_by_indexes_alone(two):
    settle(two)
    asked: list[tuple[str, tuple]] = []
    engine = two._database._engine
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2:4]))

    two.board.groups(selection())
    two.board.counts(selection())
    two.board.to_review()

    with engine.connect() as connection:
        steps = [
            row.detail
            for words, given in tuple(asked)
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", given)
        ]
    whole = ("standings", "standings_by_due", "candidates")
    # With their texts a hundred thousand rows would take a second.
    assert [
        one for one in steps if one.split()[1] in whole and "USING COVERING INDEX" not in one
    ] == []
    assert "SEARCH standings USING COVERING INDEX ix_standings_due" in " ".join(steps)
