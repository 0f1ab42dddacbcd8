"""Asks and documents held against each other: pairs, their reasons, what is learnt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tracker.types.letters import Span


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a candidate."""

    words: str
    """As staff read it: "names Global Magnitsky"."""
    weight: float = 0.0
    """Its share of the score; for order only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """What matching says of one ask and one document."""

    ask_id: int | str
    document_id: int | str
    score: float
    """Calibrated probability that a reader would call it an answer, 0 to 1."""
    proposed: bool
    """Sure enough to be shown for review."""
    passage: Span
    """Where the passage stands in the document's text."""
    reasons: tuple[Reason, ...]
    """What spoke for it, strongest first; never empty."""
    told: bool = False
    """An addressee's words in a news story; the score is no likeness."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said of a candidate with a score."""

    score: float
    accepted: bool
    told: bool = False
    """It was an addressee's words in a news story."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """From which score on to propose, as decisions have taught it."""

    threshold: float
    accepted: int
    rejected: int
    at: datetime
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """A document that says the same as a candidate's: a republication, or what it repeats."""

    revision_id: int
    document_id: int
    title: str
    url: str
    published: datetime | None
    source: str
