"""A text that somebody handed in to a stored letter, reply or document.

The bytes are archived first, then everything that a text brings is stored in
one step. What a text is, and whether its letter is held already, is decided
before anything is kept: a text that is no letter leaves no trace. Matching is
not done here; what is new waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from jobs.archive import Archive
from jobs.given import Given, incoming
from jobs.reading import read
from tracker.errors import InputError
from tracker.letters.same import find, may_be
from tracker.text import one_line, short, text_hash
from tracker.types import (
    Addressee,
    Document,
    DocumentKind,
    Letter,
    LetterSource,
    NewSource,
    Reading,
)

if TYPE_CHECKING:
    from db.store import Store
    from tracker.roster import Roster

_NO_LETTER = "file it with `askwatch document add`, or a reply with `askwatch reply add`"
# Letters in memory at once; those of three months to one official are seldom more.
_AT_HAND = 500
_STILL = "if it is one all the same, add it with --as-letter; else "


@dataclass(frozen=True, slots=True)
class _Outline:
    """What tells of a held letter that a text cannot be about it."""

    addressees: tuple[Addressee, ...]
    dated: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a text turned out to be, before anything of it is kept."""

    given: Given
    reading: Reading
    held: Letter | None
    """The letter of which it speaks, where that is held already."""
    why: str | None = None
    """Why we think that it is that letter."""
    source: LetterSource | None = None
    """The source that has this very text already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What came of a text."""

    letter: Letter
    status: str
    """"added", "source added" or "held already"."""
    name: str


class Intake:
    """Takes texts in, one after the other; remembers of the letters what tells them apart."""

    def __init__(self, store: Store, archive: Archive, roster: Roster) -> None:
        self._store = store
        self._archive = archive
        self._roster = roster
        self._outlines: dict[int, _Outline] | None = None
        self._recent: dict[int, Letter] = {}

    def look(self, given: Given) -> Found:
        """Read a text and find the letter that it speaks of; keeps nothing.

        Raises:
            InputError: it is no letter and neither announces nor reports one; or it
                reports one that is not held. Its notes say what else was odd.
        """
        store, reading = self._store, read(incoming(given), self._roster)
        source = store.letters.source_with(text_hash=text_hash(given.text))
        if source is not None:
            held = store.letters.get(source.letter_id)
            return Found(given=given, reading=reading, held=held, source=source)
        if reading.kind in (DocumentKind.REPLY, DocumentKind.OTHER):
            error = InputError("no letter", given.name, _why_none(reading), _STILL + _NO_LETTER)
            raise _noted(error, reading)
        near = self._near(reading, given)
        same = find(reading, given.text, given.published, near, url=given.url)
        if same is None and reading.kind is DocumentKind.COVERAGE:
            why = "it reports a letter that is not held"
            error = InputError(
                "no letter", given.name, why, f"add the letter first, or {_NO_LETTER}"
            )
            raise _noted(error, reading)
        return Found(
            given=given,
            reading=reading,
            held=self._letter(same.letter_id) if same else None,
            why=same.reason if same else None,
        )

    def keep(self, found: Found, *, who: str, now: datetime, confirmed: bool) -> Kept:
        """Store what a text brings: a new letter, or one more source of a held one.

        A story about a held letter is also filed as a document, so that a statement
        in it can be matched with the letter's asks.

        Raises:
            InputError: the bytes cannot be archived; nothing is kept.
            StoreError: the store cannot be written; nothing is kept.
        """
        given, held, letters = found.given, found.held, self._store.letters
        if found.source is not None and held is not None:
            if confirmed:
                held = letters.confirm(held.id, who=who, now=now)
            return Kept(letter=held, status="held already", name=given.name)
        self._keep_bytes(given, now)
        source = _source(given, found.reading.kind)
        if held is None:
            letter = letters.add(
                found.reading, given.text, source, who=who, now=now, confirmed=confirmed
            )
        else:
            # The document first: whoever is interrupted in between runs it again.
            if found.reading.kind is DocumentKind.COVERAGE:
                self._file(given, title=None, private=False, who=who, now=now)
            letter = letters.add_source(held.id, source, reading=found.reading, who=who, now=now)
        self._remember(letter)
        return Kept(letter=letter, status="source added" if held else "added", name=given.name)

    def file(
        self, given: Given, *, title: str | None, private: bool, who: str, now: datetime
    ) -> Document:
        """File a text by hand as a document; it waits for matching like a polled one.

        Raises:
            InputError: the bytes cannot be archived; nothing is kept.
            StoreError: the store cannot be written; nothing is kept.
        """
        self._keep_bytes(given, now)
        return self._file(given, title=title, private=private, who=who, now=now)

    def _near(self, reading: Reading, given: Given) -> Iterator[Letter]:
        """Yield the held letters of which a text may speak; no more are in memory than need be."""
        if self._outlines is None:
            rows = self._store.letters.rows()
            self._outlines = {
                row.id: _Outline(row.addressees, row.letter_date or row.announced) for row in rows
            }
        for letter_id, one in self._outlines.items():
            if may_be(reading, given.published, one.addressees, one.dated):
                yield self._letter(letter_id)

    def _letter(self, letter_id: int) -> Letter:
        if letter_id not in self._recent:
            self._keep_recent(self._store.letters.get(letter_id))
        return self._recent[letter_id]

    def _remember(self, letter: Letter) -> None:
        """Keep what was just stored at hand."""
        if self._outlines is not None:
            self._outlines[letter.id] = _Outline(letter.addressees, letter.dated)
        self._recent.pop(letter.id, None)
        self._keep_recent(letter)

    def _keep_recent(self, letter: Letter) -> None:
        while len(self._recent) >= _AT_HAND:
            del self._recent[next(iter(self._recent))]
        self._recent[letter.id] = letter

    def _keep_bytes(self, given: Given, now: datetime) -> None:
        if given.page:
            self._archive.put(given.page)
        else:
            self._archive.put_file(
                given.body, url=given.address, media_type=given.media_type, at=now
            )

    def _file(
        self, given: Given, *, title: str | None, private: bool, who: str, now: datetime
    ) -> Document:
        day = given.published
        return self._store.documents.add_by_hand(
            identity=given.url or f"sha256:{text_hash(given.text)}",
            url=given.address,
            title=short(title or given.title or _heading(given.text)),
            published=datetime.combine(day, time(), UTC) if day else None,
            text=given.text,
            raw_hash=given.raw_hash,
            private=private,
            now=now,
            who=who,
        )


def _noted(error: InputError, reading: Reading) -> InputError:
    """Return the error with what was odd in the text as its notes."""
    for warning in reading.warnings:
        error.add_note(warning)
    return error


def _why_none(reading: Reading) -> str:
    """Say what a text lacks to be a letter of members, or to tell of one."""
    if reading.kind is DocumentKind.REPLY:
        return "it reads like a reply"
    if reading.addressees:
        return "nobody who sits in Congress is known to have signed it, or to tell of it"
    if reading.signatories:
        return "it greets nobody, and tells of no letter"
    return "it greets nobody, no member signed it, and it tells of no letter"


def _heading(text: str) -> str:
    """Return the first line that is long enough to say something, else the first."""
    lines = [line for line in text.strip().splitlines()[:12] if line.strip()]
    telling = (line for line in lines if len(line.split()) > 4)
    return one_line(next(telling, lines[0]), 120)


def _source(given: Given, kind: DocumentKind) -> NewSource:
    return NewSource(
        kind=kind,
        url=given.url,
        name=given.name,
        publisher=given.publisher,
        published=given.published,
        text=given.text,
        raw_hash=given.raw_hash,
        media_type=given.media_type,
        pages=given.pages,
    )
