"""What every letter has, and one may lack: a date, an addressee, a signatory. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tracker.types import Addressee, Signatory

NO_DATE = "no date was found on the letter"
NO_ADDRESSEE = "no addressee was found"
NO_SIGNATORY = "no signatory was found"


def missing(
    day: date | None, addressees: Sequence[Addressee], signatories: Sequence[Signatory]
) -> tuple[str, ...]:
    """Return in words what is not there; empty: nothing is missing."""
    held = {NO_DATE: day, NO_ADDRESSEE: addressees, NO_SIGNATORY: signatories}
    return tuple(words for words, there in held.items() if not there)
