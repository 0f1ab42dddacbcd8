from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tracker.letters import same
from tracker.types import Addressee, DocumentKind, Letter, LetterSource, Reading, Signatory

DAY = date(2031, 5, 5)
THORNQUIST = Addressee(name="Ida Thornquist", office="Secretary of the Sea")
PIKE = Signatory(name="Ursula Pike", printed="Ursula Pike", bioguide="S000001")
BODY = " ".join(
    f"The keeper of lamp number {n} on the Cape of Brandvold wrote that its oil ran out in week"
    f" {n * 7} and that no ship of the Aalto Line has passed since."
    for n in range(1, 6)
)
LETTER = f"Dear Secretary Thornquist:\n\n{BODY}\n\nSincerely,\n\nUrsula Pike"
STORY = (
    "In a letter to Secretary Ida Thornquist, Ursula Pike spoke of the Cape of Brandvold, whose"
    " keepers say that the Aalto Line is gone."
)


QUOTED = (
    "Whoever has stood on that rock in November knows what a night without light is: you hear the"
    " surf before you see it, and then it is too late to turn. My grandfather lost two brothers"
    " there in one hour. We have the oil, we have the people who carry it up, and all that is"
    " wanting is a signature."
)
PIKES = f"Rep. Pike wrote to the Secretary of lamps and oil. “{QUOTED}” Pike was first elected."
HALLAMS = (
    "Today Hallam took up the cause of all who keep a light burning, and asked once more that"
    " somebody pay for it before winter comes to the cape and with it the fogs that every"
    f" skipper fears. “{QUOTED}” Hallam sits for the inland valleys, which have no lamps at all,"
    " yet whose grain goes out by ship in every month of the year that has no ice."
)


def held(text=LETTER, number=1, day=DAY, to=(THORNQUIST,), signed=(PIKE,), url=None):
    source = LetterSource(
        id=number,
        letter_id=number,
        kind=DocumentKind.LETTER,
        url=url,
        name="lamp.txt",
        publisher=None,
        published=day,
        text=text,
        text_hash="",
        raw_hash="",
        recorded=datetime(2031, 5, 6, tzinfo=UTC),
    )
    return Letter(
        id=number,
        title="A lamp",
        kind=DocumentKind.LETTER,
        letter_date=day,
        announced=None,
        addressees=to,
        cc=(),
        signatories=signed,
        stated_total=None,
        reply_by=None,
        committee=None,
        text=text,
        asks=(),
        sources=(source,),
        warnings=(),
        recorded=datetime(2031, 5, 6, tzinfo=UTC),
        confirmed=None,
    )


def find(text, *letters, kind=DocumentKind.ANNOUNCEMENT, day=DAY, url=None, **more):
    reading = Reading(
        kind=kind,
        title="",
        **{"addressees": (THORNQUIST,), "signatories": (PIKE,), **more},
    )
    return same.find(reading, text, day, letters, url=url)


def test_a_release_that_carries_the_letters_words_is_the_letter():
    release = f"Today Rep. Hallam joined a letter.\n\nThe full text follows:\n\n{LETTER}"

    assert find(release, held(BODY.upper(), 3), held()) == same.Same(
        3, "100% of the letter's words are the same"
    )


def test_the_letter_that_shares_most_is_the_one():
    other = LETTER.replace("lamp number 2", "bell").replace("lamp number 4", "bell")

    assert find(LETTER, held(other, 1), held(LETTER, 2), held(other, 3)).letter_id == 2


def test_the_same_words_to_somebody_else_are_another_letter():
    to = (Addressee(name="Ole Brandvold", office=None),)

    assert find(LETTER, held(to=to)) is None


def test_the_same_words_months_later_are_another_letter():
    assert find(LETTER, held(day=date(2031, 1, 5))) is None
    assert find(LETTER, held(day=date(2031, 1, 5)), day=None).letter_id == 1


def test_equal_announcements_without_a_letter_are_one():
    text = f"Rep. Pike wrote to Secretary Thornquist today. {BODY}"

    assert find(text, held(f"{text} Call us.")).reason == (
        "98% of the announcement's words are the same"
    )


def test_a_story_is_about_the_letter_of_the_same_people_days_and_matter():
    assert find(STORY, held(), kind=DocumentKind.COVERAGE) == same.Same(
        1, "same addressee (thornquist), a common signer, the same days and matter"
    )


def test_a_story_of_other_people_days_or_matter_is_about_another_letter():
    story = DocumentKind.COVERAGE
    other = Signatory(name="Osbert Hallam", printed="Osbert Hallam", bioguide=None)

    assert find(STORY, held(), kind=story, signatories=(other,)) is None
    assert find(STORY, held(day=date(2031, 3, 5)), kind=story) is None
    assert find(STORY, held(to=()), kind=story) is None
    assert find("She wrote to her again, Zork Quist Vane.", held(), kind=story) is None
    assert find("", held(), kind=story) is None


def test_an_announcement_in_other_words_is_not_taken_for_the_letter():
    assert find(STORY, held()) is None
    assert find(STORY) is None


def test_two_offices_that_quote_the_same_to_one_official_announce_one_letter():
    pikes = held(PIKES, url="https://pike.house.gov/lamps")

    assert find(HALLAMS, pikes, url="https://hallam.house.gov/lamps") == same.Same(
        1, "same addressee (thornquist), the same days and quotations"
    )


def test_two_offices_that_say_nearly_the_same_in_one_week_announce_one_letter():
    text = f"{PIKES} {QUOTED.replace('rock', 'reef')}"
    more = "Her office adds that it will hold a meeting on the matter next week in the old hall."
    nobody = held(f"{text} {more} {more.upper()}", to=(), url="https://pike.house.gov/1")

    assert find(text, nobody, url="https://hallam.house.gov/1").reason == (
        "78% of the announcement's words are the same"
    )
    assert find(text, nobody, url="https://pike.house.gov/2") is None


@pytest.mark.parametrize(
    ("theirs", "more"),
    [
        ({}, {"url": "https://pike.house.gov/bells"}),
        ({}, {"url": None}),
        ({}, {"url": "https://[broken/bells"}),
        ({"url": None}, {}),
        ({"day": date(2031, 5, 20)}, {}),
        ({"day": None}, {}),
        ({}, {"day": None}),
        ({"to": ()}, {}),
    ],
)
def test_the_same_quotation_alone_makes_no_two_announcements_one(theirs, more):
    pikes = held(PIKES, **{"url": "https://pike.house.gov/lamps", **theirs})

    assert find(HALLAMS, pikes, **{"url": "https://hallam.house.gov/lamps", **more}) is None


def test_two_letters_that_are_given_are_compared_by_their_own_words():
    bells = " ".join(f"In tower {n} bell {n * 3} lost rope {n * 5}." for n in range(20))
    pikes = held(f"{PIKES}\n\n{LETTER}", url="https://pike.house.gov/lamps")
    hallams = f"{HALLAMS}\n\n{LETTER.replace(BODY, bells)}"

    assert find(hallams, pikes, url="https://hallam.house.gov/lamps") is None
