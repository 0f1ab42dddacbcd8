"""Which column of somebody's table holds what: guessed by its heading, put right by hand."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

from tracker.errors import UsageError
from tracker.text import folded

FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title", "subject", "letter", "topic", "re", "letter title", "name"),
    "date": ("date", "date sent", "sent", "letter date", "date of letter", "dated", "sent on"),
    "addressees": (
        *("addressees", "addressee", "to", "recipient", "recipients", "sent to"),
        *("addressed to", "agency", "department"),
    ),
    "cc": ("cc", "copies", "copies to", "copied"),
    "signers": (
        *("signers", "signatories", "signed by", "signatory", "members", "signer"),
        *("cosigners", "from", "signatures"),
    ),
    "lead": (
        *("lead", "leads", "lead signer", "lead signers", "lead signatory", "led by"),
        *("lead member", "lead sponsor", "sponsor"),
    ),
    "asks": ("asks", "ask", "requests", "request", "demands", "questions", "recommendations"),
    "text": ("text", "body", "letter text", "full text"),
    "url": ("url", "link", "address", "web address", "web page", "source"),
    "committee": ("committee",),
    "reply_by": ("reply by", "deadline", "due", "due date", "response due", "reply due"),
    "total": ("number of signers", "total signers", "signer count", "number of signatories"),
    "campaign": ("campaign", "project"),
}
"""What a column may hold, and the headings by which it is recognised, likeliest first."""
OWN = {"rollup", "signatory_count_stated"}
"""Headings of our own export; its cells are not meant for this."""


def guessed(headings: Sequence[str]) -> dict[str, str]:
    """Return the heading of each field that is recognised; no heading serves twice."""
    found: dict[str, str] = {}
    for field, names in FIELDS.items():
        plain = {_plain(heading): heading for heading in headings}
        free = {key: h for key, h in plain.items() if h not in found.values()}
        exact = next((free[name] for name in names if name in free), None)
        if exact is not None:
            found[field] = exact
    return found


def mapped(headings: Sequence[str], named: Sequence[str]) -> dict[str, str]:
    """Return the heading of each field: as named by "FIELD=HEADING", else as guessed.

    "FIELD=" takes a guess away.

    Raises:
        UsageError: there is no such field or heading; or neither titles nor texts
            are to be found.
    """
    wanted: dict[str, str] = {}
    for one in named:
        field, equals, heading = one.partition("=")
        if not equals or field not in FIELDS:
            step = _meant(field, FIELDS)
            raise UsageError("no such field", one, "write FIELD=HEADING", step)
        known = {_plain(name): name for name in headings}
        if heading.strip() and _plain(heading) not in known:
            raise UsageError("no such heading", heading, "", _meant(_plain(heading), known))
        wanted[field] = known.get(_plain(heading), "")
    free = [heading for heading in headings if heading not in wanted.values()]
    whole = guessed(free) | wanted
    found = {field: whole.get(field, "") for field in FIELDS}
    found = {field: heading for field, heading in found.items() if heading}
    if not found.keys() & {"title", "text"}:
        step = "name one, like --map title=HEADING"
        raise UsageError("no column of titles", ", ".join(headings), "none is recognised", step)
    return found


def _plain(heading: str) -> str:
    return " ".join(re.findall(r"\w+", folded(heading).replace("_", " ")))


def _meant(typed: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(typed, known, n=1, cutoff=0.5)
    return f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(known)}"
