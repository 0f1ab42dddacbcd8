"""On which page of the paper something stood."""

from __future__ import annotations

from tracker.types import Letter, Span


def page_of(letter: Letter, place: Span | None) -> int | None:
    """Return the number of the page, from 1, on which words of a letter's text begin.

    None: they stand in no text, or in one that has no more than one page.
    """
    sheets = next((one.pages for one in letter.sources if one.text == letter.text), ())
    if place is None or not place.end or len(sheets) < 2:
        return None
    return max(n for n, sheet in enumerate(sheets, 1) if sheet.span.start <= place.start)
