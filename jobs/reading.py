"""Read a text with the weights that are kept beside the program."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from tracker.letters import asks
from tracker.letters.read import read as _read
from tracker.roster import Roster
from tracker.types import Incoming, Reading

WEIGHTS = Path(__file__).parent / "models" / "asks.json"


@cache
def load_model(weights: Path = WEIGHTS) -> asks.Model:
    """Return the fitted weights; they are read once."""
    return asks.model_of(json.loads(weights.read_bytes()))


def read(document: Incoming, roster: Roster | None) -> Reading:
    """Return what a text says; without a roster no name is resolved."""
    return _read(document, roster, load_model())
