"""Take out of words what nobody but its owner should read: passwords and keys."""

from __future__ import annotations

import re

HIDDEN = "<hidden>"
SECRET_NAME = re.compile(r"pass(word|wd)?|secret|token|key|authorization|cookie", re.IGNORECASE)
"""What is called so is not shown."""
_MASKS = (
    (re.compile(r"//[^/@\s]{1,200}@"), f"//{HIDDEN}@"),
    (
        re.compile(
            r"([?&;#](?:[\w.-]{0,40}?[._-])?(?:api|access|auth|id)?"
            r"(?:key|token|pass(?:word|wd)?|secret|sig(?:nature)?|auth|credential|session|sid)"
            r"=)[^&;#\s'\"]{1,2000}",
            re.IGNORECASE,
        ),
        rf"\1{HIDDEN}",
    ),
)


def masked(text: str) -> str:
    """Return the text without the passwords and keys that stand in its addresses."""
    for mask, instead in _MASKS:
        text = mask.sub(instead, text)
    return text
