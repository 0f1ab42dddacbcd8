"""Texts: harmless characters, one spelling for comparison, sentences, spans.

Pure, and linear in the length of the text. Reading keeps the text as it came,
so that a span always points into it; comparison works on a normalised copy.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator

from tracker.types import Span

# Categories that draw nothing but can move the cursor, reorder a line or hide
# words: controls, format characters (bidi marks, zero widths), surrogates,
# private use and unassigned.
_HARMFUL = {"Cc", "Cf", "Cs", "Co", "Cn"}
_KEPT = {"\n", "\t"}
_QUOTES = str.maketrans("‘’‚“”„–—‑\u00a0", "'''\"\"\"--- ")

TITLE = 500
"""Characters of a title or a name that are kept; the longest real titles have some 300."""

_ABBREVIATIONS = frozenset(
    """
    mr mrs ms dr hon rep reps sen sens gov gen col lt sgt st jr sr no nos vs v al
    u.s u.n u.k d.c jan feb mar apr jun jul aug sep sept oct nov dec inc corp co ltd
    fig sec art dept ave e.g i.e etc p pp ph.d messrs prof amb adm capt maj
    """.split()
)
# The look-behind keeps a megabyte of full stops linear.
_END = re.compile(r"(?<![.!?])[.!?]+[\"'”’)\]]*(?=\s|$)|\n\s*\n|;(?=\s*\n)|:(?=\s*\n)")
_SEAM = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Begins with the blank, so that the search leaps from one to the next.
_LOOSE = re.compile(r" (?:(?!\w)|(?<!\w ))")


def clean(text: str) -> str:
    """Return the text without characters that a terminal or a reader could be fooled by.

    Line ends become "\\n"; other controls, bidirectional marks and zero-width
    characters go; letters, accents and typographic quotes stay.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.replace("\n", "").isprintable():
        return text
    found = {c for c in set(text) if c not in _KEPT and unicodedata.category(c) in _HARMFUL}
    return text.translate(dict.fromkeys(map(ord, found))) if found else text


def one_line(text: str, width: int | None = None) -> str:
    """Return the cleaned text on one line, cut to width with an ellipsis.

    With a width, no more of the text is looked at than is likely to be needed.
    """
    near = text if width is None else text[: 8 * width + 200]
    line = " ".join(clean(near).split())
    if width is not None and (len(line) > width or len(near) < len(text)):
        return line[: max(0, width - 1)].rstrip() + "…"
    return line


def short(title: str) -> str:
    """Return a title or a name as it is, or on one line of `TITLE` characters if it is longer."""
    return title if len(title) <= TITLE else one_line(title, TITLE)


def normalised(text: str) -> str:
    """Return the text as it is compared: cleaned, one kind of quote and dash, single blanks."""
    text = clean(unicodedata.normalize("NFKC", text))
    # One by one: translating a long text looks every character up.
    for odd, plain in _QUOTES.items():
        text = text.replace(chr(odd), chr(plain))
    return " ".join(text.split())


def text_hash(text: str) -> str:
    """Return the SHA-256 of the normalised text, in hexadecimal.

    Blanks count between two words only: markup leaves others or takes them
    away where nobody changed a word.
    """
    return hashlib.sha256(_LOOSE.sub("", normalised(text)).encode()).hexdigest()


def folded(text: str) -> str:
    """Return the text for comparing names: no accents, lower case, straight quotes."""
    plain = text.translate(_QUOTES)
    if plain.isascii():
        return plain.lower()
    plain = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


def sentences(text: str) -> tuple[Span, ...]:
    """Return where the sentences stand, in order; they do not overlap and are never blank.

    A blank line always ends a sentence, and so does a semicolon or a colon at
    the end of a line, as in lists. Abbreviations and initials do not.
    """
    return tuple(each_sentence(text))


def each_sentence(text: str) -> Iterator[Span]:
    """Give where the sentences stand, one by one, as `sentences` returns them together."""
    start = 0
    for end in _END.finditer(text):
        if end.group()[0] == "." and not _ends(text, end.start(), end.end()):
            continue
        stop = end.start() if end.group().startswith("\n") else end.end()
        yield from _trimmed(text, start, stop)
        start = end.end()
    yield from _trimmed(text, start, len(text))


def _ends(text: str, dot: int, after: int) -> bool:
    """Say whether the full stop at `dot` ends a sentence."""
    begin = dot
    while begin > 0 and dot - begin < 12 and not text[begin - 1].isspace():
        begin -= 1
    # Of "besideSen." the last word is meant: a blank was lost.
    word = _SEAM.split(text[begin:dot].lstrip("(\"'“‘["))[-1].lower()
    following = text[after : after + 40].lstrip()
    if following[:1].islower():
        return False
    if word in _ABBREVIATIONS:
        # "the U.S." may end a sentence, but only before a word that begins one.
        return "." in word and bool(
            re.match(r"(The|We|In|It|This|These|As|And|But|I|Please)\b", following)
        )
    return not (len(word) == 1 and word.isalpha() and word != "i")


def _trimmed(text: str, start: int, stop: int) -> Iterator[Span]:
    """Give the stretch without the blanks around it; nothing where it is blank."""
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    if stop > start:
        yield Span(start, stop)
