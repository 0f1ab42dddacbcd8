"""Word files (.docx): letterhead, paragraphs, lists and tables, in order."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO

import docx
from docx.document import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from jobs.extract.base import Extracted, Unreadable, whole
from jobs.markup import tidy
from tracker.text import one_line

MOST_UNPACKED = 60_000_000
_MOST_PARTS = 5000


def read(data: bytes) -> Extracted:
    """Return the text of a Word file; footnotes are left out.

    Raises:
        Unreadable: it is another archive, damaged, or unpacks to more than is read.
    """
    _check(data)
    try:
        document = docx.Document(BytesIO(data))
        text = tidy("\n\n".join(_letterhead(document)) + "\n\n" + "\n".join(_body(document)))
        title = one_line(document.core_properties.title or "")
    except Exception:
        # For a damaged file python-docx lets through whatever zipfile, zlib, lxml
        # and its own descriptors happen to raise.
        raise Unreadable("the Word file is damaged", "open it and save it again") from None
    return Extracted(
        text=text,
        title=title or None,
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        pages=whole(text),
    )


def _check(data: bytes) -> None:
    """Refuse an archive that is no Word file, or that unpacks to more than a letter can have."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise Unreadable("the file is damaged or breaks off", "get the file again") from None
    if "word/document.xml" not in {part.filename for part in parts}:
        raise Unreadable("it is an archive, not a Word file", "give the file inside it")
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        many = MOST_UNPACKED // 1_000_000
        raise Unreadable(f"the Word file unpacks to more than {many} MB", "save its text alone")


def _letterhead(document: Document) -> Iterator[str]:
    """Yield the lines on top of the first page."""
    section = document.sections[0] if len(document.sections) else None
    if section is not None:
        first = section.different_first_page_header_footer
        header = section.first_page_header if first else section.header
        yield "\n".join(paragraph.text for paragraph in header.paragraphs)


def _body(document: Document) -> Iterator[str]:
    """Yield the blocks of the text; a list's items stand on neighbouring lines."""
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield "\n" + "\n".join(_rows(block)) + "\n"
        elif _is_item(block):
            yield f"• {block.text.strip()}"
        else:
            yield f"\n{block.text}\n"


def _is_item(paragraph: Paragraph) -> bool:
    properties = paragraph._p.pPr
    numbered = properties is not None and properties.numPr is not None
    named = paragraph.style is not None and (paragraph.style.name or "").startswith("List")
    return (numbered or named) and bool(paragraph.text.strip())


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        # A merged cell comes once for each column that it covers.
        cells = dict.fromkeys(cell._tc for cell in row.cells)
        said = {cell._tc: cell.text for cell in row.cells}
        yield "  ".join(one_line(said[cell]) for cell in cells)
