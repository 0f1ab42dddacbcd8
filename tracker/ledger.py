"""Turn an ask's events into its state, and say which changes are allowed.

Pure: the state of an ask is what its events say and nothing else, so replaying
them always gives it again. Only the kinds of event that end in "set", and
notes, carry a value; candidates that are judged and edits leave the state alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from tracker.errors import NotAllowedError, StoreError
from tracker.types import AskKind, AskState, Event, EventKind, Outcome, Position

_BOTH = frozenset(AskKind)
_ACTION = frozenset({AskKind.ACTION})
_INFORMATION = frozenset({AskKind.INFORMATION})
_O = Outcome


class Rule(NamedTuple):
    """For which asks an outcome is meant, and what it may follow."""

    kinds: frozenset[AskKind]
    follows: frozenset[Outcome]


_OPEN = frozenset({_O.NO_RESPONSE, _O.ACKNOWLEDGED, _O.PARTLY_ANSWERED, _O.REFERRED})
# Answers still come after an ask was refused, given up or overtaken.
_LATE = frozenset({_O.DECLINED, _O.CLOSED, _O.OVERTAKEN})

RULES: dict[Outcome, Rule] = {
    _O.NO_RESPONSE: Rule(_BOTH, frozenset(Outcome)),
    _O.ACKNOWLEDGED: Rule(_BOTH, frozenset({_O.NO_RESPONSE, _O.REFERRED, _O.CLOSED})),
    _O.PARTLY_ANSWERED: Rule(_BOTH, _OPEN | _LATE | {_O.CLAIMED_DONE}),
    _O.ANSWERED: Rule(_INFORMATION, _OPEN | _LATE),
    _O.DECLINED: Rule(_BOTH, _OPEN | {_O.CLOSED, _O.CLAIMED_DONE}),
    _O.REFERRED: Rule(_BOTH, _OPEN | _LATE),
    _O.CLAIMED_DONE: Rule(_ACTION, _OPEN | _LATE),
    _O.VERIFIED_DONE: Rule(_ACTION, frozenset({_O.CLAIMED_DONE})),
    _O.SUPERSEDED: Rule(_BOTH, _OPEN | _LATE | {_O.CLAIMED_DONE}),
    _O.WITHDRAWN: Rule(_BOTH, _OPEN | _LATE | {_O.CLAIMED_DONE}),
    _O.OVERTAKEN: Rule(_BOTH, _OPEN | {_O.DECLINED, _O.CLOSED, _O.CLAIMED_DONE}),
    _O.CLOSED: Rule(_BOTH, frozenset({_O.NO_RESPONSE, _O.ACKNOWLEDGED, _O.REFERRED})),
}
"""Which outcomes fit which kind of ask, and which follow which; there is no other list."""

FINAL: frozenset[Outcome] = frozenset(
    {
        _O.ANSWERED,
        _O.DECLINED,
        _O.VERIFIED_DONE,
        _O.SUPERSEDED,
        _O.WITHDRAWN,
        _O.OVERTAKEN,
        _O.CLOSED,
    }
)
"""Outcomes after which nothing more is expected, if what came is adequate."""


def state(events: Iterable[Event]) -> AskState:
    """Return what the events of one ask say, oldest first.

    An undone event counts as if it had never been; undoing an undo restores it.
    A new outcome clears the word on adequacy, which spoke of the answer before.

    Raises:
        StoreError: an event holds a value that this version does not know.
    """
    events = list(events)
    now = AskState(last_event=events[-1].id if events else None)
    for event in live(events):
        try:
            now = _apply(now, event)
        except ValueError as error:
            raise StoreError(
                "could not read the ledger",
                f"event {event.id}",
                str(error),
                "was it written by a newer version of askwatch?",
            ) from None
    return now


def live(events: Sequence[Event]) -> list[Event]:
    """Return the events that hold, in the same order: neither undone nor an undo."""
    undone = {undo.undoes for undo in _undos(events)}
    return [e for e in events if e.kind is not EventKind.UNDONE and e.id not in undone]


def _undos(events: Sequence[Event]) -> list[Event]:
    """Return the undos that hold, newest first: a later one may take back an earlier one."""
    kept: list[Event] = []
    undone: set[int | None] = set()
    for event in reversed(events):
        if event.kind is EventKind.UNDONE and event.id not in undone:
            undone.add(event.undoes)
            kept.append(event)
    return kept


def _apply(now: AskState, event: Event) -> AskState:
    after = event.after
    match event.kind:
        case EventKind.OUTCOME_SET:
            return replace(now, outcome=Outcome(after or ""), adequate=None, decided=event.at)
        case EventKind.POSITION_SET:
            return replace(now, position=Position(after) if after else None)
        case EventKind.ADEQUACY_SET:
            return replace(now, adequate=_adequate(after))
        case EventKind.DUE_SET:
            return replace(now, due=date.fromisoformat(after) if after else None)
        case EventKind.OWNER_SET:
            return replace(now, owner=after or None)
        case EventKind.NOTE_ADDED if after:
            return replace(now, notes=(*now.notes, after))
    return now


def _adequate(after: str | None) -> bool | None:
    if after not in ("yes", "no", None):
        raise ValueError(f"'{after}' is neither 'yes' nor 'no'")
    return None if after is None else after == "yes"


def before(now: AskState, change: EventKind) -> str | None:
    """Return what a change of this kind would replace, as events write it; None: nothing."""
    match change:
        case EventKind.OUTCOME_SET:
            return now.outcome.value
        case EventKind.POSITION_SET:
            return now.position.value if now.position else None
        case EventKind.ADEQUACY_SET:
            return None if now.adequate is None else ("yes" if now.adequate else "no")
        case EventKind.DUE_SET:
            return now.due.isoformat() if now.due else None
        case EventKind.OWNER_SET:
            return now.owner
    return None


def check(
    kind: AskKind,
    before: AskState,
    change: EventKind,
    after: str | None,
    *,
    why: str | None = None,
    evidence: bool = False,
) -> None:
    """Pass if the change is allowed; kinds of event that carry no value always are.

    An outcome needs evidence or a reason, going back to "no response yet" and
    "not adequate" need a reason.

    Raises:
        NotAllowedError: the value is none, it does not fit the kind of ask, it
            does not follow what stands, it changes nothing, or the reason is missing.
    """
    reason = bool(why and why.strip())
    match change:
        case EventKind.OUTCOME_SET:
            _check_outcome(kind, before.outcome, after, reason, evidence)
        case EventKind.POSITION_SET if after is not None:
            _one_of("position", after, Position)
        case EventKind.ADEQUACY_SET:
            _check_adequacy(before, after, reason)
        case EventKind.DUE_SET if after is not None:
            _check_day(after)
        case EventKind.OWNER_SET | EventKind.NOTE_ADDED if after is not None and not after.strip():
            raise NotAllowedError(f"{change.value} not possible", after, "it has no words")
        case EventKind.NOTE_ADDED if after is None:
            raise NotAllowedError("note not added", None, "", "write what it should say")


def choices(kind: AskKind, now: AskState) -> tuple[Outcome, ...]:
    """Return the outcomes that may be set next, in the order of `Outcome`."""
    return tuple(
        outcome
        for outcome, rule in RULES.items()
        if kind in rule.kinds and now.outcome in rule.follows and outcome is not now.outcome
    )


def check_undo(events: Sequence[Event], event_id: int) -> None:
    """Pass if the event may be taken back; an undo may be, too.

    What is left must be a way that the rules allow: "claimed done" cannot be
    taken from under "verified done".

    Raises:
        NotAllowedError: the ask has no such event, it is taken back already, or
            a later event rests on it.
    """
    which = f"event {event_id}"
    if event_id not in {event.id for event in events}:
        raise NotAllowedError("nothing to undo", which, "the ask has no such event")
    if event_id in {undo.undoes for undo in _undos(events)}:
        raise NotAllowedError("nothing to undo", which, "it is taken back already")
    undo = replace(events[-1], id=events[-1].id + 1, kind=EventKind.UNDONE, undoes=event_id)
    at = Outcome.NO_RESPONSE
    for event in live([*events, undo]):
        if event.kind is EventKind.OUTCOME_SET:
            outcome = Outcome(event.after or "")
            if outcome is not at and at not in RULES[outcome].follows:
                step = f"event {event.id} says '{outcome}'; undo that first"
                raise NotAllowedError("could not undo", which, "a later change rests on it", step)
            at = outcome


def outstanding(now: AskState) -> bool:
    """Say whether an answer is still wanted: not final, or final but not adequate."""
    return now.outcome not in FINAL or now.adequate is False


def stopped(now: AskState) -> bool:
    """Say whether the clock stands still: nothing is wanted, or only our own look at a claim."""
    claimed = now.outcome is Outcome.CLAIMED_DONE and now.adequate is not False
    return claimed or not outstanding(now)


def rollup(states: Iterable[AskState]) -> tuple[tuple[str, int], ...]:
    """Return how many asks stand at each outcome, in the order of `Outcome`, noughts left out."""
    found = Counter(one.outcome for one in states)
    return tuple((outcome.value, found[outcome]) for outcome in Outcome if found[outcome])


def _check_outcome(
    kind: AskKind, now: Outcome, after: str | None, reason: bool, evidence: bool
) -> None:
    outcome = Outcome(_one_of("outcome", after, Outcome))
    rule = RULES[outcome]
    if kind not in rule.kinds:
        other = "asks for information" if rule.kinds == _INFORMATION else "requested actions"
        end = "'claimed done'" if kind is AskKind.ACTION else "'answered'"
        step = f"this one ends in {end}"
        raise NotAllowedError("outcome not possible", outcome, f"it is meant for {other}", step)
    if outcome is now and not evidence:
        raise NotAllowedError("outcome not changed", outcome, "it stands so already")
    if outcome is not now and now not in rule.follows:
        allowed = ", ".join(f"'{o}'" for o in Outcome if o in rule.follows)
        step = f"it may follow {allowed}; a wrong entry can be undone"
        raise NotAllowedError("outcome not possible", outcome, f"the ask stands at '{now}'", step)
    if not reason and (not evidence or outcome is Outcome.NO_RESPONSE):
        step = "say why" if outcome is Outcome.NO_RESPONSE else "say why, or name the evidence"
        raise NotAllowedError("outcome not set", outcome, "it has no reason", step)


def _check_adequacy(now: AskState, after: str | None, reason: bool) -> None:
    if after is None:
        return
    if after not in ("yes", "no"):
        raise NotAllowedError("adequacy not possible", after, "unknown", "write 'yes' or 'no'")
    if now.outcome is Outcome.NO_RESPONSE:
        why = "there is no response yet that could be judged"
        raise NotAllowedError("adequacy not possible", after, why, "set the outcome first")
    if after == "no" and not reason:
        raise NotAllowedError("adequacy not set", after, "it has no reason", "say why")


def _check_day(after: str) -> None:
    try:
        date.fromisoformat(after)
    except ValueError:
        step = "write it like '2026-11-30'"
        raise NotAllowedError("due date not possible", after, "no day", step) from None


def _one_of(noun: str, after: str | None, values: type[Outcome] | type[Position]) -> str:
    known = [value.value for value in values]
    if after is None or after not in known:
        step = f"there are: {', '.join(known)}"
        raise NotAllowedError(f"{noun} not possible", after or "", f"no such {noun}", step)
    return after
