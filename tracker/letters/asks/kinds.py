"""Is an ask one to do something, or one to tell us something."""

from __future__ import annotations

import re

from tracker.text import folded
from tracker.types import AskKind

_US = (
    r"(?:us|me|congress|our (?:offices?|committee|subcommittee|staff|colleagues)|my (?:office"
    r"|staff)"
    r"|the (?:committee|subcommittee|public|house|senate)|(?:interested )?members of congress)"
)
_TELL = (
    r"(?:provide|explain|describe|list|detail|clarify|identify|specify|state|outline|report|inform"
    r"|share|disclose|produce|confirm|indicate|submit|answer|respond|brief|advise|apprise|update"
    r"|furnish|summarize|elaborate|send|tell|quantify|name)"
)
_TOLD = (
    r"(?:information|documents?|copies|copy|list|records|data|briefing|answers?|responses?"
    r"|explanation|clarification|clarity|details?|timeline|timetable|update|status|report|account"
    r"|accounting|breakdown|description|justification|documentation|communications|correspondence"
    r"|estimate|number|amount|summary|rationale|plan|analysis|basis|schedule|assessment|figures)"
)
_ASKED = re.compile(
    r"\?|^\W*(?:what|how|why|when|where|who|which|whom|whose|does|do|did|is|are|was|were|has|have"
    r"|will|would|can|could)\b(?!.*\bshould\b)"
)
# "Describe ...", "Please provide a list ...", "a list of ..."
_ORDER = re.compile(
    rf"^\W*(?:and |or |also |to |further,? |additionally,? |secretary \w+, )*"
    rf"(?:please|kindly)? ?(?:also |further )?{_TELL}\b"
)
_NOUN = re.compile(
    rf"^\W*(?:(?:an?|the|all|any|every|full|detailed|complete|copies|written|current) )"
    rf"{{0,3}}(?:[\w-]+,? (?:and )?){{0,2}}{_TOLD}\b"
)
_ASK_TO_TELL = re.compile(
    rf"\b(?:request|ask|urge|requesting|asking|urging|would like|call on|implore|encourage)\b"
    rf"(?: (?:that|for))?(?: [\w.-]+){{0,6}}? {_TELL}\b(?: [\w.-]+){{0,7}}? (?:{_US}|{_TOLD})\b"
    rf"|\b(?:request|requesting|seek|ask for|would like|would appreciate|would welcome|forward to)"
    rf"(?: [\w-]+){{0,5}}? {_TOLD} (?:about|on|from|regarding|concerning|as to|related)\b"
    rf"|\b(?:request|requesting|ask for)(?: (?:an?|your|the|further|more|all))? (?:views|{_TOLD})\b"
)
_TO_US = re.compile(
    rf"\b(?:provide|inform|update|brief|apprise|tell|give|send|share with|report(?:ing)? to|notify"
    rf"|keep) {_US}\b|\b(?:briefing|apprised|kept informed|hear(?:ing)? (?:more|from you|back))\b"
    rf"|\bprovide[^.;]{{0,60}}? to {_US}\b|\b(?:want|like|need|seek|hope)\w* to (?:know|learn)\b"
    rf"|\bpublicly (?:available|release)\b|\bmake public\b"
)


_URGES = re.compile(r"\b(?:we|i) (?:\w+ )?(?:urge|encourage|call on)\b")
_LONGEST = 3000


def kind_of(quote: str, lead: str | None) -> AskKind:
    """Return the kind of an ask, given the sentence that leads into its list, if any."""
    words = folded(" ".join(quote[:_LONGEST].split()))
    told_list = bool(lead) and asks_to_be_told(lead or "")
    if any(p.search(words) for p in (_ASKED, _TO_US, _ASK_TO_TELL)) or _NOUN.match(words):
        return AskKind.INFORMATION
    if _ORDER.match(words):
        # "Provide grants" under "we urge you to:" is something to do.
        told = not lead or told_list or bool(_NOUN_TOLD.search(words))
    else:
        told = told_list and not _URGES.search(words)
    return AskKind.INFORMATION if told else AskKind.ACTION


_NOUN_TOLD = re.compile(
    rf"^\W*(?:please )?{_TELL} (?:\w+ ){{0,3}}{_TOLD}\b|^\W*(?:please|describe|explain)\b"
)
_LEADS_TO_TELL = re.compile(
    r"\?|\b(?:questions?|answers?|respond|responses?|information|documents?|explain|know|clarify"
    r"|clarification|briefing|details|describe|report|what steps|records|provide (?:us|me|the"
    r"|our|a written|written))\b"
)


def asks_to_be_told(lead: str) -> bool:
    """Say whether a sentence that leads into a list asks for answers, not for deeds."""
    return bool(_LEADS_TO_TELL.search(folded(lead)[-400:]))
