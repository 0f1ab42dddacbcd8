"""What stands beside a letter's text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests import builders
from tests.builders import NOW
from tracker.types import Chamber, Sheet, Span
from tui.letter_words import _source, signed


@pytest.fixture
def letter(store):
    return store.letters.get(1)


def member(bioguide, chamber, end, party="Independent"):
    [term] = builders.member().terms
    seat = replace(term, chamber=chamber, end=end, party=party)
    return builders.member(bioguide, terms=(seat,))


def test_signatories_stand_by_chamber_with_who_has_left_office(letter):
    signers = (
        builders.signatory("Ada Bright", "B000901", lead=True),
        builders.signatory("Cy Dale", "D000902"),
        builders.signatory("Di Elm", "E000903"),
        builders.signatory("Boris Calm"),
        builders.signatory("Ed Fir", "F000904"),
    )
    members = {
        "B000901": member("B000901", Chamber.SENATE, date(2027, 1, 3)),
        "D000902": member("D000902", Chamber.HOUSE, date(2025, 6, 30), "Democrat"),
        "E000903": member("E000903", Chamber.HOUSE, date(2027, 1, 3), "Democrat"),
        "F000904": builders.member("F000904", terms=()),
    }

    lines = signed(replace(letter, signatories=signers), members, NOW.date())

    assert lines == [
        "  By party: 2 Democrat, 2 unknown, 1 Independent, 1 no longer in office",
        "  Senate (1)",
        "  ▸ Ada Bright (Sen. I-OH, Ohio)",
        "  House of Representatives (2)",
        "    Cy Dale (Rep. D-OH, Ohio) — left office 30 Jun 2025",
        "    Di Elm (Rep. D-OH, Ohio)",
        "  Chamber not known (2)",
        "    Boris Calm  ? no member found for this name",
        "    Ed Fir",
    ]


def test_a_scan_says_how_many_pages_it_has_and_how_surely_it_was_read(letter):
    pages = (Sheet(span=Span(0, 5), sure=0.9), Sheet(span=Span(5, 9), sure=0.8))

    words = list(_source(replace(letter.sources[0], pages=pages)))

    assert words == ["  letter: letters/norvania.txt", "    2 pages, read by OCR, 80 % sure"]
