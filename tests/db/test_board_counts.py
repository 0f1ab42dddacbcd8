"""What the board counts by its kept numbers is what one counts row by row, whatever happens."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import builders as a
from tests.db.test_board import DAY, RULES, found, selection, settle
from tests.db.test_board import two as two  # a fixture
from tracker import deadlines, settled, standing
from tracker.errors import AskwatchError
from tracker.types import EventKind, Outcome, Verdict

BY = {"who": "Ana", "now": a.NOW}
OUTCOMES = (Outcome.ANSWERED, Outcome.ACKNOWLEDGED, Outcome.WITHDRAWN)


def find(store, ask_id: int, number: int) -> None:
    revisions = store.documents.latest()
    found(store, revisions[number % len(revisions)].id, ask_id)


def judge(store, ask_id: int, number: int) -> None:
    held = store.candidates.list(ask_id=ask_id)
    verdicts = (Verdict.ACCEPTED, Verdict.REJECTED, Verdict.LATER)
    store.candidates.judge(held[number % len(held)].id, verdicts[number % 3], **BY)


def accept(store, ask_id: int, number: int) -> None:
    held = store.candidates.list(ask_id=ask_id)
    outcome = OUTCOMES[number % len(OUTCOMES)]
    store.candidates.accept(held[number % len(held)].id, outcome, why="it says so", **BY)


def decide(store, ask_id: int, number: int) -> None:
    outcome = OUTCOMES[number % len(OUTCOMES)]
    store.ledger.append(ask_id, EventKind.OUTCOME_SET, outcome, why="seen", **BY)


def note(store, ask_id: int, number: int) -> None:
    store.ledger.append(ask_id, EventKind.NOTE_ADDED, f"note {number}", **BY)


def undo(store, _: int, number: int) -> None:
    events = store.ledger.events()
    store.ledger.undo(events[-1 - number % min(4, len(events))].id, **BY)


def strike(store, ask_id: int, _: int) -> None:
    store.asks.strike(ask_id, why="no ask", **BY)


def revise(store, _: int, number: int) -> None:
    text = f"An answer, said anew: {len(store.documents.latest())}, {number}."
    change = a.change(f"r-{number}", text=text, title=f"Title {number}")
    store.sources.record_visit(a.visit(), [change], capture=None)


def merge(store, _: int, number: int) -> None:
    store.letters.merge(1 + number % 2, 2 - number % 2, why="the same", **BY)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from((find, find, judge, accept, decide, note, undo, strike, revise, merge)),
            st.integers(1, 4),
            st.integers(0, 11),
        ),
        max_size=8,
    )
)
def test_kept_counts_are_those_of_the_rows(two, steps):
    two.sources.sync([a.source()])
    changes = [a.change(f"r-{n}", title=f"Title {n}", text=f"Answer {n}.") for n in range(3)]
    two.sources.record_visit(a.visit(), changes, capture=None)
    for step, ask_id, number in steps:
        with suppress(AskwatchError, ZeroDivisionError):
            step(two, ask_id, number)
        settle(two)
        rows = two.asks.board()
        expected = standing.counts((row, deadlines.due(row, RULES, DAY)) for row in rows)
        assert standing.in_order(two.board.counts(selection())) == expected
        ids = {row.ask.id for row in rows}
        held = two.candidates.list(verdicts=(Verdict.NEW, Verdict.LATER))
        counted = Counter(one.ask_id for one in held if one.ask_id in ids)
        assert {row.ask.id: row.waiting_candidates for row in rows} == {
            key: counted[key] for key in ids
        }
        assert two.board.waiting(settled.name(RULES)) == counted.total()
        waits = list(counted)
        shown = two.board.groups(selection("state:to-review", everything=True))
        assert {key for group in shown for key in group.ask_ids} <= set(waits)
