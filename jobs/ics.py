"""Write due days as a calendar: iCalendar, RFC 5545.

Values in, text out. An ask keeps its UID, so that a calendar which takes the
file in once more moves the entry instead of adding another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tracker.text import clean

FOLD = 75
"""The most octets of a line (RFC 5545, 3.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A day in a calendar."""

    uid: str
    """The same whenever this ask is written."""
    sequence: int
    """Grows with every change (RFC 5545, 3.8.7.4)."""
    day: date
    summary: str
    description: str
    url: str | None = None
    cancelled: bool = False
    """Nothing is waited for any more."""


def calendar(entries: Iterable[Entry], name: str, now: datetime) -> str:
    """Return a calendar of all-day entries, its lines ended and folded as the standard says."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Askwatch//Due days//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        *(line for entry in entries for line in _event(entry, now)),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(entry: Entry, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTART;VALUE=DATE:{_day(entry.day)}"
    if entry.day < date.max:
        yield f"DTEND;VALUE=DATE:{_day(entry.day + timedelta(days=1))}"
    yield f"SUMMARY:{_text(entry.summary)}"
    yield f"DESCRIPTION:{_text(entry.description)}"
    if entry.url:
        # A URI is not escaped; one with a blank or a control in it is none.
        yield f"URL:{''.join(clean(entry.url).split())}"
    yield f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}"
    # Nobody is busy on the day on which an answer is due.
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(day: date) -> str:
    # Not strftime: it writes years before 1000 with fewer than four figures.
    return day.isoformat().replace("-", "")


def _text(value: str) -> str:
    """Return a value in which no character means anything (RFC 5545, 3.3.11)."""
    value = clean(value).replace("\t", " ")
    for char in "\\;,":
        value = value.replace(char, f"\\{char}")
    return value.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets; no character is torn apart."""
    pieces, size = [""], 0
    for char in line:
        octets = len(char.encode())
        if size + octets > FOLD:
            # The blank that begins each further piece counts, too.
            pieces.append("")
            size = 1
        pieces[-1] += char
        size += octets
    return "\r\n ".join(pieces)
