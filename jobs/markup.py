"""Bytes to text, and markup to plain text.

Pure, and linear in the length of what comes in, however hostile: the parser
stops at a depth of 256 instead of exhausting the machine.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection

from lxml import etree

from tracker.errors import LayoutError
from tracker.text import clean

# Senders name these and mean the larger sets.
_MEANT = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,99}encoding=[\"']([\w.:-]{1,40})|<meta[^>]{0,199}?charset=[\"']?([\w.:-]{1,40})",
    re.IGNORECASE,
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNSEEN = frozenset("script style noscript template iframe svg object head title".split())
# Stands for "on a line of its own": where two meet there is one line end, not two.
_LINE = "\x1e"
_BREAKS = dict.fromkeys("li tr div dt dd address option figcaption caption".split(), _LINE)
_BREAKS |= dict.fromkeys(
    "p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre hr section article header footer".split(),
    "\n\n",
)
_BREAKS |= dict.fromkeys(("td", "th"), " ")
_TAG = re.compile(r"<[^<>]{0,1000}>")


def decoded(body: bytes, charset: str | None = None) -> str:
    """Return the body as text, whatever its sender said.

    The first that fits: a byte order mark; UTF-8, which no other set resembles
    by chance; the named charset; the one declared inside; a guess from the
    bytes. What nothing explains becomes U+FFFD.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    for named in ("utf-8", charset, _declared(body)):
        text = _decoded_as(body, named) if named else None
        if text is not None:
            return text
    guessed = _guessed(body[:65536])
    text = _decoded_as(body, guessed) if guessed else None
    return text if text is not None else body.decode("cp1252", "replace")


def _guessed(body: bytes) -> str | None:
    """Return the likeliest set of characters; of equals the western one, in which letters come."""
    from charset_normalizer import from_bytes  # of last resort, and large

    found = list(from_bytes(body))
    likely = [m for m in found if (m.chaos, -m.coherence) <= (found[0].chaos, -found[0].coherence)]
    if any("cp1252" in match.could_be_from_charset for match in likely):
        return "cp1252"
    return found[0].encoding if found else None


def _declared(body: bytes) -> str | None:
    found = _DECLARED.search(body[:4096])
    return (found[1] or found[2]).decode("ascii") if found else None


def _decoded_as(body: bytes, name: str) -> str | None:
    name = name.strip().lower()
    try:
        return body.decode(_MEANT.get(name, name))
    except (UnicodeDecodeError, LookupError):
        return None


def tree(markup: str) -> etree._Element | None:
    """Return the root of an HTML page or a piece of one; None if it holds nothing.

    Raises:
        LayoutError: it is nested deeper than any page that people write.
    """
    parser = etree.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8"
    )
    root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    if any("depth" in entry.message for entry in parser.error_log):
        raise LayoutError("not read", None, "it is nested deeper than 256 elements")
    return root


def plain(markup: str) -> str:
    """Return what a reader of the markup sees: paragraphs parted by a blank line."""
    if "<" not in markup and "&" not in markup:
        return tidy(markup)
    try:
        root = tree(markup)
    except LayoutError:
        return tidy(_TAG.sub(" ", markup))
    return "" if root is None else shown(root)


def shown(element: etree._Element, without: Collection[etree._Element] = ()) -> str:
    """Return what a reader sees of an element, without the named parts of it."""
    pieces: list[str] = []
    _collect(element, pieces, without, kept=False)
    lines = (part.strip(" ") for part in "".join(pieces).split(_LINE))
    return tidy("\n".join(filter(None, lines)))


def _collect(
    element: etree._Element,
    pieces: list[str],
    without: Collection[etree._Element],
    kept: bool,
) -> None:
    """Append the element's text, piece by piece; lines are kept in preformatted text."""
    tag = element.tag
    if tag in _UNSEEN or element in without:
        return
    around = _BREAKS.get(str(tag), "")
    kept = kept or tag == "pre"
    pieces.append("\n" if tag == "br" else around)
    if element.text:
        pieces.append(element.text if kept else element.text.replace("\n", " "))
    for child in element:
        _collect(child, pieces, without, kept)
        if child.tail:
            pieces.append(child.tail if kept else child.tail.replace("\n", " "))
    pieces.append(around)


def tidy(text: str) -> str:
    """Return the text cleaned: single blanks, and at most one empty line in a row."""
    lines = clean(text.replace("\xa0", " ")).split("\n")
    text = "\n".join([" ".join(line.split()) for line in lines])
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip()
