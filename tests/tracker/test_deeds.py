"""The words for events."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from tests.tracker.samples import event
from tracker import deeds
from tracker.types import EventKind

HOME = ZoneInfo("America/New_York")


def test_an_event_tells_who_when_what_before_and_why():
    told = deeds.event(event(why="the reply of 3 November\nnames them"), HOME)

    assert told == (
        "20 Nov 2026 07:00, Ana: outcome set to answered (before: no response yet). "
        "Why: the reply of 3 November names them"
    )
    assert deeds.event(event(why=None), HOME).endswith("(before: no response yet)")


@pytest.mark.parametrize(
    ("kind", "before", "after", "words"),
    [
        (EventKind.POSITION_SET, None, "agrees", "position set to agrees"),
        (EventKind.POSITION_SET, "agrees", None, "position cleared (before: agrees)"),
        (EventKind.DUE_SET, None, "2026-11-30", "due date set to 30 Nov 2026"),
        (EventKind.DUE_SET, None, "one day", "due date set to one day"),
        (EventKind.OWNER_SET, "Ben", "Ana", "owner set to Ana (before: Ben)"),
        (EventKind.ADEQUACY_SET, None, "yes", "the answer called adequate"),
        (EventKind.ADEQUACY_SET, "yes", "no", "the answer called not adequate"),
        (EventKind.ADEQUACY_SET, "no", None, "the answer left unjudged again"),
        (EventKind.NOTE_ADDED, None, "ring\x1b[2J twice", "note: ring[2J twice"),
        (EventKind.UNDONE, None, None, "event 7 taken back"),
        (EventKind.CANDIDATE_LATER, None, None, "possible answer put off"),
        (EventKind.LETTER_CONFIRMED, None, None, "letter confirmed"),
        (EventKind.LETTER_EDITED, "old", "new", "letter edited: new (before: old)"),
        (EventKind.LETTER_EDITED, None, "title: [draft", "letter edited: title: [draft"),
        (
            EventKind.LETTER_EDITED,
            "signatories: []",
            'signatories: [{"name": "Ada\\u202e Bright", "bioguide": "B000901", "lead": true},'
            ' {"name": "Boris Calm", "bioguide": null, "lead": false}]',
            "letter edited: signed by: Ada Bright (B000901, lead); Boris Calm"
            " (before: signed by: nobody)",
        ),
        (
            EventKind.LETTER_EDITED,
            None,
            'cc: [{"name": null, "office": "Harbour Office"}, {"name": null, "office": null}]',
            "letter edited: copies to: Harbour Office; unnamed",
        ),
        (EventKind.PROMISE_SET, None, "2026-11-30", "promise set to 30 Nov 2026"),
        (
            EventKind.CLOCK_PAUSED,
            None,
            "2026-11-30/2026-12-04",
            "clock paused from 30 Nov 2026 until 4 Dec 2026",
        ),
        (
            EventKind.CLOCK_RESUMED,
            "2026-11-30",
            "2026-12-04",
            "clock running again from 4 Dec 2026, paused since 30 Nov 2026",
        ),
        (EventKind.CLOCK_RESUMED, None, "2026-12-04", "clock running again from 4 Dec 2026"),
        (
            EventKind.EVIDENCE_LOST,
            "new",
            "rejected",
            "evidence no longer holds after a change at its source",
        ),
        (EventKind.ASK_SPLIT, None, "of another form", "ask split: of another form"),
        (EventKind.ASKS_MERGED, "[]", "{}", "asks merged: {} (before: [])"),
        (
            EventKind.ASK_SPLIT,
            '{"summary": "Both things", "ask": null}',
            '{"summary": "The first", "ask": 9}',
            "ask split: “The first” (and ask 9) (before: “Both things”)",
        ),
    ],
)
def test_every_deed_has_its_words(kind, before, after, words):
    assert deeds.deed(event(kind=kind, before=before, after=after, undoes=7)) == words


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ("x", "'reply\u00a0weighed', which another version of askwatch wrote: x"),
        (None, "'reply\u00a0weighed', which another version of askwatch wrote"),
    ],
)
def test_an_event_of_another_version_is_told_as_it_was_written(after, words):
    strange = event(kind=EventKind.UNKNOWN, written="reply weighed", after=after)

    assert deeds.deed(strange) == words.replace("\u00a0", " ")
