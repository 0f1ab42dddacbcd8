"""What a simulated year is made of: its days, readers, letters, and what goes wrong in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from jobs.given import Given, texts

ZONE = ZoneInfo("America/New_York")
HOUR = timedelta(hours=1)
START, END = 6, 12
"""The hours of the first and of the last day at which the year begins and ends."""
ANA, BEN, CLEO = "ana@ngo.example", "ben@ngo.example", "cleo@ngo.example"
READERS = {
    # Address: weekday and hour of the digest, campaign. Ben's hour is skipped on one day
    # of the year, Cleo's comes twice on another.
    ANA: (0, 7, ""),
    BEN: (6, 2, "North"),
    CLEO: (6, 1, ""),
}
TRUSTED = BEN
SETTINGS = """
[organisation]
name = "Harbour Watch"
contact = "desk@ngo.example"
time_zone = "America/New_York"
[fetch]
min_delay = 0
retries = 0
timeout = 10
[match]
threshold = {threshold}
[deadlines]
default_business_days = 21
[digest]
empty = true
{recipients}[smtp]
host = "127.0.0.1"
security = "none"
port = {port}
[jobs]
poll_every = "{every}"
[[sources]]
name = "replayed"
layout = "rss"
every = "{every}"
url = "{url}"
"""

RECIPIENTS = {
    ANA: "",
    BEN: ('weekday = "sunday"\nhour = 2\ncampaigns = ["North"]\nprivate = true\ndates = "iso"\n'),
    CLEO: (
        'weekday = "sunday"\n'
        "hour = 1\n"
        'dates = "en-US"\n'
        'alerts = ["candidates", "overdue", "sources"]\n'
        'quiet = "20:00-07:00"\n'
    ),
}
"""What is set for each reader besides."""


@dataclass(frozen=True, kw_only=True)
class Troubles:
    """What goes wrong, by days from the first."""

    source: tuple[tuple[int, int, str], ...] = (
        (30, 3, "403"),
        (75, 2, "500"),
        (300, 1, "drop"),
        (330, 2, "html"),
    )
    """From which day on the site fails, for how many days, and how."""
    mail: tuple[tuple[int, int, str], ...] = (
        (56, 15, "busy"),
        (96, 205, "away"),
        (181, 32, "silent"),
        (216, 32, "lost"),
    )
    """From which day on the mail server does, for how many hours, and how."""
    asleep: tuple[int, int] = (139, 8)
    """From the evening of which day on the machine sleeps, and for how many days."""
    restarts: tuple[tuple[int, int, bool], ...] = (
        (33, 3, False),
        (120, 6, True),
        (231, 30, False),
        (280, 5, True),
    )
    """On which day the program ends, for how many hours, and whether it was killed."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A year, and how thorough it is."""

    shared: Path
    first: date = date(2021, 5, 24)
    weeks: int = 52
    every: str = "3h"
    """How often the source is visited."""
    letters: int = 1
    """One of so many letters is added."""
    pace: int = 8
    """How many things people do on a working day, at most."""
    threshold: float = 0.25
    """From which score on documents are proposed."""
    seed: int = 7
    jobs: frozenset[str] = frozenset()
    """Only these; none named: all."""
    readers: tuple[str, ...] = tuple(READERS)
    troubles: Troubles = field(default_factory=Troubles)

    @property
    def days(self) -> int:
        """How many days there are, the last one included."""
        return self.weeks * 7 + 1

    def settings(self, port: int, url: str) -> str:
        """Return the settings of the organisation, as TOML."""
        head = '[[digest.recipients]]\nto = "{}"\n{}'
        return SETTINGS.format(
            port=port,
            every=self.every,
            url=url,
            threshold=self.threshold,
            recipients="".join(head.format(who, RECIPIENTS[who]) for who in self.readers),
        )

    def at(self, day: int, hour: int = 12, minute: int = 0) -> datetime:
        """Return an hour of a day, on the clocks of the place, in UTC."""
        day_of = self.first + timedelta(days=day)
        return datetime.combine(day_of, time(hour, minute), ZONE).astimezone(UTC)

    def given(self) -> list[Given]:
        """Return the letters that are published in the year, by day."""
        file = self.shared / "gold" / "letters-dev.documents.jsonl"
        last = self.first + timedelta(weeks=self.weeks)
        found = [read() for read in texts((), str(file), lambda: None)]  # type: ignore[arg-type, return-value]
        within = [one for one in found if one.published and self.first < one.published < last]
        return sorted(within, key=lambda one: (str(one.published), one.name))[:: self.letters]

    def rosters(self) -> list[tuple[str, bytes]]:
        """Return the files of the roster."""
        names = ("legislators-current.json", "legislators-historical.json")
        return [(name, (self.shared / "roster" / name).read_bytes()) for name in names]

    def amiss(self, digests: Iterable[tuple[str, str]]) -> Iterator[str]:
        """Say who had a week twice, and who lacks one that could have been sent."""
        got = Counter(digests)
        yield from (f"{who} had {week} {n} times" for (who, week), n in got.items() if n > 1)
        for who in self.readers:
            weekday, hour, _ = READERS[who]
            days = [n for n in range(self.days) if self.at(n).weekday() == weekday]
            for day, following in zip(days, [*days[1:], self.days + 7], strict=True):
                year, week, _ = self.at(day).isocalendar()
                start, end = self.at(day, hour), self.at(following, hour)
                due = start > self.at(0, START) and self._open_hours(start, end) > 5
                if due is not ((who, f"{year}-W{week:02}") in got):
                    yield f"{who} {'lacks' if due else 'has'} {year}-W{week:02}"

    def _open_hours(self, start: datetime, end: datetime) -> float:
        """Return for how many hours mail could go out within a time."""
        end = min(end, self.at(self.days, END))
        troubles = self.troubles
        evening = self.at(troubles.asleep[0], 20)
        closed = [(self.at(day, 0, 30), hours) for day, hours, _ in troubles.mail]
        closed += [(self.at(day, START), hours) for day, hours, _ in troubles.restarts]
        closed.append((evening, round((self.at(sum(troubles.asleep), 9) - evening) / HOUR)))
        stretches = (min(end, at + hours * HOUR) - max(start, at) for at, hours in closed)
        lost = sum((max(one, timedelta(0)) for one in stretches), timedelta(0))
        return (end - start - lost) / HOUR
