"""What a later text says where an earlier one said something, for people to read.

Pure, and bounded: however long the texts, only sentences near the passage are
compared with each other.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from tracker.text import normalised, one_line, sentences
from tracker.types import Span

_SENTENCES = 200
"""The most sentences of either text that are compared with those of the other."""
_WORDS = 400
"""The most words of either passage that are compared with those of the other."""


def counterpart(passage: Span, before: str, after: str) -> Span:
    """Return where the later text says what the earlier one said in a passage.

    The same words, nearest to where they stood; else the sentences that took the
    place of the passage's; else the sentence beside the gap. Empty only if the
    later text is.
    """
    same = _nearest(passage.of(before), after, passage.start)
    if same is not None:
        return same
    old, new = sentences(before), sentences(after)
    if not new:
        return Span(0, 0)
    inside = [n for n, one in enumerate(old) if one.start < passage.end and passage.start < one.end]
    first, last = _mapped([one.of(before) for one in old], [one.of(after) for one in new], inside)
    return Span(new[first].start, new[last].end)


def difference(before: str, after: str) -> str:
    """Return both wordings in one line: what went stands in [- -], what came in {+ +}."""
    old, new = one_line(before).split(), one_line(after).split()
    cut = len(old) > _WORDS or len(new) > _WORDS
    old, new = old[:_WORDS], new[:_WORDS]
    told: list[str] = []
    for act, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if act == "equal":
            told += old[a:b]
            continue
        told += [f"[-{' '.join(old[a:b])}-]"] if b > a else []
        told += [f"{{+{' '.join(new[c:d])}+}}"] if d > c else []
    return " ".join(told) + (" …" if cut else "")


def changes(before: str, after: str) -> tuple[str, ...]:
    """Return each stretch of sentences that differs, as `difference` writes it, in order.

    Of texts that have little in common, the beginnings alone are compared.
    """
    old = [one_line(span.of(before)) for span in sentences(before)]
    new = [one_line(span.of(after)) for span in sentences(after)]
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(old), len(new)) > _SENTENCES:
        return (difference(" ".join(old), " ".join(new)),)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple(
        difference(" ".join(old[a:b]), " ".join(new[c:d]))
        for act, a, b, c, d in steps
        if act != "equal"
    )


def _nearest(words: str, text: str, near: int) -> Span | None:
    before, after = text.rfind(words, 0, near + len(words)), text.find(words, near)
    found = [at for at in (before, after) if at >= 0]
    if not words or not found:
        return None
    at = min(found, key=lambda at: abs(at - near))
    return Span(at, at + len(words))


def _mapped(old: list[str], new: list[str], inside: list[int]) -> tuple[int, int]:
    """Return the first and the last of the new sentences that stand for some of the old."""
    one, other = [normalised(x) for x in old], [normalised(x) for x in new]
    head = _common(one, other)
    tail = _common(one[head:][::-1], other[head:][::-1])
    first, last = (inside[0], inside[-1]) if inside else (0, 0)
    a, b = one[head : len(one) - tail], other[head : len(other) - tail]
    if max(len(a), len(b)) > _SENTENCES:
        # Most of the text is another one: its beginning is as good as any place.
        return head, min(head + last - first, len(new) - 1)
    # Each old sentence's place in the new text: its own, or that of what replaced it.
    starts, ends = list(range(head)), list(range(1, head + 1))
    for act, i, j, c, d in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        for n in range(i, j):
            starts.append(head + (c + n - i if act == "equal" else c))
            ends.append(head + (c + n - i + 1 if act == "equal" else d))
    shift = len(other) - len(one)
    starts += [n + shift for n in range(len(one) - tail, len(one))]
    ends += [n + shift + 1 for n in range(len(one) - tail, len(one))]
    begin = min(starts[first] if starts else 0, len(new) - 1)
    return begin, max(begin, min(ends[last] - 1 if ends else 0, len(new) - 1))


def _common(one: list[str], other: list[str]) -> int:
    """Return how many sentences two texts have in common from the start."""
    for n, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return n
    return min(len(one), len(other))
