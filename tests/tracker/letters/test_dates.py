from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.letters import dates
from tracker.letters.structure import zones
from tracker.types import Incoming

DAY = date(2031, 5, 5)


def incoming(text, **more):
    return Incoming(**{"id": "x", "text": text, **more})


def printed(text, **more):
    day, span = dates.letter_date(zones(text), incoming(text, **more))
    return (day, span.of(text)) if span else (day, None)


def wanted(body, letter_date=DAY, published=None):
    text = f"Dear Secretary Thornquist:\n\n{body}\n\nSincerely,"
    return dates.reply_by(zones(text), incoming(text, published=published), letter_date)


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("May 5, 2031\n\nThe Honorable Ida Thornquist", (DAY, "May 5, 2031")),
        ("5 May 2031\n\nThe Honorable Ida Thornquist", (DAY, "5 May 2031")),
        ("05/05/2031\n\nThe Honorable Ida Thornquist", (DAY, "05/05/2031")),
        ("5.5.31\n\nThe Honorable Ida Thornquist", (DAY, "5.5.31")),
        ("May 5, 2031   The Honorable Ida Thornquist Secretary", (DAY, "May 5, 2031")),
        ("February 31, 2031\n\nThe Honorable Ida Thornquist", (None, None)),
        ("May 5, 9031\n\nThe Honorable Ida Thornquist", (None, None)),
        ("The Honorable Ida Thornquist", (None, None)),
    ],
)
def test_the_date_above_the_greeting_is_the_letters(head, found):
    assert printed(f"{head}\n\nDear Secretary Thornquist:\n\nGo.\n\nSincerely,") == found


def test_a_date_right_below_the_greeting_is_the_letters_too():
    text = "Dear Secretary Thornquist,\n\nMay 5, 2031\n\nWe write about May 9, 2031.\n\nSincerely,"

    assert printed(text) == (DAY, "May 5, 2031")
    assert printed(text.replace("May 5, 2031\n\n", "")) == (None, None)
    assert printed("Dear Secretary Roe,\n\nMay 5, 2031 was dark.\n\nSincerely,") == (None, None)


def test_a_date_above_the_releases_title_is_the_releases():
    title = "Roe Demands Light for the Cape"
    text = (
        f"May 7, 2031\n\n{title}\n\nThe Honorable Ida Thornquist\n\nDear Secretary"
        " Thornquist:\n\nGo.\n\nSincerely,"
    )

    assert printed(text, title=title) == (None, None)
    assert printed(text, title="Another title of some length") == (
        date(2031, 5, 7),
        "May 7, 2031",
    )


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Please respond by May 30, 2031.", date(2031, 5, 30)),
        ("Please respond no later than 5:00 p.m. on Friday, May 30.", date(2031, 5, 30)),
        ("Please answer these questions by close of business on May 30.", date(2031, 5, 30)),
        ("Please respond by January 9.", date(2032, 1, 9)),
        ("Please respond by May 30. Please reply by June 9.", date(2031, 5, 30)),
        ("We ask for a written reply within ten business days.", date(2031, 5, 19)),
        ("We ask for a reply within 30 days of receipt of this letter.", date(2031, 6, 4)),
        ("We ask for a reply in three weeks.", date(2031, 5, 26)),
        ("Please reply no later than two weeks from the date of this letter.", date(2031, 5, 19)),
        ("We look forward to your response within two months.", date(2031, 7, 5)),
        ("We ask for a reply within nine (9) months.", date(2032, 2, 5)),
        ("We ask for a reply within some days.", None),
        ("The lamp must be replaced within 30 days of the law's signing, please respond.", None),
        ("The law says that keepers answer by May 30, 2031.", None),
        ("We urge you to light the lamp by May 30, 2031.", None),
        ("We ask you to respond by the sea.", None),
    ],
)
def test_the_deadline_of_a_letter(sentence, day):
    assert wanted(sentence) == (day, ())


def test_a_request_for_an_answer_counts_before_one_for_papers():
    body = "Please provide the documents by May 20. We ask you to respond by May 30."

    assert wanted(body)[0] == date(2031, 5, 30)


def test_the_letters_own_words_count_before_the_releases():
    text = (
        "Rep. Roe asked the Secretary to respond by May 12. The text follows:\n\n"
        "Dear Secretary Thornquist:\n\nPlease provide the plans by May 20.\n\nSincerely,"
    )

    assert dates.reply_by(zones(text), incoming(text), DAY)[0] == date(2031, 5, 20)


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("Please respond within 30 days.", "no date is printed on the letter"),
        ("Please respond by May 30.", "no year"),
        ("Please respond by May 32, 2031.", "no such day"),
        ("Please respond no later than X.", "the day was left open"),
    ],
)
def test_a_deadline_that_cannot_be_resolved_is_a_warning(sentence, why):
    assert wanted(sentence, letter_date=None) == (
        None,
        (f"deadline not resolved: '{sentence}': {why}",),
    )


def test_a_deadline_before_the_letter_is_kept_and_doubted():
    day, [warning] = wanted("Please respond to us by May 20, 2030.")

    assert day == date(2030, 5, 20)
    assert warning.startswith("deadline before the letter: 'Please respond to us by May 20, 2030.'")
    assert warning.endswith(": a slip of the year?")


def test_a_day_without_a_year_comes_after_the_announcement():
    assert wanted("Please respond by May 30.", None, date(2031, 6, 2))[0] == date(2032, 5, 30)


def test_an_ask_may_have_a_date_of_its_own():
    assert dates.due_in("Light the lamp by June 1.", DAY) == date(2031, 6, 1)
    assert dates.due_in("Light the lamp.", DAY) is None


@given(
    st.lists(
        st.sampled_from(
            "Dear Roe:|respond|please|by|within|no later than|May|30|2031|,|(30)|days|weeks|of|X"
            "|February|31|business|a|thirty|\n|\x00|99/99/99|0|within 999 months".split("|")
        ),
        max_size=30,
    )
)
def test_no_text_breaks_the_reading_of_dates(parts):
    text = " ".join(parts)
    _, span = dates.letter_date(zones(text), incoming(text))
    dates.reply_by(zones(text), incoming(text, published=DAY), DAY)

    assert span is None or span.of(text)


def test_every_day_that_a_text_names_is_found_with_its_place():
    text = "On March 3, 2025 we wrote; answer by April 1, not on 2/30/2025."

    found = dates.named(text, date(2025, 3, 3))

    assert [(span.of(text), day) for span, day in found] == [
        ("March 3, 2025", date(2025, 3, 3)),
        ("April 1", date(2025, 4, 1)),
    ]
    assert len(dates.named(text, None)) == 1
