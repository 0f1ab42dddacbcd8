"""Rows of somebody's table as letters that can be kept.

A letter of which the table has no text gets one made of the row, so that its asks
have a place to stand; it counts as an announcement, and the letter itself may take
its place later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NoReturn

from jobs.moving.days import day_of
from jobs.moving.sheet import Cell, Sheet
from jobs.reading import read
from tracker import wording
from tracker.errors import InputError, UsageError
from tracker.letters.asks.kinds import kind_of
from tracker.letters.same import find
from tracker.letters.typed import addressee
from tracker.roster import Roster
from tracker.text import clean, folded, one_line, text_hash
from tracker.types import (
    Addressee,
    DocumentKind,
    FoundAsk,
    Incoming,
    Letter,
    LetterSource,
    NewSource,
    Reading,
    Signatory,
    Span,
)

_NUMBERED = re.compile(r"^\s*(?:[-*•‣–]|\(?\d{1,3}[.)])\s+")
_OFFICE = re.compile(
    r"\b(?:of|secretary|department|administrator|director|ambassador|agency|office)\b",
    re.IGNORECASE,
)
_COMMA = re.compile(r",(?!\s*(?:jr|sr|ii|iii|iv)\b)", re.IGNORECASE)
SUMMARY = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A row as it would be kept."""

    row: int
    reading: Reading
    source: NewSource
    campaign: str | None
    held: str | None
    """Why it is not kept once more: "letter 3: the same title and date"; None: it is new."""


class Plan:
    """Makes letters of rows, and tells which are held already."""

    def __init__(
        self,
        sheet: Sheet,
        columns: Mapping[str, str],
        roster: Roster,
        held: Iterable[Letter],
        *,
        order: str | None,
        raw_hash: str,
        campaign: str | None = None,
    ) -> None:
        self._sheet, self._columns, self._roster = sheet, columns, roster
        self._held = list(held)
        self._order, self._raw_hash, self._campaign = order, raw_hash, campaign
        self._seen: dict[tuple[object, ...], str] = {}
        for letter in self._held:
            for key in _keys(letter.title, letter.letter_date, letter.sources):
                self._seen.setdefault(key, f"letter {letter.id}")

    def of(self, number: int, cells: Mapping[str, Cell]) -> Planned:
        """Return the letter of one row.

        Raises:
            InputError: a cell cannot be read, or neither title nor text is there;
                says which row and column, and why.
        """
        row = _Row(self._sheet.name, number, self._columns, cells)
        text, url = clean(row.text("text")), row.text("url") or None
        day = row.day("date", self._order)
        base = self._read(text, url, day, number)
        title = one_line(row.text("title")) or (base.title if text else "")
        if not title:
            row.refuse("title", "there is neither a title nor a text")
        reading = replace(
            base,
            title=title,
            letter_date=day or base.letter_date,
            reply_by=row.day("reply_by", self._order) or base.reply_by,
            committee=one_line(row.text("committee")) or base.committee,
            stated_total=row.count("total") or base.stated_total,
            addressees=row.people("addressees") or base.addressees,
            cc=row.people("cc") or base.cc,
        )
        reading = self._signed(reading, row.names("signers"), row.names("lead"))
        whole, asks = _with_asks(text or _made_of(reading), row.lines("asks"))
        reading = replace(reading, asks=asks or base.asks)
        source = NewSource(
            kind=reading.kind,
            url=url,
            name=f"{self._sheet.name}, row {number}",
            publisher=None,
            published=None,
            text=whole,
            raw_hash=self._raw_hash,
            media_type="text/plain",
        )
        campaign = one_line(row.text("campaign")) or self._campaign
        held = self._known(reading, source, number)
        return Planned(row=number, reading=reading, source=source, campaign=campaign, held=held)

    def _read(self, text: str, url: str | None, day: date | None, number: int) -> Reading:
        if not text:
            return Reading(kind=DocumentKind.ANNOUNCEMENT, title="")
        incoming = Incoming(id=f"row {number}", text=text, url=url, published=day)
        return replace(read(incoming, self._roster), kind=DocumentKind.LETTER)

    def _signed(self, reading: Reading, names: list[str], leads: list[str]) -> Reading:
        """Return a reading with these signatories, and a warning for each who is not found.

        Those who lead stand first where they are not among the names.
        """
        if not names and not leads:
            return reading
        warnings: dict[str, None] = {}
        led = [self._person(name, reading.letter_date, warnings) for name in leads]
        people = [self._person(name, reading.letter_date, warnings) for name in names]
        if not names:
            people = list(reading.signatories)
        known = {_who(one) for one in people}
        whole = [*(one for one in led if _who(one) not in known), *people]
        first = {_who(one) for one in led}
        if first:
            whole = [replace(one, lead=_who(one) in first) for one in whole]
        kept = (one for one in reading.warnings if not one.startswith("name not resolved"))
        told = (*(kept if names else reading.warnings), *warnings)
        return replace(reading, signatories=tuple(whole), warnings=tuple(dict.fromkeys(told)))

    def _person(self, name: str, day: date | None, warnings: dict[str, None]) -> Signatory:
        found = self._roster.resolve(name, on=day)
        if warning := found.warning(name):
            warnings[warning] = None
        bioguide = found.member.bioguide if found.member else None
        return Signatory(name=found.printed.clean or name, printed=name, bioguide=bioguide)

    def _known(self, reading: Reading, source: NewSource, number: int) -> str | None:
        """Return what holds this letter already, and why we think so; remember it else."""
        keys = list(_keys(reading.title, reading.letter_date, [source]))
        for key in keys:
            if key in self._seen:
                return f"{self._seen[key]}: the same {key[0]}"
        if reading.kind is DocumentKind.LETTER:
            same = find(reading, source.text, reading.letter_date, self._held, url=source.url)
            if same is not None:
                return f"letter {same.letter_id}: {same.reason}"
        self._seen.update(dict.fromkeys(keys, f"row {number}"))
        return None


def _who(one: Signatory) -> str:
    """Return by what two are one person: the member, else the name."""
    return one.bioguide or folded(one.name)


def _keys(
    title: str, day: date | None, sources: Iterable[NewSource | LetterSource]
) -> Iterable[tuple[object, ...]]:
    """Yield what two rows or letters cannot have in common unless they are the same."""
    for source in sources:
        yield "text", text_hash(source.text)
        if source.url:
            yield "address", source.url
    if day is not None:
        yield "title and date", folded(title), day


def _made_of(reading: Reading) -> str:
    """Return a text that says what a row says."""
    lines = [reading.title, ""]
    if reading.letter_date:
        lines.append(f"Dated {wording.day(reading.letter_date)}")
    lines += [f"To {wording.addressee(one)}" for one in reading.addressees]
    lines += [f"Copy to {wording.addressee(one)}" for one in reading.cc]
    lines += [f"Signed by {one.printed}" for one in reading.signatories]
    return "\n".join(lines).rstrip()


def _with_asks(text: str, wanted: list[str]) -> tuple[str, tuple[FoundAsk, ...]]:
    """Return the text and where the asks stand in it; what it lacks is added below."""
    spans = []
    for quote in wanted:
        start = text.find(quote)
        if start < 0:
            text += "\n\n" if text else ""
            start = len(text)
            text += quote
        spans.append(Span(start, start + len(quote)))
    return text, tuple(_ask(text, span) for span in spans)


def _ask(text: str, span: Span) -> FoundAsk:
    quote = span.of(text)
    summary = one_line(quote, SUMMARY)
    return FoundAsk(span=span, quote=quote, kind=kind_of(quote, None), summary=summary)


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a row, by field."""

    sheet: str
    number: int
    columns: Mapping[str, str]
    cells: Mapping[str, Cell]

    def cell(self, field: str) -> Cell:
        return self.cells.get(self.columns.get(field, ""), "")

    def text(self, field: str) -> str:
        return str(self.cell(field))

    def day(self, field: str, order: str | None) -> date | None:
        cell = self.cell(field)
        if isinstance(cell, date) or not cell:
            return cell or None
        try:
            return day_of(cell, order)
        except ValueError as error:
            self.refuse(field, f"'{one_line(cell, 40)}': {error}")

    def count(self, field: str) -> int | None:
        cell = self.text(field).replace(",", "")
        if cell and not re.fullmatch(r"[0-9]{1,4}", cell):
            self.refuse(field, f"'{one_line(cell, 40)}': no number of people")
        return int(cell) if cell else None

    def lines(self, field: str) -> list[str]:
        """Return the lines of a cell without their bullets and numbers."""
        parts = clean(self.text(field)).splitlines()
        return [bare for part in parts if (bare := _NUMBERED.sub("", part).strip())]

    def names(self, field: str) -> list[str]:
        """Return the names of a cell: by line, by semicolon, else by comma."""
        found = [n.strip() for line in self.lines(field) for n in line.split(";") if n.strip()]
        return [n.strip() for n in _COMMA.split(found[0])] if len(found) == 1 else found

    def people(self, field: str) -> tuple[Addressee, ...]:
        """Return the officials of a cell, by line or semicolon."""
        parts = [p.strip() for line in self.lines(field) for p in line.split(";") if p.strip()]
        return tuple(self._official(field, part) for part in parts)

    def _official(self, field: str, part: str) -> Addressee:
        part = re.sub(r"(?i)^(?:the )?hon(?:orable|\.)\s+", "", part)
        try:
            one = addressee(part)
        except UsageError as error:
            self.refuse(field, str(error))
        alone = one.office is None and bool(_OFFICE.search(one.name or ""))
        return Addressee(name=None, office=one.name) if alone else one

    def refuse(self, field: str, why: str) -> NoReturn:
        heading = self.columns.get(field)
        at = f", column '{heading}'" if heading else ""
        raise InputError("not imported", f"{self.sheet}, row {self.number}{at}", why)
