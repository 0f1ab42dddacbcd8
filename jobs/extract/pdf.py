"""PDF files, by PDFium; pages that are pictures are read by OCR, where it is installed."""

from __future__ import annotations

import re
import threading
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from jobs.extract import ocr
from jobs.extract.base import Extracted, Sheet, Unreadable
from jobs.extract.pages import Line, letters, put_together
from tracker.text import one_line

MOST_PAGES = 500
_MOST_CHARS = 50_000
"""The most characters that one page may have; a dense one has a tenth of it."""
_FEW = 40
"""A page with fewer letters may be a scan with a stamp on it."""
_AGAIN = "get the file again"
# PDFium serves one caller at a time.
_TURN = threading.Lock()


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
        with _TURN:
            pages, title = _lines(document), document.get_metadata_dict().get("Title", "")
        scans = _scans(document, [n for n, page in enumerate(pages) if letters(page) < _FEW])
    except pdfium.PdfiumError:
        raise Unreadable("the PDF is damaged", _AGAIN) from None
    finally:
        with _TURN:
            document.close()
    return _put_together(pages, scans, one_line(title))


def _refusal(data: bytes, error: Exception) -> Unreadable:
    if re.search(rb"/Count\s{1,9}0\b", data):
        return Unreadable("the PDF has no pages", _AGAIN)
    if "password" in str(error).lower():
        step = "open it with its password and print it to a new PDF"
        return Unreadable("the PDF is encrypted", step)
    return Unreadable("the PDF is damaged or breaks off", _AGAIN)


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
    top = left = 0.0
    last = 0
    for at in range(min(text.count_chars(), _MOST_CHARS)):
        code = raw.FPDFText_GetUnicode(text.raw, at)
        char = chr(code) if code < 0x110000 else "\ufffd"
        if char in "\r\n":
            if said and char == "\n":
                found.append(Line("".join(said), top, left, _right(text, last)))
                said = []
            continue
        if not said:
            left, _, _, top = text.get_charbox(at, loose=True)
        last = at if not char.isspace() or not said else last
        said.append(char)
    if said:
        found.append(Line("".join(said), top, left, _right(text, last)))
    text.close()
    page.close()
    return found


def _right(text: pdfium.PdfTextPage, at: int) -> float:
    return float(text.get_charbox(at, loose=True)[2])


def _scans(document: pdfium.PdfDocument, wanted: list[int]) -> dict[int, ocr.Scan]:
    """Return what OCR reads on some pages; nothing, where it is not installed."""
    if not wanted or not ocr.installed():
        return {}
    found: dict[int, ocr.Scan] = {}
    scanner = ocr.Scanner()
    for number in wanted[: ocr.MOST_PAGES]:
        with _TURN:
            picture = _picture(document[number])
        found[number] = scanner.scan(picture)
    return found


def _picture(page: pdfium.PdfPage) -> Any:
    """Return a page as a grey picture, as sharp as OCR wants it and no larger than it takes."""
    width, height = page.get_size()
    picture = page.render(scale=ocr.scale(width, height), grayscale=True).to_pil()
    page.close()
    return picture


def _put_together(pages: list[list[Line]], scans: dict[int, ocr.Scan], title: str) -> Extracted:
    better = {n: scan for n, scan in scans.items() if letters(scan.lines) > letters(pages[n])}
    lines = [better[n].lines if n in better else page for n, page in enumerate(pages)]
    if not any(map(letters, lines)):
        many = f"any of {len(pages)} pages" if len(pages) != 1 else "its only page"
        if scans:
            doubts = (f"; page {n + 1} {scan.doubt}" for n, scan in scans.items() if scan.doubt)
            raise Unreadable(f"no text on {many}, not even by OCR{''.join(doubts)}", ocr.BY_HAND)
        raise Unreadable(f"no text on {many}", ocr.INSTALL)
    text, spans = put_together(lines)
    return Extracted(
        text=text,
        title=title or None,
        media_type="application/pdf",
        pages=tuple(
            Sheet(span, better[n].sure if n in better else None) for n, span in enumerate(spans)
        ),
        warnings=tuple(
            f"page {n + 1} {words}" for n in range(len(lines)) if (words := _doubt(n, lines, scans))
        ),
    )


def _doubt(number: int, lines: list[list[Line]], scans: dict[int, ocr.Scan]) -> str | None:
    """Return in words why a page may not say all that stands on it; None: it does."""
    scan = scans.get(number)
    if scan and (scan.lines is lines[number] or not scan.lines):
        return scan.doubt or (None if letters(lines[number]) else "has no text")
    if letters(lines[number]):
        return None
    bound = f"OCR reads {ocr.MOST_PAGES} pages of a file"
    return f"has no text; it seems to be a scan; {bound if scans else ocr.INSTALL}"
