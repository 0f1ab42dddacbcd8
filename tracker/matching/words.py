"""Words as matching compares them: cut out, cut down to stems, weighed.

Pure. Lower case and stems are for comparing only; spans always point into the
text as it came.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"(?:[A-Za-z]\.){2,40}|\w{1,40}")
_ENDINGS = ("ing", "ed", "ation", "ions", "ion", "ly", "ment")

STOP = frozenset(
    """
    a about all also an and any are as at be been but by can could do for from going had has have
    he her here him his how i if in into is it its just know ll m me more my no not now of on one
    or other our out over re s said say she so some t than that the their them then there these
    they think this those to up us ve very was we well were what when which who will with would
    you your
    """.split()
)
"""Words that say nothing of a subject; matching by words leaves them out."""


def words(text: str) -> list[str]:
    """Return the words of a text in order, as written; overlong runs are cut into pieces."""
    return _WORD.findall(text)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return what a word shares with its other forms: "announces" and "announced" alike."""
    word = word.lower().replace(".", "")
    if len(word) <= 4:
        return word
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    return word.rstrip("e")
