"""What reading a file gives, and how a reader says that it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.types import Sheet, Span

__all__ = ["PICTURES", "Extracted", "Sheet", "Unreadable", "whole"]

PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
"""What the pictures begin with that can be read: PNG, JPEG, TIFF."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """The text of a file, and what the file says of itself."""

    text: str
    """Cleaned; lines and paragraphs as they stood."""
    title: str | None = None
    published: date | None = None
    """The day the file itself claims; a letter's own date stands in its text."""
    media_type: str
    """What the bytes are, whatever their sender said."""
    pages: tuple[Sheet, ...] = ()
    """Where each page stands in the text; a file without pages is one page."""
    warnings: tuple[str, ...] = ()
    """What was left out or guessed, in words."""


class Unreadable(Exception):
    """A reader's reason for giving up; `text_of` adds whose it is."""

    def __init__(self, why: str, step: str = "") -> None:
        """Keep the reason and the next step."""
        self.why, self.step = why, step
        super().__init__(why)


def whole(text: str) -> tuple[Sheet, ...]:
    """Return the text as its only page."""
    return (Sheet(Span(0, len(text))),)
