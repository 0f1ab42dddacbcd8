"""Letters inside a transaction: put together from their rows, and taken apart into them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from db import rows
from db.ask_rows import announced, as_ask, newest_first, officials, put
from db.tables import Values, addressees, asks, letter_sources, letters, signatories
from tracker.differences import alike
from tracker.text import short, text_hash
from tracker.types import (
    Addressee,
    DocumentKind,
    Letter,
    LetterSource,
    NewSource,
    Reading,
    Sheet,
    Signatory,
)


def resolve(connection: Connection, letter_id: int) -> int:
    """Return the letter's id, or that of the one that it was merged into."""
    query = select(letters.c.id, letters.c.merged_into).where(letters.c.id == letter_id)
    row = rows.one(connection, query, "letter", letter_id)
    return int(row.merged_into or row.id)


def get_letter(connection: Connection, letter_id: int) -> Letter:
    """Return a letter, or raise NotHeldError."""
    return read_letters(connection, resolve(connection, letter_id))[0]


def read_letters(connection: Connection, letter_id: int | None = None) -> tuple[Letter, ...]:
    """Return all letters that were not merged into others, newest first; or the one."""
    where = letters.c.merged_into.is_(None) if letter_id is None else letters.c.id == letter_id
    query = select(letters, announced().label("announced")).where(where).order_by(*newest_first())
    to = officials(connection, None if letter_id is None else [letter_id])
    signed = _grouped(connection, signatories, letter_id)
    marked = _grouped(connection, asks, letter_id, asks.c.number)
    known = _grouped(connection, letter_sources, letter_id)
    return tuple(
        Letter(
            id=row.id,
            title=short(row.title),
            kind=DocumentKind(row.kind),
            letter_date=row.letter_date,
            announced=row.announced,
            addressees=to[row.id, False],
            cc=to[row.id, True],
            signatories=tuple(as_signatory(one) for one in signed[row.id]),
            stated_total=row.stated_total,
            reply_by=row.reply_by,
            committee=row.committee,
            text=row.text,
            asks=tuple(as_ask(one) for one in marked[row.id]),
            sources=tuple(as_source(one) for one in known[row.id]),
            warnings=rows.read(row.warnings, tuple[str, ...]),
            recorded=row.recorded,
            confirmed=row.confirmed,
        )
        for row in connection.execute(query)
    )


def _grouped(
    connection: Connection, table: Any, letter_id: int | None, *order: ColumnElement[Any]
) -> defaultdict[int, list[Row[Any]]]:
    query = select(table).order_by(*order, table.c.id)
    if letter_id is not None:
        query = query.where(table.c.letter_id == letter_id)
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.letter_id].append(row)
    return found


def put_letter(connection: Connection, reading: Reading, text: str, now: datetime) -> int:
    """Insert a letter without its source, signatories and asks; return its id."""
    own = reading.kind is DocumentKind.LETTER
    values: Values = {
        "title": reading.title,
        "kind": DocumentKind.LETTER if own else DocumentKind.ANNOUNCEMENT,
        "letter_date": reading.letter_date,
        "reply_by": reading.reply_by,
        "stated_total": reading.stated_total,
        "committee": reading.committee,
        "text": text,
        "warnings": rows.written(reading.warnings),
        "recorded": now,
    }
    letter_id = rows.insert(connection, insert(letters).values(values))
    _add_officials(connection, letter_id, reading.addressees, cc=False)
    _add_officials(connection, letter_id, reading.cc, cc=True)
    return letter_id


def put_what_was_read(
    connection: Connection, letter_id: int, source_id: int, reading: Reading
) -> None:
    """Insert the signatories and the asks of a reading."""
    put_signatories(connection, letter_id, source_id, reading.signatories)
    put(connection, letter_id, reading.asks)


def put_source(
    connection: Connection,
    letter_id: int,
    source: NewSource,
    reading: Reading | None,
    *,
    main: bool,
    now: datetime,
) -> int:
    """Insert a source; return its id."""
    values: Values = {
        "letter_id": letter_id,
        "main": main,
        "kind": source.kind,
        "url": source.url,
        "name": source.name,
        "publisher": source.publisher,
        "published": source.published,
        "text": source.text,
        "text_hash": text_hash(source.text),
        "raw_hash": source.raw_hash,
        "media_type": source.media_type,
        "pages": rows.written(source.pages),
        "reading": None if reading is None else rows.written(reading),
        "recorded": now,
    }
    return rows.insert(connection, insert(letter_sources).values(values))


def put_officials(
    connection: Connection, letter_id: int, wanted: Iterable[Addressee], *, cc: bool
) -> None:
    """Make these the letter's addressees, or those who get a copy."""
    c = addressees.c
    connection.execute(delete(addressees).where(c.letter_id == letter_id, c.cc == cc))
    _add_officials(connection, letter_id, wanted, cc=cc)


def _add_officials(
    connection: Connection, letter_id: int, wanted: Iterable[Addressee], *, cc: bool
) -> None:
    own: Values = {"letter_id": letter_id, "cc": cc}
    if values := [own | {"name": o.name, "office": o.office, **_columns(o)} for o in wanted]:
        connection.execute(insert(addressees), values)


def put_signatories(
    connection: Connection, letter_id: int, source_id: int, wanted: Iterable[Signatory]
) -> None:
    """Add names under a letter, from one of its sources."""
    own: Values = {"letter_id": letter_id, "source_id": source_id}
    values = [
        own
        | {"name": one.name, "printed": one.printed, "bioguide": one.bioguide, "lead": one.lead}
        | _columns(one)
        for one in wanted
    ]
    if values:
        connection.execute(insert(signatories), values)


def change_people(connection: Connection, letter_id: int, name: str, people: Sequence[Any]) -> None:
    """Make these the letter's addressees, those who get a copy ("cc"), or its signatories.

    A signatory whom the letter has already stays with the source that named them;
    others come from the letter's main source.
    """
    if name != "signatories":
        put_officials(connection, letter_id, people, cc=name == "cc")
        return
    c = letter_sources.c
    main = connection.execute(select(c.id).where(c.letter_id == letter_id, c.main)).scalar_one()
    query = select(signatories).where(signatories.c.letter_id == letter_id)
    held = [(row.source_id, as_signatory(row)) for row in connection.execute(query)]
    drop_signatories(connection, letter_id)
    for one in people:
        sources = [source_id for source_id, other in held if alike(one, other)]
        put_signatories(connection, letter_id, sources[0] if sources else main, [one])


def drop_signatories(connection: Connection, letter_id: int) -> None:
    """Take all names from under a letter."""
    connection.execute(delete(signatories).where(signatories.c.letter_id == letter_id))


def add_signatories(
    connection: Connection, letter_id: int, source_id: int, wanted: Sequence[Signatory]
) -> None:
    """Add the names that a letter has not yet, and the members whom a source made out.

    Their places are dropped: they stand in the source's text, not the letter's.
    """
    query = select(signatories).where(signatories.c.letter_id == letter_id)
    held = [(row.id, as_signatory(row)) for row in connection.execute(query)]
    for one in wanted:
        same = [(key, other) for key, other in held if alike(one, other)]
        for key, other in same[:1]:
            if other.bioguide is None and one.bioguide is not None:
                which = signatories.c.id == key
                connection.execute(update(signatories).where(which).values(bioguide=one.bioguide))
        if not same:
            put_signatories(connection, letter_id, source_id, [without_place(one)])


def without_place(one: Signatory) -> Signatory:
    """Return a signatory whose name stands in another text."""
    return Signatory(name=one.name, printed=one.printed, bioguide=one.bioguide, lead=one.lead)


def as_signatory(row: Row[Any]) -> Signatory:
    """Return a row as the signatory that it is."""
    return Signatory(
        name=row.name,
        printed=row.printed,
        bioguide=row.bioguide,
        lead=row.lead,
        span=rows.span(row.start, row.end),
    )


def as_source(row: Row[Any]) -> LetterSource:
    """Return a row as the source that it is."""
    return LetterSource(
        id=row.id,
        letter_id=row.letter_id,
        kind=DocumentKind(row.kind),
        url=row.url,
        name=row.name,
        publisher=row.publisher,
        published=row.published,
        text=row.text,
        text_hash=row.text_hash,
        raw_hash=row.raw_hash,
        recorded=row.recorded,
        pages=rows.read(row.pages, tuple[Sheet, ...]),
    )


def change(connection: Connection, letter_id: int, values: Values) -> None:
    """Change columns of a letter."""
    if values:
        connection.execute(update(letters).where(letters.c.id == letter_id).values(values))


def gaps_filled(letter: Letter, other: Reading | Letter, names: Iterable[str]) -> Values:
    """Return what another one says where the letter says nothing."""
    return {
        name: getattr(other, name)
        for name in names
        if getattr(letter, name) is None and getattr(other, name) is not None
    }


def _columns(one: Addressee | Signatory) -> Values:
    place = one.span
    return {"start": place and place.start, "end": place and place.end}
