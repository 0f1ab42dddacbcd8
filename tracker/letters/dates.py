"""The days a letter names: its own, and those by which it wants an answer.

Pure. A release's date is not the letter's; a day without a year is the first
such day after the letter; a length of time counts from the letter's own date
and from nothing else.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.deadlines import add_business_days
from tracker.letters.structure import Role, Zones
from tracker.text import one_line, sentences
from tracker.types import Incoming, Span

_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = re.compile(
    rf"(?i:{_MONTH}[ \xa0]{{1,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b"
    r"(?:,?[ \xa0]{1,3}(?P<year>\d{4}))?"
    rf"|\b(?P<day2>\d{{1,2}}) {_MONTH.replace('month', 'month2')},? (?P<year2>\d{{4}})"
    r"|\b(?P<month3>\d{1,2})[/.](?P<day3>\d{1,2})[/.](?P<year3>\d{4}|\d\d)\b)"
)
_UNTIL = re.compile(
    r"(?i)\b(?:no later than|not later than|on or before|before|by|due)[, ]{1,3}"
    r"(?:(?:close of business|cob|the end of(?: the)? (?:business )?day|noon|(?:\d{1,2}(?::\d\d)?"
    r" ?[ap]\.?m\.?)|e[ds]?t|eastern(?: time)?|on|of|the|end of day"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)[, ]{1,3}){0,6}"
)
_NUMBERS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "forty-five": 45, "sixty": 60, "ninety": 90, "a": 1}
_LENGTH = re.compile(
    r"(?i)\b(?:within|in|no later than|not later than)(?: the next)? "
    r"(?P<count>\d{1,3}|[a-z]{1,8}(?:-five)?)(?: \(\d{1,3}\))?"
    r" (?P<business>business |working |calendar )?(?P<unit>day|week|month)s?\b"
    r"(?! (?:of|after|from|following)\b"
    r"(?! (?:receipt|receiving|the (?:date|receipt)|this|today|your)))"
)
_ANSWER = re.compile(
    r"(?i)\b(?:respon\w+|repl(?:y|ies)|answers?|written|questions?|briefing|brief"
    r"|information|documents?|update|report back|provide|produce|views)\b"
)
_STRONG = re.compile(r"(?i)\b(?:respon(?:d|se|ses)|reply|answers?|questions?)\b")
_OURS = re.compile(
    r"(?i)\b(?:we|i|please|our|requests?|request(?:ed|ing)|imperative|critical"
    r"|look forward|respectfully|ask|urge|must|should)\b"
)
_OPEN = re.compile(r"(?i)\b(?:no later than|by) (?:x\b|\[|_{2,}|tbd|date\b)")


@dataclass(frozen=True, slots=True)
class _Until:
    """A deadline in a sentence: a day, or why there is none."""

    day: date | None
    why: str = ""


def letter_date(zones: Zones, document: Incoming) -> tuple[date | None, Span | None]:
    """Return the date printed on the letter and where it stands, or None twice.

    A date above the release's own title is the release's.
    """
    for span in _places(zones, document):
        match = _DAY.search(document.text, span.start, span.end)
        day = _day(match, None) if match else None
        if match and day:
            return day, Span(match.start(), match.end())
    return None, None


def _places(zones: Zones, document: Incoming) -> Iterator[Span]:
    """Yield where a letter's date may stand: above the greeting, or right below it."""
    title = (document.title or "").strip()[:50]
    head = document.text.find(title) if len(title) > 20 else -1
    greeting = zones.of(Role.SALUTATION)
    for span in zones.of(Role.DATE):
        if not (greeting and span.start < head < greeting[0].start):
            yield span
    for span in zones.of(Role.ADDRESS)[:1] + zones.of(Role.BODY)[:1]:
        match = _DAY.match(document.text, span.start, span.end)
        alone = match is not None and match.end() == span.end
        if match and (alone or document.text[match.end() : match.end() + 2].isspace()):
            yield Span(match.start(), match.end())


def reply_by(
    zones: Zones, document: Incoming, letter_date: date | None
) -> tuple[date | None, tuple[str, ...]]:
    """Return by when the letter wants its answer, and warnings about what cannot be resolved.

    A sentence that asks for a response counts before one that asks for papers,
    and the letter's own words before those of the release.
    """
    base = letter_date or document.published
    best: tuple[int, _Until, str] | None = None
    for rank, sentence in _sentences(zones, document.text):
        if not (_ANSWER.search(sentence) and _OURS.search(sentence)):
            continue
        until = _until(sentence, letter_date, base)
        if until is None:
            continue
        score = rank + (1 if _STRONG.search(sentence) else 0) + (4 if until.day else 0)
        if best is None or score > best[0]:
            best = (score, until, sentence)
    if best is None:
        return None, ()
    _, until, sentence = best
    said = f"'{one_line(sentence, 120)}'"
    if until.day is None:
        return None, (f"deadline not resolved: {said}: {until.why}",)
    early = base is not None and until.day < base
    return until.day, (f"deadline before the letter: {said}: a slip of the year?",) * early


def due_in(sentence: str, letter_date: date | None) -> date | None:
    """Return the day by which one sentence wants something done, or None."""
    until = _until(sentence, letter_date, letter_date)
    return until.day if until else None


def own(quote: str, letter_date: date | None, reply_by: date | None) -> date | None:
    """Return the day that an ask's words name, if it is not simply the letter's."""
    due = due_in(quote, letter_date)
    return None if due == reply_by else due


def named(text: str, base: date | None) -> tuple[tuple[Span, date], ...]:
    """Return the days that a text names, and where; one without a year follows `base`."""
    found = ((match, _day(match, base)) for match in _DAY.finditer(text))
    return tuple((Span(match.start(), match.end()), day) for match, day in found if day)


def _sentences(zones: Zones, text: str) -> Iterator[tuple[int, str]]:
    for rank, roles in ((2, (Role.BODY, Role.EXCERPT)), (0, (Role.RELEASE, Role.STATEMENT))):
        for span in zones.of(*roles):
            words = span.of(text)
            for inner in sentences(words):
                yield rank, inner.of(words)


def _until(sentence: str, letter_date: date | None, base: date | None) -> _Until | None:
    for mark in _UNTIL.finditer(sentence):
        match = _DAY.match(sentence, mark.end())
        if match:
            day = _day(match, base)
            given = base or match["year"] or match["year2"] or match["year3"]
            return _Until(day, "no such day" if given else "no year")
    length = _LENGTH.search(sentence)
    if length and (days := _count(length["count"])):
        if letter_date is None:
            return _Until(None, "no date is printed on the letter")
        return _Until(_after(letter_date, days, length))
    if _OPEN.search(sentence):
        return _Until(None, "the day was left open")
    return None


def _count(word: str) -> int | None:
    return int(word) if word.isdigit() else _NUMBERS.get(word.lower())


def _after(start: date, count: int, length: re.Match[str]) -> date:
    unit = length["unit"].lower()
    if unit == "day" and (length["business"] or "").strip().lower() in ("business", "working"):
        return add_business_days(start, count)
    if unit == "month":
        months = start.month - 1 + count
        year, month = start.year + months // 12, months % 12 + 1
        return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
    return start + timedelta(days=count * (7 if unit == "week" else 1))


def _day(match: re.Match[str], base: date | None) -> date | None:
    """Return the day that is written there; without a year, the first one from `base` on."""
    name = match["month"] or match["month2"]
    month = _month(name) if name else int(match["month3"])
    day = int(match["day"] or match["day2"] or match["day3"])
    year = match["year"] or match["year2"] or match["year3"]
    if year:
        return _valid(int(year) + (2000 if len(year) == 2 else 0), month, day)
    if base is None:
        return None
    found = _valid(base.year, month, day)
    return _valid(base.year + 1, month, day) if found and found < base else found


def _month(name: str) -> int:
    return "janfebmaraprmayjunjulaugsepoctnovdec".index(name[:3].lower()) // 3 + 1


def _valid(year: int, month: int, day: int) -> date | None:
    """Return the day, if there is one, in a year in which somebody may write to us."""
    try:
        return date(year, month, day) if 1900 <= year <= 2200 else None
    except ValueError:
        return None
