"""Decide what a page's items are to us: new, changed, same; a gap; a stale answer; vanished.

Pure: what the page lists and what we hold come in, a decision goes out. An item
that merely scrolled out of a short window has not vanished, and a cache that
answers with last week's page brings no news.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from tracker.text import text_hash
from tracker.types import Change, ChangeKind, Held, Item

STALE_FOR = timedelta(hours=24)
"""How long a page without several of the newest items is taken for an old copy."""

_TRACKING = re.compile(r"utm_\w{1,20}|fbclid|gclid|mc_[ce]id")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a page brought."""

    changes: tuple[Change, ...]
    """In page order, each document once; of a stale page only what is new."""
    gap: bool
    """Nothing on the page joins what we hold: items in between were missed."""
    stale: bool
    """The page is an older copy of one that we have already seen."""
    vanished: tuple[str, ...]
    """Identities that are missing from the midst of what was listed before."""
    awaited: tuple[str, ...] = ()
    """Identities missing from the top: withdrawn, or the page is a moment old. Time will tell."""

    @property
    def arrivals(self) -> frozenset[str]:
        """The identities of the documents that we did not hold."""
        return frozenset(c.identity for c in self.changes if c.kind is ChangeKind.NEW)

    @property
    def new(self) -> int:
        """How many documents we did not hold."""
        return len(self.arrivals)

    @property
    def revised(self) -> int:
        """How many documents say something else than before."""
        return sum(change.kind is ChangeKind.CHANGED for change in self.changes)


def identities(item: Item) -> tuple[str, ...]:
    """Return under which identities an item may be held; the one to keep it under first.

    The publisher's guid, else the address with its day: a link alone is no
    identity, since sites use it again a year later. One release that stands
    under several addresses of a host is known by its last part and day.
    """
    address = _address(item.url) or item.title
    if item.published is None:
        by_address = [address]
    else:
        slug = address.rpartition("/")[2]
        place = slug if slug.count("-") > 1 and "?" not in slug else address
        # A feed's time in UTC and a list's day in Washington may be a day apart.
        days = (item.published.date() + offset for offset in (0 * _DAY, -_DAY, _DAY))
        by_address = [f"{place} {day.isoformat()}" for day in days]
    if item.guid and (guid := html.unescape(item.guid).strip()):
        return tuple(dict.fromkeys([guid, _other_scheme(guid), *by_address]))
    return tuple(dict.fromkeys([*by_address, item.url, _other_scheme(item.url)]))


def decide(
    items: Sequence[Item],
    held: Mapping[str, Held],
    last: Mapping[str, Held],
    *,
    source: str,
    now: datetime,
    first: bool = False,
    revising: bool = True,
) -> Decision:
    """Return what a page says of each document, beside what we hold.

    `held` has what we hold under any of the items' identities. `last` is the
    source's listing before this one; empty where it came by another way and
    cannot be compared. An item whose mark stood there is that document as it was,
    whatever else it says. A `first` page leaves no gap. `revising` is False for a
    page of another way in, whose texts are cut differently: it adds documents
    and changes none. Nor does a source change what another one brought first.
    """
    found = _resolved(items, held, last)
    stale = _stale(found, last, now)
    changes = tuple(
        _change(identity, item, held.get(identity), source, revising and not stale)
        for identity, item in found.items()
    )
    if stale:
        changes = tuple(change for change in changes if change.kind is ChangeKind.NEW)
    missing = {} if stale or not revising else _missing(found, last, source, now)
    return Decision(
        changes=changes,
        gap=bool(found) and not (first or stale or _joined(found, held, last)),
        stale=stale,
        vanished=tuple(name for name, gone in missing.items() if gone),
        awaited=tuple(name for name, gone in missing.items() if not gone),
    )


def marks(last: Mapping[str, Held]) -> dict[str, str]:
    """Return the identities of a listing's documents by their marks."""
    return {one.mark: identity for identity, one in last.items() if one.mark}


def _resolved(
    items: Sequence[Item], held: Mapping[str, Held], last: Mapping[str, Held]
) -> dict[str, Item]:
    """Return the items by identity, in page order; of two alike the first."""
    known = marks(last)
    named = [
        ((name,), replace(item, title=last[name].title, published=last[name].published))
        if (name := known.get(item.mark))
        else (identities(item), item)
        for item in items
    ]
    own = {names[0] for names, _ in named}
    found: dict[str, Item] = {}
    for names, item in named:
        others = (name for name in names[1:] if name in held and name not in own)
        identity = names[0] if names[0] in held else next(others, names[0])
        found.setdefault(identity, item)
    return found


def _change(identity: str, item: Item, held: Held | None, source: str, revising: bool) -> Change:
    if held is not None and held.mark and held.mark == item.mark:
        return Change(kind=ChangeKind.SAME, identity=identity, text_hash=held.text_hash, item=item)
    digest = text_hash(item.text)
    if held is None:
        kind = ChangeKind.NEW
    else:
        if not item.text and item.title == held.title:
            digest = held.text_hash  # a list of titles says nothing of the text
        differs = digest != held.text_hash or item.title != held.title
        kind = ChangeKind.CHANGED if differs else ChangeKind.SAME
        if differs and not (revising and held.source == source):
            kind, digest = ChangeKind.SAME, held.text_hash
            item = replace(item, title=held.title)
    return Change(kind=kind, identity=identity, text_hash=digest, item=item)


def _stale(found: Mapping[str, Item], last: Mapping[str, Held], now: datetime) -> bool:
    """Say whether two or more of the latest documents are missing above the page's newest."""
    days = [item.published for item in found.values() if item.published]
    if not days:
        return False
    newest = max(days)
    above = [one for one in last.values() if one.published and one.published > newest]
    return len(above) > 1 and max(one.last_seen for one in above) > now - STALE_FOR


def _joined(found: Mapping[str, Item], held: Mapping[str, Held], last: Mapping[str, Held]) -> bool:
    """Say whether the page reaches back to what we hold; an old item pinned on top does not."""
    oldest = min((one.published for one in last.values() if one.published), default=None)
    for identity in found:
        known = held.get(identity)
        if known is None:
            continue
        if identity in last or not (oldest and known.published and known.published < oldest):
            return True
    return False


def _missing(
    found: Mapping[str, Item], last: Mapping[str, Held], source: str, now: datetime
) -> dict[str, bool]:
    """Return what is missing although an older neighbour still stands, and whether it is gone.

    It is if a newer one stands too, or after a day: until then the page may be an
    old copy. What another source brought first may still stand there.
    """
    days = [item.published for item in found.values() if item.published]
    still = [last[name].published for name in found if name in last]
    oldest = min((day for day in still if day), default=None)
    if oldest is None:
        return {}
    return {
        name: one.published < max(days) or now - (one.missed or now) >= STALE_FOR
        for name, one in last.items()
        if name not in found and one.source == source and one.published and oldest < one.published
    }


def _address(url: str) -> str:
    """Return an address as it is compared: no scheme, www, tracking, fragment or last slash."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    asked = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([(key, value) for key, value in asked if not _TRACKING.fullmatch(key)])
    return host + parts.path.rstrip("/") + (f"?{query}" if query else "")


def _other_scheme(address: str) -> str:
    """Return an http address with https and the other way round; sites move, guids with them."""
    if address.startswith("https://"):
        return "http://" + address.removeprefix("https://")
    return re.sub(r"\Ahttp://", "https://", address)
