"""Search as values: what is found, read as far as it is in sight; a document with its revisions.

Works without a screen; the board's desk is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker import filters, settled
from tracker.filters import Wanted
from tracker.types import Bearing, Document, Find, Hit, Revision
from tui.board import Desk, near
from tui.views import today

if TYPE_CHECKING:
    from db.search import Finds

NEAR = 40
"""Finds that are read at once."""
SYMBOLS = {Find.LETTER: "✉", Find.DOCUMENT: "¶", Find.REPLY: "↩", Find.NOTE: "✎"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchView:
    """What a search came to, with the words of the finds near the cursor."""

    keys: tuple[str, ...]
    """Noun and id of each find, best first: "letter:3"."""
    hits: Mapping[str, Hit]
    more: bool
    """There are older ones besides."""
    wanted: Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """A document, its revisions, the asks on which it bears."""

    document: Document
    revisions: tuple[Revision, ...]
    """Oldest first."""
    replies_to: tuple[int, ...]
    """The letters to which it was filed as a reply."""
    bearings: tuple[Bearing, ...]


def find(desk: Desk, wanted: Wanted, bound: int = 0) -> Finds:
    """Return what a search finds; of each noun at most `bound`, or as many as are useful."""
    from db.board import Selection
    from db.search import BOUND

    store, rules, day = desk.store, desk.rules, today(desk.now, desk.zone)
    name = settled.name(rules)
    if wanted.of_asks:
        store.board.settle(name, day, lambda row: settled.settled(row, rules, day))
    selection = Selection(rules=name, today=day, wanted=wanted)
    return store.search.find(selection, max(BOUND, bound))


def search(desk: Desk, typed: str, cursor: str = "", bound: int = 0) -> SearchView:
    """Return what is found by what was typed; nothing typed: the documents, newest first.

    Raises:
        UsageError: it is no search; says why.
    """
    wanted = filters.parse(typed)
    found = find(desk, wanted, bound)
    keys = tuple(f"{noun}:{at}" for noun, at in found.places)
    held = hits(desk, near(desk, keys, cursor), wanted)
    return SearchView(keys=keys, hits=held, more=found.more, wanted=wanted)


def hits(desk: Desk, keys: Iterable[str], wanted: Wanted) -> dict[str, Hit]:
    """Return some finds by key; those that went in the meantime are left out."""
    pairs = (key.partition(":") for key in keys)
    found = desk.store.search.read([(noun, int(at)) for noun, _, at in pairs], wanted)
    return {f"{hit.noun}:{hit.id}": hit for hit in found}


def document(desk: Desk, document_id: int) -> DocumentView:
    """Return all that is known of a document.

    Raises:
        NotHeldError: there is no such document.
    """
    held = desk.store.documents
    return DocumentView(
        document=held.get(document_id),
        revisions=held.revisions(document_id),
        replies_to=held.replies_to(document_id),
        bearings=held.bearings(document_id),
    )


def kind(hit: Hit, *, short: bool = False) -> str:
    """Return symbol and words for what was found: "↩ reply, private"; or the last alone."""
    called = "private" if short and hit.private else hit.kind.value
    private = ", private" if hit.private and not short else ""
    return f"{SYMBOLS[hit.kind]} {called}{private}"
