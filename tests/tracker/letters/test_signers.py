from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.people import MEMBERS, ON
from tracker.letters import mentions, signers
from tracker.letters.structure import zones
from tracker.roster import Roster
from tracker.types import Chamber, Incoming, Span

ROSTER = Roster(MEMBERS)

RELEASE = """{sentence}

The letter can be read here and below.

Dear Secretary Thornquist:

We ask that the lighthouse be lit again.

Sincerely,
"""


def read(text, **more):
    given = {"id": "x", "text": text, "published": ON, **more}
    return signers.find(zones(text), Incoming(**given), ROSTER, None)


def ids(found):
    return [s.bioguide or s.name for s in found.signatories]


def leads(found):
    return [s.name for s in found.signatories if s.lead]


def announced(sentence, **more):
    return read(RELEASE.format(sentence=sentence), **more)


def test_a_signature_block_is_signed_by_its_names_and_led_by_the_first():
    found = read(
        "May 4, 2031\n\nDear Secretary Thornquist:\n\nPlease light the lighthouse.\n\n"
        "Sincerely,\n\n/s/\n\nRICHARD Q. AMBLETON\nUnited States Senator\n\n"
        "Beatriz Ibarruri   Connie Van der Merle\nMember of Congress   Member of Congress\n\n"
        "Ursula Stannard Pike, M.D.\nMember of Congress\n\n"
        "cc: The Honorable Margaret Ellery"
    )

    assert ids(found) == ["A000001", "B000001", "C000001", "S000001"]
    assert leads(found) == ["RICHARD Q. AMBLETON"]
    assert found.warnings == ()


def test_the_letterhead_of_a_committee_signs_nothing():
    found = read(
        "MARGARET ELLERY, MAINE\nTHOMAS FENWICK, OHIO\n\nUnited States Senate\n"
        "COMMITTEE ON LIGHTHOUSES\n\nMay 4, 2031\n\nDear Secretary Thornquist,\n\n"
        "I write to you about a light.\n\nSincerely,\n\nRichard Ambleton\n\nRichart Ambleton\n\n"
        "Chairman"
    )

    assert ids(found) == ["A000001"]


def test_who_signs_above_a_seat_is_kept_unresolved_with_a_warning():
    found = read(
        "Dear Secretary Thornquist:\n\nPlease answer.\n\nSincerely,\n\n"
        "Zebulon Quark\nMember of Congress\n\nTo be continued:\nMember of Congress"
    )

    assert ids(found) == ["Zebulon Quark"]
    assert found.warnings == (
        "name not resolved: 'Zebulon Quark': no member of that name sat on 2031-05-20",
    )


def test_a_misspelt_line_between_names_is_a_name():
    found = read(
        "Dear Secretary Thornquist:\n\nPlease answer.\n\nSincerely,\n\nRichard Ambleton\n"
        "Osbert Hallum\nBeatriz Ibárruri\nHarold Delacroix-Boone, Jr.\nOffice of the Clerk"
    )

    assert ids(found) == ["A000001", "H000001", "B000001", "D000001"]


def test_copies_that_lost_their_line_are_no_signers():
    found = read(
        "Dear Secretary Thornquist: The light on the cape has been dark since the spring, and"
        " the keepers have no oil. We ask that you answer what will be done about it. Sincerely,"
        " Richard Ambleton Ranking Member Cc: The Honorable Margaret Ellery"
    )

    assert ids(found) == ["A000001"]


@pytest.mark.parametrize(
    ("sentence", "expected", "leaders"),
    [
        (
            "Today, Senator Richard Ambleton (D-OH) and Rep. Beatriz Ibárruri (TX-07) sent a"
            " letter to Secretary Ida Thornquist.",
            ["A000001", "B000001"],
            ["Richard Ambleton", "Beatriz Ibárruri"],
        ),
        (
            "Rep. Beatriz Ibárruri (TX-07) led a letter with Reps. Osbert Hallam, Quincy"
            " Wetherbyson, and Ursula Pike to Secretary Ida Thornquist.",
            ["B000001", "H000001", "W000001", "S000001"],
            ["Beatriz Ibárruri"],
        ),
        (
            "Rep. Osbert Hallam joined 12 colleagues on a letter to Secretary Ida Thornquist."
            " The letter was led by Reps. Ursula Pike (OR-01) and Quincy Wetherbyson (KS-02).",
            ["H000001", "S000001", "W000001"],
            ["Ursula Pike", "Quincy Wetherbyson"],
        ),
        (
            "Reps. Osbert Hallam and Ursula Pike joined Senator Margaret Ellery in sending a"
            " letter to Secretary Ida Thornquist.",
            ["H000001", "S000001", "E000001"],
            ["Margaret Ellery"],
        ),
        (
            "Rep. Ursula Pike, joined by Rep. Osbert Hallam, pressed the Secretary.",
            ["S000001", "H000001"],
            ["Ursula Pike"],
        ),
        (
            "Senator Margaret Ellery today urged the Secretary to act. The letter was also signed"
            " by Reps. Stannard Pike (OR), Hallam (VT), Fenwick (UT), and Ibarruri, B. (TX).",
            ["E000001", "S000001", "H000001", "F000002", "B000001"],
            ["Margaret Ellery"],
        ),
        (
            "Senator Margaret Ellery today urged the Secretary to act.\n\nCosigners of the letter"
            " are: Hallam, Wetherbysen, Kestrel (Lionel), Garrity, Delacroix-Boone; Fenwick,"
            " Theresa; Ibárruri",
            [
                *("E000001", "H000001", "Wetherbysen", "K000001"),
                *("Garrity", "D000001", "F000002", "B000001"),
            ],
            ["Margaret Ellery"],
        ),
        (
            "Senator Margaret Ellery today urged the Secretary to act.\n\n"
            "The following members joined the letter:\n\nRep. Ursula Pike (OR-01),\n\n"
            "Rep. Osbert Hallam (VT-AL)\n\nThe harbour lies in darkness.",
            ["E000001", "S000001", "H000001"],
            ["Margaret Ellery"],
        ),
        (
            "Senator Margaret Ellery today urged the Secretary to act.\n\n"
            "The following members signed the letter:\n\nMember State\n\nUrsula Pike OR\n\n"
            "Hallam, Osbert\n\nRep. Quincy Wetherbysen (KS-02)\n\nNobody, Jane\n\n"
            "Lionel Kestrel NY",
            ["E000001", "S000001", "H000001", "W000001"],
            ["Margaret Ellery"],
        ),
        (
            "The letter was led by Rep. Ursula Pike, alongsideSen. Margaret Ellery (I-ME), Rep."
            " Osbert Hallam (R-VT), and Rep. Quincy Wetherbyson (R-KS).",
            ["S000001", "E000001", "H000001", "W000001"],
            ["Ursula Pike"],
        ),
        (
            "Rep. Ursula Pike joined a letter to Secretary Ida Thornquist led by Rep. Constance"
            " McVale.",
            ["S000001"],
            ["Ursula Pike"],
        ),
        (
            "Senator Margaret Ellery today urged the Secretary to act. In 2029 Rep. Ursula Pike"
            " introduced a bill, joined by Rep. Osbert Hallam and Rep. Quincy Wetherbyson.",
            ["E000001"],
            ["Margaret Ellery"],
        ),
        (
            "The letter was signed by SenatorsRichardAmbleton (D-OH),MargaretEllery (I-ME) and"
            " Rep. Ursula Pike.",
            ["A000001", "E000001", "S000001"],
            ["Richard Ambleton", "Margaret Ellery", "Ursula Pike"],
        ),
        (
            "Rep. Ursula Pike sent the letter. “Light it,” said Senator Margaret Ellery.\n\n"
            "“We must,” said Rep. Osbert Hallam.",
            ["S000001"],
            ["Ursula Pike"],
        ),
        (
            "The letter was led by Rep. Ursula Pike and has been joined by Reps. Osbert Hallam,"
            " Zork, Richard Ambletom, Quincy Wetherbyson, Hallam (CA), and Lionel Kestrel.",
            ["S000001", "H000001", "A000001", "W000001", "K000001"],
            ["Ursula Pike"],
        ),
        (
            "The letter was led by Senator R.Q. Ambleton and signed by Peg Ellery and one J.D.",
            ["A000001", "E000001"],
            ["R.Q. Ambleton"],
        ),
        (
            "Rep. Ursula Pike visited the Thomas Fenwick Memorial Bridge and wrote to Governor"
            " Osbert Hallam.",
            ["S000001"],
            ["Ursula Pike"],
        ),
    ],
)
def test_a_release_names_signers_and_leaders(sentence, expected, leaders):
    found = announced(sentence)

    assert (ids(found), leads(found)) == (expected, leaders)


def test_the_title_names_the_leaders_where_colleagues_follow():
    found = announced(
        "Reps. Ursula Pike (OR-01), Osbert Hallam (VT-AL) and Lionel Kestrel (NY-5) urged the"
        " Secretary to act.",
        title="Pike, Colleagues Urge Light",
    )

    assert leads(found) == ["Ursula Pike"]


def test_a_delegation_is_led_by_the_publisher():
    names = "Ursula Pike, Osbert Hallam, Lionel Kestrel, Quincy Wetherbyson, Beatriz Ibárruri"
    found = announced(
        f"Reps. {names} urged the Secretary to act, as the letter says.", publisher="W000001"
    )

    assert leads(found) == ["Quincy Wetherbyson"]


def test_the_publisher_signs_where_nobody_is_named():
    found = announced("The letter was sent today.", publisher="O. Hallam", chamber=Chamber.SENATE)

    assert [(s.name, s.bioguide, s.lead) for s in found.signatories] == [
        ("Osbert Hallam", "H000001", True)
    ]
    assert ids(announced("The letter was sent today.", publisher="A Newspaper")) == []


def test_a_common_name_is_told_by_the_chamber_of_the_others():
    block = "Ursula Pike\nOsbert Hallam\nLionel Kestrel\nQuincy Wetherbyson\nAda Ambleton\n"
    found = read(
        f"Dear Secretary Thornquist:\n\nAnswer.\n\nSincerely,\n\n{block}Garrity\nTom Fenwick (R)"
    )

    assert ids(found)[-2:] == ["Garrity", "F000001"]


def test_a_member_of_congress_asked_is_no_signer():
    text = RELEASE.replace("Secretary Thornquist", "Senator Ellery")
    found = read(text.format(sentence="Rep. Ursula Pike wrote to Senator Margaret Ellery."))

    assert ids(found) == ["S000001"]


def test_a_body_may_end_with_who_joined():
    found = read(
        "Rep. Ursula Pike wrote to the Secretary today about the old light on the cape. "
        "The text of the letter follows: Dear Secretary Thornquist: Please light it."
        " Reps. Osbert Hallam (R-VT) and Lionel Kestrel (D-NY) joined Pike in signing the letter."
    )

    assert ids(found) == ["S000001", "H000001", "K000001"]


def test_a_story_warns_of_members_who_are_none():
    found = read(
        "Rep. Kit Coxley (R-NM) chaired the hearing, at which Rep. Ursula Pike (D-OR) and Sen."
        " Ellery (I-Maine) spoke, as did former Sen. Ida Bole (D-ME) and Rep. Jo Zed (D-9th Cape)."
    )

    assert found.warnings == (
        "name not resolved: 'Kit Coxley (R-NM)': no member of that name sat for New Mexico on"
        " 2031-05-20; did you mean Ignatius Norville?",
    )


def test_names_are_not_sought_without_end():
    text = f"Rep. Ursula Pike sent a letter. {'Quite. ' * 15_000}\n\n" * 2

    assert ids(read(text + "It was signed by Rep. Osbert Hallam.")) == ["S000001"]


def test_a_date_far_from_the_announcement_is_a_slip():
    assert signers.as_of(date(2030, 5, 4), date(2031, 5, 4)) == date(2031, 5, 4)
    assert signers.as_of(date(2031, 5, 1), date(2031, 5, 4)) == date(2031, 5, 1)
    assert signers.as_of(None, date(2031, 5, 4)) == date(2031, 5, 4)


@given(
    st.lists(
        st.sampled_from(
            "Dear Secretary Roe:|Sincerely,|Richard Ambleton|Fenwick|Rep.|Reps.|(D-OH)|(|)|, |; "
            "|and|led by|joined|signed the letter:|cc:|\n|\n\n|“|”| said|F.|Jr.|Member of Congress"
            "|de la|McRoe|RoePoe|\x00|é|letter|\u202e".split("|")
        ),
        max_size=40,
    )
)
def test_no_text_breaks_the_reading_of_signers(parts):
    text = " ".join(parts)

    for signatory in read(text, title=text[:30]).signatories:
        assert signatory.span is None or signatory.span.of(text).strip()


def test_a_first_name_that_is_a_surname_is_not_somebody_else():
    text = "Garrity Q. Hallam"

    assert mentions.find(text, Span(0, len(text)), ROSTER, ON, surnames=True) == ()


def test_names_are_found_with_their_places():
    text = (
        "JaneMcRoe, Reps. Ann F. Pike, Congress Ursula Pike (D-OR), de Fenwick; Peg Ellery, I-Maine"
    )
    found = mentions.find(text, Span(0, len(text)), ROSTER, ON)

    assert [(m.printed, m.span.of(text)) for m in found] == [
        ("Ursula Pike (D-OR)", "Ursula Pike"),
        ("Peg Ellery, I-Maine", "Peg Ellery"),
    ]
