"""Turn an ask's events into its state, and say which changes are allowed.

Pure: the state of an ask is what its events say and nothing else, so replaying
them always gives it again. Candidates that are judged and edits leave it alone.
A kind of event never changes its meaning: other values are a new form of it
(`Event.version`), and what this version cannot read counts for nothing, is
named, and keeps the ask from being decided until it can be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from tracker import pauses
from tracker.errors import NotAllowedError
from tracker.text import one_line
from tracker.types import AskKind, AskState, Event, EventKind, Outcome, Position, Promise

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

BESIDE = frozenset({EventKind.NOTE_ADDED, EventKind.TAG_ADDED, EventKind.TAG_REMOVED})
"""What people say beside an ask: it stands as before, and is looked for as before."""

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


FORMS: dict[EventKind, int] = {}
"""The newest form of a kind's values that is read here; kinds not named have one."""
TAG = 40
"""How long a tag may be, in characters."""
NAME = 200
"""How long an owner's name may be, in characters."""


def state(events: Iterable[Event]) -> AskState:
    """Return what the events of one ask say, oldest first.

    An undone event counts as if it had never been; undoing an undo restores it.
    A new outcome clears the word on adequacy, which spoke of the answer before,
    and doubts of its evidence. Events that cannot be read are named in `unread`.
    """
    events = list(events)
    now = AskState(last_event=events[-1].id if events else None)
    for event in live(events):
        try:
            now = _apply(now, event)
        except ValueError:
            now = replace(now, unread=(*now.unread, event.id))
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
    if event.kind is EventKind.UNKNOWN or event.version > FORMS.get(event.kind, 1):
        raise ValueError(f"form {event.version} of '{event.written or event.kind}' is not known")
    match event.kind:
        case EventKind.OUTCOME_SET:
            outcome = Outcome(after or "")
            return replace(now, outcome=outcome, adequate=None, doubted=None, decided=event.at)
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
        case EventKind.TAG_ADDED if after and after not in now.tags:
            return replace(now, tags=(*now.tags, after))
        case EventKind.TAG_REMOVED:
            return replace(now, tags=tuple(tag for tag in now.tags if tag != after))
        case EventKind.EVIDENCE_HOLDS | EventKind.EVIDENCE_LOST:
            return replace(now, doubted=event.id if event.kind is EventKind.EVIDENCE_LOST else None)
    return _apply_to_clock(now, event)


def _apply_to_clock(now: AskState, event: Event) -> AskState:
    match event.kind:
        case EventKind.PROMISE_SET:
            return replace(now, promise=_promise(event))
        case EventKind.CLOCK_PAUSED:
            return replace(now, pauses=pauses.begun(now.pauses, event))
        case EventKind.CLOCK_RESUMED:
            return replace(now, pauses=pauses.ended(now.pauses, event))
    return now


def _promise(event: Event) -> Promise | None:
    if event.after is None:
        return None
    day = date.fromisoformat(event.after)
    return Promise(day=day, event=event.id, why=event.why, evidence_id=event.evidence_id)


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
        case EventKind.PROMISE_SET:
            return now.promise.day.isoformat() if now.promise else None
        case EventKind.CLOCK_RESUMED:
            return now.pauses[-1].start.isoformat() if now.pauses else None
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

    An outcome and a promise need evidence or a reason; going back to "no response
    yet", "not adequate" and a pause need a reason.

    Raises:
        NotAllowedError: the value is none, it does not fit the kind of ask, it
            does not follow what stands, it changes nothing, the reason is missing,
            or the ask has an event that this version cannot read.
    """
    if before.unread:
        why, step = "another version of askwatch wrote it", "update askwatch, or take it back"
        raise NotAllowedError("nothing recorded", f"event {before.unread[0]}", why, step)
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
        case EventKind.OWNER_SET if after is not None and len(after) > NAME:
            step = f"write a name of up to {NAME} characters"
            raise NotAllowedError("owner not possible", one_line(after, TAG), "too long", step)
        case EventKind.NOTE_ADDED if after is None:
            raise NotAllowedError("note not added", None, "", "write what it should say")
        case EventKind.TAG_ADDED | EventKind.TAG_REMOVED:
            _check_tag(before, change, after or "")
        case _:
            _check_clock(before, change, after, reason, evidence)


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
    event = next((event for event in events if event.id == event_id), None)
    if event is None:
        raise NotAllowedError("nothing to undo", which, "the ask has no such event")
    if event.kind is EventKind.UNKNOWN:
        why = "this version does not know what it did"
        raise NotAllowedError("could not undo", which, why, "update askwatch")
    if event_id in {undo.undoes for undo in _undos(events)}:
        raise NotAllowedError("nothing to undo", which, "it is taken back already")
    undo = replace(events[-1], id=events[-1].id + 1, kind=EventKind.UNDONE, undoes=event_id)
    at = Outcome.NO_RESPONSE
    for event in live([*events, undo]):
        if event.kind is EventKind.OUTCOME_SET and event.after in set(Outcome):
            outcome = Outcome(event.after)
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


def _check_clock(
    now: AskState, change: EventKind, after: str | None, reason: bool, evidence: bool
) -> None:
    match change:
        case EventKind.PROMISE_SET if after is not None:
            _check_day(after, "promise")
            if not reason and not evidence:
                step = "say who promised it and where, or name the evidence"
                raise NotAllowedError("promise not recorded", after, "it has no reason", step)
        case EventKind.PROMISE_SET if now.promise is None:
            raise NotAllowedError("nothing changed", None, "no promise stands")
        case EventKind.CLOCK_PAUSED if stopped(now):
            raise NotAllowedError("clock not paused", after, f"the ask is {now.outcome} already")
        case EventKind.CLOCK_PAUSED:
            pauses.check_pause(now.pauses, after, reason)
        case EventKind.CLOCK_RESUMED:
            pauses.check_resume(now.pauses, after)


def _check_tag(now: AskState, change: EventKind, tag: str) -> None:
    if change is EventKind.TAG_REMOVED and tag not in now.tags:
        tags = ", ".join(now.tags) or "none"
        raise NotAllowedError("tag not removed", tag, f"the ask has no such tag, but: {tags}")
    if change is EventKind.TAG_ADDED and tag in now.tags:
        raise NotAllowedError("tag not added", tag, "the ask has it already")
    if not tag.strip() or tag != one_line(tag) or len(tag) > TAG:
        step = f"write a word or two, up to {TAG} characters"
        raise NotAllowedError("tag not possible", tag[:TAG], "", step)


def _check_day(after: str, noun: str = "due date") -> None:
    try:
        date.fromisoformat(after)
    except ValueError:
        step = "write it like '2026-11-30'"
        raise NotAllowedError(f"{noun} not possible", after, "no day", step) from None


def _one_of(noun: str, after: str | None, values: type[Outcome] | type[Position]) -> str:
    known = [value.value for value in values]
    if after is None or after not in known:
        step = f"there are: {', '.join(known)}"
        raise NotAllowedError(f"{noun} not possible", after or "", f"no such {noun}", step)
    return after
