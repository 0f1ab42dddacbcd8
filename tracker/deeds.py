"""The words for events: who did what, when, what stood before, and why.

The same in the dashboard, the digest and the command line, as all of
`tracker.wording`.
"""

from __future__ import annotations

import json
from datetime import date, tzinfo
from typing import Any

from tracker import wording
from tracker.text import one_line
from tracker.types import Event, EventKind


def event(happened: Event, zone: tzinfo) -> str:
    """Return one line of a timeline: who did what, when, what stood before, and why."""
    words = f"{wording.moment(happened.at, zone)}, {one_line(happened.who)}: {deed(happened)}"
    why = one_line(happened.why or "")
    return f"{words}. Why: {why}" if why else words


def deed(happened: Event) -> str:
    """Return what was done: "outcome set to answered (before: no response yet)"."""
    before, after = (_value(happened, text) for text in (happened.before, happened.after))
    was = f" (before: {before})" if before else ""
    match happened.kind:
        case EventKind.OUTCOME_SET:
            return f"outcome set to {after}{was}"
        case (
            EventKind.POSITION_SET | EventKind.DUE_SET | EventKind.OWNER_SET | EventKind.PROMISE_SET
        ):
            noun = happened.kind.value.removesuffix(" set")
            return f"{noun} set to {after}{was}" if after else f"{noun} cleared{was}"
        case EventKind.ADEQUACY_SET:
            called = "called adequate" if after == "yes" else "called not adequate"
            return f"the answer {called if after else 'left unjudged again'}"
        case EventKind.NOTE_ADDED:
            return f"note: {after}"
        case EventKind.CLOCK_PAUSED:
            return f"clock paused from {after}"
        case EventKind.CLOCK_RESUMED:
            return f"clock running again from {after}{f', paused since {before}' if before else ''}"
        case EventKind.EVIDENCE_HOLDS | EventKind.EVIDENCE_LOST:
            return f"{happened.kind.value} after a change at its source"
        case EventKind.UNKNOWN:
            kind = one_line(happened.written or "", 60)
            said = f": {after}" if after else ""
            return f"'{kind}', which another version of askwatch wrote{said}"
        case EventKind.UNDONE:
            return f"event {happened.undoes} taken back"
        case (
            EventKind.CANDIDATE_ACCEPTED | EventKind.CANDIDATE_REJECTED | EventKind.CANDIDATE_LATER
        ):
            return f"possible answer {happened.kind.value.removeprefix('candidate ')}"
    return f"{happened.kind.value}{': ' + after if after else ''}{was}"


def _value(happened: Event, text: str | None) -> str:
    """Return a value as people read it; as it was written, where it is of another form."""
    words = one_line(text or "")
    try:
        return _in_words(happened, words)
    except (ValueError, TypeError, LookupError, AttributeError):
        return words


def _in_words(happened: Event, words: str) -> str:
    field, _, rest = words.partition(": ")
    if happened.kind in _DAYS and words:
        return _days(words)
    if happened.kind in (EventKind.ASK_SPLIT, EventKind.ASKS_MERGED) and words:
        shape = json.loads(words)
        other = f" (and ask {shape['ask']})" if shape["ask"] else ""
        return one_line(f"“{shape['summary']}”{other}")
    if happened.kind is EventKind.LETTER_EDITED and field in _PEOPLE:
        names = "; ".join(_person(one) for one in json.loads(rest)) or "nobody"
        return one_line(f"{_PEOPLE[field]}: {names}")
    return words


def _days(words: str) -> str:
    """Return one day, or first day and day of return, as people write them."""
    return " until ".join(wording.day(date.fromisoformat(one)) for one in words.split("/"))


_DAYS = {
    EventKind.DUE_SET,
    EventKind.PROMISE_SET,
    EventKind.CLOCK_PAUSED,
    EventKind.CLOCK_RESUMED,
}
"""The kinds of event whose values are days."""
_PEOPLE = {"addressees": "to", "cc": "copies to", "signatories": "signed by"}
"""Whom an edit of a letter names, and how that is said."""


def _person(one: dict[str, Any]) -> str:
    """Return a person of an event: who, whether resolved, whether lead."""
    marks = [one.get("bioguide") or "", "lead" if one.get("lead") else ""]
    inside = ", ".join(filter(None, marks))
    name = one["name"] or one.get("office") or "unnamed"
    return f"{name} ({inside})" if inside else str(name)
