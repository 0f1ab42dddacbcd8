"""What of the ledger may be shown outside."""

from __future__ import annotations

from datetime import date

import pytest

from tests.tracker.samples import event, row
from tracker import outside
from tracker.outside import Private
from tracker.types import AskState, EventKind, Pause, Promise

SECRET = "Otto Bly signed it"
PRIVATE = Private(evidence=frozenset({5}), candidates=frozenset({8}), since={1: 3})
ALL = [
    event(1, kind=EventKind.NOTE_ADDED, after="before all that", why="so"),
    event(2, kind=EventKind.REPLY_ADDED, ask_id=None, after="document 4"),
    event(3, evidence_id=5, why=SECRET),
    event(4, kind=EventKind.NOTE_ADDED, after=SECRET),
    event(5, kind=EventKind.UNDONE, undoes=4, before=SECRET, after=None, why=SECRET),
    event(6, kind=EventKind.PROMISE_SET, after="2026-12-01", why=SECRET),
    event(7, kind=EventKind.PROMISE_SET, after="2026-12-02", why=SECRET, evidence_id=5),
    event(8, kind=EventKind.PROMISE_SET, after="2026-12-03", why=SECRET, evidence_id=6),
    event(9, kind=EventKind.ADEQUACY_SET, after="no", why=SECRET),
    event(10, ask_id=2, why="of another ask"),
]


def test_what_people_wrote_once_private_evidence_was_there_is_left_out():
    told = list(outside.events(ALL, PRIVATE))

    assert [e.id for e in told] == [1, 3, 5, 8, 9, 10]
    assert SECRET not in repr(told)
    assert [e.why for e in told] == ["so", None, None, None, None, "of another ask"]


def test_an_event_rests_on_private_evidence_or_judges_a_private_candidate():
    assert outside.rests(event(evidence_id=5), PRIVATE)
    assert outside.rests(event(candidate_id=8), PRIVATE)
    assert not outside.rests(event(evidence_id=6, candidate_id=7), PRIVATE)


@pytest.mark.parametrize(("evidence", "stays"), [(None, False), (5, False), (6, True)])
def test_of_an_ask_its_notes_reasons_and_unproven_promises_are_left_out(evidence, stays):
    promise = Promise(day=date(2026, 12, 1), event=6, why=SECRET, evidence_id=evidence)
    pause = Pause(start=date(2026, 12, 1), end=None, why=SECRET, event=4)
    state = AskState(notes=(SECRET,), tags=(SECRET,), promise=promise, pauses=(pause,), owner="Bo")

    told = outside.row(row(state=state), PRIVATE)

    assert SECRET not in repr(told)
    assert (told.state.owner, told.state.promise is not None) == ("Bo", stays)
    assert outside.row(row(2, state=state), PRIVATE).state == state
    assert outside.row(row(state=AskState()), PRIVATE).state == AskState()
