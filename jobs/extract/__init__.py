"""The text of a letter or a reply, whatever file it came in.

What a file is, its first bytes say; its name and the server's word come after.
Sizes, pages and what unpacks from archives are bounded. Nothing is fetched.
"""

from __future__ import annotations

import re

from jobs.extract.base import PICTURES, Extracted, Unreadable
from tracker.errors import InputError

__all__ = ["MOST_BYTES", "Extracted", "text_of"]

MOST_BYTES = 20_000_000
_STEP = "give a .txt, .html, .pdf, .docx or .eml file"
_HTML = re.compile(
    rb"<(?:!doctype html|html|head|body|article|main|div|p|h1|table|meta|title)\b", re.IGNORECASE
)
_XML = re.compile(rb"<(?:\?xml|rss|feed)\b", re.IGNORECASE)
_MAIL = re.compile(rb"^(?:Received|MIME-Version|Message-ID|Return-Path|Delivered-To):", re.I | re.M)
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,60}: ")
# What some files begin with, and why they are not read.
_REFUSED = {
    b"\xd0\xcf\x11\xe0": ("it is an old or an encrypted Word file", "save it as .docx or .pdf"),
    b"{\\rtf": ("it is an RTF file", "save it as .docx or .pdf"),
    b"GIF8": ("it is a picture in GIF", "save it as .png"),
    b"\x1f\x8b": ("it is an archive", "give the file inside it"),
    b"7z\xbc\xaf": ("it is an archive", "give the file inside it"),
    b"Rar!": ("it is an archive", "give the file inside it"),
}


def text_of(
    data: bytes, *, name: str, media_type: str | None = None, url: str | None = None
) -> Extracted:
    """Return the text of a file.

    Args:
        data: The whole file.
        name: The file as the user wrote it; stands in the errors.
        media_type: What its sender calls it, with parameters; None: nobody did.
        url: Where it came from; counts where the bytes and the name say nothing.

    Raises:
        InputError: it is empty, too large, of no kind that is read, encrypted,
            damaged, without text, or a page that stands in for the real one.
    """
    try:
        return _read(data, name or url or "", media_type or "")
    except Unreadable as error:
        raise InputError("could not read the letter", name, error.why, error.step) from None


def _read(data: bytes, name: str, media_type: str) -> Extracted:
    if not data.strip():
        raise Unreadable("the file is empty")
    if len(data) > MOST_BYTES:
        step = "give only the pages with the letter"
        raise Unreadable(f"it is larger than {MOST_BYTES // 1_000_000} MB", step)
    found = _by_kind(data, name, media_type.lower())
    if not found.text:
        raise Unreadable("there is no text in it")
    return found


def _by_kind(data: bytes, name: str, media_type: str) -> Extracted:
    """Read a file by what it is; a reader is loaded only when it is needed."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, (why, step) in _REFUSED.items():
        if data.startswith(magic):
            raise Unreadable(why, step)
    if b"%PDF-" in data[:1024]:
        from jobs.extract import pdf

        return pdf.read(data)
    if data.startswith(PICTURES):
        from jobs.extract import picture

        return picture.read(data)
    if data.startswith(b"PK"):
        from jobs.extract import word

        return word.read(data)
    if _is_mail(start, name, media_type):
        from jobs.extract import mail

        return mail.read(data, _read)
    if _is_page(start, name, media_type):
        from jobs.extract import webpage

        return webpage.read(data, _charset(media_type))
    if _XML.match(start):
        raise Unreadable("it is a feed or other XML, not a letter", _STEP)
    from jobs.extract import plaintext

    return plaintext.read(data)


def _is_mail(start: bytes, name: str, media_type: str) -> bool:
    head = start.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    named = name.lower().endswith(".eml") or media_type.startswith("message/")
    return bool(_HEADER.match(head) and (named or _MAIL.search(head)))


def _is_page(start: bytes, name: str, media_type: str) -> bool:
    named = "html" in media_type or name.lower().endswith((".html", ".htm"))
    return b"<" in start and (named or (start[:1] == b"<" and bool(_HTML.search(start))))


def _charset(media_type: str) -> str | None:
    found = re.search(r"charset=[\"']?([\w.:-]{1,40})", media_type)
    return found[1] if found else None
