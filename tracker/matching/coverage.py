"""Find what an addressee says in a story about a letter.

Such a story repeats the letter's own words, so likeness to an ask tells nothing
of an answer there. What counts is who speaks: a sentence in which an addressee
says, announces or repeats something goes to the ask that it fits best.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from tracker.matching.asks import gather
from tracker.matching.index import Text
from tracker.matching.vocabulary import Vocabulary, unit
from tracker.matching.words import words
from tracker.text import sentences
from tracker.types import OpenAsk, Pairing, Reason, Span

_SPEAKERS = ("spokesperson", "spokesman", "spokeswoman", "State Department", "administration")
_SAYS = (
    r"(?:said|says|told|repli(?:es|ed)|respond(?:s|ed)|reiterat(?:es|ed)|reaffirm(?:s|ed)"
    r"|announc(?:es|ed)|pledg(?:es|ed)|promis(?:es|ed)|declin(?:es|ed)|refus(?:es|ed)"
    r"|acknowledg(?:es|ed)|confirm(?:s|ed)|condemn(?:s|ed)|stress(?:es|ed)|insist(?:s|ed))\b"
)
_MOST = 100_000


def told(
    asks: Sequence[OpenAsk], text: Text, vocabulary: Vocabulary, chance: float = 0.5
) -> tuple[Pairing, ...]:
    """Return what addressees say in a story about the letter of these asks, each thing once.

    None where the story is older than the letter; one without a date may count.
    `chance` is how often such words were an answer so far (`chance_of_told`): they
    are proposed whatever it is, for a person must read them.
    """
    asks = [ask for ask in asks if not _older(text, ask)]
    speaks = _speaks(asks)
    best: dict[int, tuple[float, Span]] = {}
    for span in sentences(text.text[:_MOST]):
        if asks and speaks.search(span.of(text.text)):
            number, like = _nearest(asks, span.of(text.text), vocabulary)
            best[number] = max(best.get(number, (like, span)), (like, span))
    return tuple(
        Pairing(
            ask_id=asks[number].id,
            document_id=text.id,
            score=chance,
            proposed=True,
            passage=span,
            reasons=(
                Reason("an addressee speaks in a story about the letter", 3.0),
                Reason("of the letter's asks this one is closest in meaning", 1.0),
            ),
            told=True,
        )
        for number, (_, span) in sorted(best.items())
    )


def _older(text: Text, ask: OpenAsk) -> bool:
    return bool(text.published and ask.letter_date and text.published < ask.letter_date)


def _speaks(asks: Sequence[OpenAsk]) -> re.Pattern[str]:
    """Return what finds a sentence in which an addressee says something."""
    surnames = {a.name.split()[-1] for ask in asks for a in ask.addressees if a.name}
    speakers = "|".join(re.escape(name) for name in sorted(surnames | set(_SPEAKERS)))
    return re.compile(rf"\b(?:{speakers})(?:,[^,.]{{1,120}},)?(?: \w{{1,20}}){{0,2}} {_SAYS}")


def _nearest(asks: Sequence[OpenAsk], words_said: str, vocabulary: Vocabulary) -> tuple[int, float]:
    """Return the number of the ask that is closest in meaning, and how close."""
    prepared = gather(asks, vocabulary).queries
    numbers = vocabulary.numbers(words(words_said))
    meaning = unit(vocabulary.vectors[numbers].sum(axis=0))
    like = [float(query.meaning @ meaning) for query in prepared]
    return int(np.argmax(like)), max(like)
