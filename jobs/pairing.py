"""Pair what waits in the store: new documents with open asks, new asks with all documents.

The queue is a column, so a run that was killed is simply run again. What it
finds is a candidate until a person has judged it; it never touches the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from db.store import Store
from jobs.match import load_model, vocabulary
from tracker.matching import Text, prepare, rank
from tracker.types import OpenAsk, Pairing, Revision

AT_ONCE = 500
"""Documents that are paired in one step; memory grows with them."""


def match_pending(store: Store, now: datetime, threshold: float | None = None) -> int:
    """Pair what waits and take it off the queue; return how many candidates are new."""
    asks = store.asks.for_matching()
    fresh = [ask for ask in asks if ask.pending]
    new = 0
    for held in _held(store, fresh):
        new += _record(store, _pairings(store, fresh, held, threshold), now)
    if fresh:
        done = [int(ask.id) for ask in fresh]
        store.candidates.record((), revisions_done=(), asks_done=done, now=now)
    while waiting := store.documents.pending(AT_ONCE):
        found = _pairings(store, asks, waiting, threshold)
        new += _record(store, found, now, [revision.id for revision in waiting])
    return new


def _record(store: Store, found: Sequence[Pairing], now: datetime, done: Sequence[int] = ()) -> int:
    return store.candidates.record(found, revisions_done=done, asks_done=(), now=now)


def _held(store: Store, fresh: Sequence[OpenAsk]) -> Iterator[tuple[Revision, ...]]:
    """Yield the documents that may answer new asks, some at a time."""
    if not fresh:
        return
    days = [ask.letter_date for ask in fresh]
    since = None if None in days else min(day for day in days if day)
    after = 0
    while some := store.documents.latest(since=since, after=after, limit=AT_ONCE):
        yield some
        after = some[-1].id


def _pairings(
    store: Store, asks: Sequence[OpenAsk], revisions: Sequence[Revision], threshold: float | None
) -> list[Pairing]:
    if not asks:
        return []
    known = vocabulary(load_model())
    index = prepare([_text(store, revision) for revision in revisions], known)
    ranked = rank(asks, index, known, top=len(revisions), threshold=threshold)
    return [pairing for _, pairings in ranked for pairing in pairings if pairing.proposed]


def _text(store: Store, revision: Revision) -> Text:
    source = None
    if revision.published is None:
        source = store.letters.source_with(text_hash=revision.text_hash)
    return Text(
        id=revision.id,
        title=revision.title,
        text=revision.text,
        published=revision.published.date() if revision.published else None,
        about_letter=source.letter_id if source else None,
    )
