"""One letter with several sources: a source added, two letters made one, one made two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from db import events as lines
from db import letter_rows as its
from db import rows, undoing
from db.ask_rows import put, strike
from db.tables import asks, events, letter_sources, letters, signatories
from tracker import ledger
from tracker.differences import alike
from tracker.errors import NotAllowedError
from tracker.text import normalised
from tracker.types import (
    Addressee,
    Ask,
    DocumentKind,
    EventKind,
    Letter,
    Reading,
    Signatory,
)

_FIELDS = ("letter_date", "stated_total", "reply_by", "committee")


def take_in(
    connection: Connection,
    letter: Letter,
    source_id: int,
    text: str,
    reading: Reading,
    *,
    who: str,
    now: datetime,
) -> None:
    """Add to a letter what one more source of it says.

    A news story's word counts for less: members whom it names without doubt, and
    a total. What a person confirmed or set stays: no date is added to a confirmed
    letter, nobody whom a person took off comes back, and the letter's own text does
    not take the place of one in which a person corrected something.
    """
    warnings = (*letter.warnings, *(w for w in reading.warnings if w not in letter.warnings))
    its.change(connection, letter.id, {"warnings": rows.written(warnings)})
    if reading.kind is DocumentKind.COVERAGE:
        sure = [one for one in reading.signatories if one.bioguide]
        _sign(connection, letter.id, source_id, sure)
        its.change(connection, letter.id, its.gaps_filled(letter, reading, ["stated_total"]))
        return
    fields = _FIELDS if letter.confirmed is None else ("stated_total", "committee")
    its.change(connection, letter.id, its.gaps_filled(letter, reading, fields))
    first = letter.kind is DocumentKind.ANNOUNCEMENT and reading.kind is DocumentKind.LETTER
    if first:
        its.change(connection, letter.id, {"kind": DocumentKind.LETTER})
    if first and not (letter.confirmed or _decided(connection, letter.id)):
        _speak_for_itself(connection, letter, source_id, text, reading, who=who, now=now)
        return
    if not letter.addressees:
        its.put_officials(connection, letter.id, reading.addressees, cc=False)
    if not letter.cc:
        its.put_officials(connection, letter.id, reading.cc, cc=True)
    _sign(connection, letter.id, source_id, reading.signatories)


def _decided(connection: Connection, letter_id: int) -> bool:
    """Say whether a person corrected the letter, or did anything to one of its asks."""
    of_letter = events.c.ask_id.in_(select(asks.c.id).where(asks.c.letter_id == letter_id))
    edits = (events.c.letter_id == letter_id) & (events.c.kind == EventKind.LETTER_EDITED)
    return bool(lines.read(connection, of_letter | edits))


def _sign(
    connection: Connection, letter_id: int, source_id: int, wanted: Sequence[Signatory]
) -> None:
    """Add the names that a letter has not yet, unless a person took them off."""
    c = events.c
    history = lines.read(connection, c.letter_id == letter_id, c.ask_id.is_(None))
    off = [
        one
        for event in ledger.live(history)
        if event.kind is EventKind.LETTER_EDITED
        for one in undoing.signatories_before(event)
    ]
    held = its.get_letter(connection, letter_id).signatories
    gone = [one for one in off if not any(alike(one, other) for other in held)]
    new = [one for one in wanted if not any(alike(one, other) for other in gone)]
    its.add_signatories(connection, letter_id, source_id, new)


def _speak_for_itself(
    connection: Connection,
    letter: Letter,
    source_id: int,
    text: str,
    reading: Reading,
    *,
    who: str,
    now: datetime,
) -> None:
    """Put the letter's own text and asks in place of its announcement's."""
    values = {"text": text, "letter_date": reading.letter_date or letter.letter_date}
    its.change(connection, letter.id, values)
    c = letter_sources.c
    own = update(letter_sources).where(c.letter_id == letter.id)
    connection.execute(own.values(main=c.id == source_id))
    for cc, old, new in (
        (False, letter.addressees, reading.addressees),
        (True, letter.cc, reading.cc),
    ):
        # What stood in the announcement has no place in this text.
        kept = [one if one.span is None else _elsewhere(one) for one in old]
        its.put_officials(connection, letter.id, new or kept, cc=cc)
    _resign(connection, letter, source_id, reading)
    for ask in letter.asks:
        why = "the letter itself is held now: its own words take their place"
        strike(connection, ask.id, who=who, now=now, why=why)
    put(connection, letter.id, reading.asks)


def _elsewhere(one: Addressee) -> Addressee:
    return Addressee(name=one.name, office=one.office)


def _resign(connection: Connection, letter: Letter, source_id: int, reading: Reading) -> None:
    """Put the letter's own signatories first; the announcement's stay where it has more."""
    query = select(signatories.c.source_id).where(signatories.c.letter_id == letter.id)
    before = connection.execute(query.order_by(signatories.c.id)).scalars().all()
    its.drop_signatories(connection, letter.id)
    its.put_signatories(connection, letter.id, source_id, reading.signatories)
    for old_source, one in zip(before, letter.signatories, strict=True):
        its.add_signatories(connection, letter.id, old_source, [one])


def merge(
    connection: Connection, into: int, other: int, *, who: str, now: datetime, why: str
) -> Letter:
    """Make two letters one, as `Letters.merge` says."""
    to, gone = its.get_letter(connection, into), its.get_letter(connection, other)
    if to.id == gone.id:
        raise NotAllowedError("could not merge", f"letter {other}", "it is the same letter")
    of_gone = select(signatories).where(signatories.c.letter_id == gone.id)
    for row in connection.execute(of_gone.order_by(signatories.c.id)).all():
        one = its.as_signatory(row)
        its.add_signatories(connection, to.id, row.source_id, [one])
    if not to.addressees:
        plain = [_elsewhere(one) for one in gone.addressees]
        its.put_officials(connection, to.id, plain, cc=False)
    if not to.cc:
        its.put_officials(connection, to.id, [_elsewhere(one) for one in gone.cc], cc=True)
    its.change(connection, to.id, its.gaps_filled(to, gone, _FIELDS))
    _move_asks(connection, to, gone, who=who, now=now)
    c = letter_sources.c
    own = update(letter_sources).where(c.letter_id == gone.id)
    connection.execute(own.values(letter_id=to.id, main=False))
    went = (letters.c.id == gone.id) | (letters.c.merged_into == gone.id)
    connection.execute(update(letters).where(went).values(merged_into=to.id))
    for letter_id, after in (
        (to.id, f"with letter {gone.id}: {gone.title}"),
        (gone.id, f"into letter {to.id}: {to.title}"),
    ):
        lines.note(
            connection,
            EventKind.LETTER_MERGED,
            who=who,
            now=now,
            letter_id=letter_id,
            after=after,
            why=why,
        )
    return its.get_letter(connection, to.id)


def _move_asks(
    connection: Connection, to: Letter, gone: Letter, *, who: str, now: datetime
) -> None:
    """Move asks to the other letter; those that it has already are struck, if untouched."""
    held = {normalised(ask.quote) for ask in to.asks if not ask.struck}
    for ask in gone.asks:
        touched = lines.read(connection, events.c.ask_id == ask.id)
        if normalised(ask.quote) in held and not touched:
            strike(connection, ask.id, who=who, now=now, why=f"letter {to.id} has it already")
        _move_ask(connection, ask, to)


def _move_ask(connection: Connection, ask: Ask, to: Letter) -> None:
    c = asks.c
    last = connection.execute(select(func.max(c.number)).where(c.letter_id == to.id)).scalar()
    start = to.text.find(ask.quote)
    # An ask whose words the text does not have stands nowhere in it.
    place = (start, start + len(ask.quote)) if start >= 0 else (0, 0)
    values = {"letter_id": to.id, "number": (last or 0) + 1, "start": place[0], "end": place[1]}
    connection.execute(update(asks).where(c.id == ask.id).values(values))


def split(
    connection: Connection, letter_id: int, source_id: int, *, who: str, now: datetime, why: str
) -> Letter:
    """Make a source a letter of its own, as `Letters.split` says."""
    old = its.get_letter(connection, letter_id)
    c = letter_sources.c
    query = select(letter_sources).where(c.id == source_id, c.letter_id == old.id)
    row = rows.one(connection, query, "source of the letter", source_id)
    if row.main or row.reading is None:
        reason = "the letter's asks are marked in it" if row.main else "it was never read"
        raise NotAllowedError("could not split", f"source {source_id}", reason)
    reading = rows.read(row.reading, Reading)
    new_id = its.put_letter(connection, reading, row.text, now)
    own = update(letter_sources).where(c.id == source_id)
    connection.execute(own.values(letter_id=new_id, main=True))
    connection.execute(
        delete(signatories)
        .where(signatories.c.letter_id == old.id)
        .where(signatories.c.source_id == source_id)
    )
    its.put_signatories(connection, new_id, source_id, reading.signatories)
    new = its.get_letter(connection, new_id)
    moved = [a for a in old.asks if a.quote in row.text and a.quote not in old.text]
    for ask in moved:
        _move_ask(connection, ask, new)
    known = {normalised(ask.quote) for ask in moved}
    put(connection, new_id, [a for a in reading.asks if normalised(a.quote) not in known])
    for one, after in (
        (old.id, f"letter {new_id} came out of it"),
        (new_id, f"out of letter {old.id}"),
    ):
        lines.note(
            connection,
            EventKind.LETTER_SPLIT,
            who=who,
            now=now,
            letter_id=one,
            after=after,
            why=why,
        )
    return its.get_letter(connection, new_id)
