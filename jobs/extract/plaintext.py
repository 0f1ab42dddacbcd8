"""Plain text, in whatever set of characters it was written."""

from __future__ import annotations

import codecs
import re

from jobs.extract.base import Extracted, Unreadable, whole
from jobs.markup import decoded
from tracker.text import clean

_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What a terminal obeys; with the escape alone gone, the rest of a colour or title would stay.
_ESCAPE = re.compile("\x1b(?:\\[[0-9;?]{0,20}[A-Za-z]|\\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\\\)?)")
_GAPS = re.compile(r"\n{4,}")
# UTF-8 that was once taken for Windows-1252: "â€™" for an apostrophe, "Ã©" for é.
_FOLLOWING = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_GARBLED = re.compile(f"[Â-ß]{_FOLLOWING}|[à-ï]{_FOLLOWING}{{2}}|[ð-ô]{_FOLLOWING}{{3}}")
_MENDED = "some characters had been garbled on the way and were put right"
_STEP = "give a .txt, .html, .pdf, .docx or .eml file"


def read(data: bytes) -> Extracted:
    """Return the text of a plain file.

    Raises:
        Unreadable: its bytes are no text.
    """
    wide = _wide(data[:4096])
    text = data.decode(wide, "replace") if wide else decoded(data)
    odd = sum((ord(c) < 32 and c not in "\n\r\t\f") or c == "\ufffd" for c in text[:20000])
    if odd > len(text[:20000]) // 10:
        raise Unreadable("it is no text and no document that Askwatch reads", _STEP)
    text = clean(_ESCAPE.sub("", text).replace("\f", "\n\n"))
    mended = clean(_GARBLED.sub(_once_more, text))
    warnings = () if mended == text else (_MENDED,)
    text = _GAPS.sub("\n\n\n", mended).strip()
    return Extracted(text=text, media_type="text/plain", pages=whole(text), warnings=warnings)


def _wide(start: bytes) -> str | None:
    """Return the set of two-byte characters that the zeros in a text speak for."""
    if start[:2] in _MARKS or start.count(0) <= len(start) // 3:
        return None
    return "utf-16-le" if start[1:2] == b"\0" else "utf-16-be"


def _once_more(garbled: re.Match[str]) -> str:
    """Return what a run of characters was before it was decoded wrongly."""
    try:
        raw = b"".join(_byte(character) for character in garbled[0])
        found = raw.decode("utf-8")
    except UnicodeError:
        return garbled[0]
    return found if found.isalpha() or found in "‘’“”–—…•€™§°\xa0" else garbled[0]


def _byte(character: str) -> bytes:
    return character.encode("latin-1" if character < "\u0100" else "cp1252")
