"""How an ask is carried on: by a later letter, or by a question at a hearing.

Pure: says which links are possible, and gives the words for them, seen from
either end.
"""

from __future__ import annotations

from datetime import date

from tracker import wording
from tracker.errors import NotAllowedError
from tracker.text import one_line
from tracker.types import Ask, Hearing, Letter, Link

_NOT = "could not link"


def check_letter(ask: Ask, letter: Letter, later: Letter, again: Ask | None) -> None:
    """Pass if a later letter may carry an ask on, by one of its asks where one is named.

    Raises:
        NotAllowedError: it is the same letter, an earlier one, or does not have that
            ask; or one of the asks is struck.
    """
    _standing(ask)
    which = f"letter {later.id}"
    if later.id == letter.id:
        raise NotAllowedError(_NOT, which, "it is the letter of the ask itself")
    if letter.dated and later.dated and later.dated < letter.dated:
        why = f"its date, {wording.day(later.dated)}, lies before {wording.day(letter.dated)}"
        raise NotAllowedError(_NOT, which, why, f"link from its asks to letter {letter.id}")
    if again is not None:
        _standing(again)
        if again.letter_id != later.id:
            raise NotAllowedError(_NOT, f"ask {again.id}", f"it is none of letter {later.id}")


def check_hearing(ask: Ask, letter: Letter, hearing: Hearing) -> None:
    """Pass if a question at a hearing may carry an ask on.

    Raises:
        NotAllowedError: it has no words, was asked before the letter, or the ask is struck.
    """
    _standing(ask)
    if not hearing.text.strip():
        raise NotAllowedError(_NOT, "hearing", "the question has no words", "give them by --text")
    if letter.dated and hearing.day < letter.dated:
        why = f"the letter is of {wording.day(letter.dated)}"
        raise NotAllowedError(_NOT, wording.day(hearing.day), why)


def _standing(ask: Ask) -> None:
    if ask.struck:
        raise NotAllowedError(_NOT, f"ask {ask.id}", "it is struck", "restore it first")


def onward(link: Link) -> str:
    """Return what became of the ask: "asked again in letter 7 on 3 Mar 2026 (ask 12)"."""
    if link.hearing is None:
        by = f" (ask {link.later_ask_id})" if link.later_ask_id else ""
        return f"asked again in letter {link.later_letter_id}{_on(link.day)}{by}"
    who = f" by {link.hearing.asker}" if link.hearing.asker else ""
    where = f", {link.hearing.committee}" if link.hearing.committee else ""
    at = f" ({link.hearing.url})" if link.hearing.url else ""
    told = f"asked again at a hearing{_on(link.day)}{who}{where}: “{link.hearing.text}”{at}"
    return one_line(told)


def backward(link: Link) -> str:
    """Return what a later letter carries on: "carries on ask 3 of letter 2: ..."."""
    by = f"ask {link.later_ask_id} " if link.later_ask_id else ""
    return one_line(f"{by}carries on ask {link.ask_id} of letter {link.letter_id}: {link.summary}")


def _on(day: date | None) -> str:
    return f" on {wording.day(day)}" if day else ""
