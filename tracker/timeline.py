"""What happened to asks and letters, in one line of time.

Pure: letters, links and events in, moments out, oldest first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from tracker import carrying, deeds, wording
from tracker.text import one_line
from tracker.types import Event, Letter, Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that happened."""

    day: date | None
    """In the organisation's zone; None: nobody knows."""
    mark: str
    """What a command calls it: "letter 2", "link 5", "event 12"."""
    words: str


def timeline(
    letters: Iterable[Letter], links: Iterable[Link], events: Iterable[Event], zone: tzinfo
) -> tuple[Moment, ...]:
    """Return letters, what carried asks on, and what people recorded; oldest first.

    Of one day the letter comes first, then links and events in their order.
    """
    found: list[tuple[datetime, Moment]] = []
    for letter in letters:
        words = f"{wording.day(letter.dated)}: {one_line(letter.title)}"
        moment = Moment(day=letter.dated, mark=f"letter {letter.id}", words=words)
        found.append((_at(letter.dated, zone), moment))
    for link in links:
        words = f"{wording.day(link.day)}: ask {link.ask_id} {carrying.onward(link)}"
        moment = Moment(day=link.day, mark=f"link {link.id}", words=words)
        found.append((_at(link.day, zone), moment))
    for event in events:
        at = event.at.astimezone(zone)
        words = deeds.event(event, zone)
        found.append((at, Moment(day=at.date(), mark=f"event {event.id}", words=words)))
    return tuple(moment for _, moment in sorted(found, key=lambda pair: pair[0]))


def _at(day: date | None, zone: tzinfo) -> datetime:
    return datetime.combine(day or date(1, 1, 2), time(), zone)
