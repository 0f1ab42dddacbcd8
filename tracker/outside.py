"""What of the ledger may be shown outside; the one door to digests, exports and calendars.

Private evidence is left out, and so is every word that people wrote on an ask
after it had come to rest on such evidence, for it may repeat what that says.
What became of the ask stays: outcome, position, adequacy and due day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from tracker.types import BoardRow, Event, EventKind

_WORDS = {
    EventKind.NOTE_ADDED,
    EventKind.TAG_ADDED,
    EventKind.TAG_REMOVED,
    EventKind.PROMISE_SET,
    EventKind.UNDONE,
    EventKind.UNKNOWN,
}
"""The kinds of event whose values are a person's own words, may repeat them, or are unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Private:
    """What is not to be shown outside, by id; ids themselves tell nothing."""

    evidence: frozenset[int] = frozenset()
    candidates: frozenset[int] = frozenset()
    since: Mapping[int, int] = field(default_factory=dict)
    """The asks that private evidence has touched, each with the first event that names it."""


def rests(event: Event, private: Private) -> bool:
    """Say whether an event rests on private evidence, or judges a private candidate."""
    return event.evidence_id in private.evidence or event.candidate_id in private.candidates


def events(history: Iterable[Event], private: Private) -> Iterator[Event]:
    """Yield what may be told of some events, in their order.

    From the event on by which an ask came to rest on private evidence, reasons
    are taken out and what consists of words is left out; a promise stays if it
    has public evidence. That a reply was filed is nobody's business outside.
    """
    for event in history:
        first = private.since.get(event.ask_id or 0)
        touched = first is not None and event.id >= first
        if event.kind is EventKind.REPLY_ADDED:
            continue
        if not touched:
            yield event
        elif event.kind not in _WORDS or _shown_promise(event, private):
            yield replace(event, why=None)
        elif event.kind is EventKind.UNDONE:
            yield replace(event, before=None, after=None, why=None)


def row(shown: BoardRow, private: Private) -> BoardRow:
    """Return what may be told of an ask that private evidence has touched; others as they are."""
    if shown.ask.id not in private.since:
        return shown
    state, promise = shown.state, shown.state.promise
    if promise is not None:
        public = promise.evidence_id is not None and promise.evidence_id not in private.evidence
        promise = replace(promise, why=None) if public else None
    pauses = tuple(replace(pause, why=None) for pause in state.pauses)
    told = replace(state, notes=(), tags=(), promise=promise, pauses=pauses)
    return replace(shown, state=told)


def _shown_promise(event: Event, private: Private) -> bool:
    proven = event.evidence_id is not None and event.evidence_id not in private.evidence
    return event.kind is EventKind.PROMISE_SET and proven
