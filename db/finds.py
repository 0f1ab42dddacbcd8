"""What a search looks through: letters, documents with replies, notes; each with its filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    case,
    column,
    false,
    func,
    literal,
    null,
    or_,
    select,
    table,
)

from db import events as lines
from db import sql
from db.board import Selection, chosen, in_campaigns
from db.tables import (
    addressees,
    asks,
    campaigns,
    candidates,
    documents,
    events,
    evidence,
    letter_sources,
    letters,
    revisions,
    sources,
    standings,
)
from tracker.filters import Wanted
from tracker.types import EventKind, Find, Verdict

HEAD = 400
"""Characters that are shown of a text in which nothing was looked for."""


@dataclass(frozen=True, slots=True)
class Noun:
    """One kind of row that is searched."""

    name: str
    kinds: tuple[Find, ...]
    words: sql.Words
    word: Any
    """The id under which its words stand."""
    order: tuple[Any, ...]
    """Newest first."""
    chosen: Callable[[Connection, Selection], Select[Any]]
    """Selects `id`, `word` and `day` of those that pass the filters."""
    read: Callable[[Sequence[int]], Select[Any]]
    """Selects what is shown of some."""


def nouns(wanted: Wanted) -> tuple[Noun, ...]:
    """Return what is to be looked through."""
    kinds = wanted.finds or (tuple(Find) if wanted else (Find.DOCUMENT, Find.REPLY))
    return tuple(noun for noun in NOUNS if not {*noun.kinds}.isdisjoint(kinds))


_announced = (
    select(func.min(letter_sources.c.published))
    .where(letter_sources.c.letter_id == letters.c.id)
    .scalar_subquery()
)
_letter_day = func.coalesce(letters.c.letter_date, _announced)
_latest = (revisions.c.document_id == documents.c.id) & (
    revisions.c.number == documents.c.revisions
)
_answers = sql.Replied(events.c.after)
_filed = events.c.kind == EventKind.REPLY_ADDED.value
_is_reply = documents.c.id.in_(select(_answers).where(_filed))
notes = table("notes", column("id"), column("text"))


def _letters(connection: Connection, selection: Selection) -> Select[Any]:
    wanted = selection.wanted
    query = select(letters.c.id, letters.c.id.label("word"), _letter_day.label("day")).where(
        letters.c.merged_into.is_(None)
    )
    if wanted.of_asks:
        query = query.where(letters.c.id.in_(_letters_of(connection, selection)))
    if wanted.sources:
        of = letter_sources.c
        named = _named(func.coalesce(of.publisher, "") + " " + of.name, wanted.sources)
        query = query.where(letters.c.id.in_(select(of.letter_id).where(named)))
    if wanted.private:
        query = query.where(false())
    return _within(query, _letter_day, wanted.since, wanted.until)


def _documents(connection: Connection, selection: Selection) -> Select[Any]:
    wanted = selection.wanted
    c = documents.c
    query = select(c.id, c.id.label("word"), c.published.label("day"))
    if wanted.words:
        query = query.with_only_columns(
            c.id, revisions.c.id.label("word"), c.published.label("day")
        )
        query = query.join(revisions, _latest)
    if wanted.of_asks:
        its, of = _asks_of(connection, selection), _letters_of(connection, selection)
        paired = select(candidates.c.document_id).where(
            candidates.c.ask_id.in_(its), candidates.c.verdict != Verdict.REJECTED.value
        )
        proof = (
            select(revisions.c.document_id)
            .join(evidence, evidence.c.revision_id == revisions.c.id)
            .where(evidence.c.ask_id.in_(its))
        )
        replied = select(_answers).where(_filed, events.c.letter_id.in_(of))
        query = query.where(or_(c.id.in_(paired), c.id.in_(proof), c.id.in_(replied)))
    if wanted.sources:
        named = _named(sources.c.title + " " + sources.c.name, wanted.sources)
        query = query.where(c.source_id.in_(select(sources.c.id).where(named)))
    if wanted.private is not None:
        query = query.where(c.private if wanted.private else ~c.private)
    if wanted.finds and (Find.REPLY in wanted.finds) != (Find.DOCUMENT in wanted.finds):
        query = query.where(_is_reply if Find.REPLY in wanted.finds else ~_is_reply)
    return _within(query, c.published, *_moments(wanted))


def _notes(connection: Connection, selection: Selection) -> Select[Any]:
    wanted = selection.wanted
    c = events.c
    query = select(c.id, c.id.label("word"), c.at.label("day"))
    if gone := lines.taken_back(connection):
        query = query.where(c.id.not_in(gone))
    if not wanted.words:
        query = query.join(notes, notes.c.id == c.id).where(notes.c.text != "")
    if wanted.of_asks:
        of_letter = c.ask_id.is_(None) & c.letter_id.in_(_letters_of(connection, selection))
        query = query.where(or_(c.ask_id.in_(_asks_of(connection, selection)), of_letter))
    if wanted.sources:
        query = query.where(false())
    if wanted.private is not None:
        query = query.outerjoin(_first, _first.c.ask_id == c.ask_id)
        query = query.where(_told_inside if wanted.private else ~_told_inside)
    return _within(query, c.at, *_moments(wanted))


_first = lines.first_private().cte("first")
_told_inside = or_(_filed, func.coalesce(_first.c.id <= events.c.id, false()))
"""A note that may repeat what private evidence says, where `_first` is joined."""


def _asks_of(connection: Connection, selection: Selection) -> Any:
    """Return the asks by which a search is narrowed; worked out once."""
    its = chosen(connection, select(standings.c.ask_id), _bare(selection)).cte("its")
    return select(its.c.ask_id)


def _bare(selection: Selection) -> Selection:
    return replace(selection, everything=True, wanted=selection.wanted.of_asks)


def _letters_of(connection: Connection, selection: Selection) -> Any:
    """Return the letters with such an ask; by letter, campaign or addressee, those without, too."""
    wanted = selection.wanted
    if wanted.states or wanted.owners or wanted.kinds:
        return chosen(connection, select(standings.c.letter_id), _bare(selection))
    query = select(letters.c.id)
    if wanted.letters:
        query = query.where(letters.c.id.in_(wanted.letters))
    if wanted.campaigns:
        query = query.where(in_campaigns(connection, letters.c.id, wanted.campaigns))
    if wanted.addressees:
        of = addressees.c
        called = func.coalesce(of.name, "") + ", " + func.coalesce(of.office, "")
        named = _named(called, wanted.addressees)
        query = query.where(letters.c.id.in_(select(of.letter_id).where(named, ~of.cc)))
    return query


def _named(words: Any, alternatives: Sequence[str]) -> Any:
    return or_(*(func.lower(words).contains(one, autoescape=True) for one in alternatives))


def _within(query: Select[Any], day: Any, since: Any, until: Any) -> Select[Any]:
    if since:
        query = query.where(day >= since)
    if until:
        query = query.where(day <= until)
    return query


def _moments(wanted: Wanted) -> tuple[datetime | None, datetime | None]:
    """Return the first and the last moment of the days that are wanted."""
    since = datetime.combine(wanted.since, time(), UTC) if wanted.since else None
    end = wanted.until
    until = datetime.combine(end, time.max, UTC) if end else None
    return since, until


def _read_letters(ids: Sequence[int]) -> Select[Any]:
    c = letters.c
    url = (
        select(letter_sources.c.url)
        .where(letter_sources.c.letter_id == c.id, letter_sources.c.main)
        .limit(1)
        .scalar_subquery()
    )
    return select(
        c.id,
        c.id.label("word"),
        c.title,
        url.label("url"),
        _letter_day.label("day"),
        literal(Find.LETTER.value).label("kind"),
        null().label("source"),
        false().label("private"),
        null().label("letter"),
        null().label("ask"),
        func.substr(c.text, 1, HEAD).label("head"),
    ).where(c.id.in_(ids))


def _read_documents(ids: Sequence[int]) -> Select[Any]:
    c = documents.c
    return (
        select(
            c.id,
            revisions.c.id.label("word"),
            c.title,
            c.url,
            c.published.label("day"),
            case((_is_reply, Find.REPLY.value), else_=Find.DOCUMENT.value).label("kind"),
            func.coalesce(func.nullif(sources.c.title, ""), sources.c.name).label("source"),
            c.private,
            null().label("letter"),
            null().label("ask"),
            func.substr(revisions.c.text, 1, HEAD).label("head"),
        )
        .join(revisions, _latest)
        .join(sources, sources.c.id == c.source_id)
        .where(c.id.in_(ids))
    )


def _read_notes(ids: Sequence[int]) -> Select[Any]:
    c = events.c
    of = func.coalesce(c.letter_id, asks.c.letter_id)
    about = func.coalesce(letters.c.title, campaigns.c.name, "")
    return (
        select(
            c.id,
            c.id.label("word"),
            (c.who + ", " + c.kind + ": " + about).label("title"),
            null().label("url"),
            c.at.label("day"),
            literal(Find.NOTE.value).label("kind"),
            null().label("source"),
            _told_inside.label("private"),
            of.label("letter"),
            c.ask_id.label("ask"),
            func.substr(notes.c.text, 1, HEAD).label("head"),
        )
        .join(notes, notes.c.id == c.id)
        .outerjoin(_first, _first.c.ask_id == c.ask_id)
        .outerjoin(asks, asks.c.id == c.ask_id)
        .outerjoin(letters, letters.c.id == of)
        .outerjoin(campaigns, campaigns.c.id == c.campaign_id)
        .where(c.id.in_(ids))
    )


NOUNS = (
    Noun(
        "letter",
        (Find.LETTER,),
        sql.LETTERS,
        letters.c.id,
        (_letter_day.desc().nulls_last(), letters.c.id.desc()),
        _letters,
        _read_letters,
    ),
    Noun(
        "document",
        (Find.DOCUMENT, Find.REPLY),
        sql.REVISIONS,
        revisions.c.id,
        (documents.c.published.desc().nulls_last(), documents.c.id.desc()),
        _documents,
        _read_documents,
    ),
    Noun("note", (Find.NOTE,), sql.NOTES, events.c.id, (events.c.id.desc(),), _notes, _read_notes),
)
