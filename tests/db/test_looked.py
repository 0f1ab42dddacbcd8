"""What came in since somebody last looked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.db.test_board import RULES, settle
from tracker import settled
from tracker.types import EventKind, Outcome, Pairing, Reason, Span

LATER = NOW + timedelta(hours=1)
NAME = settled.name(RULES)


@pytest.fixture
def held(store):
    """A letter of two asks, due in April 2025, and a release."""
    store.letters.add(
        builders.reading(), builders.TEXT, builders.new_source(), who="Ana", now=NOW, confirmed=True
    )
    store.sources.sync([builders.source()])
    store.sources.record_visit(builders.visit(), [builders.change()], capture=None)
    settle(store)
    return store


def news(store, since=NOW):
    return store.looked.news("Ana", since, since.date(), NAME, LATER.date())


def test_first_visit_is_none_and_the_last_is_remembered_for_each_person(store):
    assert store.looked.last("Ana") is None

    store.looked.note("Ana", NOW)
    store.looked.note("Ana", LATER)
    store.looked.note("Ana", NOW)

    assert store.looked.last("Ana") == LATER
    assert store.looked.last("Ben") is None


def test_nothing_new_is_no_news(held):
    assert not news(held)


def test_possible_answers_that_came_since_are_told(held):
    [revision] = held.documents.latest()
    pairing = Pairing(
        ask_id=1,
        document_id=revision.id,
        score=0.8,
        proposed=True,
        passage=Span(0, 5),
        reasons=(Reason("so it says"),),
    )
    held.candidates.record([pairing], revisions_done=[], asks_done=[], now=LATER)

    found = news(held)

    assert (found.proposed, found.candidate_ids) == (1, (1,))
    assert news(held, since=LATER).candidate_ids == ()


def test_outcomes_that_others_set_are_told_but_those_taken_back_are_not(held):
    for who in ("Ana", "Ben", "Cem"):
        held.ledger.append(
            2, EventKind.OUTCOME_SET, _NEXT[who], who=who, now=LATER, why=f"{who} saw it"
        )
    last = held.ledger.events(ask_id=2)[-1]

    assert [event.who for event in news(held).events] == ["Cem", "Ben"]
    held.ledger.undo(last.id, who="Cem", now=LATER)
    assert [event.who for event in news(held).events] == ["Ben"]
    assert news(held).decided == 1


_NEXT = {"Ana": Outcome.ACKNOWLEDGED, "Ben": Outcome.PARTLY_ANSWERED, "Cem": Outcome.ANSWERED}


def test_asks_that_became_overdue_since_are_told(held):
    before = datetime(2025, 4, 10, 12, tzinfo=UTC)

    assert news(held, before).ask_ids == (1, 2)
    assert news(held).overdue == 0
