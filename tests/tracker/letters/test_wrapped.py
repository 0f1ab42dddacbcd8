from __future__ import annotations

import textwrap

from jobs.reading import read
from tests.tracker.letters.test_read import LETTER
from tracker.letters.wrapped import unwrapped
from tracker.types import Incoming

WRAPPED = "\n".join(part for line in LETTER.split("\n") for part in textwrap.wrap(line, 72) or [""])


def test_wrapped_lines_are_joined_and_others_are_not():
    assert unwrapped(WRAPPED) == LETTER


def test_an_address_of_a_page_may_be_longer_than_the_lines():
    page = "https://example.org/" + "lamp" * 40

    assert unwrapped(f"{WRAPPED}\n\n{page}") == f"{LETTER}\n\n{page}"


def test_every_place_stays_what_it_was():
    assert len(unwrapped(WRAPPED)) == len(WRAPPED)


def test_text_with_long_paragraphs_or_only_short_lines_is_left_as_it_is():
    for text in (LETTER, "", "Ann Fable\nBob Myth", f"{WRAPPED}\n{'The lamp is dark. ' * 9}"):
        assert unwrapped(text) is text


def test_asks_of_a_wrapped_letter_are_whole_and_quoted_as_they_stand():
    found = read(Incoming(id="x", text=WRAPPED), None)
    plain = read(Incoming(id="x", text=LETTER), None)

    assert [ask.summary for ask in found.asks] == [ask.summary for ask in plain.asks]
    assert [ask.quote for ask in found.asks] == [ask.span.of(WRAPPED) for ask in found.asks]
    assert any("\n" in ask.quote for ask in found.asks)
