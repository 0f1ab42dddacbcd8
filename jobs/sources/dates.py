"""Dates as official pages print them.

Pure. Every form names day and month without doubt: where only digits stand, the
month comes first, as American offices write. A time without a zone is taken as
UTC; a day without a time is midnight UTC and said to be a day only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sep sept", "october oct", "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_YEAR}(?P<sign>[/.-])(?P<number>\d\d?)(?P=sign)(?P<day>\d\d?)(?!\d)",
        rf"\b{_MONTH}[\s-]{{0,9}}{_DAY}\s{{0,9}}[,-]?\s{{0,9}}{_YEAR}(?!\d)",
        rf"(?<!\d){_DAY}[\s-]{{1,9}}{_MONTH}\s{{0,9}}[,-]?\s{{0,9}}{_YEAR}(?!\d)",
        # A dash may stand before it as the mark of a list.
        r"(?:(?<![\d./-])|(?<=^-)|(?<=\s-))"
        r"(?P<number>\d\d?)(?P<sign>[/.-])(?P<day>\d\d?)(?P=sign)"
        r"(?P<year>(?:19|20)\d\d|\d\d)(?![\d/]|[.-]\d)",
    )
)
_YEARLESS = (
    re.compile(rf"\b{_MONTH}\s{{0,9}}{_DAY}(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d){_DAY}\s{{1,9}}{_MONTH}", re.IGNORECASE),
    re.compile(r"(?<![\d./-])(?P<number>\d\d?)/(?P<day>\d\d?)(?![\d/]|[.-]\d)"),
)
_PATH = re.compile(r"/(?P<year>(?:19|20)\d\d)[/-](?P<number>\d\d?)[/-](?P<day>\d\d?)(?=[/-]|$)")
_HEAD = re.compile(rf"\W*(?:{_MONTH})?\W*{_YEAR}\W*", re.IGNORECASE)
_ALONE = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\W{0,3})?(?P<day>\d\d?)(?:st|nd|rd|th)?\W?",
    re.IGNORECASE,
)
# As RFC 822 has it: "Tue, 03 Mar 2026 04:30:00 -0500".
_MAILED = re.compile(r"(?:\w{3}, ?)?\d{1,2} \w{3} \d{2,4} \d")
_TIME = re.compile(
    r"[\s,\-–|@]{0,9}(?:at )?(\d\d?):(\d\d)(?::(\d\d))?\s?([ap])?\.?m?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class When:
    """A date as printed, and where it stood."""

    at: datetime
    day_only: bool
    start: int
    end: int


def moment(text: str | None) -> tuple[datetime | None, bool]:
    """Return what a date field says, and whether it is a day only; (None, False) if nothing."""
    text = " ".join((text or "")[:200].split())
    if not text:
        return None, False
    read = parsedate_to_datetime if _MAILED.match(text) else datetime.fromisoformat
    try:
        return _utc(read(text)), ":" not in text
    except ValueError:
        pass
    found = find(text)
    return (found.at, found.day_only) if found else (None, False)


@lru_cache(maxsize=4096)
def find(text: str) -> When | None:
    """Return the first full date in a text; None where no date with a year stands."""
    best: When | None = None
    for form in _FORMS:
        for match in form.finditer(text[: best.start] if best else text):
            day = _day(match, _year(match["year"]))
            if day:
                best = _with_time(text, match, day)
                break
    return best


def find_yearless(text: str) -> tuple[int, int] | None:
    """Return month and day of the first date in a text, whether or not a year follows."""
    for form in _YEARLESS:
        for match in form.finditer(text):
            if _day(match, 2024):
                return _month(match), int(match["day"])
    return None


def in_address(url: str) -> When | None:
    """Return the date that an address names, as "/2014/03/28/"; None where it names none."""
    match = _PATH.search(url.partition("?")[0])
    on = _day(match, int(match["year"])) if match else None
    return When(day(on), True, *match.span()) if match and on else None


def head(text: str) -> tuple[int, int | None] | None:
    """Return year and month of a heading like "March 2014", the month None of one like "2014"."""
    match = _HEAD.fullmatch(text[:40])
    return (int(match["year"]), _month(match) if match["month"] else None) if match else None


def day_alone(text: str) -> int | None:
    """Return the number of a text that is nothing but a day of a month: "Fri 28"."""
    match = _ALONE.fullmatch(text[:20])
    return int(match["day"]) if match else None


def on(year: int, month: int, number: int) -> When | None:
    """Return the day of these numbers; None where there is none."""
    try:
        return When(day(date(year, month, number)), True, 0, 0)
    except ValueError:
        return None


def day(at: date) -> datetime:
    """Return a day as the instant at which it begins, in UTC."""
    return datetime(at.year, at.month, at.day, tzinfo=UTC)


def _year(digits: str) -> int:
    year = int(digits)
    return year if year > 99 else year + (1900 if year > 69 else 2000)


def _month(match: re.Match[str]) -> int:
    parts = match.groupdict()
    return int(parts["number"]) if parts.get("number") else _MONTHS[parts["month"].lower()]


def _day(match: re.Match[str], year: int) -> date | None:
    try:
        return date(year, _month(match), int(match["day"]))
    except ValueError:
        return None


def _with_time(text: str, match: re.Match[str], on: date) -> When:
    clock = _TIME.match(text, match.end())
    if not clock:
        return When(day(on), True, *match.span())
    hour, minute, second = (int(part or 0) for part in clock.groups()[:3])
    half = (clock[4] or "").lower()
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    if hour > 23 or minute > 59 or second > 59:
        return When(day(on), True, *match.span())
    return When(
        day(on).replace(hour=hour, minute=minute, second=second), False, match.start(), clock.end()
    )


def _utc(at: datetime) -> datetime | None:
    if at.tzinfo is None:
        return at.replace(tzinfo=UTC)
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return None
