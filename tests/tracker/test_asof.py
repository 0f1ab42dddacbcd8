"""How all asks stood at an earlier moment, counted from the events until then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.tracker.samples import ask, candidate, event, row
from tracker import deadlines
from tracker.asof import Held, Past, other
from tracker.config import Deadlines
from tracker.types import AskState, BoardRow, EventKind, Outcome, Pause, Verdict

HOME = ZoneInfo("America/New_York")
THEN = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
BEFORE, SINCE = THEN - timedelta(days=3), THEN + timedelta(days=3)
TODAY = date(2026, 11, 20)
OPEN = date(2027, 6, 1)


def count(*rows: BoardRow, **held: Any) -> dict[str, int] | None:
    asks = [(one, deadlines.due(one, Deadlines(), TODAY)) for one in rows]
    found = Past(Held(asks=asks, **held), HOME).counts(THEN)
    return None if found is None else {name: n for name, n in found if n and name != "total"}


def waiting(number: int = 1, **changes: Any) -> BoardRow:
    return row(number, reply_by=OPEN, **changes)


def test_an_ask_to_which_nothing_happened_is_overdue_only_after_its_day():
    fell_due = row(1, reply_by=date(2026, 11, 18))
    long_due = row(2, reply_by=date(2026, 11, 2))
    undated = row(3, letter_date=None)

    assert count(fell_due, long_due, undated) == {"waiting": 2, "overdue": 1}


def test_a_decision_since_is_not_counted_and_one_before_is():
    decided = AskState(outcome=Outcome.ANSWERED)
    events = [event(1, ask_id=1, at=BEFORE), event(2, ask_id=2, at=SINCE)]

    found = count(waiting(1, state=decided), waiting(2, state=decided), events=events)

    assert found == {"answered": 1, "waiting": 1}
    assert count(waiting(1, state=decided)) == {"answered": 1}


def test_a_candidate_waited_from_its_proposal_to_a_persons_word():
    proposed = [
        candidate(1, ask_id=1, proposed_at=BEFORE, verdict=Verdict.REJECTED),
        candidate(2, ask_id=2, proposed_at=SINCE),
        candidate(3, ask_id=3, proposed_at=BEFORE),
        candidate(4, ask_id=4, proposed_at=BEFORE, verdict=Verdict.REJECTED),
    ]
    said = [
        event(n, ask_id=ask_id, at=at, kind=EventKind.CANDIDATE_REJECTED, candidate_id=ask_id)
        for n, ask_id, at in ((1, 4, BEFORE), (2, 1, SINCE))
    ]

    found = count(*map(waiting, (1, 2, 3, 4)), candidates=proposed, events=said)

    assert found == {"to review": 2, "waiting": 2}


def test_asks_of_a_letter_that_came_since_were_not_there():
    added = event(1, at=SINCE, ask_id=None, kind=EventKind.LETTER_ADDED)

    assert count(waiting(1), waiting(2, letter_id=2), events=[added]) == {"waiting": 1}


def test_asks_that_were_marked_struck_or_split_since_are_as_they_were():
    marked = event(1, ask_id=2, at=SINCE, kind=EventKind.ASK_EDITED, after="marked: do it")
    struck = event(2, ask_id=3, at=SINCE, kind=EventKind.ASK_STRUCK, after="struck")
    split = event(3, ask_id=1, at=SINCE, kind=EventKind.ASK_SPLIT, after='{"ask": 4}')
    merged = event(4, ask_id=1, at=SINCE, kind=EventKind.ASKS_MERGED, after='{"ask": 5}')
    early = event(5, ask_id=6, at=BEFORE, kind=EventKind.ASK_STRUCK, after="struck")
    gone = [replace(waiting(n), ask=ask(n, struck=True)) for n in (3, 5, 6)]

    found = count(
        waiting(1),
        waiting(2),
        waiting(4),
        struck=gone,
        events=[marked, struck, split, merged, early],
    )

    assert found == {"waiting": 3}


def test_the_letter_itself_brings_its_own_asks_in_place_of_its_announcements():
    source = event(1, at=SINCE, ask_id=None, kind=EventKind.SOURCE_ADDED)
    struck = event(2, at=SINCE, ask_id=1, kind=EventKind.ASK_STRUCK)
    gone = replace(waiting(1), ask=ask(1, struck=True))

    assert count(waiting(2), waiting(3), struck=[gone], events=[source, struck]) == {"waiting": 1}


def test_a_source_alone_brings_no_asks():
    source = event(1, at=SINCE, ask_id=None, kind=EventKind.SOURCE_ADDED)

    assert count(waiting(1), events=[source]) == {"waiting": 1}


def test_a_pause_counts_by_the_day():
    pause = Pause(start=date(2026, 11, 10), end=date(2026, 11, 18), why=None, event=1)

    assert count(waiting(1, state=AskState(pauses=(pause,)))) == {"paused": 1}


def test_where_letters_were_merged_since_nothing_is_told():
    merged = event(1, at=BEFORE, ask_id=None, kind=EventKind.LETTER_MERGED)
    undone = event(2, at=SINCE, ask_id=None, kind=EventKind.UNDONE, undoes=1)

    assert count(waiting(1), events=[merged]) == {"waiting": 1}
    assert count(waiting(1), events=[merged, undone]) is None


def test_a_shape_that_cannot_be_read_names_no_second_ask():
    for after in (None, "[]", '{"ask": "x"}', "{"):
        assert other(event(kind=EventKind.ASK_SPLIT, after=after)) is None
