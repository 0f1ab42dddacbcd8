"""Find what repeats on a page: links that stand in the same place of the same structure.

Pure. Two links belong together if the way from the root down to them runs
through the same elements. Each then owns a territory: the largest part of the
page that holds it and none of the others, and, where the page puts its items
side by side without a box around each, the neighbours up to the next one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from tracker.text import one_line

Element = etree._Element

_UNSEEN = frozenset("script style noscript template svg head select iframe".split())
# Classes that tell one item of a list from the next, not one list from another.
_OWN_CLASS = re.compile(
    r"\d|^(?:odd|even|first|last|active|current|featured|sticky|alt|clearfix|hentry)$"
    r"|^(?:category|tag|post|status|type|format|has|author|issue|topic)-"
    r"|-(?:odd|even|first|last|active|featured)$",
    re.IGNORECASE,
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 dt th caption strong b".split())
_CELLS = frozenset("td th".split())
_LEAST = 2
# No list that people read has more, and time must be bounded.
_MOST_LINKS = 5000
_MOST_LEAVES = 40
_MOST_NEIGHBOURS = 12
_MOST_TEXT = 1000
_LEAST_GAP = 2


@dataclass(frozen=True, slots=True)
class Leaf:
    """A piece of text as it stands in one element."""

    text: str
    owner: Element
    stamp: str | None = None
    """The date that its element gives beside the text, for machines."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of a group, and what belongs to it."""

    link: Element
    href: str
    box: Element
    """The largest part of the page that holds only this link of the group."""


@dataclass(frozen=True, slots=True)
class Share:
    """What belongs to an entry, in page order."""

    leaves: tuple[Leaf, ...]
    body: tuple[Leaf, ...]
    """Where its summary may stand; what precedes an entry is often its neighbour's."""


def href_of(element: Element) -> str:
    """Return where an element leads, cleaned of blanks; empty if nowhere else."""
    href = element.get("href") if element.tag == "a" else element.get("data-url")
    href = "".join((href or "").split())
    return "" if href.startswith(("#", "mailto:", "tel:", "javascript:")) else href


def groups(root: Element) -> Iterator[list[Entry]]:
    """Yield every group of two or more links that lead to different places.

    None where a page has more links than any list that people read.

    Groups are told apart by tags and classes first, then by tags alone, for
    pages whose items carry classes of their own, then by tags and the columns
    of tables. Of a group in which some links say something and others only
    "text" or "PDF", those that say something are a group besides.
    """
    links = [(link, href) for link in _seen(root) if (href := href_of(link))]
    if len(links) > _MOST_LINKS:
        return
    done: set[tuple[int, ...]] = set()
    for mark in (kind_of, _nothing, _column):
        numbers: dict[object, int] = {}
        paths: dict[Element, int] = {}
        together: dict[int, list[tuple[Element, str]]] = {}
        for link, href in links:
            path = _path(link, mark, paths, numbers)
            together.setdefault(path, []).append((link, href))
        for group in together.values():
            for members in (group, [one for one in group if _says_something(one[0])]):
                key = tuple(id(link) for link, _ in members)
                if key not in done and len({href for _, href in members}) >= _LEAST:
                    done.add(key)
                    yield _entries(members)


def _says_something(link: Element) -> bool:
    return len("".join(islice(link.itertext(), _MOST_LEAVES))[:_MOST_TEXT].split()) > _LEAST


def _nothing(element: Element) -> None:
    """Tell no element of a tag from another."""


def _column(element: Element) -> int:
    parent = element.getparent()
    return parent.index(element) if parent is not None and element.tag in _CELLS else 0


def _seen(root: Element) -> Iterator[Element]:
    for element in root.iter(etree.Element):
        if element.tag not in _UNSEEN:
            yield element


def _path(
    element: Element,
    mark: Callable[[Element], object],
    paths: dict[Element, int],
    numbers: dict[object, int],
) -> int:
    """Return a number for the way from the root to an element; equal ways, equal numbers."""
    if element in paths:
        return paths[element]
    parent = element.getparent()
    above = -1 if parent is None else _path(parent, mark, paths, numbers)
    key = (above, element.tag, mark(element))
    paths[element] = numbers.setdefault(key, len(numbers))
    return paths[element]


def kind_of(element: Element) -> frozenset[str]:
    """Return the classes that an element shares with its like."""
    return frozenset(c for c in element.get("class", "").split() if not _OWN_CLASS.search(c))


def _entries(members: list[tuple[Element, str]]) -> list[Entry]:
    """Return an entry for each place that the links lead to, in page order."""
    leads: dict[Element, str | None] = {}
    for link, href in members:
        above: Element | None = link
        while above is not None:
            leads[above] = href if leads.get(above, href) == href else None
            above = above.getparent()
    boxes: dict[str, tuple[Element, Element]] = {}
    for link, href in members:
        box = link
        while (parent := box.getparent()) is not None and leads[parent] is not None:
            box = parent
        boxes.setdefault(href, (link, box))
    return [Entry(link, href, box) for href, (link, box) in boxes.items()]


def headings(root: Element) -> dict[Element, Element]:
    """Return, for each element of a page, the last heading above it, if there is one."""
    above: dict[Element, Element] = {}
    last: Element | None = None
    for element in root.iter(etree.Element):
        if last is not None:
            above[element] = last
        if element.tag in _HEADINGS:
            last = element
    return above


def territories(entries: list[Entry]) -> Iterator[list[Share]]:
    """Yield the ways to share out the page among the entries.

    By their boxes; then, where other things stand between the boxes of one
    parent, each with what precedes it, and each with what follows it.
    """
    own = [tuple(islice(leaves(entry.box), _MOST_LEAVES)) for entry in entries]
    yield [Share(one, one) for one in own]
    before, after = _neighbours([entry.box for entry in entries])
    if any(before) or any(after):
        yield [Share((*gap, *one), one) for gap, one in zip(before, own, strict=True)]
        yield [Share((*one, *gap), (*one, *gap)) for one, gap in zip(own, after, strict=True)]


def under_headings(entries: list[Entry], above: Mapping[Element, Element]) -> list[Share]:
    """Return each entry with the heading above it; nothing where one heading has them all."""
    heads = [above.get(entry.box) for entry in entries]
    if len(set(heads) - {None}) < _LEAST:
        return []
    own = [tuple(islice(leaves(entry.box), _MOST_LEAVES)) for entry in entries]
    tops = [() if head is None else islice(leaves(head), _MOST_LEAVES) for head in heads]
    return [Share((*top, *one), one) for top, one in zip(tops, own, strict=True)]


def _neighbours(boxes: list[Element]) -> tuple[list[list[Leaf]], list[list[Leaf]]]:
    """Return the pieces that stand before each box and after it, up to the next box.

    Before the first and after the last box a page says other things, too: no
    more is taken there than the longest gap between two has.
    """
    known = set(boxes)
    gaps = [_following(box, known) for box in boxes]
    most = max((len(gap) for gap, closed in gaps if closed), default=0)
    most = max(most, _LEAST_GAP)
    after = [gap if closed else gap[:most] for gap, closed in gaps]
    before: list[list[Leaf]] = []
    for box in boxes:
        gap, closed = _preceding(box, known)
        before.append(gap if closed else gap[max(0, len(gap) - most) :])
    return before, after


def _following(box: Element, known: set[Element]) -> tuple[list[Leaf], bool]:
    """Return what follows a box among its siblings, and whether another box ends it."""
    parent = box.getparent()
    assert parent is not None, "boxes stand below the root, or there would be one only"
    gap = _text(box.tail, parent)
    for sibling in islice(box.itersiblings(), _MOST_NEIGHBOURS):
        if sibling in known:
            return gap, True
        gap += islice(leaves(sibling), _MOST_LEAVES)
        gap += _text(sibling.tail, parent)
    return gap, False


def _preceding(box: Element, known: set[Element]) -> tuple[list[Leaf], bool]:
    """Return what precedes a box among its siblings, and whether another box begins it."""
    parent = box.getparent()
    assert parent is not None, "boxes stand below the root, or there would be one only"
    pieces: list[list[Leaf]] = []
    closed = False
    for sibling in islice(box.itersiblings(preceding=True), _MOST_NEIGHBOURS):
        pieces.append(_text(sibling.tail, parent))
        if sibling in known:
            closed = True
            break
        pieces.append(list(islice(leaves(sibling), _MOST_LEAVES)))
    else:
        pieces.append(_text(parent.text, parent))
    return [leaf for piece in reversed(pieces) for leaf in piece], closed


def _text(text: str | None, owner: Element) -> list[Leaf]:
    said = one_line((text or "")[:_MOST_TEXT])
    return [Leaf(said, owner)] if said else []


def leaves(element: Element) -> Iterator[Leaf]:
    """Yield the pieces of text in an element, in page order, without blanks around them."""
    if element.tag in _UNSEEN or not isinstance(element.tag, str):
        return
    stamp = element.get("datetime") if element.tag == "time" else None
    if element.tag == "meta" and element.get("itemprop", "").startswith("date"):
        stamp = element.get("content")
    text = one_line((element.text or "")[:_MOST_TEXT])
    if text or stamp:
        yield Leaf(text, element, stamp)
    for child in element:
        yield from leaves(child)
        tail = one_line((child.tail or "")[:_MOST_TEXT])
        if tail:
            yield Leaf(tail, element, stamp)
