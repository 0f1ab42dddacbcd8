from __future__ import annotations

import pytest

from tracker.letters.structure import Role, zones

LETTER = """TESSA MORROW, OREGON
OWEN HALE, UTAH

United States Senate
COMMITTEE ON TIDES AND HARBORS
WASHINGTON, DC 20000

May 4, 2031

The Honorable Ilse Thornquist
Secretary of the Sea
1 Quay Street

CC: The Honorable Bram Oduya

Re: The lighthouse at Corrin Point

Dear Secretary Thornquist:

The lighthouse has been dark for a year.[1]

Please light it again.

[1] Harbor Gazette, 2 March 2031.

Sincerely,

Tessa Morrow
United States Senator

cc: Harbor Commission

[2] Tide Tables, 2030.

###

About the Office
"""


def words(text, *roles):
    return [span.of(text) for span in zones(text).of(*roles)]


def test_a_letter_that_greets_nobody_is_known_by_its_closing():
    text = "May 4, 2031\nPort of Corrin\nPlease light the lamp.\n\nSincerely,\nUrsula Pike"
    roles = [block.role for block in zones(text).blocks]

    assert roles == [Role.DATE, Role.ADDRESS, Role.BODY, Role.CLOSING, Role.SIGNATURE]
    told = zones(f"Read the letter below:\n\n{text}")
    assert not told.has(Role.CLOSING)


def test_every_part_of_a_letter_has_its_role():
    assert words(LETTER, Role.LETTERHEAD)[-1] == "WASHINGTON, DC 20000"
    assert words(LETTER, Role.DATE) == ["May 4, 2031"]
    assert words(LETTER, Role.ADDRESS)[0] == "The Honorable Ilse Thornquist"
    assert words(LETTER, Role.COPIES) == [
        "CC: The Honorable Bram Oduya",
        "cc: Harbor Commission",
    ]
    assert words(LETTER, Role.SUBJECT) == ["Re: The lighthouse at Corrin Point"]
    assert words(LETTER, Role.SALUTATION) == ["Dear Secretary Thornquist:"]
    assert words(LETTER, Role.BODY)[-1] == "Please light it again."
    assert words(LETTER, Role.FOOTNOTE) == [
        "[1] Harbor Gazette, 2 March 2031.",
        "[2] Tide Tables, 2030.",
    ]
    assert words(LETTER, Role.CLOSING) == ["Sincerely,"]
    assert words(LETTER, Role.SIGNATURE) == ["Tessa Morrow", "United States Senator"]
    assert words(LETTER, Role.BOILERPLATE) == ["###"]


def test_a_letter_without_line_breaks_is_cut_at_its_marks():
    text = (
        "Senator Morrow wrote to the Secretary about a lighthouse that has long been dark, and she"
        " said that the coast of her state has waited for more than a year for a single lamp to be"
        " mended by those who run it. The full text of the letter follows: May 4, 2031 The"
        " Honorable Ilse Thornquist Secretary of the Sea 1 Quay Street, Corrin RE: Lamps of the"
        " coast and who mends them CC: The Honorable Bram Oduya Dear Madam Secretary: Please light"
        " the lamp. It has been dark for a year, and the boats of the harbour go astray at"
        " night. Sincerely, Tessa Morrow"
    )

    assert words(text, Role.DATE) == ["May 4, 2031"]
    assert words(text, Role.ADDRESS) == [
        "The Honorable Ilse Thornquist Secretary of the Sea 1 Quay Street, Corrin"
    ]
    assert words(text, Role.COPIES)[-1] == "The Honorable Bram Oduya"
    [body] = words(text, Role.BODY)
    assert body.startswith("Please light the lamp.")
    assert body.endswith("go astray at night.")
    assert words(text, Role.SIGNATURE) == ["Tessa Morrow"]


def test_a_long_line_without_a_head_leaves_the_letter_to_begin_at_its_greeting():
    prose = "The Senator has spoken of the lighthouse at length and often in many a town. " * 7

    assert words(f"{prose}\nDear Secretary Thornquist:\nLight it.", Role.ADDRESS) == []
    assert words(f"{prose}The letter follows:\nDear Secretary Oduya:\nLight it.", Role.BODY) == [
        "Light it."
    ]


def test_a_release_keeps_statements_introductions_and_excerpts_apart():
    text = """Read the full letter here.
WASHINGTON - Senator Morrow wrote to the Secretary of the Sea.
"The lamp must burn," said Morrow. "We wait."
It is late, she wrote," said Hale to a reporter.
[2] Harbor Gazette.
The letter is available here.
In the letter, the members wrote:
“Please light the lamp.”
“We hope you will act.”
"""

    assert words(text, Role.BOILERPLATE) == ["Read the full letter here."]
    assert len(words(text, Role.STATEMENT)) == 2
    assert words(text, Role.FOOTNOTE) == ["[2] Harbor Gazette."]
    assert words(text, Role.INTRODUCTION) == ["The letter is available here."]
    assert words(text, Role.EXCERPT) == ["“Please light the lamp.”", "“We hope you will act.”"]


@pytest.mark.parametrize(
    ("greeting", "salutation"),
    [
        ("Dear Secretaries Hale, Oduya, and Thornquist:", None),
        ("Dear Mr. President and Members of the Commission: " + "Please act. " * 20, "Dear Mr."),
        ("Dear Secretary Hale, " + "please act now " * 20, "Dear Secretary Hale,"),
        ("Dear Secretary Hale of the Sea " + "please act now " * 20, "Dear"),
        ("Dear Chairs Hale, Oduya and Morrow of the Commission: " + "Act. " * 20, "Dear Chairs"),
        ("Dear Friend of the sea", None),
        ("Mr. President:", None),
    ],
)
def test_a_greeting_ends_at_its_mark(greeting, salutation):
    text = f"The White Tower\n\n{greeting}\n\n{'The lamps of the coast are dark. ' * 5}\n"

    [found] = words(text, Role.SALUTATION)

    assert found.startswith(salutation) if salutation else found == greeting


def test_a_long_subject_stands_in_the_head():
    subject = "lamps and harbours " * 12
    text = f"The letter follows:\nMay 4, 2031\nRe: {subject}\nDear Secretary Oduya:\nLight it.\n"

    assert len(words(text, Role.SUBJECT)) == 1
    assert words(text, Role.DATE) == ["May 4, 2031"]


def test_a_letter_whose_lines_were_joined_may_still_end_in_a_closing():
    text = (
        "Dear Secretary Oduya:\nThe lamp of the harbour is dark and we ask you to light it before"
        " the winter comes. Respectfully, Tessa Morrow\n"
    )

    assert words(text, Role.CLOSING) == ["Respectfully,"]


def test_a_word_of_endearment_in_a_sentence_greets_nobody():
    assert not zones("He held the Dear Old lamp, dear to him.").has(Role.SALUTATION)
    assert zones("").blocks == ()


def test_a_note_to_colleagues_gives_way_to_the_letter_it_carries():
    text = "Dear Colleague:\nPlease sign.\n\nDear Secretary Oduya:\nLight the lamp.\n"

    assert words(text, Role.SALUTATION) == ["Dear Secretary Oduya:"]
    assert words("Dear Colleague:\nPlease sign.", Role.SALUTATION) == ["Dear Colleague:"]


def test_two_letters_in_one_text_each_have_head_and_body():
    text = (
        "May 4, 2031\nDear Secretary Oduya:\nLight the first lamp.\nSincerely,\nTessa Morrow\n"
        "This ends the first of two letters, which the members sent on the same day in May.\n"
        "June 5, 2031\nDear Secretary Hale:\nLight the second lamp.\n"
    )

    assert words(text, Role.DATE) == ["May 4, 2031", "June 5, 2031"]
    assert words(text, Role.BODY) == ["Light the first lamp.", "Light the second lamp."]
    assert len(words(text, Role.RELEASE)) == 1


@pytest.mark.parametrize(
    "ending",
    ["###\nAbout us", "Print\nTweet", "Tessa Morrow\nOwen Hale", "", "---\nRead more of it here."],
)
def test_a_body_without_a_closing_ends_before_names_and_navigation(ending):
    text = f"Dear Secretary Oduya:\n\nLight the lamp.\n\n{ending}"

    assert words(text, Role.BODY)[0] == "Light the lamp."
    assert not {"About us", "Tweet", "Owen Hale"} & set(words(text, Role.BODY))


def test_prose_behind_the_signature_is_the_release_again():
    text = (
        "Dear Secretary Oduya:\n\nLight the lamp.\n\nSincerely,\n\nTessa Morrow\n\n"
        "The senator has long been known for her care for lamps and for those who mend them.\n"
    )

    assert words(text, Role.SIGNATURE) == ["Tessa Morrow"]
    assert len(words(text, Role.RELEASE)) == 1


def test_a_letterhead_without_a_date_stands_above_the_address():
    text = "United States Senate\nThe Honorable Ilse Thornquist\nDear Secretary:\nLight it.\n"

    assert words(text, Role.LETTERHEAD) == ["United States Senate"]
    assert words(text, Role.ADDRESS) == ["The Honorable Ilse Thornquist"]


def test_letters_that_run_into_each_other_on_one_line_are_told_apart():
    text = (
        "Dear Sara\nThe lamp that once stood Dear Mr. President,silently as PresidentThe Honorable"
        " Tim Example said that the lamp/s/ was “shut for good,”Dear Sara"
    )

    assert zones(text).has(Role.SALUTATION)
