"""Where in one document each of some asks is spoken of, if a person says that it is.

Unlike matching, which decides whether a document is worth a look, this is for
a document that a person has named: a reply to a letter, or evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from jobs.match import load_model, vocabulary
from tracker.letters.answering import answering
from tracker.matching import Text, prepare, rank
from tracker.types import BoardRow, OpenAsk, Pairing, Reason, Revision, Span


def passages(asks: Iterable[OpenAsk], revision: Revision, why: str) -> tuple[Pairing, ...]:
    """Return for each ask the passage that fits it best.

    `why` stands first among the reasons. Dates do not count: a person knows
    that the document came after the letter. Nor does the letter's title: who wrote, and
    when, a reply repeats in its first words.
    """
    known = vocabulary(load_model())
    said = answering(revision.text)
    text = Text(id=revision.id, title=revision.title, text=said, published=date.max)
    undated = [replace(ask, letter_date=None, letter_title="") for ask in asks]
    return tuple(
        replace(pairing, proposed=True, reasons=(Reason(why, 1.0), *pairing.reasons))
        for _, pairings in rank(undated, prepare([text], known), known, top=1)
        for pairing in pairings
    )


def passage(row: BoardRow, revision: Revision) -> Span:
    """Return the passage that fits an ask best; the whole text if none does."""
    asked = OpenAsk(
        id=row.ask.id,
        quote=row.ask.quote,
        summary=row.ask.summary,
        kind=row.ask.kind,
        letter_id=row.letter_id,
        letter_title=row.letter_title,
        letter_date=None,
        addressees=row.addressees,
    )
    best = passages([asked], revision, "named by a person")
    return best[0].passage if best else Span(0, len(revision.text))
