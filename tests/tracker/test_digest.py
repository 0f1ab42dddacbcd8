"""What a digest says, what it leaves out, and that its numbers add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.tracker import samples
from tests.tracker.samples import due, event, row, visit, watched
from tracker import digest
from tracker.digest import Material, Period
from tracker.errors import CountsError, UsageError
from tracker.types import (
    AskState,
    Candidate,
    Clock,
    DocumentKind,
    Due,
    Event,
    EventKind,
    Evidence,
    LetterRow,
    Outcome,
    Span,
    Verdict,
    VisitStatus,
)

HOME = ZoneInfo("America/New_York")
WEEK = Period(
    week="2026-W47",
    since=datetime(2026, 11, 16, 5, 0, tzinfo=UTC),
    until=datetime(2026, 11, 20, 12, 0, tzinfo=UTC),
)
IN, BEFORE, AFTER = (datetime(2026, 11, day, 15, 0, tzinfo=UTC) for day in (18, 12, 25))
LATE = Due(day=date(2026, 11, 17), why="due 17 Nov 2026: our default", clock=Clock.OVERDUE, days=-3)
LONG_LATE = Due(day=date(2026, 9, 1), why="due 1 Sep 2026: x", clock=Clock.LONG_OVERDUE, days=-80)


def letter_row(asks: int, **changes: Any) -> LetterRow:
    given: dict[str, Any] = {
        "id": 1,
        "title": "Letter on the harbour of Veldania",
        "letter_date": date(2026, 10, 1),
        "announced": None,
        "addressees": row().addressees,
        "signatories": 2,
        "stated_total": None,
        "asks": asks,
        "sources": (
            (1, DocumentKind.LETTER, None),
            (2, DocumentKind.COVERAGE, "https://a.example"),
        ),
        "rollup": (),
        "confirmed": True,
    }
    return LetterRow(**{**given, **changes})


def candidate(number: int, **changes: Any) -> Candidate:
    return samples.candidate(number, **{"proposed_at": IN, "published": IN, **changes})


def evidence(*, private: bool) -> Evidence:
    return Evidence(
        id=5,
        ask_id=1,
        revision_id=1,
        document_id=1,
        passage=Span(0, 10),
        quote="The officials are named in the annex.",
        url="https://news.example/annex",
        title="Reply",
        published=IN,
        first_seen=IN,
        raw_hash=None,
        text_hash="0",
        how="filed by hand",
        private=private,
    )


def build(*asks: tuple[Any, Due], empty: bool = False, **material: Any):
    letters = material.pop("letters", [letter_row(len(asks))])
    events = material.pop("events", [])
    return digest.build(
        WEEK, Material(asks=asks, letters=letters, events=events, **material), HOME, empty=empty
    )


def decision(number: int, at: datetime, outcome: Outcome, **changes: Any) -> Event:
    return event(number, at=at, after=outcome.value, **changes)


def test_a_week_without_events_troubles_or_dates_gives_no_digest():
    assert build((row(), due(40))) is None


def test_an_empty_week_can_be_told_where_it_is_wanted():
    told = build((row(), due(40)), empty=True)

    assert told is not None
    assert digest.headline(told) == ""
    assert dict(told.counts)["waiting"] == dict(told.counts)["total"] == 1
    assert told.coverage == "nobody has looked for a response: no source is watched"


def test_every_ask_is_counted_once():
    asks = [
        (row(1, state=AskState(outcome=Outcome.ANSWERED)), due(None, Clock.STOPPED)),
        (row(2, waiting_candidates=1), LATE),
        (row(3), LATE),
        (row(4), due(40)),
    ]

    counts = dict(build(*asks).counts)

    total = counts.pop("total")
    assert total == sum(counts.values()) == 4
    assert {name: n for name, n in counts.items() if n} == {
        "answered": 1,
        "to review": 1,
        "overdue": 1,
        "waiting": 1,
    }


@pytest.mark.parametrize(
    ("asks", "letters"),
    [
        ([(row(1), LATE)], [letter_row(2)]),
        ([(row(1), LATE), (row(1), LATE)], [letter_row(2)]),
    ],
)
def test_a_digest_whose_numbers_do_not_add_up_is_refused(asks, letters):
    with pytest.raises(CountsError, match="the digest's numbers do not add up: the board has"):
        build(*asks, letters=letters)


def test_a_decision_of_the_week_is_told_with_who_why_and_its_passage():
    answered = row(state=AskState(outcome=Outcome.ANSWERED))
    events = [
        decision(1, BEFORE, Outcome.ACKNOWLEDGED, why="an interim reply"),
        decision(2, IN, Outcome.ANSWERED, why="the annex names them", evidence_id=5),
    ]

    [line] = build(
        (answered, due(None, Clock.STOPPED)), events=events, evidence=[evidence(private=False)]
    ).answers

    assert line.words == (
        "They answered: ask 1, “name the officials who closed the harbour” "
        "(Letter on the harbour of Veldania). Ana, 18 Nov 2026 10:00. Why: the annex names them"
    )
    assert line.command == "askwatch ask show 1"
    assert line.quote == "The officials are named in the annex."
    assert line.url == "https://news.example/annex"


def test_decisions_are_told_in_the_order_in_which_they_were_made():
    events = [decision(n, IN, Outcome.DECLINED, ask_id=ask_id) for n, ask_id in ((1, 2), (2, 1))]

    told = build((row(1), due(40)), (row(2), due(40)), events=events)

    assert [line.command[-1] for line in told.answers] == ["2", "1"]


def test_private_evidence_and_the_reason_that_may_repeat_it_stay_out():
    events = [decision(2, IN, Outcome.ANSWERED, why="the annex names Otto Bly", evidence_id=5)]

    [line] = build(
        (row(), due(None, Clock.STOPPED)), events=events, evidence=[evidence(private=True)]
    ).answers

    assert line.words.endswith("Ana, 18 Nov 2026 10:00; the evidence may not be shown")
    assert (line.quote, line.url) == (None, None)


def test_an_answer_that_was_called_inadequate_is_told_so():
    events = [
        decision(1, BEFORE, Outcome.ANSWERED),
        event(2, at=IN, kind=EventKind.ADEQUACY_SET, after="no", why="it names nobody"),
    ]

    [line] = build((row(), LATE), events=events).answers

    assert line.words.startswith("They answered; the answer is not adequate: ask 1")


def test_a_decision_taken_back_since_the_last_digest_is_told():
    events = [
        decision(1, BEFORE, Outcome.ANSWERED),
        event(2, at=IN, kind=EventKind.UNDONE, after=None, undoes=1),
        event(3, at=IN, kind=EventKind.NOTE_ADDED, after="sorry", who="Ben"),
    ]

    [line] = build((row(), due(40)), events=events).answers

    assert line.words.startswith("No response found yet: ask 1")
    assert line.words.endswith("An earlier decision was taken back. Ana, 18 Nov 2026 10:00")


def test_what_was_decided_and_taken_back_within_the_week_is_no_news():
    events = [
        decision(1, IN, Outcome.ANSWERED),
        event(2, at=IN, kind=EventKind.UNDONE, after=None, undoes=1),
        decision(3, AFTER, Outcome.DECLINED),
        decision(4, IN, Outcome.DECLINED, ask_id=99),
    ]

    assert build((row(), due(40)), events=events) is None


def test_waiting_candidates_come_best_first_and_private_ones_without_a_word_of_theirs():
    waiting = [
        candidate(1, score=0.9, private=True, title="Secret cable"),
        candidate(2, score=0.4),
        candidate(3, score=0.8, verdict=Verdict.LATER, published=None),
        candidate(4, verdict=Verdict.REJECTED),
        candidate(5, ask_id=99),
    ]

    first, second, hidden = build((row(waiting_candidates=3), LATE), candidates=waiting).to_review

    assert first.words == (
        "Statement on Veldania (no date) may answer ask 1, “name the officials who closed the "
        "harbour” (Letter on the harbour of Veldania): names the harbour; same addressee. "
        "Overdue by 3 days; 3 possible answers wait for review"
    )
    assert "(18 Nov 2026)" in second.words
    assert second.command == "askwatch review list --ask 1"
    assert hidden.words.startswith("A document that may not be shown here may answer ask 1")
    assert (hidden.quote, hidden.url) == (None, None)


def test_no_word_or_address_from_outside_can_move_a_cursor():
    hostile = candidate(
        1, title="A\x1b[2Jtitle", url="https://x.example/\x1b[2J", quote="one\r\ntwo\u202e"
    )

    [line] = build((row(waiting_candidates=1), LATE), candidates=[hostile]).to_review

    assert (line.words + line.url + line.quote).isprintable()


def test_an_ask_is_newly_overdue_once_and_only_without_an_unread_candidate():
    asks = [(row(1), LATE), (row(2, waiting_candidates=1), LATE), (row(3), LONG_LATE)]

    [line] = build(*asks).newly_overdue

    assert line.words == (
        "Overdue by 3 days: ask 1, “name the officials who closed the harbour” "
        "(Letter on the harbour of Veldania); due 17 Nov 2026: our default"
    )


def test_an_ask_whose_candidate_was_rejected_this_week_is_overdue_news():
    rejected = event(1, at=IN, kind=EventKind.CANDIDATE_REJECTED, after=None)

    assert len(build((row(), LONG_LATE), events=[rejected]).newly_overdue) == 1


@pytest.mark.parametrize(
    ("promised", "waiting", "told"),
    [(date(2026, 11, 18), 0, 1), (date(2026, 11, 18), 1, 0), (date(2026, 11, 2), 0, 0)],
)
def test_a_promise_that_was_broken_this_week_is_news_unless_an_answer_waits(
    promised, waiting, told
):
    days = (promised - date(2026, 11, 20)).days
    later = replace(due(9), promised=promised, promise_days=days)

    lines = build((row(waiting_candidates=waiting), later), empty=True).promises

    assert len(lines) == told
    assert all("the answer promised by 18 Nov 2026 is 2 days late" in x.words for x in lines)


def test_changed_evidence_is_told_as_such():
    [line] = build(
        (row(waiting_candidates=1, changed_evidence=1), due(40)),
        candidates=[candidate(1, evidence_id=5)],
    ).changed

    assert line.words.startswith(
        "Statement on Veldania (18 Nov 2026), on which a decision rests, has changed: ask 1, "
    )


def test_an_old_ask_of_a_new_letter_is_overdue_news():
    added = event(1, at=IN, kind=EventKind.LETTER_ADDED, ask_id=None)

    assert len(build((row(), LONG_LATE), events=[added]).newly_overdue) == 1


def test_an_overdue_ask_without_a_day_is_no_news():
    odd = Due(day=None, why="", clock=Clock.OVERDUE, days=None)

    assert build((row(), odd)) is None


def test_what_falls_due_within_a_fortnight_is_told_soonest_first():
    told = build((row(1), due(14)), (row(2), due(3, Clock.DUE_SOON)), (row(3), due(15)))

    assert [line.command for line in told.due_soon] == [
        "askwatch ask show 2",
        "askwatch ask show 1",
    ]


def test_new_letters_are_told_with_what_is_known_of_them():
    added = [
        event(n, at=at, kind=EventKind.LETTER_ADDED, letter_id=n, ask_id=None)
        for n, at in ((1, IN), (2, BEFORE))
    ]
    letters = [
        letter_row(1),
        letter_row(0, id=2),
    ]

    [line] = build((row(), due(40)), letters=letters, events=added).new_letters

    assert line.words == (
        "Letter on the harbour of Veldania: 1 ask, 2 signatories, to Ada Holm, Secretary of State"
    )
    assert line.command == "askwatch letter show 1"
    assert line.url == "https://a.example"


def test_a_letter_that_only_the_machine_has_read_says_so():
    added = [event(at=IN, kind=EventKind.LETTER_ADDED, ask_id=None)]
    letters = [letter_row(1, confirmed=False, stated_total=51)]

    [line] = build((row(), due(40)), letters=letters, events=added).new_letters

    assert "1 ask, 51 signatories, to" in line.words
    assert line.words.endswith("; nobody has confirmed the reading yet")


def test_sources_in_trouble_are_told():
    blocked = watched(last=visit(status=VisitStatus.BLOCKED, error="a wall"), failures=2)

    [line] = build((row(), due(40)), watched=[blocked, watched("well")]).troubles

    assert line.words.startswith("veldania-news: blocked: a wall; 2 visits in a row")


def test_the_headline_names_what_happened():
    told = build((row(1), LATE), (row(2), due(3)), candidates=[candidate(1), candidate(2)])

    assert digest.headline(told) == ("2 possible answers to review, 1 newly overdue, 1 due soon")


def test_this_week_begins_on_monday_at_midnight_at_home():
    now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    told = digest.period(None, now, HOME)

    assert told == Period(
        week="2026-W47", since=datetime(2026, 11, 16, 5, 0, tzinfo=UTC), until=now
    )


def test_this_week_begins_where_the_last_digest_ended():
    now = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
    last = now - timedelta(days=7)

    told = digest.period(None, now, HOME, last=last)

    assert (told.week, told.until) == ("2026-W47", now)
    assert last < told.since <= last + timedelta(seconds=1)


def test_a_named_week_keeps_its_hours_when_the_clocks_change():
    told = digest.period("2026-W44", datetime(2026, 11, 21, 12, 0, tzinfo=UTC), HOME)

    assert told.until - told.since + digest.INSTANT == timedelta(days=7, hours=1)


def test_the_week_at_the_turn_of_the_year_belongs_to_one_year():
    told = digest.period(None, datetime(2027, 1, 1, 12, 0, tzinfo=UTC), HOME)

    assert told.week == "2026-W53"


@pytest.mark.parametrize("week", ["2026-W54", "2025-W53", "0000-W01", "2026-47", "W47", "2026-W00"])
def test_a_week_that_does_not_exist_is_named(week):
    with pytest.raises(UsageError, match=f"no such week: '{week}'; write it like '2026-W47'"):
        digest.period(week, AFTER, HOME)


def test_a_week_that_has_not_begun_has_no_digest():
    with pytest.raises(UsageError, match="the week has not begun"):
        digest.period("2026-W49", AFTER, HOME)
