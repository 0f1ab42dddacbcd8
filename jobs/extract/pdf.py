"""PDF files with text.

Lines stay lines; where the page leaves more room between two of them, a
paragraph ends. Running headers and page numbers go, and words that were parted
at a line's end are whole again. A scan has no text and is refused.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import pypdfium2 as pdfium
from pypdfium2 import raw

from jobs.extract.base import Extracted, Unreadable
from tracker.text import clean, one_line
from tracker.types import Span

MOST_PAGES = 500
_MOST_CHARS = 50_000
"""The most characters that one page may have; a dense one has a tenth of it."""
_SCAN = "it seems to be a scan; type or paste its text into a .txt file"
# What PDFium puts where a word was parted at a line's end, and what a page may hold there.
_HYPHEN = re.compile("[\ufffe\x02\u00ad](?=.)")
# Words that keep their hyphen with whatever follows.
_KEEPING = frozenset(
    "well long self non high low short full part anti cross so ex then ill all far".split()
)
_WIDE = 1.45
_LEAST_STEP = 5.0
_EDGE = 3
_PAGE_NUMBER = re.compile(
    r"(?:page\s{0,3})?[-–—]?\s?\d{1,3}\s?[-–—]?(?:\s{0,3}(?:of|/)\s{0,3}\d{1,3})?", re.IGNORECASE
)
_SAYS_PAGE = re.compile(r"\bpage\s{1,3}\d{1,3}\b", re.IGNORECASE)
_PARTED = re.compile(r"(\w{2,40})-\n(\w{2,40})")
# PDFium serves one caller at a time.
_TURN = threading.Lock()

Line = tuple[str, float]
"""A line's text, and how far its top is from the bottom of the page."""


def read(data: bytes) -> Extracted:
    """Return the text of a PDF.

    Raises:
        Unreadable: it is encrypted, damaged, too long, or has no text.
    """
    with _TURN:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            raise _refusal(data, error) from None
        try:
            pages, title = _lines(document), document.get_metadata_dict().get("Title", "")
        except pdfium.PdfiumError:
            raise Unreadable("the PDF is damaged", "get the file again") from None
        finally:
            document.close()
    return _put_together(pages, one_line(title))


def _refusal(data: bytes, error: Exception) -> Unreadable:
    if re.search(rb"/Count\s{1,9}0\b", data):
        return Unreadable("the PDF has no pages", "get the file again")
    if "password" in str(error).lower():
        step = "open it with its password and print it to a new PDF"
        return Unreadable("the PDF is encrypted", step)
    return Unreadable("the PDF is damaged or breaks off", "get the file again")


def _lines(document: pdfium.PdfDocument) -> list[list[Line]]:
    count = len(document)
    if count > MOST_PAGES:
        step = "give only the pages with the letter"
        raise Unreadable(f"the PDF has {count} pages, more than {MOST_PAGES}", step)
    return [_page_lines(document[number]) for number in range(count)]


def _page_lines(page: pdfium.PdfPage) -> list[Line]:
    """Return the lines of a page, from top to bottom as PDFium orders them."""
    text = page.get_textpage()
    found: list[Line] = []
    said: list[str] = []
    top = 0.0
    for at in range(min(text.count_chars(), _MOST_CHARS)):
        code = raw.FPDFText_GetUnicode(text.raw, at)
        char = chr(code) if code < 0x110000 else "\ufffd"
        if char in "\r\n":
            if said and char == "\n":
                found.append(("".join(said), top))
                said = []
            continue
        if not said:
            top = text.get_charbox(at, loose=True)[3]
        said.append(char)
    if said:
        found.append(("".join(said), top))
    text.close()
    page.close()
    return found


def _put_together(pages: list[list[Line]], title: str) -> Extracted:
    empty = [number for number, lines in enumerate(pages, 1) if not _has_text(lines)]
    if len(empty) == len(pages):
        many = f"any of {len(pages)} pages" if len(pages) != 1 else "its only page"
        raise Unreadable(f"no text on {many}", _SCAN)
    texts = [_paragraphs(lines) for lines in _without_headers(pages)]
    words = set(re.findall(r"\w+", "\n".join(texts)))
    text, spans = "", []
    for said in texts:
        said = _mended(said, words)
        if text and said:
            text += "\n\n" if text[-1] in '.?!:;”"' else "\n"
        spans.append(Span(len(text), len(text) + len(said)))
        text += said
    warnings = tuple(f"page {number} has no text; it seems to be a scan" for number in empty)
    return Extracted(
        text=text,
        title=title or None,
        media_type="application/pdf",
        pages=tuple(spans),
        warnings=warnings,
    )


def _has_text(lines: Sequence[Line]) -> bool:
    return any(one_line(text) for text, _ in lines)


def _without_headers(pages: list[list[Line]]) -> list[list[Line]]:
    """Return the pages without page numbers and lines that stand on the edge of most pages."""
    edges = Counter(
        _pattern(text)
        for lines in pages
        for text in {text for text, _ in lines[:_EDGE] + lines[-_EDGE:]}
    )
    running = {said for said, count in edges.items() if count > max(2, len(pages) // 2)}
    return [_trimmed(lines, running, first=number == 0) for number, lines in enumerate(pages)]


def _pattern(text: str) -> str:
    return re.sub(r"\d+", "0", one_line(text).lower())


def _trimmed(lines: list[Line], running: set[str], first: bool) -> list[Line]:
    kept = list(lines)
    if not first:
        # "Secretary Quill / March 3, 2026 / Page 2" on top of a following page.
        for at in range(min(_EDGE, len(kept)) - 1, -1, -1):
            if _SAYS_PAGE.search(kept[at][0]):
                kept = kept[at + 1 :]
                break
        while kept and (_pattern(kept[0][0]) in running or _is_number(kept[0][0])):
            kept = kept[1:]
    while kept and (_is_number(kept[-1][0]) or (not first and _pattern(kept[-1][0]) in running)):
        kept = kept[:-1]
    return kept


def _is_number(text: str) -> bool:
    said = one_line(text)
    return not said or bool(_PAGE_NUMBER.fullmatch(said))


def _paragraphs(lines: list[Line]) -> str:
    """Return the lines, with an empty one where the page leaves more room than usual."""
    steps = [above - below for (_, above), (_, below) in pairwise(lines)]
    real = sorted(step for step in steps if step > _LEAST_STEP)
    usual = real[len(real) // 4] if real else 0.0
    said = ""
    for number, (text, _) in enumerate(lines):
        apart = number and not 0 <= steps[number - 1] <= usual * _WIDE
        said += ("\n\n" if apart else "\n" if said else "") + _line(text)
    return re.sub(r"\n{3,}", "\n\n", said).strip()


def _line(text: str) -> str:
    """Return a line cleaned; a word that PDFium joined over a line's end is parted again."""
    lines = clean(_HYPHEN.sub("-\n", text)).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines)


def _mended(text: str, words: set[str]) -> str:
    """Return the text with words whole that a line's end had parted."""

    def whole(parted: re.Match[str]) -> str:
        first, second = parted.groups()
        known = first + second in words
        kept = first.lower() in _KEEPING or f"{first}-{second}" in text or not second.islower()
        return f"{first}{'-' if kept and not known else ''}{second}"

    return _PARTED.sub(whole, text)
