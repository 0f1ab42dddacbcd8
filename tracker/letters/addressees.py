"""To whom a letter goes, and who gets a copy: every one with name and office.

The salutation says who is meant, the address gives full names and offices, and
where the letter's text is not there, the sentence that announces it does. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from tracker.letters.structure import Role, Zones
from tracker.text import folded, one_line, sentences
from tracker.types import Addressee, Incoming, Span

_RANK = (
    r"(?:(?:Acting|Deputy|Assistant|Associate|Under|Vice|Principal|Interim|U\.?S\.?|Democratic"
    r"|Republican|Majority|Minority|National|Surgeon|Postmaster|Comptroller|Inspector|Attorney"
    r"|Governor|Lieutenant|Major|Brigadier|Ranking|Executive|Commanding|Special|Madam|Mr\.) )*"
)
_TITLE = (
    r"(?:President|Secretar(?:y|ies)|General|Administrators?|Directors?|Commissioners?"
    r"|Chair(?:man|woman|person|men|s)?|Members?|Ambassadors?|Governors?|Speaker|Commandant"
    r"|Admiral|Advis[eo]r|Representative|Leaders?|Superintendent|Architect|Archivist|Senators?"
    r"|Congress(?:man|woman)|Counsel|Chief|Marshal|Minister|Mayor|Comptroller|Envoy|Judge|Justice"
    r"|Sec\.|Gen\.|Amb\.|Adm\.|Dr\.|Mr\.|Ms\.|Mrs\.|Mister|Madam|Miss|Prof\.|Professor)"
)
_OF = (
    r"(?: (?:of|for)(?: the)? (?!(?:President|Representative|Senator)\b)[A-Z][\w.]+"
    r"(?:(?:,? and|,| of| the|&)? (?:[A-Z][\w.]+))*?)?"
)
_PARTICLE = r"(?:de|la|del|van|von|der|den|di|al|el|bin)"
_NAME_WORD = (
    r"(?:(?:[A-Z]\.){1,2}|[“\"'‘(][A-Z][\w.]*[”\"'’)]|[A-Z][\w’'-]*[a-z’'-][\w’'-]*"
    r"|[A-Z]{2,}[A-Z'’-]*)"
)
_SUFFIX = r"(?:,? (?:Jr|Sr|II|III|IV)\b\.?)?"
_HONORABLE = re.compile(r"(?i:\b(?:The |To the )?(?:Honorable|Hon\.|Honourable))[ \t\xa0\n]{1,4}")
_STOP = re.compile(
    r"(?:Secretary|Chair\w*|Administrator|Director|Acting|President|Attorney|Commissioner|United"
    r"|U\.S\.|US|Department|Ranking|Ambassador\w*|Deputy|Under\w*|Assistant|Inspector|Governor|House"
    r"|Senate|Committee|Federal|Majority|Minority|Speaker|Member|Office|National|Washington|The"
    r"|Room|Centers|Trade|Chief|Commandant|Select|Environmental|Architect|Principal|Superintendent"
    r"|General|Surgeon|Postmaster|Comptroller|White|Vice|Subcommittee|Administration|Dear|Cc|CC"
    r"|Secretaries|Special|Interim|Archivist|Librarian|Representative|Senator|Bureau|Agency|Internal"
    r"|CHAIR\w*|SECRETARY|PRESIDENT|RANKING|HOUSE|SENATE|UNITED|DEPARTMENT|SUBJECT|RE)\b"
)
_WORD = re.compile(rf"{_NAME_WORD}|{_PARTICLE}(?= )")
_GAP = re.compile(r"[ \t\xa0]{1,2}")
_PRESIDENTS = (
    (date(1981, 1, 20), "Ronald Reagan"),
    (date(1989, 1, 20), "George H. W. Bush"),
    (date(1993, 1, 20), "Bill Clinton"),
    (date(2001, 1, 20), "George W. Bush"),
    (date(2009, 1, 20), "Barack Obama"),
    (date(2017, 1, 20), "Donald J. Trump"),
    (date(2021, 1, 20), "Joe Biden"),
    (date(2025, 1, 20), "Donald J. Trump"),
)
_TITLED = re.compile(rf"{_RANK}{_TITLE}{_OF}\b\.?")
_SENT = re.compile(
    r"(?i)\b(?:letters?|wrote|writing|write|request|inquiry|appeal|call(?:ed|ing)? (?:on|upon)"
    r"|urg(?:ed|es|ing|e)|press(?:ed|es|ing)?|ask(?:ed|s|ing)?|demand(?:ed|s|ing)?|sent|submitted"
    r"|delivered|petition(?:ed|ing)?|message)\b"
)


@dataclass(frozen=True, slots=True)
class _Person:
    name: str | None
    office: str | None
    span: Span

    @property
    def surname(self) -> str:
        return _surname(self.name or "")


def find(zones: Zones, document: Incoming) -> tuple[tuple[Addressee, ...], tuple[Addressee, ...]]:
    """Return those to whom the letter goes and those who get a copy, in the order of the text."""
    text = document.text
    copied = list(_copied(zones, text))
    addressed = [p for span in zones.of(Role.ADDRESS) for p in _honorables(text, span)]
    greeted = [p for span in zones.of(Role.SALUTATION) for p in _greeted(text, span)]
    found = _united(greeted, addressed)
    if not found:
        found = list(_announced(zones, document))
    found = [_completed(person, document, zones) for person in found]
    cc = {p.surname for p in copied}
    to = _distinct(p for p in found if not (p.surname in cc and len(found) > 1))
    return to, _distinct(copied)


def _greeted(text: str, span: Span) -> Iterator[_Person]:
    """Yield whom a salutation greets: "Dear Secretaries Roe and Poe" are two."""
    words = span.of(text)
    at = span.start + (5 if words.startswith("Dear") else 0)
    office: str | None = None
    while at < span.end:
        title = _TITLED.search(text, at, span.end)
        start = title.end() if title else at
        if title and title.start() - at > 12 and office is not None:
            title, start = None, at
        office = title.group() if title else office
        name = _name_at(text, start, span.end)
        if name:
            yield _Person(name.of(text), office, name)
            at = name.end
        elif title:
            yield _Person(None, office, Span(title.start(), title.end()))
            at = title.end()
        else:
            return


def _name_at(text: str, start: int, end: int) -> Span | None:
    """Return the name that begins within some small words after `start`."""
    first = re.compile(r"[ \t\xa0,&]*(?:and )?").match(text, start, end)
    at = first.end() if first else start
    begin, stop = at, at
    while True:
        if _STOP.match(text, at, end):
            break
        word = _WORD.match(text, at, end)
        if not word:
            break
        stop = word.end()
        gap = _GAP.match(text, stop, end)
        if not gap:
            break
        at = gap.end()
    if stop == begin:
        return None
    suffix = re.compile(_SUFFIX).match(text, stop, end)
    return Span(begin, suffix.end() if suffix else stop)


def _honorables(text: str, span: Span) -> Iterator[_Person]:
    """Yield who stands in an address: "The Honorable Jane Roe, Secretary, Department of ..."."""
    marks = list(_HONORABLE.finditer(text, span.start, span.end))
    for mark in marks:
        name = _name_at(text, mark.end(), span.end)
        if name and " " in name.of(text):
            yield _Person(name.of(text), None, name)


def _united(greeted: list[_Person], addressed: list[_Person]) -> list[_Person]:
    """Return all who are greeted, with full names from the address, and who is only addressed."""
    by_surname = {p.surname: p for p in addressed}
    found = []
    for person in greeted:
        full = by_surname.pop(person.surname, None) if person.name else None
        if person.name is None and len(greeted) == len(addressed):
            full = by_surname.pop(addressed[greeted.index(person)].surname, None)
        found.append(replace(full, office=person.office) if full else person)
    return found + list(by_surname.values())


def _announced(zones: Zones, document: Incoming) -> Iterator[_Person]:
    """Yield to whom a release says that the letter went."""
    text = document.text
    for span in zones.of(Role.RELEASE, Role.INTRODUCTION):
        for inner in sentences(span.of(text)):
            sentence = Span(span.start + inner.start, span.start + inner.end)
            sent = _SENT.search(text, sentence.start, sentence.end)
            if not sent:
                continue
            found = list(_officials(text, Span(sent.end(), sentence.end)))
            if found:
                yield from found
                return


def _officials(text: str, span: Span) -> Iterator[_Person]:
    for title in _TITLED.finditer(text, span.start, span.end):
        name = _name_at(text, title.end(), span.end)
        if name:
            yield _Person(name.of(text), title.group(), name)


def _completed(person: _Person, document: Incoming, zones: Zones) -> _Person:
    """Return the person with a full name and office, where the text has them elsewhere."""
    text = document.text
    if person.name is None and "President" in (person.office or ""):
        day = document.published
        named = re.search(r"President ((?:[A-Z][\w.]+ ){0,3}[A-Z][a-z]+)", text)
        name = named[1] if named else _president(day)
        return replace(person, name=name, office="President")
    if person.name is None:
        for official in _announced(zones, document):
            return replace(person, name=official.name)
        return person
    if " " not in person.name:
        whole = re.search(rf"((?:{_NAME_WORD} ){{1,3}}){re.escape(person.name)}\b{_SUFFIX}", text)
        name = whole and _untitled(whole.group())
        return replace(person, name=name or person.name)
    return person


def _untitled(name: str) -> str | None:
    words = name.split()
    while words and _STOP.match(words[0]):
        words = words[1:]
    return " ".join(words) if len(words) > 1 and not any(map(_STOP.match, words)) else None


def _president(day: date | None) -> str | None:
    names = [name for since, name in _PRESIDENTS if day and since <= day]
    return names[-1] if names else None


def _copied(zones: Zones, text: str) -> Iterator[_Person]:
    for span in zones.of(Role.COPIES):
        found = list(_honorables(text, span))
        if found:
            yield from found
            continue
        start = re.compile(r"(?i)(?:cc|copy to|copies)\s?:?\s*").match(text, span.start, span.end)
        name = _name_at(text, start.end() if start else span.start, span.end)
        if name and " " in name.of(text):
            yield _Person(name.of(text), None, name)


def _distinct(people: Iterable[_Person]) -> tuple[Addressee, ...]:
    found: dict[str, Addressee] = {}
    for person in people:
        name = one_line(person.name) if person.name else None
        key = _surname(name) if name else person.office or ""
        found.setdefault(key, Addressee(name=name, office=person.office, span=person.span))
    return tuple(found.values())


def _surname(name: str) -> str:
    words = [
        w
        for w in folded(name).replace(",", "").split()
        if w.strip(".") not in ("jr", "sr", "ii", "iii", "iv")
    ]
    return words[-1] if words else ""
