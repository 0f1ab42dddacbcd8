"""To whom a letter goes, and who gets a copy: every one with name and office.

The salutation says who is meant, the address gives full names and offices, and
where the letter's text is not there, the sentence that announces it does. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from tracker.letters import offices
from tracker.letters.structure import Role, Zones
from tracker.text import folded, one_line, sentences
from tracker.types import Addressee, Incoming, Span

_PARTICLE = r"(?:de|la|del|van|von|der|den|di|al|el|bin)"
_NAME_WORD = r"(?:(?:[A-Z]\.){1,2}|[“\"'‘(][A-Z][\w.]{0,20}[”\"'’)]|[A-Z][\w’'-]{1,30})"
_WORD = re.compile(rf"{_NAME_WORD}|{_PARTICLE}(?= )")
_GAP = re.compile(r"[ \t\xa0]{1,2}")
_AND = re.compile(r"[ \t\xa0,&]*(?:and )?(?:\([A-Z]{2,8}\) )?")
_DOCTOR = re.compile(r"(?:Dr|Mr|Ms|Mrs)\. (?=[A-Z])")
_SUFFIX = re.compile(r",? (?:Jr|Sr|II|III|IV)\b\.?")
_JUNIOR = re.compile(r"\b[JS]r$")
_SUFFIXES = ("jr", "sr", "ii", "iii", "iv")
_ANYBODY = frozenset("Friend Friends Colleague Colleagues Sir Sirs Madam Sir/Madam".split())
_HONORIFICS = frozenset("Mr. Ms. Mrs. Dr. Madam Miss Mister Prof. Professor".split())
_SEAM = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HONORABLE = re.compile(r"(?i:\b(?:The |To the )?(?:Honorable|Hon\.|Honourable))[ \t\xa0\n]{1,4}")
_COPIES = re.compile(r"(?i)(?:cc|copy to|copies)\s?:?\s*")
_NEXT = re.compile(r"[\s,;]{0,5}(?:[^.;:]|U\.S\.){0,70}")
# "City Hall", "Portland, ME 04101", "Oldest Housing Authority": no line of these is a person.
_PLACE = re.compile(
    r"\b(?:City|Hall|Street|Avenue|Square|Suite|Authority|Group|Homes|Inc|LLC|Company|Corporation"
    r"|University|Institute|Foundation|Association|Council|Board|Commission|Center|County|State)\b"
    r"|, (?:[A-Z]{2}\b|\d)"
)
# Blanks between the columns of an address that were printed beside each other.
_COLUMN = 40
_NAMED = re.compile(r"[A-Z]\w+ $")
_SENT = re.compile(
    r"(?i)\b(?:letters?|wrote|writing|write|request|inquiry|appeal|call(?:s|ed|ing)? (?:on|upon)"
    r"|urg(?:ed|es|ing|e)|press(?:ed|es|ing)?|ask(?:ed|s|ing)?|demand(?:ed|s|ing)?|sent|submitted"
    r"|delivered|petition(?:ed|ing)?|message|penned)\b"
)
_WRITTEN = re.compile(r"[A-Z][\w’'-]*[a-z]")
_MEMBER = re.compile(r"\b(?:Senators?|Congress(?:man|woman)|Representative|Members?)\b")


@dataclass(frozen=True, slots=True)
class _Person:
    name: str | None
    office: str | None
    span: Span

    @property
    def surname(self) -> str:
        words = [w.strip(".,") for w in folded(self.name or "").split()]
        words = [w for w in words if w not in _SUFFIXES]
        return words[-1] if words else ""


def find(zones: Zones, document: Incoming) -> tuple[tuple[Addressee, ...], tuple[Addressee, ...]]:
    """Return those to whom the letter goes and those who get a copy, in the order of the text."""
    text = document.text
    copied = list(_copied(zones, text))
    addressed = [p for span in zones.of(Role.ADDRESS) for p in _honorables(text, span)]
    greeted = [p for span in zones.of(Role.SALUTATION) for p in _greeted(text, span)]
    announced = list(_announced(zones, text))
    found = _united(greeted, addressed) or announced
    whole = [_completed(person, document, [*addressed, *announced]) for person in found]
    cc = {p.surname for p in copied}
    to = [p for p in whole if len(whole) == 1 or p.surname not in cc or not p.surname]
    return _distinct(to), _distinct(copied)


def _greeted(text: str, span: Span) -> Iterator[_Person]:
    """Yield whom a salutation greets: "Dear Secretaries Roe and Poe" are two."""
    at = span.start + (5 if text.startswith("Dear", span.start) else 0)
    title: str | None = None
    while True:
        mark = offices.TITLE.match(text, _past_and(text, at, span.end), span.end)
        if mark:
            title = re.sub(r"^(?:Mr\.|Madam|Mister) (?=\w)", "", mark.group())
            title = title if title == "Members" else offices.singular(title)
        name = _name_at(text, mark.end() if mark else at, span.end)
        if name and name.of(text) not in _ANYBODY:
            yield _Person(name.of(text), title, name)
            at = name.end
        elif mark:
            office = text[mark.start() : span.end].strip(" ,:")
            plain = title if len(office) > 80 or not mark.group().startswith("Member") else office
            yield _Person(None, plain, Span(mark.start(), mark.end()))
            at = mark.end() if plain is title else span.end
        else:
            return


def _past_and(text: str, at: int, end: int) -> int:
    match = _AND.match(text, at, end)
    return match.end() if match else at


def _name_at(text: str, start: int, end: int) -> Span | None:
    """Return the name that begins behind some blanks, a comma or "and"; None if none does."""
    at = _past_and(text, start, end)
    doctor = _DOCTOR.match(text, at, end)
    at = begin = stop = doctor.end() if doctor else at
    while not offices.STOP.match(text, at, end):
        word = _WORD.match(text, at, end)
        if not word:
            break
        stop = word.end()
        glued = [
            s.start()
            for s in _SEAM.finditer(text, word.start(), stop)
            if offices.GLUED.match(text, s.start(), end)
        ]
        if glued:
            stop = glued[0]
            break
        gap = _GAP.match(text, stop, end)
        if not gap:
            break
        at = gap.end()
    if stop == begin:
        return None
    suffix = _SUFFIX.match(text, stop, end)
    stop = suffix.end() if suffix else stop
    return Span(
        begin, stop + bool(_JUNIOR.search(text, begin, stop) and text[stop : stop + 1] == ".")
    )


def _honorables(text: str, span: Span) -> Iterator[_Person]:
    """Yield who stands in an address: "The Honorable Jane Roe, Secretary, Department of ..."."""
    found = []
    for mark in _HONORABLE.finditer(text, span.start, span.end):
        name = _name_at(text, mark.end(), span.end)
        if name and " " in name.of(text):
            found.append((mark.start(), name))
    columns = {
        name
        for (_, one), (start, other) in pairwise(found)
        if start - one.end < _COLUMN and text[one.end : start].strip(" \t\xa0") == ""
        for name in (one, other)
    }
    for _, name in found:
        office = offices.office(None, _below(text, name.end), "")
        # Two columns run into one: whose office is which cannot be told.
        doubtful = office and "Chair" in office and "Ranking Member" in office
        yield _Person(name.of(text), None if doubtful or name in columns else office, name)


def _below(text: str, at: int) -> str:
    """Return what stands under a name in an address, up to the next name."""
    below = text[at : at + 240]
    following = _HONORABLE.search(below)
    return below[: following.start()] if following else below.split("Dear ")[0]


def _united(greeted: list[_Person], addressed: list[_Person]) -> list[_Person]:
    """Return all who are greeted, with full names from the address, and who is only addressed."""
    rest = {p.surname: p for p in addressed}
    found = []
    for number, person in enumerate(greeted):
        full = rest.pop(person.surname, None) if person.name else None
        if person.name is None and len(greeted) == len(addressed):
            full = rest.pop(addressed[number].surname, None)
        office = _fuller(full.office if full else None, person.office)
        found.append(replace(full or person, office=office))
    return found + list(rest.values())


def _fuller(one: str | None, other: str | None) -> str | None:
    if other == "President":
        return other
    return max((one or "", other or ""), key=len) or None


def _announced(zones: Zones, text: str) -> Iterator[_Person]:
    """Yield to whom a release says that the letter went."""
    for span in zones.of(Role.RELEASE, Role.INTRODUCTION, Role.STATEMENT):
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
    """Yield the officials behind "a letter to"; not those of whom it only speaks."""
    last: int | None = None
    for title in offices.TITLE.finditer(text, span.start, span.end):
        if _MEMBER.search(title.group()) and text[title.start() - 3 : title.start()] != "to ":
            continue
        # "the Texas General Land Office" has no general.
        if title.group() == "General" and _NAMED.search(text, span.start, title.start()):
            continue
        name = _name_at(text, title.end(), span.end)
        if name is None or name.of(text).endswith(("'s", "’s")):
            continue
        # "Director of U.S. Relations" and "Advisor and Harbour Coordinator" name nobody.
        if not _WRITTEN.search(name.of(text)) or offices.TITLE.match(text, name.end + 1):
            continue
        if last is not None and not _NEXT.fullmatch(text, last, title.start()):
            return
        before = text[max(span.start, title.start() - 40) : title.start()]
        office = offices.office(offices.singular(title.group()), "", before)
        yield _Person(name.of(text), office, name)
        last = name.end


def _completed(person: _Person, document: Incoming, others: list[_Person]) -> _Person:
    """Return the person with a full name and office, where the text has them elsewhere."""
    if person.name is None and "President" in (person.office or ""):
        named = re.search(r"President ((?:[A-Z][\w.]+ ){0,3}[A-Z][a-z]+)", document.text)
        name = named[1] if named else offices.president(document.published)
        return replace(person, name=name, office="President")
    if person.name is None:
        return replace(person, name=others[0].name) if others and _alone(person) else person
    known = next((o for o in others if o.surname == person.surname), None)
    office = _fuller(known.office if known else None, person.office)
    if office in ("Secretary", "U.S. Secretary"):
        office = offices.department(document.text, person.surname) or office
    name = person.name
    president = offices.president(document.published) if office == "President" else None
    if president and president.split()[-1] == name:
        name = president
    if " " not in name:
        name = (known.name if known else None) or name
    if " " not in name:
        whole = re.search(
            rf"((?:{_NAME_WORD} ){{1,3}}){re.escape(name)}\b(?:{_SUFFIX.pattern})?", document.text
        )
        name = (whole and _untitled(whole.group())) or name
    return replace(person, name=name, office=office)


def _alone(person: _Person) -> bool:
    """Say whether an office without a name is one person's: "Mr. Secretary"."""
    return not (person.office or "").startswith("Member")


def _untitled(name: str) -> str | None:
    """Return what stands behind the last word of an office, if it is a whole name."""
    words = name.split()
    for number, word in enumerate(words):
        if offices.STOP.match(word) or word in offices.DEPARTMENT_WORDS or word[0] == "(":
            return _untitled(" ".join(words[number + 1 :]))
    return name if len(words) > 1 else None


def _copied(zones: Zones, text: str) -> Iterator[_Person]:
    for span in zones.of(Role.COPIES):
        found = list(_honorables(text, span))
        if found:
            yield from found
            continue
        start = _COPIES.match(text, span.start, span.end)
        name = _name_at(text, start.end() if start else span.start, span.end)
        if name and " " in name.of(text) and not _PLACE.search(span.of(text)):
            below = text[name.end : span.end].strip(" ,")
            yield _Person(name.of(text), offices.office(None, below, ""), name)


def _distinct(people: Iterable[_Person]) -> tuple[Addressee, ...]:
    found: dict[str, Addressee] = {}
    for person in people:
        name = one_line(person.name) if person.name else None
        key = person.surname or person.office or ""
        office = None if person.office in _HONORIFICS and name else person.office
        found.setdefault(key, Addressee(name=name, office=office, span=person.span))
    return tuple(found.values())
