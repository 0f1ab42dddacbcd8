"""The text of a letter or a reply, whatever file it came in.

What a file is, its first bytes say; its name and the server's word come after.
Sizes, pages and what unpacks from archives are bounded. Nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from jobs.extract.base import Extracted, Unreadable
from tracker.errors import InputError

__all__ = ["MOST_BYTES", "Extracted", "text_of"]

MOST_BYTES = 20_000_000
_HTML = re.compile(rb"<(?:!doctype html|html|head|body|article|div|p|h1|table|meta|title)\b", re.I)
_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\n]{0,998}\n(?:[ \t][^\n]{0,998}\n)*){2}")
_MAIL_NAMES = re.compile(rb"^(?:From|Received|MIME-Version|Message-ID|Return-Path):", re.I | re.M)
_STEP = "give a .txt, .html, .pdf, .docx or .eml file"


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
        if not data.strip():
            raise Unreadable("the file is empty")
        if len(data) > MOST_BYTES:
            raise Unreadable(f"it is larger than {MOST_BYTES // 1_000_000} MB")
        found = _reader(data, name or url or "", media_type or "")(data)
        if not found.text:
            raise Unreadable("there is no text in it")
    except Unreadable as error:
        raise InputError("could not read the letter", name, error.why, error.step) from None
    return found


def _reader(data: bytes, name: str, media_type: str) -> Callable[[bytes], Extracted]:
    """Return what reads these bytes; a reader is loaded only when it is needed."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    ending = name.rpartition("?")[0].lower() or name.lower()
    if (start[:1] == b"<" and _HTML.search(start)) or "html" in media_type:
        from jobs.extract import webpage

        return lambda data: webpage.read(data, _charset(media_type))
    if ending.endswith((".html", ".htm")) and b"<" in start:
        from jobs.extract import webpage

        return webpage.read
    from jobs.extract import plaintext

    return plaintext.read


def _charset(media_type: str) -> str | None:
    found = re.search(r"charset=[\"']?([\w.:-]{1,40})", media_type, re.IGNORECASE)
    return found[1] if found else None
