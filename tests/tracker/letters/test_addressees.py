from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.letters import addressees, offices
from tracker.letters.structure import zones
from tracker.types import Incoming


def read(text, **more):
    given = {"id": "x", "text": text, **more}
    return addressees.find(zones(text), Incoming(**given))


def to(text, **more):
    return [(a.name, a.office) for a in read(text, **more)[0]]


def letter(address, greeting, end="Sincerely,"):
    return f"May 4, 2031\n\n{address}\n\nDear {greeting}:\n\nPlease light the lamp.\n\n{end}"


@pytest.mark.parametrize(
    ("address", "greeting", "expected"),
    [
        (
            "The Honorable Ida Thornquist\nSecretary\nU.S. Department of State\n1 Cape Road",
            "Secretary Thornquist",
            [("Ida Thornquist", "Secretary of State")],
        ),
        *(
            (
                f"The Honorable Ida Thornquist\nSecretary of State\n{place}",
                "Secretary Thornquist",
                [("Ida Thornquist", "Secretary of State")],
            )
            for place in (
                "Washington, DC 20520",
                "Washington, D.C.",
                "New Cape City DC 20520",
                "Lantern Avenue\nWashington, DC 20520",
            )
        ),
        (
            "The Honorable Ida Thornquist\nDirector\nOffice of Lamps\nWashington, DC 20520",
            "Director Thornquist",
            [("Ida Thornquist", "Director, Office of Lamps")],
        ),
        (
            "The Honorable Ida Thornquist\nU.S. Department of the Treasury\n1 Cape Road",
            "Madam Secretary",
            [("Ida Thornquist", "Secretary of the Treasury")],
        ),
        (
            "The Honorable Ole Brandvold Jr.\nU.S. Department of Justice\n1 Cape Road",
            "Attorney General Brandvold",
            [("Ole Brandvold Jr.", "Attorney General")],
        ),
        (
            "The Honorable Ole Brandvold\nInspector General\nU.S. Department of Labor\n1 Cape Road",
            "Inspector General Brandvold",
            [("Ole Brandvold", "Inspector General, Department of Labor")],
        ),
        (
            "The Honorable Ole Brandvold\nAdministrator\nLighthouse Administration\n1 Cape Road",
            "Administrator Brandvold",
            [("Ole Brandvold", "Administrator, Lighthouse Administration")],
        ),
        (
            "The Honorable Ole BrandvoldAdministratorLighthouses\nThe Honorable Brandvold",
            "Mr. Brandvold",
            [("Ole Brandvold", None)],
        ),
        (
            "The Honorable Ida Thornquist\nThe Honorable Ole Brandvold",
            "Secretaries Thornquist and Brandvold",
            [("Ida Thornquist", "Secretary"), ("Ole Brandvold", "Secretary")],
        ),
        (
            "The Honorable Ida Thornquist\nChairman  Ranking Member\nHarbour Board",
            "Chairman Thornquist, Ranking Member de la Cruz, and Dr. (DLH) Brandvold",
            [
                ("Ida Thornquist", "Chairman"),
                ("de la Cruz", "Ranking Member"),
                ("Brandvold", None),
            ],
        ),
        (
            "The Honorable Sven Aalto\nPresident of the United States\nThe White House",
            "Mr. President",
            [("Sven Aalto", "President")],
        ),
        (
            "Harbour House",
            "Chair Thornquist and Members of the Harbour Board",
            [("Thornquist", "Chair"), (None, "Members of the Harbour Board")],
        ),
        ("Harbour House", "Friends", []),
        (
            "The Honorable Ida Thornquist\nThe Honorable Margaret Ellery",
            "Secretary Thornquist",
            [("Ida Thornquist", "Secretary"), ("Margaret Ellery", None)],
        ),
    ],
)
def test_address_and_greeting_say_to_whom_a_letter_goes(address, greeting, expected):
    assert to(letter(address, greeting)) == expected


def test_the_release_gives_the_names_that_the_letter_leaves_out():
    text = (
        "Rep. Roe sent a letter to Transportation Secretary Ida Thornquist and Harbour"
        " Administrator Ole Brandvold today.\n\nThe text follows:\n\n"
        "Dear Secretary Thornquist and Administrator Brandvold:\n\nPlease.\n\nSincerely,"
    )

    assert to(text) == [
        ("Ida Thornquist", "Secretary of Transportation"),
        ("Ole Brandvold", "Administrator"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Rep. Roe calls upon U.S. Secretary of State Ida Thornquist to act. President Aalto's"
            " men have gone.",
            [("Ida Thornquist", "Secretary of State")],
        ),
        (
            "Rep. Roe wrote to the Department of Energy. Secretary Thornquist must act; he asked"
            " Secretary Thornquist again.",
            [("Thornquist", "Secretary of Energy")],
        ),
        ("Rep. Roe sent a letter to Chairman Ole Brandvold.", [("Ole Brandvold", "Chairman")]),
        ("Rep. Roe wrote a letter with Senator Poe.", []),
        ("Rep. Roe wrote a letter to Senator Ann Poe.", [("Ann Poe", "Senator")]),
        (
            "Rep. Roe urged Secretary Ida Thornquist to act. It is for Director Poe to say.",
            [("Ida Thornquist", "Secretary")],
        ),
        (
            "Rep. Roe urged Secretary Ida Thornquist to act: it is for Director Poe to say.",
            [("Ida Thornquist", "Secretary")],
        ),
        (
            "Rep. Roe sent a letter to Secretary of the U.S. Department of Energy (DOE) Ole Aalto"
            " about the Cape General Lamp Office.",
            [("Ole Aalto", "Secretary of Energy")],
        ),
        ("Rep. Roe wrote about the Cape General Lamp Office.", []),
        ("Rep. Roe wrote to Chief Executive Officer of Lamps.", []),
        ("Rep. Roe wrote to the Director of U.S. Lamps, or to Director U.S.", []),
        (
            "Rep. Roe wrote to Senior Advisor and Harbour Coordinator Ole Brandvold.",
            [("Ole Brandvold", "Coordinator")],
        ),
        (
            "Rep. Roe wrote to House Speaker Ida Thornquist and Senate Majority Leader Ole Aalto.",
            [("Ida Thornquist", "House Speaker"), ("Ole Aalto", "Senate Majority Leader")],
        ),
        (
            "Rep. Roe wrote to U.S. Secretary of State Ida Thornquist and U.S. Department of Labor"
            " Secretary Ole Aalto.",
            [("Ida Thornquist", "Secretary of State"), ("Ole Aalto", "Secretary of Labor")],
        ),
        (
            "Rep. Roe wrote to Secretaries Thornquist and to Rear Admiral Dr. Ole P. Aalto.",
            [("Thornquist", "Secretary"), ("Ole P. Aalto", "Rear Admiral")],
        ),
        ("Rep. Roe Sends a Letter to Director Aalto Expressing Doubt", [("Aalto", "Director")]),
    ],
)
def test_a_release_says_to_whom_the_letter_went(text, expected):
    assert to(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("To whom it may concern:\n\nPlease light the lamp.\n\nSincerely,", []),
        (letter("Cape Office", "Postmaster Quist"), [("Quist", "Postmaster")]),
        (
            letter(
                "The Honorable Ida Thornquist   The Honorable Ole Aalto\n"
                "Speaker of the House           Chairman of the Lamps",
                "Speaker Thornquist and Chairman Aalto",
            ),
            [("Ida Thornquist", "Speaker"), ("Ole Aalto", "Chairman")],
        ),
        ("Rep. Roe wrote a letter on lamps.", []),
        ("The lamp is dark.", []),
    ],
)
def test_nobody_is_named_who_is_not(text, expected):
    assert to(text) == expected


def test_the_president_is_named_by_the_text_or_the_day():
    plain = letter("The White House", "Mr. President")

    assert to(plain, published=date(2010, 5, 4)) == [("Barack Obama", "President")]
    assert to(plain) == [(None, "President")]
    told = "Rep. Roe wrote to President Obama about lamps."
    assert to(told, published=date(2010, 5, 4)) == [("Barack Obama", "President")]
    assert to(told, published=date(2020, 5, 4)) == [("Obama", "President")]
    assert to(f"Rep. Roe wrote to President Sven Aalto.\n\n{plain}") == [
        ("Sven Aalto", "President")
    ]


def test_an_office_without_a_name_takes_it_from_the_announcement():
    told = "Rep. Roe wrote to Director Ida Thornquist.\n\nThe letter reads:"
    text = f"{told}\n\nDear Mr. Director:\n\nGo."

    assert to(text) == [("Ida Thornquist", "Director")]
    assert to("Dear Mr. Director:\n\nGo.") == [(None, "Director")]


def test_a_name_in_the_text_completes_a_surname():
    text = (
        "Our Director Ida Thornquist slept, says Department of State Ida Holm.\n\nThe text"
        " follows:\n\nDear Director Thornquist and Director Holm and Director Quist:\n\nGo."
    )

    assert [name for name, _ in to(text)] == ["Ida Thornquist", "Ida Holm", "Quist"]


def test_copies_are_told_from_addressees():
    text = letter(
        "The Honorable Ida Thornquist\nSecretary of the Sea\n\n"
        "CC: The Honorable Ole Brandvold, Ambassador for Harbours",
        "Secretary Thornquist",
        "Sincerely,\n\ncc: Ann Poe, Chief of Lamps\nOld Harbour Authority\nNew Cape, OH 40000\n"
        "cc: Harbourmasters\ncc:",
    )
    found, copied = read(text)

    assert [a.name for a in found] == ["Ida Thornquist"]
    assert [(a.name, a.office) for a in copied] == [
        ("Ole Brandvold", "Ambassador for Harbours"),
        ("Ann Poe", "Chief of Lamps"),
    ]


def test_the_office_tells_of_departments_and_days():
    assert offices.office("Secretary", "", "the Department of State's ") == "Secretary of State"
    assert offices.office(None, "", "") is None
    assert offices.department("Interior Secretary Ann Poe", "Poe") == "Secretary of the Interior"
    assert offices.department("Secretary of State Ann Poe", "Poe") == "Secretary of State"
    assert offices.department("State Department, Department of War", "Poe") is None
    assert offices.department("the Department of Lamps", "Poe") is None
    assert offices.president(date(1900, 1, 1)) is None


@given(
    st.lists(
        st.sampled_from(
            "Dear|Secretary|of|State|The Honorable|Ida|Thornquist|Jr.|President|and|,|:|\n|cc:|Mr."
            "|Members|letter to|wrote|(EPA)|'s|U.S.|Department of|\x00|é|de la|Ranking".split("|")
        ),
        max_size=30,
    )
)
def test_no_text_breaks_the_reading_of_addressees(parts):
    text = " ".join(parts)
    found, copied = read(text, published=date(2031, 5, 4))

    for person in (*found, *copied):
        assert person.span
        assert person.span.of(text)
