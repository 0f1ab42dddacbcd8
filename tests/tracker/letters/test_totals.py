from __future__ import annotations

import pytest

from tracker.letters import totals
from tracker.letters.structure import zones
from tracker.types import Incoming, Signatory


def count(text, *names, title=None):
    signed = [Signatory(name=n, printed=n, bioguide=None) for n in names]
    document = Incoming(id="x", text=text, title=title)
    return totals.stated(zones(text), document, signed)


@pytest.mark.parametrize(
    ("text", "names", "total"),
    [
        ("Rep. Pike was joined by 102 Members in sending a letter.", ["Ursula Pike"], 103),
        ("Pike and Hallam were joined by 40 Members on it.", ["Ursula Pike", "O. Hallam"], 42),
        ("Pike, Hallam and 58 other members sent a letter.", ["U. Pike", "O. Hallam"], 60),
        ("Pike led a letter with Hallam, Roe-Poe and 47 other Members.", ["P. Pike"] * 2, 48),
        ("She joined 160 of her Republican colleagues in a letter.", ["U. Pike"], 161),
        ("He was joined by eight other Senators, including Pike and Poe.", ["Pike", "Poe"], 9),
        ("Pike sent a letter, signed by 69 members of Congress.", ["U. Pike"], 69),
        ("Pike led a bipartisan group of twenty-one lawmakers.", ["U. Pike"], 21),
        ("Ten other members joined the Pike-Hallam letter.", ["U. Pike", "O. Hallam, Jr."], 12),
        ("Pike, with a dozen of her colleagues, wrote.", ["U. Pike"], 13),
        ("Pike, nine other senators and 38 members of the House sent a letter.", ["U. Pike"], 48),
        ("Pike led a group of 2 members in a letter.", ["A Pike", "B Aa", "C Bb"], None),
        ("Pike and more than 60 colleagues sent a letter.", ["U. Pike"], None),
        ("Pike and 100+ members sent a letter.", ["U. Pike"], None),
        ("Pike and one other member sent a letter.", ["U. Pike"], None),
        ("There are 12 members on the board.", ["U. Pike"], None),
        ("“We are 12 members and sent a letter,” she said.", ["U. Pike"], None),
        ("Co-signers (81): Pike; Hallam", ["U. Pike"], 82),
        ("Nobody signed.", [], None),
        ("Some 12 members sent a letter.", [""], None),
        ("Their letter has 12 members behind it.", ["--"], 12),
    ],
)
def test_a_total_is_stated_or_computed(text, names, total):
    assert count(text, *names) == total


SIX = ["A Aa", "B Bb", "C Cc", "D Dd", "E Ee", "F Ff"]


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("Aa led 6 members of the delegation in a letter.", 6),
        ("A group of 5 members signed the letter.", 6),
        ("Aa and 5 members sent a letter.", 6),
        ("Aa sent a letter signed by 9 members. Aa and 5 members sent a letter.", 6),
        ("Co-signers (6): Aa; Bb", 6),
    ],
)
def test_the_list_of_names_bears_out_the_number(text, total):
    assert count(text, *SIX) == total


def test_the_title_may_say_it():
    assert count("Light the lamp.", "U. Pike", title="Pike, 12 Colleagues Send Letter") == 13
