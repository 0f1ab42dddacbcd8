"""What a digest tells beyond decisions and dates, to whom, and the numbers beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.tracker.samples import due, event, row, watched
from tests.tracker.test_digest import (
    BEFORE,
    HOME,
    IN,
    LATE,
    WEEK,
    build,
    candidate,
    decision,
    evidence,
    letter_row,
)
from tracker import digest
from tracker.coverage import Coverage, Covered
from tracker.digest import Material
from tracker.schedule import HealthChange, HealthState
from tracker.types import Address, AddressState, AskState, Clock, EventKind, Outcome


def test_what_a_person_said_of_changed_evidence_is_told():
    said = [
        event(1, at=IN, kind=EventKind.EVIDENCE_LOST, why="the page says less now"),
        event(2, at=IN, kind=EventKind.EVIDENCE_HOLDS, ask_id=2),
        event(3, at=BEFORE, kind=EventKind.EVIDENCE_LOST),
    ]

    lost, holds = build((row(1), due(40)), (row(2), due(40)), events=said).changed

    assert lost.words.startswith("Evidence no longer holds: ask 1")
    assert lost.words.endswith("Ana, 18 Nov 2026 10:00. Why: the page says less now")
    assert holds.words.startswith("Evidence still holds: ask 2")


def test_pages_of_evidence_that_went_away_or_have_a_copy_now_are_told_once():
    url = "https://releases.example.gov/"
    state = {"checked": IN, "state": AddressState.GONE, "since": IN}
    gone = Address(url=f"{url}1", why="the server answers 404", **state)
    altered = Address(url=f"{url}2", **state | {"state": AddressState.ALTERED})
    copied = Address(
        url=f"{url}3",
        suggestion="https://archive.example/3",
        searched=IN,
        **state | {"since": BEFORE},
    )
    told_before = Address(url=f"{url}4", **state | {"since": BEFORE})
    of_others = Address(url=f"{url}5", **state)
    held = [(gone, (1, 2)), (altered, (2,)), (copied, (1,)), (told_before, (1,)), (of_others, (9,))]

    told = build((row(1), due(40)), (row(2), due(40)), addresses=held).changed

    assert [line.url for line in told] == [f"{url}{n}" for n in (1, 2, 3)]
    assert told[0].words.startswith(
        "A page on which a decision rests is gone since 18 Nov 2026 10:00 (the server answers 404)"
        ": ask 1"
    )
    assert told[0].words.endswith(", and 1 other ask")
    assert "has the quoted words no longer since" in told[1].words
    assert told[2].words.endswith(". A copy may stand at https://archive.example/3")
    assert {line.command for line in told} == {"askwatch document addresses"}


def test_a_source_that_came_back_and_days_on_which_nobody_looked_are_told():
    back = HealthChange(
        source="veldania-news",
        at=IN,
        was=HealthState.BLOCKED,
        state=HealthState.DELIVERING,
        words="newest item 18 Nov",
    )
    spell = (date(2026, 11, 17), date(2026, 11, 17))
    seen = Covered(source=watched().source, looks=3, good=3, days=1, unwatched=(spell,))
    unseen = Covered(source=watched().source, unwatched=(spell,))
    found = Coverage(since=spell[0], until=spell[1], sources=(seen, unseen))

    told = build((row(), due(40)), health=[back], coverage=found).troubles

    assert told[0].words.startswith("veldania-news: delivering again: newest item")
    assert told[1].words.startswith("veldania-news: looked at 3 times on 1 good day")
    assert told[1].words.endswith("not watched on 17 Nov 2026")


def test_a_letter_that_gained_a_source_or_signers_is_told_and_a_new_one_once():
    grown = [
        event(1, at=IN, kind=EventKind.SOURCE_ADDED, ask_id=None),
        event(2, at=IN, kind=EventKind.LETTER_EDITED, letter_id=2, ask_id=None, after="title: x"),
        event(3, at=IN, kind=EventKind.LETTER_ADDED, letter_id=3, ask_id=None),
        event(4, at=IN, kind=EventKind.SOURCE_ADDED, letter_id=3, ask_id=None),
    ]
    letters = [letter_row(1), letter_row(0, id=2), letter_row(0, id=3)]

    new, more = build((row(), due(40)), letters=letters, events=grown).new_letters

    assert (new.command, more.command) == ("askwatch letter show 3", "askwatch letter show 1")
    assert more.words.startswith("More is known: Letter on the harbour")


def test_a_promise_for_an_ask_that_is_overdue_news_is_told_once():
    both = replace(LATE, promised=date(2026, 11, 18), promise_days=-2)

    told = build((row(), both))

    assert (len(told.newly_overdue), told.promises) == (1, ())


def test_dates_and_their_reasons_are_written_as_the_reader_has_them():
    held = Material(asks=[(row(), LATE)], letters=[letter_row(1)], events=[])

    told = digest.build(WEEK, held, HOME, dates="iso")

    assert "due 2026-" in told.newly_overdue[0].words


def test_one_readers_digest_holds_what_concerns_their_letters_alone():
    other = replace(row(2), letter_id=2)
    held = Material(
        asks=[(row(1), due(3)), (other, due(3))],
        letters=[letter_row(1), letter_row(1, id=2)],
        events=[
            decision(1, IN, Outcome.DECLINED),
            decision(2, IN, Outcome.DECLINED, ask_id=2, letter_id=2),
            event(3, at=IN, kind=EventKind.LETTER_ADDED, letter_id=2, ask_id=None),
        ],
        struck=[replace(row(3), letter_id=2)],
        candidates=[candidate(1), candidate(2, ask_id=2)],
        evidence=[evidence(private=False)],
    )

    mine = digest.narrowed(held, {1})
    told = digest.build(WEEK, mine, HOME, scope="Courts")

    assert dict(told.counts)["total"] == 1
    assert [line.command[-1] for line in told.answers] == ["1"]
    assert (len(mine.candidates), len(mine.evidence), mine.struck) == (1, 1, [])
    assert (told.new_letters, told.scope) == ((), "Courts")


def test_last_weeks_numbers_and_the_trend_stand_beside_todays():
    answered = row(state=AskState(outcome=Outcome.ANSWERED))
    told = build((answered, due(None, Clock.STOPPED)), events=[decision(1, IN, Outcome.ANSWERED)])

    assert (dict(told.counts)["answered"], dict(told.before)["answered"]) == (1, 0)
    assert [point.answered for point in told.trend][-2:] == [0, 1]
    assert len(told.trend) == digest.WEEKS


def test_a_digest_that_makes_up_for_others_says_for_how_many_weeks():
    long = replace(WEEK, since=WEEK.until - timedelta(weeks=3))

    assert digest.late(WEEK) == ""
    assert digest.late(long).startswith("It tells of 3 weeks")


def test_the_trend_begins_where_there_was_something_to_count():
    added = event(1, at=BEFORE, kind=EventKind.LETTER_ADDED, ask_id=None)

    assert len(build((row(), due(3)), events=[added]).trend) == 2
