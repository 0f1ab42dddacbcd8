"""Any page that lists dated, linked items, by its repeated structure.

Page:    lists of releases and letters of House, Senate and committee sites
Checked: 2026-11-21, on saved pages of nine sites from 2015 to 2026

No site is known here by name. Of all groups of links that stand alike on the
page, the one is taken whose links have dates beside them and titles worth the
name; menus, tags, "read more" and sidebars lose on one or the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from lxml import etree

from jobs.markup import decoded, tree
from jobs.sources import dates
from jobs.sources.base import Layout, address, notice
from jobs.sources.leading import following
from jobs.sources.repeated import (
    Element,
    Entry,
    Leaf,
    Share,
    groups,
    headings,
    leaves,
    territories,
    under_headings,
)
from tracker.errors import BlockedError, LayoutError
from tracker.text import one_line
from tracker.types import Item, Page

_AROUND = frozenset("nav header footer aside".split())
_AROUND_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|footer|sidebar|breadcrumbs?)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:(?:click|see|read|view|learn|find out|continue|full|more|show|open|download|get|the)\W*)*"
    r"(?:more|reading|story|article|release|here|details|text|statement|post|letter|pdf|view|link"
    r"|it|all|document|full|press)?\W*",
    re.IGNORECASE,
)
_ARROWS = re.compile(r"(?<=\S)\s?[→➞»›▸>]{1,3}$")
_READ_MORE = re.compile(
    r"^(?:read|see|learn) more(?: about)?\s?[:–—…-]\s?(?=\S+\s\S)", re.IGNORECASE
)
_TITLED = re.compile(r"title|headline|heading|subject", re.IGNORECASE)
_INLINE = frozenset("a em strong b i u font sup sub abbr mark small".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
# Words that stand around a date and do not make it part of a sentence.
_DATE_TALK = re.compile(
    r"\b(?:posted|published|date|updated|released?|issued|on|by|at|the|of|for|immediate|press|news"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|a\.?m|p\.?m|[ecmp][sd]?t)\b",
    re.IGNORECASE,
)
_MOST = 5_000_000
_WINDOW = 4
_MOST_PARTS = 60
_SHORT = 80
_SHARE = 0.6
_ASIDE = 0.2
_LABEL = 3
_SUMMARY = 40


@dataclass(frozen=True, slots=True)
class Found:
    """One item of a group, as far as it could be told."""

    entry: Entry
    title: str
    when: dates.When | None
    day: tuple[int, int] | None
    """Month and day, where the page leaves the year out."""
    sure: bool
    """The date stood by itself, not inside a title or a sentence."""
    text: str


def read(page: Page) -> tuple[Item, ...]:
    """Return the items of a list, in page order.

    Raises:
        BlockedError: a notice stands in for the page.
        LayoutError: nothing on the page repeats that has titles and dates.
    """
    if len(page.body) > _MOST:
        raise LayoutError("not read", page.url, f"the page has more than {_MOST // 10**6} MB")
    markup = decoded(page.body, page.charset)
    if said := notice(markup):
        raise BlockedError("blocked", page.url, f"a notice came instead of a list: {said}")
    root = tree(markup)
    found = _best(root) if root is not None else []
    if not found:
        why = "nothing on the page repeats that has titles, links and dates"
        raise LayoutError("not recognised", page.url, why, "look at it in a browser")
    base = next(iter(root.xpath("//base/@href")), None) if root is not None else None
    days = _years(found, page.fetched)
    return tuple(
        Item(
            title=one.title,
            url=address(one.entry.href, page, base),
            guid=None,
            published=at,
            text=one.text,
            day_only=day_only,
        )
        for one, (at, day_only) in zip(found, days, strict=True)
    )


def _best(root: Element) -> list[Found]:
    """Return the dated items of the group that reads most like a list of releases.

    A list at the side of a page is none where the page itself lists other
    things, as a page of staff with the latest news beside it.
    """
    best: list[Found] = []
    most = undated = 0.0
    above = headings(root)
    for entries in groups(root):
        aside = _around(entries[0].box)
        worth, found = _shared_best(entries, above)
        if worth and worth * (_ASIDE if aside else 1.0) > most:
            best, most = found, worth * (_ASIDE if aside else 1.0)
        elif not worth and not aside:
            undated = max(undated, sum(map(_weight, found)))
    if most < undated * _ASIDE and best and _around(best[0].entry.box):
        return []
    return [one for one in best if one.when or one.day]


def _shared_best(
    entries: list[Entry], above: Mapping[Element, Element]
) -> tuple[float, list[Found]]:
    """Return how good a group is as a list, and its items, shared out in the best way."""
    best: tuple[float, list[Found]] = (0.0, [])
    for shares in territories(entries):
        found = [_found(entry, share) for entry, share in zip(entries, shares, strict=True)]
        found = [_headed(one, share, above) for one, share in zip(found, shares, strict=True)]
        worth = _worth(found)
        if worth > best[0] or not best[1]:
            best = worth, found
    if not best[0] and (shares := under_headings(entries, above)):
        found = [_found(entry, share) for entry, share in zip(entries, shares, strict=True)]
        best = max(best, (_worth(found), found), key=lambda one: one[0])
    return best


def _headed(one: Found, share: Share, above: Mapping[Element, Element]) -> Found:
    """Return an item with the date that it and the heading above it give together.

    As "March 2014" above "28", or "2014" above "March 28".
    """
    heading = above.get(one.entry.box)
    if one.when or heading is None:
        return one
    said = dates.head(one_line("".join(islice(heading.itertext(), _MOST_PARTS))[:_SHORT]))
    if not said:
        return one
    year, month = said
    if one.day:
        return replace(one, when=dates.on(year, *one.day))
    number = next(filter(None, (dates.day_alone(leaf.text) for leaf in share.leaves)), None)
    when = dates.on(year, month, number) if month and number else None
    return replace(one, when=when, sure=True) if when else one


def _worth(found: Sequence[Found]) -> float:
    dated = [one for one in found if one.when or one.day]
    if len(dated) < max(2, _SHARE * len(found)):
        return 0.0
    names = Counter(one.title for one in dated)
    worth = sum(
        min(len(one.title), _SHORT) * (1.0 if one.sure else 0.4)
        for one in dated
        if names[one.title] <= max(2, len(dated) // 4) and len(one.title.split()) > 1
    )
    return worth * len(dated) / len(found)


def _weight(one: Found) -> int:
    """Return how much an item without a date says; the labels of a menu say nothing."""
    return min(len(one.title), _SHORT) if len(one.title.split()) > _LABEL else 0


def _around(element: Element | None) -> bool:
    """Say whether an element stands in a menu, a footer or beside the matter."""
    while element is not None and element.tag not in ("main", "body", "html"):
        if element.tag in _AROUND or _AROUND_NAMES.search(
            f"{element.get('class', '')} {element.get('id', '')}"
        ):
            return True
        element = element.getparent()
    return False


def _found(entry: Entry, share: Share) -> Found:
    title_in, title = _title(entry, share.leaves)
    rest = [leaf for leaf in share.leaves if not _is_title(leaf, title_in, title)]
    when, day = _dated(rest)
    sure = bool(when or day)
    if not sure:
        when = dates.in_address(entry.href)
    if not (sure or when):
        when = next(filter(None, map(dates.find, (title, *(leaf.text for leaf in rest)))), None)
    body = [leaf for leaf in share.body if not _is_title(leaf, title_in, title)]
    text = "\n".join(leaf.text for leaf in body if _is_summary(leaf.text))
    return Found(entry, title, when, day, sure, text)


def _is_summary(said: str) -> bool:
    return len(said) >= _SUMMARY and not _is_date(said)


def _is_title(leaf: Leaf, title_in: Element | None, title: str) -> bool:
    return leaf.text in title and _stands_in(leaf.owner, title_in)


def _title(entry: Entry, share: Sequence[Leaf]) -> tuple[Element | None, str]:
    """Return the element that holds the title, and the title.

    A heading inside the link; the link's own words; the first words on a card
    that is all link; a heading beside a link that only says "more".
    """
    link = entry.link
    for inner in islice(link.iterdescendants(etree.Element), _MOST_PARTS):
        if _is_titled(inner) and len(name := _name(inner)) > 2 and not _is_date(name):
            return inner, name
    own = [leaf for leaf in islice(leaves(link), _MOST_PARTS) if not _MORE.fullmatch(leaf.text)]
    if own and all(leaf.owner is link or leaf.owner.tag in _INLINE for leaf in own):
        return link, _all(link)
    for leaf in own:
        if len(leaf.text.split()) > 2 and not _is_date(leaf.text):
            return leaf.owner, leaf.text
    for leaf in share:
        part: Element | None = leaf.owner
        while part is not entry.box and part is not None and not _is_titled(part):
            part = part.getparent()
        if part is not None and _is_titled(part) and not _is_date(name := _name(part)):
            return part, name
    if named := one_line(link.get("title") or link.get("aria-label") or ""):
        return None, named
    # A table whose link only says "View letter" has the title in a cell of its own.
    for leaf in share:
        if len(leaf.text.split()) > 2 and not (_is_date(leaf.text) or _MORE.fullmatch(leaf.text)):
            return leaf.owner, leaf.text
    return None, ""


def _name(part: Element) -> str:
    """Return the text of an element without a date that has a place of its own in it."""
    own = list(islice(leaves(part), _MOST_PARTS))
    kept = [leaf.text for leaf in own if leaf.owner is part or not _is_date(leaf.text)]
    return _all(part) if len(kept) in (0, len(own)) else one_line(" ".join(kept))


def _is_titled(part: Element) -> bool:
    return part.tag in _HEADINGS or bool(_TITLED.search(part.get("class", "")))


def _all(part: Element) -> str:
    said = _ARROWS.sub("", one_line("".join(islice(part.itertext(), _MOST_PARTS))[:1000]))
    return _READ_MORE.sub("", said)


def _stands_in(part: Element | None, title_in: Element | None) -> bool:
    while part is not None and title_in is not None:
        if part is title_in:
            return True
        part = part.getparent()
    return False


def _dated(rest: Sequence[Leaf]) -> tuple[dates.When | None, tuple[int, int] | None]:
    """Return the first date that stands by itself, if need be in pieces, or month and day of it."""
    day: tuple[int, int] | None = None
    for first in range(len(rest)):
        for last in range(first + 1, min(first + _WINDOW, len(rest)) + 1):
            said = " ".join(leaf.text for leaf in rest[first:last])
            if len(said) > _SHORT:
                break
            when = dates.find(said)
            if when and _is_bare(said, when.start, when.end):
                return when, None
        stamp = rest[first].stamp
        if stamp and (when := dates.find(stamp)):
            return when, None
        if (
            day is None
            and len(said := " ".join(leaf.text for leaf in rest[first : first + 2])) < 20
        ):
            day = dates.find_yearless(said)
    return None, day


def _is_date(said: str) -> bool:
    when = dates.find(said[:_SHORT])
    return bool(when and _is_bare(said, when.start, when.end))


def _is_bare(said: str, start: int, end: int) -> bool:
    """Say whether a date stands by itself, apart from "Posted on" and the like."""
    around = _DATE_TALK.sub("", said[:start] + " " + said[end:])
    return sum(c.isalpha() for c in around) <= 20


def _years(found: Sequence[Found], fetched: datetime) -> list[tuple[datetime | None, bool]]:
    """Return when each item was published, and whether that is a day only.

    Where the page prints no years, the newest item is the last such day before
    the page was fetched, and the others precede it in order, up or down the page.
    """
    days = [one.day for one in found if one.day and not one.when]
    limit = fetched.date() + timedelta(days=1)
    falling, rising = _back(days, limit), _back(days[::-1], limit)
    # A page covers the shorter time: so read, its items stand in order.
    inferred = falling if not days or falling[-1] >= rising[-1] else rising[::-1]
    following = iter(inferred)
    return [
        (one.when.at, one.when.day_only)
        if one.when
        else (dates.day(next(following)), True)
        if one.day
        else (None, False)
        for one in found
    ]


def _back(days: Sequence[tuple[int, int]], limit: date) -> list[date]:
    """Return each day as the last one that is not after the one before it."""
    found: list[date] = []
    for month, day in days:
        limit = _last(month, day, limit)
        found.append(limit)
    return found


def _last(month: int, day: int, limit: date) -> date:
    """Return the last such day that is not after the limit."""
    year = limit.year
    while True:
        try:
            at = date(year, month, day)
        except ValueError:
            at = date(year, month, 28)
        if at <= limit:
            return at
        year -= 1


def recognises(page: Page) -> bool:
    """Say whether the page is a list."""
    try:
        return bool(read(page))
    except (BlockedError, LayoutError):
        return False


LAYOUT = Layout(
    name="list",
    accept="text/html, application/xhtml+xml;q=0.9",
    read=read,
    recognises=recognises,
    following=following,
)
