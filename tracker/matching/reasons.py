"""Say in words why a document may answer an ask."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.matching.index import Index, Text
from tracker.matching.places import places_in
from tracker.matching.signs import Query
from tracker.matching.vocabulary import Vocabulary
from tracker.matching.words import words
from tracker.types import OpenAsk, Reason, Span

_NAME = re.compile(r"[A-Z][\w’'-]{1,40}(?: (?:of |the |for ){0,2}[A-Z][\w’'-]{1,40}){0,4}")
_TELLING = 3.0
"""How rare a word of a name must be: "Global Magnitsky" is, "United States" is not."""
_SHOWN = 3
_ACTS = re.compile(
    r"\b((?:announc|impos|designat|refus|reject|declin|regret|condemn|sanction|restrict|releas"
    r"|provid|assist|support|fund|contribut|committ|reaffirm|reiterat|urg|review|report|resum"
    r"|extend|rescind|suspend|investigat|clarifi|propos|request)(?:es|ed|ing|s))"
    r"((?: [\w’'$.-]{1,30}){1,3})"
)


def reasons(
    query: Query, index: Index, number: int, where: Span, vocab: Vocabulary
) -> tuple[Reason, ...]:
    """Return what spoke for a document's window and passage, strongest first; never empty."""
    text = index.texts[int(index.document_of[number])]
    passage, ask = where.of(text.text), query.ask
    window = _spoken(index, number)
    found = [
        *(Reason(f"names {name}", 3.0) for name in _names(query, window, vocab)),
        *_acts(passage),
        *_shared(query, window, vocab),
    ]
    if any(index.windows[number].asked):
        found.append(Reason("answers a reporter's question", 1.0))
    if _same_addressee(ask, text):
        found.append(Reason("same addressee", 0.8))
    found.append(Reason(_after(ask, text), 0.5))
    return tuple(found)


def _spoken(index: Index, number: int) -> str:
    """Return the text of a window and of its question."""
    window, document = index.windows[number], int(index.document_of[number])
    text, spans = index.texts[document].text, index.cuts[document].sentences
    kept = (*spans[slice(*window.asked)], *spans[window.first : window.last])
    return " ".join(span.of(text) for span in kept)


def _names(query: Query, window: str, vocab: Vocabulary) -> Iterator[str]:
    """Give the ask's places and names that the window has, too; not more than are shown."""
    places = query.places & places_in(words(window), vocab.places)
    names = dict.fromkeys(sorted(places))
    for name in _NAME.findall(f"{query.ask.quote}\n{query.ask.summary}"):
        known = places_in(words(name), vocab.places)
        if not known and name in window and _rare(name, vocab):
            names.setdefault(name)
    yield from list(names)[:_SHOWN]


def _rare(name: str, vocab: Vocabulary) -> bool:
    return max(vocab.rarity_of(word) for word in words(name)) >= _TELLING


def _acts(passage: str) -> Iterator[Reason]:
    """Give the first act that the passage tells of, in its words."""
    act = _ACTS.search(passage)
    if act:
        yield Reason(f"says “{act[1]}{act[2].rstrip('.')}”", 2.0)


def _shared(query: Query, window: str, vocab: Vocabulary) -> Iterator[Reason]:
    """Give the rarest words, no names, that ask and window share."""
    said = {int(s): w for w, s in vocab.stems_in(words(window)) if w.islower()}
    both = sorted(query.stems.keys() & said.keys(), key=lambda stem: -query.stems[stem])
    if both:
        yield Reason("shares " + ", ".join(said[stem] for stem in both[:_SHOWN]), 1.5)


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
