from __future__ import annotations

from datetime import date

import pytest

from jobs.reading import load_model
from jobs.reading import read as read_with_weights
from tests.tracker.people import MEMBERS, ON
from tracker.letters.read import read
from tracker.roster import Roster
from tracker.types import DocumentKind, Incoming

MODEL = load_model()
ROSTER = Roster(MEMBERS)
LETTER = """Richard Q. Ambleton, Ohio
Margaret Ellery, Maine

United States Senate
COMMITTEE ON THE TIDES AND HARBORS
WASHINGTON, DC 20000

May 4, 2031

The Honorable Ilse Thornquist
Secretary of the Sea

Dear Secretary Thornquist:

The lamp at Corrin Point has been dark for a year, and two boats were lost in April.

We urge you to mend the lamp at Corrin Point before the winter comes. Please provide answers to \
the following questions by June 1, 2031:

1. How many lamps of the coast were dark on the first day of each month?
2. Which harbours have asked your office for a new lamp, and what was the answer?
3. Will you provide us with a list of all dark lamps by July 1, 2031?

Sincerely,

Richard Q. Ambleton
United States Senator

Margaret Ellery
United States Senator
"""


def reading(text=LETTER, roster=ROSTER, **more):
    return read(Incoming(**{"id": "x", "text": text, "published": ON, **more}), roster, MODEL)


def test_a_letter_is_read_whole():
    found = reading()

    assert found.kind is DocumentKind.LETTER
    assert found.title == "Richard Q. Ambleton and 1 other to Ilse Thornquist, 4 May 2031"
    assert found.letter_date == date(2031, 5, 4)
    assert [a.name for a in found.addressees] == ["Ilse Thornquist"]
    assert [s.bioguide for s in found.signatories] == ["A000001", "E000001"]
    assert found.committee == "Senate Tides and Harbors"
    assert found.reply_by == date(2031, 6, 1)
    assert len(found.asks) == 4
    assert [a.due for a in found.asks if a.due] == [date(2031, 7, 1)]


def test_a_text_that_greets_an_official_is_searched_for_asks_though_nobody_known_signed():
    found = reading(LETTER.split("Sincerely")[0] + "Sincerely,\n\nOle Brandvold\nHarbour Trust")

    assert found.kind is DocumentKind.OTHER
    assert len(found.asks) == 4


def test_what_a_person_says_of_kind_and_date_goes_before_the_text():
    said = {"kind": DocumentKind.LETTER, "letter_date": date(2031, 5, 1)}
    found = reading("We urge you to light the lamp, and to respond within ten days.", **said)

    assert (found.kind, found.letter_date, found.letter_date_span) == (*said.values(), None)
    assert found.reply_by == date(2031, 5, 11)
    assert found.title == "untitled"


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        (LETTER.partition("Sincerely")[0], ["no signatory was found"]),
        (LETTER.replace("May 4, 2031\n", ""), ["no date was found on the letter"]),
        (f"To whom it may concern:{LETTER.partition(':')[2]}", ["no addressee was found"]),
    ],
)
def test_what_a_letter_lacks_is_said_and_it_is_a_letter_all_the_same(text, lacks):
    found = reading(text)

    assert found.kind is DocumentKind.LETTER
    assert set(lacks) <= set(found.warnings)
    assert found.asks


def test_of_a_text_longer_than_any_letter_the_beginning_is_read():
    found = reading(LETTER + "\n\nIt is dark. " * 90_000)

    assert found.warnings[-1] == "only the first 1,000,000 characters were read"
    assert found.asks[0].span.of(LETTER) == found.asks[0].quote


def test_a_text_that_is_no_letter_asks_nothing():
    found = reading("The lamp went dark in March. We urge you to visit our shop.", title="News")

    assert (found.kind, found.asks, found.title) == (DocumentKind.OTHER, (), "News")
    assert reading("nothing").title == "untitled"


@pytest.mark.parametrize(
    ("head", "committee"),
    [
        ("Congress of the United States\nMay 4, 2031", None),
        ("Committee on Lamps\nMay 4, 2031", "Lamps"),
        ("U.S. House of Representatives\nCommittee on Lamps\nMay 4, 2031", "House Lamps"),
    ],
)
def test_the_letterhead_names_the_committee(head, committee):
    assert reading(f"{head}\n\nDear Secretary Thornquist:\n\nLight it.\n").committee == committee


def test_a_lone_signer_stands_alone_in_the_title():
    alone = LETTER.replace("\nMargaret Ellery\nUnited States Senator\n", "")

    assert reading(alone).title == "Richard Q. Ambleton to Ilse Thornquist, 4 May 2031"
    undated = alone.replace("May 4, 2031\n", "")
    assert reading(undated, published=None).title == "Richard Q. Ambleton to Ilse Thornquist"


def test_the_weights_beside_the_program_are_handed_in():
    document = Incoming(id="x", text=LETTER, published=ON)

    assert read_with_weights(document, ROSTER) == reading()


def test_a_letter_says_what_it_lacks():
    bare = reading(LETTER.replace("May 4, 2031", "").partition("Richard Q. Ambleton\nUnited")[0])
    story = reading("For immediate release\n\nUnited States Senator Ambleton sent a letter.")

    assert bare.warnings[:2] == ("no date was found on the letter", "no signatory was found")
    assert story.warnings == ("no addressee was found",)
    assert reading("Peel two onions.").warnings == ()


def test_what_was_odd_in_the_file_comes_first():
    assert reading(warnings=("page 2 has no text",)).warnings[0] == "page 2 has no text"
