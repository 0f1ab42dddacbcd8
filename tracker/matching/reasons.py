"""Say in words why a document may answer an ask."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from tracker.matching.asks import Query
from tracker.matching.index import Ready, Text
from tracker.types import OpenAsk, Reason, Span

_SHOWN = 3
_ACTS = re.compile(
    r"\b((?:announc|impos|designat|refus|reject|declin|regret|condemn|sanction|restrict|releas"
    r"|provid|assist|support|fund|contribut|committ|reaffirm|reiterat|urg|review|report|resum"
    r"|extend|rescind|suspend|investigat|clarifi|propos|request)(?:es|ed|ing|s))"
    r"((?: [\w’'$.-]{1,30}){1,3})"
)


def reasons(
    query: Query,
    ready: Ready,
    spoken: Sequence[Mapping[int, str]],
    number: int,
    where: Span,
) -> tuple[Reason, ...]:
    """Return what spoke for a document's window and passage, strongest first; never empty.

    `spoken` are the words, no names, of each sentence of the window and its question,
    by their stems.
    """
    text, heard = ready.text, ready.heard(number)
    found = [
        *(Reason(f"names {name}", 3.0) for name in _names(query, ready, heard)),
        *_acts(where.of(text.text)),
        *_shared(query, spoken),
    ]
    if any(ready.cut.windows[number].asked):
        found.append(Reason("answers a reporter's question", 1.0))
    if _same_addressee(query.ask, text):
        found.append(Reason("same addressee", 0.8))
    found.append(Reason(_after(query.ask, text), 0.5))
    if query.fullness < 1:
        found.append(Reason("the ask says too little to be sure", 0.1))
    return tuple(found)


def _names(query: Query, ready: Ready, heard: Sequence[int]) -> list[str]:
    """Return the ask's places and names that the window has, too; not more than are shown."""
    places = query.places & frozenset().union(*(ready.places[s] for s in heard))
    names = sorted(places)
    if query.names:
        spans = [ready.cut.sentences[s] for s in heard]
        said = " ".join(span.of(ready.text.text) for span in spans)
        names += [name for name in query.names if name in said]
    return names[:_SHOWN]


def _acts(passage: str) -> Iterator[Reason]:
    """Give the first act that the passage tells of, in its words."""
    act = _ACTS.search(passage)
    if act:
        yield Reason(f"says “{act[1]}{act[2].rstrip('.')}”", 2.0)


def _shared(query: Query, spoken: Sequence[Mapping[int, str]]) -> Iterator[Reason]:
    """Give the rarest words, no names, that ask and window share."""
    both = query.stems.keys() & set().union(*spoken)
    rarest = sorted(both, key=lambda stem: (-query.stems[stem], stem))[:_SHOWN]
    if rarest:
        last_first = spoken[::-1]
        shown = (next(said[stem] for said in last_first if stem in said) for stem in rarest)
        yield Reason("shares " + ", ".join(shown), 1.5)


def _same_addressee(ask: OpenAsk, text: Text) -> bool:
    """Say whether somebody whom the letter addresses speaks, by surname or office."""
    speaker = f"{text.author} {text.title}"
    names = [a.name.split()[-1] for a in ask.addressees if a.name]
    return any(re.search(rf"\b{re.escape(name)}\b", speaker) for name in names)


def _after(ask: OpenAsk, text: Text) -> str:
    if ask.letter_date is None or text.published is None:
        return "close in meaning"
    days = (text.published - ask.letter_date).days
    if days == 0:
        return "the same day as the letter"
    return f"{days} day{'s' if days != 1 else ''} after the letter"
