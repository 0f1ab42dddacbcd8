"""A reply that came by hand, filed to its letter: once, with its own date, private or public.

For each ask that is still to be answered it proposes the passage that fits best;
a person judges them. The same reply is not filed twice: of the same words the
document is held already, of nearly the same words it is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from jobs.given import Given, incoming
from jobs.passages import passages
from jobs.reading import read
from tracker import wording
from tracker.errors import InputError
from tracker.ledger import outstanding
from tracker.text import normalised, text_hash
from tracker.types import Document, Letter

if TYPE_CHECKING:
    from db.store import Store
    from jobs.intake import Intake

_NEARLY = 97.0
"""From this likeness on, in per cent, two texts are one reply that was read twice."""
_COMPARED = 20_000
"""How many characters of each are compared."""
_DATED = 20_000
"""Characters in which the date of a reply is looked for: it stands at its head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What came of a reply."""

    document: Document
    proposed: int
    """How many passages wait for review now that did not before."""
    settled: int
    """How many asks of the letter need no passage, for they are answered or closed."""
    held: bool
    """Its words were held already."""
    dated: date | None
    remarks: tuple[str, ...]
    """Where its date comes from, and what is odd about it."""


def file_reply(
    store: Store,
    intake: Intake,
    given: Given,
    letter: Letter,
    *,
    private: bool,
    who: str,
    now: datetime,
    dated: date | None = None,
    received: date | None = None,
    again: bool = False,
) -> Filed:
    """File a reply to a letter, and propose for each open ask the passage that fits best.

    Its date is the one that a person gives (`dated`), else the one printed on it,
    else that of the mail or page that brought it. `again` files it even if one of
    nearly the same words is held.

    Raises:
        InputError: nearly the same reply is held, or the bytes cannot be archived;
            nothing is kept.
        StoreError: the store cannot be written; nothing is kept.
    """
    held = _held(store, given)
    if held is None and not again:
        _not_nearly_held(store, given, letter)
    day, remarks = _date(given, letter, dated)
    document = intake.file(
        replace(given, published=day),
        title=given.title or f"Reply to letter {letter.id}",
        private=private,
        who=who,
        now=now,
    )
    store.letters.add_reply(letter.id, document.id, dated=day, received=received, who=who, now=now)
    revision = store.documents.revisions(document.id)[-1]
    board = [row for row in store.asks.board() if row.letter_id == letter.id]
    wanted = {row.ask.id for row in board if outstanding(row.state)}
    own = [ask for ask in store.asks.for_matching() if ask.id in wanted]
    found = passages(own, revision, f"filed as a reply to letter {letter.id}")
    if held is not None and document.private and not private:
        remarks = (*remarks, f"document {document.id} was filed as private and stays so")
    return Filed(
        document=document,
        proposed=store.candidates.record(found, revisions_done=(), asks_done=(), now=now),
        settled=len(board) - len(wanted),
        held=held is not None,
        dated=day,
        remarks=remarks,
    )


def _held(store: Store, given: Given) -> Document | None:
    return store.documents.with_text(text_hash(given.text))


def _not_nearly_held(store: Store, given: Given, letter: Letter) -> None:
    ours = normalised(given.text[:_COMPARED])
    for document_id in store.letters.replies(letter.id):
        text = store.documents.revisions(document_id)[-1].text
        alike = fuzz.ratio(ours, normalised(text[:_COMPARED]), score_cutoff=_NEARLY)
        if alike:
            why = f"document {document_id} is the same but for {100 - alike:.1f} % of its letters"
            step = "if it is another reply all the same, say --again"
            raise InputError("reply not filed", given.name, why, step)


def _date(given: Given, letter: Letter, dated: date | None) -> tuple[date | None, tuple[str, ...]]:
    """Return the day of a reply, and what is to be said about it."""
    printed = read(incoming(replace(given, text=given.text[:_DATED])), None).letter_date
    brought = given.published
    asked = letter.letter_date or letter.announced
    if dated:
        day, source = dated, "as you say"
    elif printed and brought and asked and printed < asked <= brought:
        # A date before the letter is more likely the letter's own, which the reply names.
        day, source = brought, "when it was sent"
    elif printed:
        day, source = printed, "as printed on it"
    elif brought:
        day, source = brought, "when it was sent"
    else:
        return None, ("no date was found on it; say --published DATE",)
    told = [f"dated {wording.day(day)}, {source}"]
    if brought and source == "as printed on it" and brought != day:
        told.append(f"sent on {wording.day(brought)}")
    if asked and day < asked:
        told.append(f"that is before the letter of {wording.day(asked)}: is it a reply to that?")
    return day, tuple(told)
