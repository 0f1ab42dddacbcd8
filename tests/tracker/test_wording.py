"""The words that staff read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.tracker.samples import NOON, SECRETARY, candidate, due, letter, row, visit, watched
from tracker import wording
from tracker.schedule import Health, HealthState
from tracker.standing import Standing
from tracker.types import (
    Addressee,
    AskState,
    Clock,
    Outcome,
    Signatory,
    VisitStatus,
)

HOME = ZoneInfo("America/New_York")


def signer(name: str, *, lead: bool = False) -> Signatory:
    return Signatory(name=name, printed=name, bioguide=None, lead=lead)


def test_numbers_and_days_are_written_as_people_write_them():
    assert [wording.plural(n, "ask") for n in (0, 1, 1200)] == ["0 asks", "1 ask", "1,200 asks"]
    assert wording.plural(2, "reply", "replies") == "2 replies"
    assert wording.day(date(2023, 11, 29)) == "29 Nov 2023"
    assert wording.day(None) == "no date"


def test_times_stand_in_the_organisations_zone_with_daylight_saving():
    summer = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)

    assert wording.moment(summer, HOME) == "1 Jul 2026 08:00"
    assert wording.moment(NOON, HOME, year=False) == "20 Nov 07:00"
    assert wording.moment(None, HOME) == "never"


def test_every_clock_and_outcome_has_a_symbol_and_its_word():
    for clock in Clock:
        symbol, _, word = wording.clock(clock).partition(" ")
        assert (len(symbol), word) == (1, clock.value)
    for outcome in Outcome:
        symbol, _, word = wording.outcome(outcome).partition(" ")
        assert (len(symbol), word) == (1, outcome.value)


def test_an_outcome_is_told_as_a_sentence():
    assert wording.outcome_sentence(Outcome.ACKNOWLEDGED) == (
        "They acknowledged the letter but have not answered"
    )


def test_a_standing_has_a_symbol_beside_its_word():
    assert wording.standing(row(waiting_candidates=2), due(-1, Clock.OVERDUE)) == "? to review"
    assert wording.counts([(row(), due())])[-1] == ("total", 1)


@pytest.mark.parametrize(
    ("ask", "clock", "words"),
    [
        (row(), due(12), "Due in 12 days"),
        (row(), due(0, Clock.DUE_SOON), "Due today"),
        (row(), due(1, Clock.DUE_SOON), "Due tomorrow"),
        (row(), due(None), "No response found yet, and no due date"),
        (
            row(waiting_candidates=1),
            due(-12, Clock.OVERDUE),
            "Overdue by 12 days; 1 possible answer waits for review",
        ),
        (
            row(state=AskState(outcome=Outcome.ACKNOWLEDGED), waiting_candidates=2),
            due(-1, Clock.LONG_OVERDUE),
            "They acknowledged the letter but have not answered; long overdue by 1 day; "
            "2 possible answers wait for review",
        ),
        (
            row(state=AskState(outcome=Outcome.ANSWERED)),
            due(None, Clock.STOPPED),
            "They answered",
        ),
        (
            row(state=AskState(outcome=Outcome.ANSWERED, adequate=False)),
            due(-2, Clock.OVERDUE),
            "They answered; the answer is not adequate; overdue by 2 days",
        ),
    ],
)
def test_how_an_ask_stands_fits_on_one_line(ask, clock, words):
    assert wording.status(ask, clock) == words


@pytest.mark.parametrize(
    ("ask", "clock", "words"),
    [
        (
            row(waiting_candidates=3, changed_evidence=1),
            due(-2, Clock.OVERDUE),
            "Overdue by 2 days; 2 possible answers wait for review; "
            "its evidence has changed at the source, which waits for review",
        ),
        (
            row(
                state=AskState(outcome=Outcome.ANSWERED, doubted=4),
                waiting_candidates=1,
                changed_evidence=1,
            ),
            due(None, Clock.STOPPED),
            "They answered; its evidence has changed at the source, which waits for review; "
            "its evidence no longer holds; look at the outcome again",
        ),
        (row(), due(9, Clock.PAUSED), "The clock is paused, due 29 Nov 2026"),
        (row(), due(None, Clock.PAUSED), "The clock is paused"),
        (
            row(state=AskState(unread=(4, 7))),
            due(0),
            "Due today; event 4, 7 was written by another version of askwatch and is not read",
        ),
    ],
)
def test_what_makes_an_ask_uncertain_is_said_beside_how_it_stands(ask, clock, words):
    assert wording.status(ask, clock) == words


def test_the_due_column_gives_the_day_and_how_far_it_is():
    stopped = wording.Due(day=date(2026, 11, 20), why="", clock=Clock.STOPPED, days=None)

    assert [wording.due_short(d) for d in (due(None), stopped, due(-2), due(0), due(9))] == [
        "no date",
        "20 Nov 2026, stopped",
        "18 Nov 2026, 2 days over",
        "20 Nov 2026, today",
        "29 Nov 2026, in 9 days",
    ]


def test_a_letter_is_rolled_up_from_its_asks():
    asks = [
        (row(1, state=AskState(outcome=Outcome.ANSWERED)), due(None, Clock.STOPPED)),
        (row(2), due(-3, Clock.OVERDUE)),
        (row(3, waiting_candidates=1), due(-3, Clock.OVERDUE)),
    ]

    assert wording.rollup(asks) == "1 of 3 answered, 1 to review, 1 overdue"
    assert wording.rollup([]) == "no asks"


def test_addressees_are_named_with_their_office():
    board = Addressee(name=None, office="Harbour Board")

    assert wording.addressees((SECRETARY,)) == "Ada Holm, Secretary of State"
    assert wording.addressees((SECRETARY, board, board)) == (
        "Ada Holm, Secretary of State; Harbour Board; and 1 more"
    )
    assert wording.addressees(()) == "no addressee"
    assert wording.addressee(Addressee(name=None, office=None)) == "unnamed"


@pytest.mark.parametrize(
    ("names", "stated", "words"),
    [
        ((), None, "no signatory known"),
        ((), 51, "51 signatories, none named"),
        ((signer("Ann Lee", lead=True),), 1, "Ann Lee"),
        ((signer("Bo Ek"), signer("Ann Lee", lead=True)), None, "Ann Lee (lead) and 1 other"),
        ((signer("Bo Ek"), signer("Ann Lee")), 51, "Bo Ek and 1 other, 2 named of 51"),
    ],
)
def test_signatories_are_told_as_far_as_they_are_known(names, stated, words):
    assert wording.signatories(letter(signatories=names, stated_total=stated)) == words


def test_no_response_is_told_as_an_observation_with_its_limits():
    sources = [
        watched("one", gaps=2),
        watched("two", failures=1),
        watched("three", last=None, last_good=None),
        watched("off", enabled=False),
    ]

    assert wording.coverage(sources[:1], HOME) == (
        "no public response found in 1 source, last checked 20 Nov 07:00, 2 gaps"
    )
    assert wording.coverage(sources, HOME) == (
        "no public response found in 2 sources, last checked 20 Nov 07:00, 2 gaps, "
        "1 source failing now, 1 source never reached"
    )


def test_where_nobody_has_looked_nothing_is_claimed():
    unreached = watched(last=None, last_good=None)

    assert wording.coverage([unreached], HOME) == (
        "nobody has looked for a response: none of 1 source has been reached yet"
    )
    assert wording.coverage([], HOME) == ("nobody has looked for a response: no source is watched")


def test_a_failing_source_says_why_and_since_when():
    said = "blocked: 'veldania-news': an HTML page came instead of JSON"
    blocked = visit(status=VisitStatus.BLOCKED, error=said)

    assert wording.trouble(watched(last=blocked, failures=3), NOON, HOME) == (
        "veldania-news: blocked: an HTML page came instead of JSON; 3 visits in a row; "
        "last good answer 20 Nov 2026 07:00"
    )


def test_a_source_without_trouble_has_no_words_of_it():
    blocked = visit(status=VisitStatus.BLOCKED, error="a wall")

    assert wording.trouble(watched(), NOON, HOME) is None
    assert wording.trouble(watched(last=None), NOON, HOME) is None
    assert wording.trouble(watched(last=blocked, enabled=False), NOON, HOME) is None


@pytest.mark.parametrize(
    ("state", "words"),
    [(HealthState.DELIVERING, "✓ delivering"), (HealthState.BLOCKED, "✗ blocked")],
)
def test_health_has_a_symbol_and_a_word(state, words):
    assert wording.health(Health(state, "403 Forbidden")) == words


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (0.823, "Likely an answer (82 %)"),
        (0.5, "Perhaps an answer (50 %)"),
        (0.2, "Possibly related (20 %)"),
    ],
)
def test_sureness_says_a_word_beside_the_share(score, words):
    assert wording.sureness(score) == words


def test_changed_evidence_is_no_likely_answer():
    proposed = candidate(1, score=0.8)

    assert wording.proposal(proposed) == "Likely an answer (80 %)"
    assert wording.proposal(replace(proposed, evidence_id=3)) == "Evidence changed at its source"


def test_a_warning_goes_when_its_name_is_resolved():
    held = letter(
        signatories=(
            Signatory(name="Ann Lee", printed="Ann Lee", bioguide="L000901"),
            Signatory(name="Bo Fox", printed="Bo Fox", bioguide=None),
        ),
        warnings=(
            "name not resolved: 'Ann Lee': 2 members of that name sat",
            "name not resolved: 'Bo Fox': no member of that name",
            "no date\nis printed",
        ),
    )

    assert wording.warnings(held) == (
        "name not resolved: 'Bo Fox': no member of that name",
        "no date is printed",
    )


def test_a_warning_goes_when_a_person_has_filled_the_gap():
    held = letter(
        letter_date=None,
        signatories=(Signatory(name="Ann Lee", printed="Ann Lee", bioguide="L000901"),),
        warnings=("no date was found on the letter", "no signatory was found"),
    )

    assert wording.warnings(held) == ("no date was found on the letter",)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (datetime(2026, 7, 1, 0, 0, tzinfo=UTC), "1 Jul 2026"),
        (datetime(2026, 7, 1, 1, 30, tzinfo=UTC), "30 Jun 2026 21:30"),
        (None, "no date"),
    ],
)
def test_a_day_without_a_time_is_moved_by_no_zone(when, words):
    assert wording.published(when, HOME) == words


@pytest.mark.parametrize(
    ("found", "width", "bar"),
    [
        ({}, 8, ""),
        ({Standing.OVERDUE: 2, Standing.ANSWERED: 1}, 8, "✓!!"),
        ({Standing.ANSWERED: 1, Standing.OVERDUE: 999}, 8, "✓!!!!!!"),
        (dict.fromkeys(Standing, 5), 4, "✓◐◔✗"),
    ],
)
def test_a_bar_has_a_symbol_of_each_heap_and_fits(found, width, bar):
    assert wording.bar(found, width) == bar
