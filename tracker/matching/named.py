"""Know where a document names the letter outright: "in response to Chairman Bright's letter".

The word alone proves nothing, for many letters are written: a signer's surname
stands beside it, or the letter's day.
"""

from __future__ import annotations

import re
from datetime import date

from tracker.types import OpenAsk

_LETTER = re.compile(r"\bletters?\b", re.IGNORECASE)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_SUFFIXES = {"Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"}
_TITLE = (
    r"(?:Senators?|Sens?\.?|Representatives?|Reps?\.?|Congress(?:man|woman)|Chair(?:man|woman)?"
    r"|Ranking Member|Leader|Speaker|Mr\.?|Mrs\.?|Ms\.?)"
)


def speaks_of_letters(sentence: str) -> bool:
    """Say whether a sentence has the word at all."""
    return _LETTER.search(sentence) is not None


def names_letter(sentence: str, ask: OpenAsk) -> str | None:
    """Return in words how a sentence names the letter of an ask; None: it does not."""
    if ask.letter_date and _day(ask.letter_date).search(sentence):
        return f"names the letter of {ask.letter_date.day} {_month(ask.letter_date)}"
    for surname in map(_surname, ask.signers):
        if surname and surname in sentence and _signed(surname).search(sentence):
            return f"names the letter of {surname}"
    return None


def _surname(name: str) -> str:
    parts = [part for part in name.replace(",", " ").split() if part not in _SUFFIXES]
    return parts[-1] if parts else name


def _month(day: date) -> str:
    return _MONTHS[day.month - 1]


def _day(day: date) -> re.Pattern[str]:
    """Return what finds a letter's day beside the word: "letter of March 3" or "3 March letter"."""
    written = (
        rf"(?:{_month(day)} {day.day}(?:st|nd|rd|th)?|{day.day}(?:st|nd|rd|th)? {_month(day)})"
    )
    year = rf"\b(?!,? (?!{day.year})\d{{4}}\b)"
    return re.compile(
        rf"\bletters?\b.{{0,60}}\b{written}{year}|\b{written}{year}.{{0,40}}\bletters?\b",
        re.IGNORECASE,
    )


def _signed(surname: str) -> re.Pattern[str]:
    """Return what finds "Senator X's letter", "the letter from (or by, of) Senator X"."""
    who = rf"(?:{_TITLE} )(?:[A-Z][\w.’'-]{{0,30}} ){{0,3}}{re.escape(surname)}\b"
    return re.compile(
        rf"\b{who}(?:['’]s?)?(?: \w{{1,20}}){{0,3}} letters?\b"
        rf"|\bletters? (?:\w{{1,20}} ){{0,3}}(?:from|by|of) (?:\w{{1,20}} ){{0,2}}{who}"
    )
