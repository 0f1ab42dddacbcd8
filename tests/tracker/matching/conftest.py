"""A small vocabulary and fictional documents; nobody here exists, nor do the countries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from zlib import crc32

import numpy as np
import pytest

from tracker.matching import Model, Text, Vocabulary, read_places
from tracker.matching.words import STOP, stem
from tracker.types import Addressee, AskKind, OpenAsk

LETTER_DAY = date(2025, 3, 3)
COUNTS = {"depart": 900, "spok": 400, "minist": 500, "harbour": 20, "polic": 60}
PLACES = ["# name, other names", "Norvania, Norvanian, Port Selm", "New Elland, Ellandic", ""]


def model(**changes: Any) -> Model:
    given: dict[str, Any] = {
        "documents": 1000,
        "counts": dict.fromkeys(map(stem, STOP), 990) | COUNTS,
        "kin": {"asset": {"reserv": 0.8, "unheard": 0.9}, "polic": {"officer": 0.5}},
        "window_words": 12.0,
        "document_words": 40.0,
        "weights": {
            "meaning": 2.0,
            "words": 2.0,
            "kin": 3.0,
            "together": 2.0,
            "whole": 1.0,
            "title": 0.5,
            "place": 1.0,
            "sentence": 0.5,
            "length": 0.0,
            "fact": -0.5,
            "wishes": -0.3,
            "talk": -0.2,
            "acts": 0.2,
            "verb": 0.0,
            "named": 2.0,
        },
        "bias": -4.5,
        "threshold": 0.5,
        "glance": {"meaning": 2.0, "whole": 2.0, "title": 0.5, "": -2.0},
        "slack": {"glance": 3.0, "close": 3.0},
    }
    return Model(**{**given, **changes})


def split(found: Sequence[str]) -> list[list[int]]:
    """One piece a word, the same for its forms; a word without letters has none."""
    return [[crc32(w.lower()[:5].encode()) % 997] if w.isalpha() else [] for w in found]


def make_vocabulary(**changes: Any) -> Vocabulary:
    table = np.random.default_rng(7).normal(size=(997, 24)).astype(np.float16)
    return Vocabulary(table, split, model(**changes), read_places(PLACES))


@pytest.fixture
def vocabulary() -> Vocabulary:
    """Pieces at random places: words are alike only where they begin alike."""
    return make_vocabulary()


def ask(number: int = 1, **changes: Any) -> OpenAsk:
    given: dict[str, Any] = {
        "id": number,
        "quote": "Freeze the assets of the harbour police of Norvania.",
        "summary": "Freeze the assets of the harbour police.",
        "kind": AskKind.ACTION,
        "letter_id": 5,
        "letter_title": "Two senators write about Norvania",
        "letter_date": LETTER_DAY,
        "addressees": (
            Addressee(name="Orla Finch", office="Secretary of Distant Affairs"),
            Addressee(name=None, office="Treasury"),
        ),
    }
    return OpenAsk(**{**given, **changes})


def text(number: int = 1, words: str = "", **changes: Any) -> Text:
    given: dict[str, Any] = {
        "id": number,
        "title": "Measures against the harbour police",
        "text": words
        or "The department spoke today. It froze all reserves of the Norvanian harbour police. "
        "It imposed visa limits on six officers. Orla Finch will travel home on Friday.",
        "published": date(2025, 4, 6),
        "author": "Orla Finch, Secretary of Distant Affairs",
    }
    return Text(**{**given, **changes})
