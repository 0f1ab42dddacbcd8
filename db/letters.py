"""Letters with their sources, addressees and signatories."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from db import campaigns, edits, joining, letter_list, rows, sql
from db import events as lines
from db import letter_rows as its
from db.engine import Database
from db.letter_list import Sought
from db.tables import letter_sources
from tracker.errors import NotAllowedError
from tracker.text import short
from tracker.text import text_hash as hash_of
from tracker.types import (
    Addressee,
    EventKind,
    Letter,
    LetterRow,
    LetterSource,
    NewSource,
    Reading,
    Signatory,
)

_CLEARED = {"letter_date", "reply_by", "committee", "stated_total"}
"""What a letter may do without."""


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
        with self._database.writing() as connection:
            key = _add(connection, reading, text, source, who=who, now=now, confirmed=confirmed)
            return its.get_letter(connection, key)

    def add_all(
        self,
        wanted: Iterable[tuple[Reading, NewSource, str | None]],
        *,
        who: str,
        now: datetime,
        confirmed: bool,
    ) -> tuple[int, ...]:
        """Keep several letters, all or none; return the id of each.

        Each comes into the campaign of a name where one is given, which is begun if need be.

        Raises:
            NotAllowedError: nobody is named.
        """
        added = []
        with self._database.writing() as connection:
            for reading, source, campaign in wanted:
                letter_id = _add(
                    connection, reading, source.text, source, who=who, now=now, confirmed=confirmed
                )
                if campaign:
                    key = campaigns.named(connection, campaign, who=who, now=now).id
                    campaigns.file(connection, letter_id, key, who=who, now=now)
                added.append(letter_id)
        return tuple(added)

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
        with self._database.writing() as connection:
            letter = its.get_letter(connection, letter_id)
            held = _source(connection, letter_sources.c.text_hash == hash_of(source.text))
            if held is not None and held.letter_id == letter.id:
                return letter
            if held is not None:
                step = f"merge them with `askwatch letter merge {letter.id} {held.letter_id}`"
                why = f"letter {held.letter_id} has this text"
                raise NotAllowedError("could not add the source", source.name, why, step)
            source_id = its.put_source(connection, letter.id, source, reading, main=False, now=now)
            lines.note(
                connection,
                EventKind.SOURCE_ADDED,
                who=who,
                now=now,
                letter_id=letter.id,
                after=source.url or source.name,
            )
            if reading is not None:
                joining.take_in(
                    connection, letter, source_id, source.text, reading, who=who, now=now
                )
            return its.get_letter(connection, letter.id)

    def get(self, letter_id: int) -> Letter:
        """Return a letter; a merged one as the letter that it went into.

        Raises:
            NotHeldError: no such letter.
        """
        with self._database.reading() as connection:
            return its.get_letter(connection, letter_id)

    def all(self) -> tuple[Letter, ...]:
        """Return every letter, newest first; merged ones not."""
        with self._database.reading() as connection:
            return its.read_letters(connection)

    def rows(self, letter_ids: Collection[int] | None = None) -> tuple[LetterRow, ...]:
        """Return every letter, or some, as a list shows it, newest first; merged ones not."""
        with self._database.reading() as connection:
            return letter_list.read_rows(connection, letter_ids)

    def ids(self, sought: Sought) -> tuple[int, ...]:
        """Return the ids of the letters wanted, in order; their asks must have been settled."""
        with self._database.reading() as connection:
            return letter_list.ids(connection, sought)

    def totals(self) -> tuple[int, int]:
        """Return how many letters there are, and how many of them nobody has confirmed."""
        with self._database.reading() as connection:
            return letter_list.totals(connection)

    def source_with(
        self, *, raw_hash: str | None = None, text_hash: str | None = None
    ) -> LetterSource | None:
        """Return the source with these bytes or this text; None: not held."""
        c, where = letter_sources.c, []
        if raw_hash is not None:
            where.append(c.raw_hash == raw_hash)
        if text_hash is not None:
            where.append(c.text_hash == text_hash)
        with self._database.reading() as connection:
            return _source(connection, *where) if where else None

    def with_texts(self, hashes: Iterable[str]) -> dict[str, LetterSource]:
        """Return of many texts those that are held as a letter's source, by their hashes."""
        among = letter_sources.c.text_hash.in_(sql.among("hashes", sql.EachText))
        query = select(letter_sources).where(among).order_by(letter_sources.c.id.desc())
        with self._database.reading() as connection:
            found = connection.execute(query, {"hashes": sql.each(hashes)})
            return {row.text_hash: its.as_source(row) for row in found}

    def reading(self, source_id: int) -> Reading | None:
        """Return what a source by itself was read to say; None: it was not read.

        Raises:
            NotHeldError: no such source.
        """
        query = select(letter_sources.c.reading).where(letter_sources.c.id == source_id)
        with self._database.reading() as connection:
            row = rows.one(connection, query, "source of a letter", source_id)
            return None if row.reading is None else rows.read(row.reading, Reading)

    def confirm(self, letter_id: int, *, who: str, now: datetime) -> Letter:
        """Record that a person found the reading right; twice changes nothing.

        Raises:
            NotHeldError: no such letter.
            NotAllowedError: nobody is named.
        """
        with self._database.writing() as connection:
            letter = its.get_letter(connection, letter_id)
            if letter.confirmed is None:
                _confirm(connection, letter.id, who=who, now=now)
            return its.get_letter(connection, letter.id)

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
        clear: Collection[str] = (),
    ) -> Letter:
        """Change what is given (None: leave it); one event for each field that differs.

        `clear` names those of letter_date, reply_by, committee and stated_total that
        are to be empty.

        Raises:
            NotHeldError: no such letter.
            NotAllowedError: nobody is named.
        """
        wanted = {
            "title": title and short(title),
            "letter_date": letter_date,
            "reply_by": reply_by,
            "committee": committee,
            "stated_total": stated_total,
        }
        with self._database.writing() as connection:
            letter = its.get_letter(connection, letter_id)
            changed = edits.differing(letter, wanted, _CLEARED.intersection(clear))
            its.change(connection, letter.id, {name: new for name, (_, new) in changed.items()})
            people = {"addressees": addressees, "cc": cc, "signatories": signatories}
            for name, named in people.items():
                if named is not None and tuple(named) != getattr(letter, name):
                    changed[name] = rows.written(getattr(letter, name)), rows.written(named)
                    its.change_people(connection, letter.id, name, named)
            edits.record(connection, letter, changed, who=who, now=now, why=why)
            return its.get_letter(connection, letter.id)

    def merge(self, into: int, other: int, *, who: str, now: datetime, why: str) -> Letter:
        """Make two letters one: the other's sources, signers and asks go over.

        An ask of the other that the letter has word for word is struck, unless
        something was decided on it.

        Raises:
            NotHeldError: no such letter.
            NotAllowedError: nobody or no reason is named, or they are the same.
        """
        with self._database.writing() as connection:
            return joining.merge(
                connection, into, other, who=rows.named(who), now=now, why=rows.reasoned(why)
            )

    def split(self, letter_id: int, source_id: int, *, who: str, now: datetime, why: str) -> Letter:
        """Make a source a letter of its own, as it was read; return the new letter.

        Raises:
            NotHeldError: no such letter, or it has no such source.
            NotAllowedError: nobody or no reason is named; it is the text in which
                the letter's asks are marked; or the source was never read.
        """
        with self._database.writing() as connection:
            return joining.split(
                connection,
                letter_id,
                source_id,
                who=rows.named(who),
                now=now,
                why=rows.reasoned(why),
            )

    def add_reply(
        self,
        letter_id: int,
        document_id: int,
        *,
        dated: date | None,
        received: date | None,
        who: str,
        now: datetime,
    ) -> bool:
        """Record that a document came as a reply to a letter; twice changes nothing.

        `dated` is the day that the reply claims, `received` when it came, if known;
        when it was recorded is the event's own time. Return whether it is new.

        Raises:
            NotHeldError: no such letter.
            NotAllowedError: nobody is named.
        """
        with self._database.writing() as connection:
            letter = its.get_letter(connection, letter_id)
            if document_id in lines.replies(connection, letter.id):
                return False
            days = (("dated", dated), ("received", received))
            told = "".join(f", {word} {day.isoformat()}" for word, day in days if day)
            lines.note(
                connection,
                EventKind.REPLY_ADDED,
                who=who,
                now=now,
                letter_id=letter.id,
                after=f"document {document_id}{told}",
            )
            return True

    def replies(self, letter_id: int) -> tuple[int, ...]:
        """Return the documents that came as replies to a letter, by id, oldest first."""
        with self._database.reading() as connection:
            return lines.replies(connection, letter_id)


def _add(
    connection: Connection,
    reading: Reading,
    text: str,
    source: NewSource,
    *,
    who: str,
    now: datetime,
    confirmed: bool,
) -> int:
    held = _source(connection, letter_sources.c.text_hash == hash_of(source.text))
    if held is not None:
        return its.resolve(connection, held.letter_id)
    letter_id = its.put_letter(connection, reading, text, now)
    source_id = its.put_source(connection, letter_id, source, reading, main=True, now=now)
    its.put_what_was_read(connection, letter_id, source_id, reading)
    added = EventKind.LETTER_ADDED
    lines.note(connection, added, who=who, now=now, letter_id=letter_id, after=reading.title)
    if confirmed:
        _confirm(connection, letter_id, who=who, now=now)
    return letter_id


def _confirm(connection: Connection, letter_id: int, *, who: str, now: datetime) -> None:
    its.change(connection, letter_id, {"confirmed": now})
    lines.note(connection, EventKind.LETTER_CONFIRMED, who=who, now=now, letter_id=letter_id)


def _source(connection: Connection, *where: Any) -> LetterSource | None:
    query = select(letter_sources).where(*where).order_by(letter_sources.c.id)
    row = connection.execute(query.limit(1)).first()
    return None if row is None else its.as_source(row)
