"""Leave out what may not be shown outside.

Private documents go with everything that quotes them. Of events, what
`tracker.outside` says is told; a decision that rests on private evidence stays,
for without it the state would be another, but without that evidence, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from jobs.moving.shape import Row, Tables
from tracker import outside
from tracker.types import Event, EventKind

LEFT_OUT = "rests on private evidence, which was left out"
_VERDICTS = {
    EventKind.CANDIDATE_ACCEPTED,
    EventKind.CANDIDATE_REJECTED,
    EventKind.CANDIDATE_LATER,
}


def public(
    tables: Tables, history: Sequence[Event], private: outside.Private
) -> dict[str, list[Row]]:
    """Return the rows without anything private; `history` are all events."""
    documents = {row["id"] for row in tables["documents"] if row["private"]}
    revisions = {row["id"] for row in tables["revisions"] if row["document_id"] in documents}
    proof = {
        row["id"] for row in tables["evidence"] if row["private"] or row["revision_id"] in revisions
    }
    candidates = {
        row["id"]
        for row in tables["candidates"]
        if row["document_id"] in documents or row["evidence_id"] in proof
    }
    gone = {
        "documents": documents,
        "revisions": revisions,
        "candidates": candidates,
        "evidence": proof,
    }
    kept = {
        name: [row for row in rows if row.get("id") not in gone.get(name, ())]
        for name, rows in tables.items()
    }
    kept["echoes"] = [
        row
        for row in tables["echoes"]
        if row["candidate_id"] not in candidates and row["document_id"] not in documents
    ]
    named = {row["source"] for row in kept["documents"]}
    kept["sources"] = [row for row in kept["sources"] if row["name"] in named]
    shown = {event.id: event for event in told(history, private)}
    kept["events"] = [
        row | {name: getattr(shown[row["id"]], name) for name in _MAY_GO}
        for row in tables["events"]
        if row["id"] in shown
    ]
    return kept


_MAY_GO = ("before", "after", "why", "evidence_id", "candidate_id")
"""What an event may have to do without."""


def told(history: Sequence[Event], private: outside.Private) -> list[Event]:
    """Return the events that may be told; none that takes back one that is not."""
    found: list[Event] = []
    known: set[int | None] = {None}
    for event in outside.events(history, private):
        rests = outside.rests(event, private)
        if event.undoes not in known or (rests and event.kind in _VERDICTS):
            continue
        known.add(event.id)
        bare: dict[str, Any] = {"evidence_id": None, "candidate_id": None, "why": LEFT_OUT}
        found.append(replace(event, **bare) if rests else event)
    return found
