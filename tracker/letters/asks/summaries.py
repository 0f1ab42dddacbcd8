"""Say an ask in one short line, as an order."""

from __future__ import annotations

import re

from tracker.letters.asks.kinds import asks_to_be_told
from tracker.text import one_line
from tracker.types import AskKind

_ASKING = (
    r"(?:urge|request|ask|call on|call upon|encourage|implore|recommend|demand|invite|beseech"
    r"|urging|requesting|asking|calling on|calling upon|encouraging|imploring|writing to|write to)"
)
_START = re.compile(
    rf"(?i)^.{{0,240}}?\b(?:we|i)\b(?:'m|'re)?(?: [\w’'-]+,?){{0,5}}? {_ASKING}\b"
    r"(?: (?:and|to) (?:urge|request|ask|call on|encourage))?"
    r"(?: (?:that|for))?(?: (?:you|your administration|your department|your agency|your office|it"
    r"|the (?:department|administration|agency|commission|[A-Z][\w.]*)))?"
    r"(?: (?:to|please))?\s+"
)
_WHOM = re.compile(
    r"(?i)^(?:(?:and|also|further|moreover|additionally|finally|therefore|accordingly|specifically"
    r"|in addition|first|second|third|please|kindly|that you|you|to),? )+"
)
_WIDTH = 160


def summary(quote: str, kind: AskKind, lead: str | None) -> str:
    """Return one short line: "Say what is done about: ..." under a lead that asks for answers."""
    line = one_line(quote)
    start = _START.match(line)
    rest = line[start.end() :] if start and len(line) - start.end() > 15 else line
    rest = _WHOM.sub("", rest, count=1).strip(" ;,.:") or line
    asked = "?" in line
    phrase = not asked and kind is AskKind.INFORMATION and rest.split()[0].lower().endswith("ing")
    if phrase and lead and asks_to_be_told(lead):
        return one_line(f"Say what is done about: {rest[0].lower()}{rest[1:]}", _WIDTH)
    if asked:
        rest = next((s for s in re.findall(r"[^.?!]{1,400}\?", line)), line).strip()
    elif rest[-1] not in ".?!":
        rest += "."
    return one_line(rest[0].upper() + rest[1:], _WIDTH)
