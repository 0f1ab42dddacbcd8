"""What the sources of one letter say otherwise than the letter as it is held.

Pure. Nothing is decided here: each source keeps its own reading, and a person
sees where they differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.text import folded, one_line
from tracker.types import Letter, LetterSource, Reading, Signatory
from tracker.wording import day, plural


def differences(
    letter: Letter, readings: Iterable[tuple[LetterSource, Reading]]
) -> tuple[str, ...]:
    """Return one sentence for each thing that another source of a letter says otherwise.

    What the letter's own text was read to say is left out: where the letter differs
    from it, a person put it right, and the history tells who and when.
    """
    return tuple(
        one_line(f"{source.url or source.name} {words}")
        for source, reading in readings
        if source.text != letter.text
        for words in _otherwise(letter, reading)
    )


def alike(one: Signatory, other: Signatory) -> bool:
    """Say whether two printed names are one person: by member, else by their words."""
    if one.bioguide and other.bioguide:
        return one.bioguide == other.bioguide
    words, others = (set(folded(s.name).replace(".", " ").split()) for s in (one, other))
    return words <= others or others <= words


def _otherwise(letter: Letter, reading: Reading) -> Iterator[str]:
    if reading.letter_date not in (None, letter.letter_date):
        yield f"dates it {day(reading.letter_date)}"
    if reading.reply_by not in (None, letter.reply_by):
        yield f"wants a reply by {day(reading.reply_by)}"
    if reading.stated_total not in (None, letter.stated_total):
        yield f"says that {plural(reading.stated_total or 0, 'member')} signed"
    more = [s.name for s in reading.signatories if not _signed(s, letter)]
    if more:
        yield f"also names as signatories: {'; '.join(more)}"


def _signed(one: Signatory, letter: Letter) -> bool:
    return any(alike(one, other) for other in letter.signatories)
