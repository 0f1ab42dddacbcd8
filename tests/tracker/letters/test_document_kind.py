from __future__ import annotations

import pytest

from tracker.letters import document_kind
from tracker.letters.structure import zones
from tracker.types import Addressee, DocumentKind, Incoming, Signatory, Span

PIKE = Signatory(name="Ursula Pike", printed="Ursula Pike", bioguide="S000001", span=Span(0, 11))
HOST = Signatory(name="Ursula Pike", printed="S000001", bioguide="S000001")
CLERK = Signatory(name="Ole Brandvold", printed="Ole Brandvold", bioguide=None)
STRANGER = Signatory(name="Ole Brandvold", printed="Ole", bioguide=None, span=Span(0, 3))
SECRETARY = Addressee(name="Ida Thornquist", office="Secretary of the Sea")

LETTER = "Dear Secretary Thornquist:\n\nPlease light the lamp.\n\nSincerely,\n\nUrsula Pike"
UNSIGNED = "Dear Secretary Thornquist:\n\nPlease light the lamp."
UNGREETED = "Please light the lamp in your harbour.\n\nSincerely,\n\nUrsula Pike"
STORY = "Ursula Pike has sent a letter to Ida Thornquist about the lamp on the cape."
DARK = "It is dark on the cape. " * 50


def kind(text, signed=(PIKE,), to=(SECRETARY,), **more):
    document = Incoming(id="x", text=text, **more)
    return document_kind.kind(zones(text), document, signed, to)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (kind(LETTER), DocumentKind.LETTER),
        (kind(LETTER, signed=(CLERK,)), DocumentKind.OTHER),
        (kind(LETTER, signed=(STRANGER,)), DocumentKind.LETTER),
        (kind(LETTER, signed=()), DocumentKind.OTHER),
        (kind(UNSIGNED, signed=()), DocumentKind.LETTER),
        (kind(UNSIGNED, signed=(), to=()), DocumentKind.OTHER),
        (kind(UNGREETED), DocumentKind.LETTER),
        (kind(UNGREETED, to=()), DocumentKind.LETTER),
        (kind(UNGREETED.replace("your", "our"), to=()), DocumentKind.OTHER),
        (kind(f"Read her prior letters to the Secretary.\n\n{DARK}", publisher="Pike"), "other"),
        (kind("Dear Senator Pike:\n\nLight it.\n\nSincerely,", (HOST,)), DocumentKind.OTHER),
        (kind("Dear Senator Poe:\n\nLight it.\n\nSincerely,"), DocumentKind.LETTER),
        (
            kind("Dear Senator Pike:\n\nThank you for your letter of May 4.\n\nSincerely,", ()),
            DocumentKind.REPLY,
        ),
        (kind(f"{STORY} {'It is dark. ' * 40}\n\nIt reads:\n\n{LETTER}"), "announcement"),
        (kind(STORY, publisher="Ursula Pike"), DocumentKind.ANNOUNCEMENT),
        (kind(f"FOR IMMEDIATE RELEASE\n\n{STORY}"), DocumentKind.ANNOUNCEMENT),
        (kind(STORY, url="https://pike.house.gov/lamp"), DocumentKind.ANNOUNCEMENT),
        (kind(f"Source: House of Congresswoman Pike\n\n{STORY}"), DocumentKind.ANNOUNCEMENT),
        (kind(STORY), DocumentKind.COVERAGE),
        (kind(STORY, to=()), DocumentKind.COVERAGE),
        (kind(f"{'It is dark. ' * 80}{STORY}", to=()), DocumentKind.OTHER),
        (kind(STORY, signed=()), DocumentKind.OTHER),
        (kind("None", title=STORY, publisher="Ursula Pike"), DocumentKind.OTHER),
        (kind("Ursula Pike opened a lighthouse.", title="A lamp"), DocumentKind.OTHER),
    ],
)
def test_a_text_is_told_by_who_signs_and_what_stands_around(found, expected):
    assert found == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (STORY, DocumentKind.ANNOUNCEMENT),
        (f"{DARK}\nToday {STORY}", DocumentKind.ANNOUNCEMENT),
        (f"{DARK}\n{STORY} The full text of the letter is here.", DocumentKind.ANNOUNCEMENT),
        (f"{DARK}\n{STORY}", DocumentKind.OTHER),
        (f"The lamp burns. In June, {STORY}", DocumentKind.OTHER),
        (f"The lamp burns. In early May of 2031, {STORY}", DocumentKind.OTHER),
        (f"The lamp burns again.\nLast summer {STORY}", DocumentKind.OTHER),
        (f"In June the lamp went out. {STORY}", DocumentKind.ANNOUNCEMENT),
        (f"{STORY} It went out in June, says the letter.", DocumentKind.ANNOUNCEMENT),
        ("Ursula Pike praised it in a letter last year to Ida Thornquist.", DocumentKind.OTHER),
        ("Following her May 4, 2031, letter to Ida Thornquist, it burns.", DocumentKind.OTHER),
        ("Oil comes after Pike asked for it in a letter to Thornquist.", DocumentKind.OTHER),
        (f"{DARK}\nRead the full letter here.", DocumentKind.ANNOUNCEMENT),
        ("After the storm, Pike sent a letter to Thornquist.", DocumentKind.ANNOUNCEMENT),
    ],
)
def test_a_letter_mentioned_in_passing_is_not_announced(told, expected):
    assert kind(told, publisher="Ursula Pike") == expected


@pytest.mark.parametrize(
    "greeting",
    [
        "Dear Friends,",
        "Dear Senate Colleagues:",
        "To the Ninth Congressional District of the Cape:",
        "To Our Fellow Americans,",
        "Chair Pike issued the following statement on the lamps:",
    ],
)
def test_what_greets_no_official_is_no_letter_to_one(greeting):
    assert kind(f"{greeting}\n\n{DARK}\n\nSincerely,\n\nUrsula Pike") == "other"


def test_a_letter_to_an_official_and_to_colleagues_is_a_letter():
    assert kind(f"{LETTER}\n\nDear Neighbors:\n\n{DARK}") == DocumentKind.LETTER
