"""Find the one to three sentences of a window that are worth most."""

from __future__ import annotations

import numpy as np

from tracker.matching.vocabulary import Floats

_SENTENCES = 3


def stretch(worth: Floats) -> tuple[int, int]:
    """Return the run of sentences, at most three, that is worth most: first, one after the last."""
    width = min(_SENTENCES, len(worth))
    first = int(np.argmax(np.convolve(worth, np.ones(width), "valid")))
    return first, first + width
