"""Files as people send them, made in the test."""

from __future__ import annotations

from collections.abc import Sequence

Line = tuple[int, str]
"""How far from the bottom of the page, and what stands there."""


def pdf(pages: Sequence[Sequence[Line]], *, encrypted: bool = False, title: str = "") -> bytes:
    """Return a PDF with those lines on its pages; a page without lines is as a scan is."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (5 + 2 * at) for at in range(len(pages))), len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (%s) >>" % title.encode(),
    ]
    for number, lines in enumerate(pages):
        drawn = b"\n".join(
            b"BT /F1 11 Tf 72 %d Td (%s) Tj ET" % (y, _escaped(text)) for y, text in lines
        )
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (6 + 2 * number),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    locked = (
        b" /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]"
        % (b"31" * 32, b"32" * 32)
        if encrypted
        else b""
    )
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R /Info 4 0 R%s >>"
        b"\nstartxref\n%d\n%%%%EOF\n"
    ) % (len(objects) + 1, table, len(objects) + 1, locked, len(out))


def _escaped(text: str) -> bytes:
    said = text.encode("cp1252")
    for sign in (b"\\", b"(", b")"):
        said = said.replace(sign, b"\\" + sign)
    return said


def column(*texts: str, top: int = 720, step: int = 14) -> list[Line]:
    """Return lines below each other; an empty text leaves room for a paragraph."""
    return [(top - at * step, text) for at, text in enumerate(texts) if text]
