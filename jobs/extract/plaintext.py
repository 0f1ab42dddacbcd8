"""Plain text, in whatever set of characters it was written."""

from __future__ import annotations

import re

from jobs.extract.base import Extracted, Unreadable, whole
from jobs.markup import decoded
from tracker.text import clean

_ENDS = re.compile(r"[ \t\xa0]+$", re.MULTILINE)
_GAPS = re.compile(r"\n{4,}")
# UTF-8 that was once taken for Windows-1252: "â€™" for an apostrophe, "Ã©" for é.
_MOJIBAKE = re.compile("[ÂÃ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\u0080-\u00bf™œž“”˜¦¢]")


def read(data: bytes) -> Extracted:
    """Return the text of a plain file.

    Raises:
        Unreadable: its bytes are no text.
    """
    if data[:4096].count(0) > len(data[:4096]) // 3:
        data, charset = data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
    else:
        charset = None
    text = decoded(data, charset)
    odd = sum(1 for c in text[:20000] if (ord(c) < 32 and c not in "\n\r\t\f") or c == "\ufffd")
    if odd > len(text[:20000]) // 10:
        raise Unreadable("it is no text and no document that Askwatch reads", _STEP)
    mended, warnings = mend(clean(text.replace("\f", "\n\n")))
    text = _GAPS.sub("\n\n\n", mended).strip()
    return Extracted(text=text, media_type="text/plain", pages=whole(text), warnings=warnings)


_STEP = "give a .txt, .html, .pdf, .docx or .eml file"


def mend(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text with twice-decoded characters put right, and a warning if there were any."""
    if not _MOJIBAKE.search(text):
        return text, ()
    lines = [_mended(line) if _MOJIBAKE.search(line) else line for line in text.split("\n")]
    joined = "\n".join(lines)
    if joined == text:
        return text, ()
    return clean(joined), ("some characters had been garbled on the way and were put right",)


def _mended(line: str) -> str:
    """Return the line decoded once more, or as it is where that does not work."""
    try:
        return line.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return _MOJIBAKE_RUN.sub(_one, line)


_MOJIBAKE_RUN = re.compile(r"[\u0080-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2,4}")


def _one(run: re.Match[str]) -> str:
    try:
        return run[0].encode("cp1252").decode("utf-8")
    except UnicodeError:
        return run[0]
