"""Where a document names the letter outright."""

from __future__ import annotations

import pytest

from tests.tracker.matching.conftest import ask, text
from tracker.matching import prepare, rank
from tracker.matching.named import names_letter

SIGNED = ask(signers=("Ada Bright", "Tom Vale, Jr.", ""))


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("In response to Chairman Bright's letter, we can say this.", "names the letter of Bright"),
        ("The letter from Senators Bright and Vale was read.", "names the letter of Bright"),
        ("We have read Rep. Tom Vale’s recent letter.", "names the letter of Vale"),
        ("Thank you for your letter of March 3.", "names the letter of 3 March"),
        ("Your letter dated March 3rd, 2025 asks for more.", "names the letter of 3 March"),
        ("The 3 March letter has been answered.", "names the letter of 3 March"),
        ("Thank you for your letter of March 3, 2019.", None),
        ("Thank you for your letter of March 30.", None),
        ("A letter came from Senator Brightwater.", None),
        ("Senator Bright spoke of bread, and a letter came.", None),
        ("Thank you for your letter.", None),
    ],
)
def test_a_letter_is_named_by_a_signer_or_its_day(sentence, words):
    assert names_letter(sentence, SIGNED) == words


def test_a_letter_without_a_date_is_known_by_its_signers_only():
    assert names_letter("Your letter of March 3.", ask(letter_date=None)) is None


def test_a_document_that_names_the_letter_scores_higher_and_says_so(vocabulary):
    plain, naming = text(1), text(2, text().text + " We reply to your letter of March 3.")

    [(_, found)] = rank([ask()], prepare([plain, naming], vocabulary), vocabulary)

    assert [p.document_id for p in found] == [2, 1]
    assert found[0].reasons[0].words == "names the letter of 3 March"
