"""RSS 0.9 to 2.0 and Atom feeds.

Page:    https://www.state.gov/rss-feed/press-releases/feed/
Checked: 2026-11-21, from saved snapshots of that feed and of two House feeds

The guid is the identity: links and titles are used again a year later. A feed
that breaks off is refused whole, since half an item would look like a revision.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Container, Iterator
from datetime import datetime

from lxml import etree

from jobs.markup import decoded, plain
from jobs.sources.base import Layout, address, line, refuse_notice
from jobs.sources.dates import moment
from tracker.errors import LayoutError
from tracker.text import one_line
from tracker.types import Item, Page

_ROOT = re.compile(r"<(?:rss|feed|rdf:rdf)[\s>]", re.IGNORECASE)
_ENTRY = re.compile(r"<(item|entry)[\s>]")
_HIDING = (("<!--", "-->"), ("<![CDATA[", "]]>"))
_END = re.compile(r"</(?:rss|feed|rdf:rdf)\s*>\s*(?:<!--[^<]*-->\s*)?\Z", re.IGNORECASE)
_LOOSE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(\w{1,32};)?")
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"

_ENTRIES = tuple(f"{{*}}{name}" for name in ("item", "entry", "Item", "Entry", "ITEM", "ENTRY"))
_GUIDS = ("guid", "id")
_DATES = ("pubdate", "published", "date", "issued", "updated", "modified")
_BODIES = ("encoded", "content", "description", "summary")
# Parts of other vocabularies that share a name with ours.
_FOREIGN = ("search.yahoo.com/mrss", "itunes.com", "podlove.org")

Fields = dict[str, etree._Element]


def read(page: Page, known: Container[str] = ()) -> tuple[Item, ...]:
    """Return the items of a feed, as it orders them; of one whose mark is known the mark alone.

    Raises:
        BlockedError: an HTML page came instead.
        LayoutError: it is empty, no feed, breaks off, or defines entities.
    """
    text = decoded(page.body, page.charset)
    refuse_notice(page, text, "a feed")
    marks, rest = _marked(text, known)
    root = _root(page, rest)
    if len(list(_entries(root))) != sum(mark not in known for mark in marks):
        root = _root(page, text)
        marks = [""] * len(list(_entries(root)))
    del text, rest  # they may be larger than all that is read from them
    base, entries = root.get(_XML_BASE), _entries(root)
    return tuple(
        Item(title="", url="", guid=None, published=None, mark=mark)
        if mark in known
        else _item(next(entries), page, base, mark)
        for mark in marks
    )


def _marked(text: str, known: Container[str]) -> tuple[list[str], str]:
    """Return a digest of each entry as it came, and the feed without those that are known.

    Reading nine known entries of ten again would take longer than all the rest. Where
    it cannot be told so what is an entry, there are no digests, or too many or too few.
    """
    marks, kept, done = [], [], 0
    begin = _ENTRY.search(text)
    while begin:
        end = text.find(f"</{begin[1]}>", begin.end()) + len(f"</{begin[1]}>")
        entry, until = text[begin.start() : end], text[done:end]
        if not entry or any(until.rfind(opens) > until.rfind(ends) for opens, ends in _HIDING):
            return [], text
        marks.append(_mark(entry))
        kept.append(until.removesuffix(entry) if marks[-1] in known else until)
        begin, done = _ENTRY.search(text, end), end
    return marks, "".join(kept) + text[done:]


def _mark(entry: str) -> str:
    return hashlib.blake2b(entry.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _root(page: Page, text: str) -> etree._Element:
    begin = _ROOT.search(text)
    if not begin:
        raise LayoutError("not read", page.url, "it is no RSS or Atom feed")
    if "<!ENTITY" in text[: begin.start()]:
        raise LayoutError("not read", page.url, "the feed defines entities of its own")
    text = text[begin.start() :]
    root = _parsed(text)
    if root is None and _END.search(text[-500:].rstrip()):
        mended = _LOOSE.sub(_resolved, _NO_XML.sub("", text))
        root = _parsed(mended)
        root = _parsed(mended, recover=True) if root is None else root
    if root is None:
        raise LayoutError("not read", page.url, "the feed breaks off or is no XML")
    return root


def _resolved(loose: re.Match[str]) -> str:
    """Return a named entity of HTML as its character, and a bare ampersand as XML wants it."""
    character = html.unescape(loose[0])
    return html.escape(character) if character != loose[0] else "&amp;" + (loose[1] or "")


def _parsed(text: str, recover: bool = False) -> etree._Element | None:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
        encoding="utf-8",
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _entries(root: etree._Element) -> Iterator[etree._Element]:
    yield from root.iter(*_ENTRIES)


def _item(entry: etree._Element, page: Page, base: str | None, mark: str) -> Item:
    fields = _fields(entry)
    guid = next((said for name in _GUIDS if (said := _text(fields.get(name)))), entry.get(_ABOUT))
    published, day_only = _published(fields)
    return Item(
        title=_title(fields.get("title")),
        url=address(_link(entry, fields), page, base),
        guid=one_line(html.unescape(guid)) if guid else None,
        published=published,
        text=next((plain(said) for n in _BODIES if (said := _markup(fields.get(n)))), ""),
        day_only=day_only,
        mark=mark,
    )


def _fields(entry: etree._Element) -> Fields:
    """Return the first part of each name, in lower case; links by another way."""
    fields: Fields = {}
    for part in entry.iterchildren(etree.Element):
        if part.prefix is None or not any(name in str(part.tag) for name in _FOREIGN):
            fields.setdefault(_local(part), part)
    return fields


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _text(part: etree._Element | None) -> str:
    return (part.text or "").strip() if part is not None else ""


def _markup(part: etree._Element | None) -> str:
    """Return what a part holds, with the markup of Atom's XHTML."""
    if part is None:
        return ""
    inner = (etree.tostring(child, encoding="unicode") for child in part)
    return (part.text or "") + "".join(inner)


def _title(part: etree._Element | None) -> str:
    said = line(_markup(part))
    return line(plain(said)) if "<" in said else said


def _published(fields: Fields) -> tuple[datetime | None, bool]:
    for name in _DATES:
        at, day_only = moment(_text(fields.get(name)))
        if at:
            return at, day_only
    return None, False


def _link(entry: etree._Element, fields: Fields) -> str:
    """Return the address of the item's own page."""
    for part in entry.iterchildren(etree.Element):
        if _local(part) == "link" and part.get("rel", "alternate") == "alternate":
            link = _text(part) or part.get("href", "")
            if link:
                return link
    guid = fields.get("guid")
    is_link = guid is not None and guid.get("isPermaLink", "true").lower() != "false"
    return _text(guid) if is_link and _text(guid).startswith("http") else ""


def recognises(page: Page) -> bool:
    """Say whether the body begins as a feed does."""
    start = decoded(page.body[:4096], page.charset).lstrip("\ufeff \t\r\n")
    return start.startswith("<") and bool(_ROOT.search(start))


LAYOUT = Layout(
    name="rss",
    accept="application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8",
    read=read,
    read_new=read,
    recognises=recognises,
)
