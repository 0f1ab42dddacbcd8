"""Say an ask in one short line, as an order."""

from __future__ import annotations

import re

from tracker.letters.asks.kinds import asks_to_be_told
from tracker.letters.asks.words import ASKING, VERBS
from tracker.text import one_line, sentences
from tracker.types import AskKind

_SAYS = re.compile(
    rf"(?i)\b(?:we|i)\b(?:['’]m|['’]re)?(?: [\w’'-]+,?){{0,6}}? (?:{ASKING}|urging|requesting"
    r"|asking|calling (?:on|upon)|encouraging|imploring|recommending)\b"
)
# "... the Department of the Sea to mend", and what is left where nobody is named.
_TO = re.compile(
    r"(?i)(?: [^\s;:?!]+){0,14}? to (?=(?:(?:not|also|now|further|\w+ly),? ){0,2}"
    rf"(?:{'|'.join(sorted(VERBS))})\b)"
)
# Where the quote begins behind "we call on the": "Department of the Sea to mend".
_WHOM = re.compile(
    r"(?:(?:[Tt]he|[Yy]our|[Tt]his) )?(?:[A-Z][\w.’'-]* ){0,3}?(?:[Aa]dministration|[Dd]epartment"
    r"|[Aa]gency|[Cc]ommission|[Bb]ureau|[Oo]ffice|[Gg]overnment|[Ss]ecretary|[Pp]resident)"
    r"(?: (?:of|the|for|and|[A-Z][\w.’'-]*)){0,6} to (?!(?:the|an?|this|that|date)\b)(?=[a-z])"
)
_THAT = re.compile(
    r"(?i),? (?:(?:that|for) )?(?:(?:you|your (?:administration|department|agency|office)) )?"
)
_BEFORE = re.compile(
    r"(?i)^(?:(?:and|also|further|moreover|additionally|finally|therefore|accordingly|specifically"
    r"|in addition|first|second|third|please|kindly|that you|you|to),? )+"
)
_BEHIND = re.compile(r"[;,](?: (?:and|or))?$")
_WIDTH = 160
_LONGEST = 1000


def summary(quote: str, kind: AskKind, lead: str | None) -> str:
    """Return one short line: "Say what is done about: ..." under a lead that asks for answers."""
    line = one_line(quote[:_LONGEST])
    asked = [words for words in (s.of(line) for s in sentences(line)) if words.endswith("?")]
    if asked:
        return one_line(asked[0], _WIDTH)
    order = _BEHIND.sub("", _BEFORE.sub("", _unaddressed(_order(line)))) or line
    listed = kind is AskKind.INFORMATION and order.split()[0].lower().endswith("ing")
    if listed and lead and asks_to_be_told(lead):
        return one_line(f"Say what is done about: {order[0].lower()}{order[1:]}", _WIDTH)
    end = "" if order[-1] in ".?!" else "."
    return one_line(order[0].upper() + order[1:] + end, _WIDTH)


def _order(line: str) -> str:
    """Return what follows "we urge you to"; the line itself where nothing of weight follows."""
    says = _SAYS.search(line)
    if says is None:
        return line
    whom = _TO.match(line, says.end()) or _THAT.match(line, says.end())
    rest = line[whom.end() :] if whom else ""
    return rest if len(rest.split()) >= 2 else line


def _unaddressed(order: str) -> str:
    """Return an order without who is to follow it, where it begins with them."""
    order = order.strip()
    whom = _WHOM.match(order)
    return order[whom.end() :] if whom else order
