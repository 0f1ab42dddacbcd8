"""Asks and the board."""

from __future__ import annotations

from datetime import date

import pytest

from tests import builders as a
from tracker.errors import NotAllowedError, NotHeldError
from tracker.types import AskKind, DocumentKind, EventKind, Outcome, Span

BY = {"who": "Ana", "now": a.NOW}


@pytest.fixture
def ask(letter):
    return letter.asks[0]


def outcome(store, ask_id, value):
    return store.ledger.append(ask_id, EventKind.OUTCOME_SET, value, why="they said so", **BY)


def test_the_board_shows_every_ask_with_its_letter_and_state(store, letter):
    outcome(store, letter.asks[1].id, Outcome.ANSWERED)

    first, second = store.asks.board()

    assert (first.ask, first.letter_title, first.letter_date) == (
        letter.asks[0],
        letter.title,
        letter.letter_date,
    )
    assert first.addressees == letter.addressees
    assert (first.state.outcome, second.state.outcome) == (Outcome.NO_RESPONSE, Outcome.ANSWERED)
    assert store.asks.row(second.ask.id) == second


def test_the_board_can_be_outstanding_or_settled_asks_only(store, letter):
    outcome(store, letter.asks[1].id, Outcome.ANSWERED)

    assert [r.ask.number for r in store.asks.board(outstanding=True)] == [1]
    assert [r.ask.number for r in store.asks.board(outstanding=False)] == [2]


def test_newer_letters_stand_first(store, letter):
    text = "Dear Secretary: Open the port."
    found = a.found(text, "Open the port.", AskKind.ACTION)
    newer = a.reading(text, asks=(found,), letter_date=date(2025, 5, 1))
    store.letters.add(newer, text, a.new_source(text), confirmed=True, **BY)

    assert store.asks.board()[0].ask.quote == "Open the port."


def test_matching_gets_outstanding_asks_and_those_never_compared(store, letter):
    first, second = letter.asks
    outcome(store, second.id, Outcome.ANSWERED)
    assert [(o.id, o.pending) for o in store.asks.for_matching()] == [
        (first.id, True),
        (second.id, True),
    ]

    store.candidates.record([], revisions_done=[], asks_done=[first, second], now=a.NOW)

    [left] = store.asks.for_matching()
    assert (left.id, left.pending, left.letter_date) == (first.id, False, letter.letter_date)
    assert left.addressees == letter.addressees


def test_an_ask_can_be_marked_by_hand_and_unmarked_by_undo(store, letter):
    start = a.TEXT.index("Journalists")
    marked = store.asks.add(letter.id, Span(start, start + 11), AskKind.ACTION, "", **BY)
    assert (marked.quote, marked.number, marked.summary) == ("Journalists", 3, "Journalists")
    [*_, event] = store.ledger.events(ask_id=marked.id)

    undo = store.ledger.undo(event.id, **BY)
    assert store.asks.get(marked.id).struck is True
    store.ledger.undo(undo.id, **BY)

    assert store.asks.get(marked.id).struck is False


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("Open the gate within 30 days.", date(2025, 4, 2)),
        ("Open the gate by May 1, 2025.", date(2025, 5, 1)),
        ("Open the gate.", None),
        ("Open the gate by June 1, 2025.", None),  # as the letter wants all of it
    ],
)
def test_an_ask_that_is_marked_by_hand_is_due_when_its_words_say(store, words, due):
    text = f"{a.TEXT}\n{words}"
    read = a.reading(text, letter_date=date(2025, 3, 3), reply_by=date(2025, 6, 1))
    letter = store.letters.add(read, text, a.new_source(text), confirmed=True, **BY)
    span = Span(text.index(words), len(text))

    assert store.asks.add(letter.id, span, AskKind.ACTION, "", **BY).due == due


def test_an_ask_cannot_be_marked_where_no_words_stand(store, letter):
    for span in (Span(0, 0), Span(-1, 5), Span(5, 10**6)):
        with pytest.raises(NotAllowedError, match="no words stand there; the text has"):
            store.asks.add(letter.id, span, AskKind.ACTION, "", **BY)
    with pytest.raises(NotHeldError, match="no such letter: '9'"):
        store.asks.add(9, Span(0, 5), AskKind.ACTION, "", **BY)


def test_an_edited_ask_waits_for_matching_and_undo_restores_it(store, letter, ask):
    store.candidates.record([], revisions_done=[], asks_done=[ask], now=a.NOW)

    edited = store.asks.edit(
        ask.id,
        quote_span=Span(ask.span.start, ask.span.start + 6),
        summary="Freeze",
        kind=AskKind.INFORMATION,
        due=date(2025, 4, 1),
        why="clearer",
        **BY,
    )

    assert (edited.quote, edited.summary, edited.kind) == ("Freeze", "Freeze", AskKind.INFORMATION)
    assert store.asks.for_matching()[0].pending is True
    for event in store.ledger.events(ask_id=ask.id):
        store.ledger.undo(event.id, **BY)
    assert store.asks.get(ask.id) == ask


def test_a_date_alone_needs_no_new_matching(store, letter, ask):
    store.candidates.record([], revisions_done=[], asks_done=[ask], now=a.NOW)

    store.asks.edit(ask.id, due=date(2025, 4, 1), **BY)

    assert store.asks.for_matching()[0].pending is False


def test_an_edit_that_changes_nothing_leaves_no_event(store, ask):
    assert store.asks.edit(ask.id, summary=ask.summary, quote_span=ask.span, **BY) == ask
    assert store.ledger.events(ask_id=ask.id) == ()


def test_an_edit_on_which_another_rests_cannot_be_undone(store, ask):
    for summary, end in (("one", 4), ("two", 5)):
        span = Span(ask.span.start, ask.span.start + end)
        store.asks.edit(ask.id, summary=summary, quote_span=span, **BY)

    for event in store.ledger.events(ask_id=ask.id)[:2]:
        with pytest.raises(NotAllowedError, match="a later change rests on it; undo that first"):
            store.ledger.undo(event.id, **BY)


def test_a_struck_ask_is_kept_but_counted_nowhere(store, letter, ask):
    store.asks.strike(ask.id, why="background only", **BY)
    store.asks.strike(ask.id, why="background only", **BY)

    assert store.asks.get(ask.id).struck is True
    assert [r.ask.number for r in store.asks.board()] == [2]
    assert [o.id for o in store.asks.for_matching()] == [letter.asks[1].id]
    assert store.letters.rows()[0].asks == 1
    with pytest.raises(NotAllowedError, match="it is struck; undo that first"):
        outcome(store, ask.id, Outcome.ACKNOWLEDGED)


def test_a_struck_ask_comes_back_by_undo(store, ask):
    store.asks.strike(ask.id, why="background only", **BY)
    [event] = store.ledger.events(ask_id=ask.id)

    store.ledger.undo(event.id, **BY)

    assert store.asks.get(ask.id) == ask


def test_nothing_is_struck_without_a_reason(store, ask):
    with pytest.raises(NotAllowedError, match="it has no reason"):
        store.asks.strike(ask.id, why="", **BY)


def test_an_ask_that_is_not_held_is_named(store):
    with pytest.raises(NotHeldError, match="no such ask: '5'; `askwatch ask list` shows"):
        store.asks.row(5)


def halves(ask, at):
    """Cut an ask's words before those."""
    cut = ask.span.start + ask.quote.index(at)
    return Span(ask.span.start, cut - 1), Span(cut, ask.span.end)


def test_a_split_ask_is_two_asks_and_one_event(store, letter, ask):
    first, second = store.asks.split(ask.id, *halves(ask, "of the harbour"), why="two", **BY)

    assert (first.id, first.quote, first.summary) == (
        ask.id,
        "Freeze the assets",
        "Freeze the assets",
    )
    assert (second.quote, second.kind) == ("of the harbour police of Norvania.", ask.kind)
    assert [one.number for one in store.letters.get(letter.id).asks] == [1, 2, 3]
    [event] = store.ledger.events(ask_id=ask.id)
    assert (event.kind, event.why) == (EventKind.ASK_SPLIT, "two")
    assert len(store.asks.for_matching()) == 3

    undo = store.ledger.undo(event.id, **BY)
    assert (store.asks.get(ask.id), store.asks.get(second.id).struck) == (ask, True)
    store.ledger.undo(undo.id, **BY)
    assert (store.asks.get(ask.id), store.asks.get(second.id)) == (first, second)


def test_a_split_is_not_undone_from_under_a_decision_or_an_edit(store, ask):
    first, second = store.asks.split(ask.id, *halves(ask, "of the"), kind=AskKind.INFORMATION, **BY)
    [event] = store.ledger.events(ask_id=ask.id)

    decision = outcome(store, second.id, Outcome.ANSWERED)
    with pytest.raises(NotAllowedError, match="it stands at 'answered'; take that back first"):
        store.ledger.undo(event.id, **BY)
    store.ledger.undo(decision.id, **BY)
    store.asks.edit(first.id, summary="Freeze", **BY)
    with pytest.raises(NotAllowedError, match="a later change rests on it"):
        store.ledger.undo(event.id, **BY)


def test_an_ask_is_not_split_where_its_parts_overlap_or_it_is_struck(store, ask):
    with pytest.raises(NotAllowedError, match="its parts overlap"):
        store.asks.split(ask.id, ask.span, ask.span, **BY)
    store.asks.strike(ask.id, why="none", **BY)
    with pytest.raises(NotAllowedError, match="it is struck"):
        store.asks.split(ask.id, *halves(ask, "of the"), **BY)


def test_merged_asks_are_one_with_all_words_between_them(store, letter):
    first, second = letter.asks

    merged = store.asks.merge(second.id, first.id, **BY)

    assert merged.quote == f"{a.RELEASE_FUNDS}\n2. {a.SEND_REPORT}"
    assert [row.ask.id for row in store.asks.board()] == [second.id]
    [event] = store.ledger.events(ask_id=second.id)
    assert event.kind is EventKind.ASKS_MERGED
    undo = store.ledger.undo(event.id, **BY)
    assert store.letters.get(letter.id) == letter
    outcome(store, first.id, Outcome.ACKNOWLEDGED)
    with pytest.raises(NotAllowedError, match="it stands at 'acknowledged'"):
        store.ledger.undo(undo.id, **BY)


def test_only_undecided_neighbours_of_one_letter_are_merged(store, letter):
    first, second = letter.asks
    text = "Dear Secretary: Open the port."
    found = a.found(text, "Open the port.", AskKind.ACTION)
    other = store.letters.add(
        a.reading(text, asks=(found,)), text, a.new_source(text), confirmed=True, **BY
    )
    start = a.TEXT.index("Sincerely")
    last = store.asks.add(letter.id, Span(start, start + 9), AskKind.ACTION, "", **BY)

    with pytest.raises(NotAllowedError, match="it is the same ask"):
        store.asks.merge(first.id, first.id, **BY)
    with pytest.raises(NotAllowedError, match="it is of another letter"):
        store.asks.merge(first.id, other.asks[0].id, **BY)
    with pytest.raises(NotAllowedError, match=r"ask no\. 2 of the letter stands between them"):
        store.asks.merge(first.id, last.id, **BY)
    outcome(store, second.id, Outcome.ANSWERED)
    with pytest.raises(NotAllowedError, match="it stands at 'answered'"):
        store.asks.merge(first.id, second.id, **BY)


def test_a_struck_ask_can_be_restored(store, letter, ask):
    store.asks.strike(ask.id, why="background only", **BY)

    assert store.asks.restore(ask.id, **BY) == ask
    assert store.asks.restore(ask.id, **BY) == ask
    assert [e.kind for e in store.ledger.events(ask_id=ask.id)] == [
        EventKind.ASK_STRUCK,
        EventKind.UNDONE,
    ]
    store.asks.strike(ask.id, why="after all", **BY)
    assert store.asks.restore(ask.id, **BY) == ask


def test_an_ask_whose_marking_was_undone_can_be_restored(store, letter):
    marked = store.asks.add(letter.id, Span(0, 5), AskKind.ACTION, "", **BY)
    store.ledger.undo(store.ledger.events(ask_id=marked.id)[-1].id, **BY)

    assert store.asks.restore(marked.id, **BY).struck is False


def test_an_ask_that_went_into_another_is_restored_by_undoing_that(store, letter):
    first, second = letter.asks
    store.asks.merge(first.id, second.id, **BY)

    with pytest.raises(NotAllowedError, match="went into another ask; `askwatch letter show 1`"):
        store.asks.restore(second.id, **BY)


def test_an_ask_whose_words_are_gone_is_not_restored(store):
    old = "We write to ask: open the port."
    found = a.found(old, "open the port", AskKind.ACTION)
    announced = store.letters.add(
        a.reading(old, kind=DocumentKind.ANNOUNCEMENT, asks=(found,)),
        old,
        a.new_source(old),
        confirmed=False,
        **BY,
    )
    store.letters.add_source(announced.id, a.new_source(), reading=a.reading(), **BY)

    with pytest.raises(NotAllowedError, match="its words no longer stand in the letter's text"):
        store.asks.restore(announced.asks[0].id, **BY)


def test_a_date_that_the_letter_does_not_give_can_be_taken_away(store, ask):
    store.asks.edit(ask.id, due=date(2025, 4, 1), **BY)

    assert store.asks.edit(ask.id, no_due=True, **BY) == ask
