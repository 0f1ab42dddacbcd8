"""What the forms record of an ask, and what they refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.builders import NOW
from tracker.errors import UsageError
from tracker.types import EventKind, Pause
from tui.screens.recording import _FORMS, Change

DAY = NOW.date()


def read(row, form, **typed):
    _, fields, act = _FORMS[form](row, DAY)
    return act({field.name: field.value for field in fields} | typed)


def test_tags_are_given_and_taken_by_one_line(store):
    row = store.asks.row(1)
    row = replace(row, state=replace(row.state, tags=("old", "kept")))

    assert read(row, "tags", tags="kept, new, new") == [
        Change(EventKind.TAG_REMOVED, "old"),
        Change(EventKind.TAG_ADDED, "new"),
    ]


def test_the_clock_is_paused_or_runs_again_as_it_stands(store):
    row = store.asks.row(1)
    paused = Pause(start=date(2026, 11, 1), end=None, why="elections", event=3)
    held = replace(row, state=replace(row.state, pauses=(paused,)))

    assert read(row, "pause", until="2026-12-01", why="elections") == [
        Change(EventKind.CLOCK_PAUSED, "2026-11-21/2026-12-01", "elections")
    ]
    assert read(held, "pause") == [Change(EventKind.CLOCK_RESUMED, "2026-11-21")]
    with pytest.raises(UsageError, match="no day: 'soon'"):
        read(row, "pause", start="soon")


def test_notes_due_days_and_adequacy_become_one_event_each(store):
    row = store.asks.row(1)

    assert read(row, "note", note="called") == [Change(EventKind.NOTE_ADDED, "called")]
    assert read(row, "due", due="2026-12-01") == [Change(EventKind.DUE_SET, "2026-12-01")]
    assert read(row, "adequate", adequate="No", why="too little") == [
        Change(EventKind.ADEQUACY_SET, "no", "too little")
    ]
    assert read(row, "owner") == []
