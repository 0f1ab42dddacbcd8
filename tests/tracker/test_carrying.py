"""What may carry an ask on, and how that is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests import builders as a
from tracker import carrying
from tracker.errors import NotAllowedError
from tracker.timeline import timeline
from tracker.types import (
    Ask,
    AskKind,
    DocumentKind,
    Event,
    EventKind,
    Hearing,
    Letter,
    Link,
    Span,
)

ASK = Ask(
    id=3,
    letter_id=2,
    number=1,
    quote="Tell us.",
    span=Span(0, 8),
    kind=AskKind.INFORMATION,
    summary="Tell us",
    due=None,
    confidence=1.0,
)
LETTER = Letter(
    id=2,
    title="Courts of Norvania",
    kind=DocumentKind.LETTER,
    letter_date=date(2025, 3, 3),
    announced=None,
    addressees=(),
    cc=(),
    signatories=(),
    stated_total=None,
    reply_by=None,
    committee=None,
    text="Tell us.",
    asks=(ASK,),
    sources=(),
    warnings=(),
    recorded=a.NOW,
    confirmed=None,
)
LATER = replace(LETTER, id=7, letter_date=date(2026, 3, 9), asks=())
AGAIN = replace(ASK, id=12, letter_id=7)
QUESTION = Hearing(text="When will it come?", day=date(2025, 6, 1))
LINK = Link(id=5, ask_id=3, letter_id=2, summary="Tell us")


def test_a_later_letter_may_ask_again():
    carrying.check_letter(ASK, LETTER, LATER, AGAIN)
    carrying.check_letter(ASK, LETTER, replace(LATER, letter_date=None), None)
    carrying.check_hearing(ASK, LETTER, QUESTION)
    carrying.check_hearing(ASK, replace(LETTER, letter_date=None), QUESTION)


@pytest.mark.parametrize(
    ("ask", "later", "again", "words"),
    [
        (ASK, LETTER, None, "could not link: 'letter 2': it is the letter of the ask itself"),
        (
            ASK,
            replace(LATER, letter_date=date(2024, 1, 2)),
            None,
            "could not link: 'letter 7': its date, 2 Jan 2024, lies before 3 Mar 2025; "
            "link from its asks to letter 2",
        ),
        (
            ASK,
            LATER,
            replace(AGAIN, letter_id=9),
            "could not link: 'ask 12': it is none of letter 7",
        ),
        (ASK, LATER, replace(AGAIN, struck=True), "could not link: 'ask 12': it is struck"),
        (replace(ASK, struck=True), LATER, None, "could not link: 'ask 3': it is struck"),
    ],
)
def test_what_cannot_ask_it_again_is_refused(ask, later, again, words):
    with pytest.raises(NotAllowedError) as told:
        carrying.check_letter(ask, LETTER, later, again)

    assert str(told.value).startswith(words)


def test_a_question_without_words_or_before_the_letter_is_refused():
    with pytest.raises(NotAllowedError, match="the question has no words"):
        carrying.check_hearing(ASK, LETTER, replace(QUESTION, text=" "))
    with pytest.raises(NotAllowedError, match="'1 Jan 2025': the letter is of 3 Mar 2025"):
        carrying.check_hearing(ASK, LETTER, replace(QUESTION, day=date(2025, 1, 1)))


@pytest.mark.parametrize(
    ("link", "words"),
    [
        (
            replace(LINK, later_letter_id=7, later_ask_id=12, day=date(2026, 3, 9)),
            "asked again in letter 7 on 9 Mar 2026 (ask 12)",
        ),
        (replace(LINK, later_letter_id=7), "asked again in letter 7"),
        (
            replace(LINK, hearing=QUESTION, day=QUESTION.day),
            "asked again at a hearing on 1 Jun 2025: “When will it come?”",
        ),
        (
            replace(
                LINK,
                hearing=replace(
                    QUESTION, asker="Sen. Vey", committee="Courts", url="https://x.gov"
                ),
                day=QUESTION.day,
            ),
            "asked again at a hearing on 1 Jun 2025 by Sen. Vey, Courts: “When will it come?” "
            "(https://x.gov)",
        ),
    ],
)
def test_a_link_is_told_from_the_earlier_ask(link, words):
    assert carrying.onward(link) == words


def test_a_link_is_told_from_the_later_letter():
    assert carrying.backward(LINK) == "carries on ask 3 of letter 2: Tell us"
    by = replace(LINK, later_ask_id=12)
    assert carrying.backward(by) == "ask 12 carries on ask 3 of letter 2: Tell us"


def test_letters_links_and_events_stand_in_one_line_of_time():
    event = Event(
        id=9,
        at=datetime(2025, 5, 1, 2, tzinfo=UTC),
        who="Ana",
        kind=EventKind.OUTCOME_SET,
        letter_id=2,
        ask_id=3,
        before=None,
        after="acknowledged",
        why=None,
    )
    undated = replace(LETTER, id=8, letter_date=None)
    hearing = replace(LINK, hearing=QUESTION, day=QUESTION.day)

    moments = timeline([LETTER, undated], [hearing], [event], UTC)

    assert [(m.mark, m.day) for m in moments] == [
        ("letter 8", None),
        ("letter 2", date(2025, 3, 3)),
        ("event 9", date(2025, 5, 1)),
        ("link 5", date(2025, 6, 1)),
    ]
    assert moments[3].words.startswith("1 Jun 2025: ask 3 asked again at a hearing")
