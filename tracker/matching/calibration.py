"""Learn from what people say to candidates from which score on to propose.

An organisation's asks may be answered more often, or less, than those that the
weights were fitted on. The score keeps its order; what is learnt is by how much
its log-odds are off here, and the threshold moves by as much.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.errors import TooFewError
from tracker.types import Decision

FEWEST, OF_EACH = 20, 5
"""Decisions that are needed, and how many of them must be accepted, how many rejected."""
_TRUST = 1.0
"""How far off the log-odds are expected to be, as a standard deviation."""
_LEAST, _MOST = 0.05, 0.95


@dataclass(frozen=True, slots=True)
class Refit:
    """What the decisions come to."""

    threshold: float
    accepted: int
    rejected: int


def refit(decisions: Sequence[Decision], threshold: float) -> Refit:
    """Return the threshold that here means what `threshold` meant where it was fitted.

    Decisions on what addressees say in news stories do not count: their score is
    no likeness.

    Raises:
        TooFewError: too few decisions, or hardly any of one kind.
    """
    scored = [d for d in decisions if not d.told]
    accepted = sum(d.accepted for d in scored)
    rejected = len(scored) - accepted
    if len(scored) < FEWEST or min(accepted, rejected) < OF_EACH:
        raise TooFewError(
            "too few decisions",
            f"{accepted} accepted, {rejected} rejected",
            f"{FEWEST} are needed, {OF_EACH} of each kind at least",
            "judge more candidates: `askwatch review list`",
        )
    off = _off([_log_odds(d.score) for d in scored], [d.accepted for d in scored])
    found = 1 / (1 + math.exp(off - _log_odds(threshold)))
    return Refit(round(min(_MOST, max(_LEAST, found)), 4), accepted, rejected)


def chance_of_told(decisions: Sequence[Decision]) -> float:
    """Return how likely a statement in a news story is an answer, by what people said of others.

    The rule of succession: even odds where none was judged.
    """
    judged = [d.accepted for d in decisions if d.told]
    return round((sum(judged) + 1) / (len(judged) + 2), 4)


def _off(odds: Sequence[float], accepted: Sequence[bool]) -> float:
    """Return what must be added to the log-odds for them to be true here; Newton's steps."""
    off = 0.0
    for _ in range(50):
        chances = [1 / (1 + math.exp(-(o + off))) for o in odds]
        slope = sum(a - c for a, c in zip(accepted, chances, strict=True)) - off / _TRUST**2
        curve = sum(c * (1 - c) for c in chances) + 1 / _TRUST**2
        off += max(-1.0, min(1.0, slope / curve))
    return off


def _log_odds(chance: float) -> float:
    kept = min(0.999, max(0.001, chance))
    return math.log(kept / (1 - kept))
