"""Texts whose lines somebody wrapped by hand or by machine. Pure.

A letter is read by its lines, each a paragraph, an item or a name. In mails and
old text files a paragraph has many lines; they are joined here, sign for sign,
so that every place in the joined text is the same place in the text as it was.
"""

from __future__ import annotations

import re
from itertools import pairwise

_LEAST, _MOST = 50, 120
"""How wide wrapped lines are, in characters; a longer one is a whole paragraph."""
_MARKER = re.compile(r"[-–—*•·▪●○◦‣>|#]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})[.)]\s")


def unwrapped(text: str) -> str:
    """Return a text of the same length, in which no line ends within a paragraph."""
    lines = text.split("\n")
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    # An address of a page may be longer than any line.
    prose = any(len(line) > _MOST and " " in line.strip() for line in lines)
    if prose or not _LEAST <= width <= _MOST:
        return text
    parts = [lines[0]]
    for line, following in pairwise(lines):
        parts += [" " if _goes_on(line, following, width) else "\n", following]
    return "".join(parts)


def _goes_on(line: str, following: str, width: int) -> bool:
    """Say whether a line ends only because the next word found no room in it."""
    said, next_said = line.rstrip(), following.lstrip()
    if not said or not next_said or _MARKER.match(next_said):
        return False
    word = next_said.split(" ", 1)[0]
    return len(said) + 1 + len(word) > width
