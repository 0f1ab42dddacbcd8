"""Letters with their sources, addressees and signatories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from db.engine import Database
from tracker.types import Addressee, Letter, LetterRow, LetterSource, NewSource, Reading, Signatory


class Letters:
    """Letters as they are kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        reading: Reading,
        text: str,
        source: NewSource,
        *,
        who: str,
        now: datetime,
        confirmed: bool,
    ) -> Letter:
        """Keep a letter as it was read; its asks wait for matching.

        A source with the same text that is held already brings nothing new: the
        letter that has it is returned as it is.

        Raises:
            NotAllowedError: nobody is named.
        """
        raise NotImplementedError

    def add_source(
        self,
        letter_id: int,
        source: NewSource,
        *,
        reading: Reading | None,
        who: str,
        now: datetime,
    ) -> Letter:
        """Add a text from which a held letter is known, and what it adds.

        Signatories not yet named are added; a date, a total, a deadline and a
        committee only where the letter has none. Each source keeps its own
        reading, so differences stay visible. If the letter itself comes after its
        announcement, its text and its asks take the place of the announcement's,
        unless something was already decided on one of those. The same text twice
        changes nothing.

        Raises:
            NotHeldError: no such letter.
            NotAllowedError: nobody is named, or another letter has this text.
        """
        raise NotImplementedError

    def get(self, letter_id: int) -> Letter:
        """Return a letter; a merged one as the letter that it went into.

        Raises:
            NotHeldError: no such letter.
        """
        raise NotImplementedError

    def all(self) -> tuple[Letter, ...]:
        """Return every letter, newest first; merged ones not."""
        raise NotImplementedError

    def rows(self) -> tuple[LetterRow, ...]:
        """Return every letter as a list shows it, newest first; merged ones not."""
        raise NotImplementedError

    def source_with(
        self, *, raw_hash: str | None = None, text_hash: str | None = None
    ) -> LetterSource | None:
        """Return the source with these bytes or this text; None: not held."""
        raise NotImplementedError

    def reading(self, source_id: int) -> Reading | None:
        """Return what a source by itself was read to say; None: it was not read.

        Raises:
            NotHeldError: no such source.
        """
        raise NotImplementedError

    def confirm(self, letter_id: int, *, who: str, now: datetime) -> Letter:
        """Record that a person found the reading right; twice changes nothing.

        Raises:
            NotHeldError: no such letter.
            NotAllowedError: nobody is named.
        """
        raise NotImplementedError

    def edit(
        self,
        letter_id: int,
        *,
        who: str,
        now: datetime,
        why: str | None = None,
        title: str | None = None,
        letter_date: date | None = None,
        reply_by: date | None = None,
        committee: str | None = None,
        stated_total: int | None = None,
        addressees: Sequence[Addressee] | None = None,
        cc: Sequence[Addressee] | None = None,
        signatories: Sequence[Signatory] | None = None,
    ) -> Letter:
        """Change what is given (None: leave it); one event for each field that differs.

        Raises:
            NotHeldError: no such letter.
            NotAllowedError: nobody is named.
        """
        raise NotImplementedError

    def merge(self, into: int, other: int, *, who: str, now: datetime, why: str) -> Letter:
        """Make two letters one: the other's sources, signers and asks go over.

        An ask of the other that the letter has word for word is struck, unless
        something was decided on it.

        Raises:
            NotHeldError: no such letter.
            NotAllowedError: nobody or no reason is named, or they are the same.
        """
        raise NotImplementedError

    def split(self, letter_id: int, source_id: int, *, who: str, now: datetime, why: str) -> Letter:
        """Make a source a letter of its own, as it was read; return the new letter.

        Raises:
            NotHeldError: no such letter, or it has no such source.
            NotAllowedError: nobody or no reason is named; it is the text in which
                the letter's asks are marked; or the source was never read.
        """
        raise NotImplementedError
