"""What `y` copies: the words, and below them where they stand."""

from __future__ import annotations

from tracker import wording
from tracker.text import one_line
from tracker.types import BoardRow, Candidate, Document, Letter


def ask(row: BoardRow, letter: Letter) -> str:
    """Return an ask's words with letter, date and address."""
    return f"“{one_line(row.ask.quote)}”\n{of_letter(letter)}"


def of_letter(letter: Letter) -> str:
    """Return a letter's title, date, addressees and address."""
    url = next((source.url for source in letter.sources if source.url), "")
    to = wording.addressees(letter.addressees)
    line = f"{one_line(letter.title)}, {wording.day(letter.dated)}, to {to}"
    return "\n".join(filter(None, [line, one_line(url)]))


def candidate(found: Candidate) -> str:
    """Return the passage with the document's title, day and address."""
    day = wording.day(found.published.date()) if found.published else "undated"
    where = f"{one_line(found.title)}, {day}, {one_line(found.source)}"
    return f"“{one_line(found.quote)}”\n{where}\n{one_line(found.url)}"


def of_document(held: Document) -> str:
    """Return a document's title, day, source and address."""
    day = wording.day(held.published.date()) if held.published else "undated"
    line = f"{one_line(held.title)}, {day}, {one_line(held.source)}"
    return "\n".join(filter(None, [line, one_line(held.url)]))
