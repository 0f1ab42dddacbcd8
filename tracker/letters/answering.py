"""What of a reply answers anything: not its head, greeting, thanks and signature.

A reply's first sentence repeats what was asked, and so would be the likeliest
answer to every ask of the letter.
"""

from __future__ import annotations

import re

from tracker.letters.structure import Role, zones
from tracker.text import each_sentence
from tracker.types import Span

_COURTESY = re.compile(
    r"(?i)(?:\W{0,3})(?:(?:we |I )?(?:want to |would like to |wish to |write to )?"
    r"(?:thank(?:s| you)?\b.{0,60}?\bfor|appreciate)\b[^.!?]{0,80}?"
    r"\b(?:letter|inquir|e-?mail|correspondence|writing|contacting|message)"
    r"|(?:we|I) (?:hope|trust) (?:that )?this\b.{0,60}?\b(?:help|useful|respon)"
    r"|please (?:do not hesitate|feel free|let us know|contact)\b)"
)


def answering(text: str) -> str:
    """Return a reply with spaces in place of what answers nothing, as long as it was.

    A reply of thanks alone is given back as it is: then they are all it says.
    """
    spans = _spans(text)
    kept = [span for span in spans if not _COURTESY.match(text, span.start, span.end)]
    pieces, at = [], 0
    for span in kept:
        pieces += [_blank(text[at : span.start]), span.of(text)]
        at = span.end
    return "".join([*pieces, _blank(text[at:])]) if kept else text


def _spans(text: str) -> list[Span]:
    """Return where the sentences of the letter's own text stand."""
    parts = zones(text)
    body = parts.of(Role.BODY, Role.EXCERPT) if parts.has(Role.SALUTATION) else ()
    within = body or (Span(0, len(text)),)
    return [
        Span(block.start + span.start, block.start + span.end)
        for block in within
        for span in each_sentence(block.of(text))
    ]


def _blank(text: str) -> str:
    return "".join("\n" if letter == "\n" else " " for letter in text)
