from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.tracker.samples import letter
from tracker.letters.pages import page_of
from tracker.types import DocumentKind, LetterSource, Sheet, Span

TEXT = "Open the pier.\nSay why."


def held(*spans):
    source = LetterSource(
        id=1,
        letter_id=1,
        kind=DocumentKind.LETTER,
        url=None,
        name="pier.pdf",
        publisher=None,
        published=None,
        text=TEXT,
        text_hash="",
        raw_hash="",
        recorded=datetime(2026, 10, 2, tzinfo=UTC),
        pages=tuple(Sheet(span) for span in spans),
    )
    return letter(text=TEXT, sources=(source,))


@pytest.mark.parametrize(
    ("place", "page"),
    [(Span(0, 4), 1), (Span(9, 23), 1), (Span(15, 23), 3), (Span(0, 0), None), (None, None)],
)
def test_words_stand_on_the_page_on_which_they_begin(place, page):
    assert page_of(held(Span(0, 14), Span(14, 14), Span(15, 23)), place) == page


def test_a_text_of_one_page_or_of_unknown_ones_has_no_pages():
    assert page_of(held(Span(0, 23)), Span(0, 4)) is None
    assert page_of(letter(), Span(0, 4)) is None
