"""Count by SQL over the ledger what a digest says, without the product's own rules.

Reads the file beside the store, knows the tables alone, and counts business days
with numpy and the package `holidays`. Asks carry no day on which they came in:
whoever keeps a `Tally` tells it, as things happen, which asks it may count from when.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import numpy as np

DAYS = 21
"""Business days that an answer may take, where nothing else is said."""
SOON = 14
NAMES = {
    "verified done": "answered",
    "superseded": "closed",
    "withdrawn": "closed",
    "overtaken by events": "closed",
    "closed without response": "closed",
}
CLOSING = {
    "candidate accepted",
    "candidate rejected",
    "evidence still holds",
    "evidence no longer holds",
}
_FREE = sorted(holidays.country_holidays("US", years=range(2000, 2035), categories=("government",)))


class Tally:
    """What the ledger says, read by SQL."""

    def __init__(self, file: Path, zone: ZoneInfo) -> None:
        self._connection = sqlite3.connect(
            f"file:{file}?mode=ro", uri=True, check_same_thread=False
        )
        self._connection.row_factory = sqlite3.Row
        self._zone = zone
        self.born: dict[int, datetime] = {}
        self.live: dict[int | None, list[sqlite3.Row]] = {}

    def note(self, now: datetime) -> None:
        """Take asks that are new as come in now."""
        for row in self._all("SELECT id FROM asks"):
            self.born.setdefault(row["id"], now)

    def parcels(self) -> dict[str, sqlite3.Row]:
        """Return all digests that are or were in the outbox, by Message-ID."""
        rows = self._all(
            "SELECT o.*, address FROM outbox o JOIN recipients r ON r.id = recipient_id "
            "WHERE week LIKE '____-W__'"
        )
        return {row["message_id"]: row for row in rows}

    def runs(self) -> list[sqlite3.Row]:
        """Return all runs of jobs."""
        return self._all("SELECT job, started, outcome FROM runs ORDER BY id")

    def sizes(self) -> dict[str, int]:
        """Return how many rows the main tables have."""
        names = ("letters", "asks", "documents", "revisions", "candidates", "events")
        return {name: self._all(f"SELECT count(*) AS n FROM {name}")[0]["n"] for name in names}

    def heaps(self, when: datetime, campaign: str = "") -> dict[str, int]:
        """Count all asks before a moment by where they stand; of one campaign, if named."""
        asks = self._read(when, campaign)
        today = when.astimezone(self._zone).date()
        waiting = {row["ask_id"] for row in self._waiting(when)}
        return dict(Counter(self._heap(ask, waiting, today) for ask in asks))

    def trend(self, until: datetime, weeks: int, campaign: str = "") -> dict[str, int]:
        """Count what each column of a trend shows, the newest as "0 weeks ago"."""
        found = {}
        for back in range(weeks):
            when = until - back * timedelta(weeks=1) + timedelta(microseconds=not back)
            heaps = self.heaps(when, campaign)
            names = {
                "answered": heaps.get("answered", 0) + heaps.get("partly answered", 0),
                "overdue": heaps.get("overdue", 0),
                "in all": sum(heaps.values()),
            }
            found |= {f"{name}, {back} weeks ago": n for name, n in names.items()}
        return found

    def silent(self, until: datetime, patience: dict[str, timedelta]) -> int:
        """Count the jobs that have not been done for longer than one bears."""
        rows = self._all("SELECT * FROM runs WHERE started <= ?", _text(until))
        begun = [moment(row["started"]) for row in rows]
        quiet = 0
        for job, bearable in patience.items():
            mine = [row for row in rows if row["job"] == job]
            ended = [row["ended"] for row in mine if row["outcome"] == "done"]
            good = [moment(at) for at in ended if at and moment(at) <= until]
            since = max(good) if good else min((moment(r["started"]) for r in mine), default=None)
            last = since or min(begun, default=until)
            quiet += until - last > bearable
        return quiet

    def sections(self, since: datetime, until: datetime, campaign: str = "") -> dict[str, int]:
        """Count what stands below each heading of a digest of that time."""
        asks = {ask["id"]: ask for ask in self._read(until + timedelta(microseconds=1), campaign)}
        today = until.astimezone(self._zone).date()
        waiting = [row for row in self._waiting(until) if row["ask_id"] in asks]
        known = {n: self._due(ask, today) for n, ask in asks.items() if self._wanted(n)}
        dues = {n: day for n, (day, paused) in known.items() if not paused}
        soon = {n for n, day in dues.items() if day and 0 <= (day - today).days <= SOON}
        changed = sum(row["evidence_id"] is not None for row in waiting)
        said = [e for e in self._within(since, until) if e["ask_id"] in asks]
        doubts = sum(e["kind"].startswith("evidence ") for e in said)
        found = {
            "waiting for review": len(waiting) - changed,
            "evidence that changed": changed + doubts + self._lost(set(asks), since, until),
            f"due within {SOON} days": len(soon),
            "newly overdue": self._late(asks, dues, since, until),
            "letters and signers": self._letters(since, until, campaign),
            "decided": self._decided(asks, since, until),
        }
        return {name: number for name, number in found.items() if number}

    def _read(self, when: datetime, campaign: str) -> list[sqlite3.Row]:
        """Read the events before a moment, and return the asks that there were."""
        events = self._all("SELECT * FROM events WHERE at < ? ORDER BY id", _text(when))
        undone: set[int] = set()
        for event in reversed(events):
            if event["kind"] == "undone" and event["id"] not in undone:
                undone.add(event["undoes"])
        self.live = defaultdict(list)
        for event in events:
            if event["kind"] != "undone" and event["id"] not in undone:
                self.live[event["ask_id"]].append(event)
        rows = self._all(
            "SELECT a.*, l.letter_date, l.reply_by, l.title, c.name AS campaign, "
            "(SELECT min(published) FROM letter_sources s WHERE s.letter_id = l.id) AS announced "
            "FROM asks a JOIN letters l ON l.id = a.letter_id "
            "LEFT JOIN campaigns c ON c.id = l.campaign_id WHERE l.merged_into IS NULL"
        )
        return [
            row
            for row in rows
            if (not campaign or row["campaign"] == campaign)
            and self.born[row["id"]] < when
            and not any(e["kind"] == "ask struck" for e in self.live[row["id"]])
        ]

    def _heap(self, ask: sqlite3.Row, waiting: set[int], today: date) -> str:
        outcome, adequate = self._word(ask["id"])
        if adequate == "no":
            return "not adequately answered"
        if outcome:
            return NAMES.get(outcome, outcome)
        if ask["id"] in waiting:
            return "to review"
        day, paused = self._due(ask, today)
        if paused:
            return "paused"
        return "overdue" if day and day < today else "waiting"

    def _word(self, ask_id: int) -> tuple[str, str | None]:
        """What people said last: outcome, and whether it is adequate."""
        outcome, adequate = "", None
        for event in self.live[ask_id]:
            if event["kind"] == "outcome set":
                outcome, adequate = event["after"], None
            elif event["kind"] == "adequacy set":
                adequate = event["after"]
        return "" if outcome == "no response yet" else outcome, adequate

    def _wanted(self, ask_id: int) -> bool:
        """Whether the clock runs: no outcome ends it, or the answer is not adequate."""
        outcome, adequate = self._word(ask_id)
        ends = {"answered", "declined", "claimed done", *NAMES}
        return outcome not in ends or adequate == "no"

    def _waiting(self, when: datetime) -> list[sqlite3.Row]:
        closed = set()
        for events in self.live.values():
            closed |= {e["candidate_id"] for e in events if e["kind"] in CLOSING}
        rows = self._all("SELECT * FROM candidates WHERE proposed_at < ?", _text(when))
        return [row for row in rows if row["id"] not in closed]

    def _due(self, ask: sqlite3.Row, today: date) -> tuple[date | None, bool]:
        """When it is due, and whether the clock is paused today."""
        off = self._pauses(ask["id"], today)
        paused = any(a <= today and (b is None or today < b) for a, b in off)
        for event in reversed(self.live[ask["id"]]):
            if event["kind"] == "due date set":
                if event["after"]:
                    return _day(event["after"]), paused
                break
        start = _day(ask["letter_date"] or ask["announced"])
        named = (_day(ask["due"]), _day(ask["reply_by"]))
        day = next((one for one in named if one and (not start or one >= start)), None)
        if day is None and start is None:
            return None, paused
        day = day or _later(start, DAYS)
        spans = [(a, b or max(a, today)) for a, b in off]
        first = (start or day) + timedelta(days=1)
        stop = day + timedelta(days=1)
        lost = sum(_business(max(a, first), min(b, stop)) for a, b in spans)
        if any(b is None and a <= today for a, b in off):
            return None, True
        return _later(day, lost, spans) if lost else day, paused

    def _pauses(self, ask_id: int, today: date) -> list[tuple[date, date | None]]:
        found: list[tuple[date, date | None]] = []
        for event in self.live[ask_id]:
            if event["kind"] == "clock paused":
                start, _, end = event["after"].partition("/")
                found.append((date.fromisoformat(start), _day(end or None)))
            elif event["kind"] == "clock resumed" and found:
                found[-1] = found[-1][0], _day(event["after"])
        return [one for one in found if one[1] is None or one[0] < one[1]]

    def _late(
        self,
        asks: dict[int, sqlite3.Row],
        dues: dict[int, date | None],
        since: datetime,
        until: datetime,
    ) -> int:
        """Count alarms that are new: the day went by, the letter came, nothing covers it now."""
        today = until.astimezone(self._zone).date()
        covered = {row["ask_id"] for row in self._waiting(until)}
        within = self._within(since, until, all_=True)
        freed = {e["ask_id"] for e in within if e["kind"] in ("candidate rejected", "due date set")}
        added = {e["letter_id"] for e in within if e["kind"] == "letter added"}
        count = 0
        for ask_id, day in dues.items():
            if day is None or day >= today or ask_id in covered:
                continue
            midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), self._zone)
            went_by = since <= midnight <= until
            count += went_by or ask_id in freed or asks[ask_id]["letter_id"] in added
        return count

    def _letters(self, since: datetime, until: datetime, campaign: str) -> int:
        held = {
            row["id"]
            for row in self._all(
                "SELECT l.id, c.name FROM letters l LEFT JOIN campaigns c ON c.id = campaign_id "
                "WHERE merged_into IS NULL"
            )
            if not campaign or row["name"] == campaign
        }
        grows = {"letter added", "source added"}
        return len(
            held & {e["letter_id"] for e in self._within(since, until) if e["kind"] in grows}
        )

    def _lost(self, asks: set[int], since: datetime, until: datetime) -> int:
        """Count pages that went away or lost the words in that time, or whose copy was found."""
        within = (_text(since), _text(until))
        rows = self._all(
            "SELECT DISTINCT x.url, e.ask_id FROM addresses x JOIN evidence e ON e.url = x.url "
            "WHERE e.private = 0 AND x.state IN ('gone', 'altered') AND (x.since BETWEEN ? AND ? "
            "OR (x.suggestion IS NOT NULL AND x.searched BETWEEN ? AND ?))",
            *within,
            *within,
        )
        return len({row["url"] for row in rows if row["ask_id"] in asks})

    def _decided(self, asks: dict[int, sqlite3.Row], since: datetime, until: datetime) -> int:
        fresh = {
            e["ask_id"]
            for e in self._within(since, until)
            if e["kind"] in ("outcome set", "adequacy set")
        }
        after = {ask_id: self._word(ask_id) for ask_id in asks}
        # The words before, by what was live then.
        now = self.live
        self._read(since, "")
        before = {ask_id: self._word(ask_id) for ask_id in asks}
        self.live = now
        return sum(one in fresh or before[one] != after[one] for one in asks)

    def _within(self, since: datetime, until: datetime, all_: bool = False) -> list[sqlite3.Row]:
        """Return the events of a time that hold; `all_`: those taken back as well."""
        first, last = _text(since), _text(until)
        if all_:
            return self._all("SELECT * FROM events WHERE at >= ? AND at <= ?", first, last)
        return [
            e for events in self.live.values() for e in events if since <= moment(e["at"]) <= until
        ]

    def _all(self, query: str, *values: object) -> list[sqlite3.Row]:
        return self._connection.execute(query, values).fetchall()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


_ROW = re.compile(r"^ *([\d,]+) +([\d,]+) +(?:[-+][\d,]+|=)? *([a-z ]+)$", re.MULTILINE)
_ALONE = re.compile(r"^ *([\d,]+)  ([a-z ]+)$", re.MULTILINE)
_WEEKS = re.compile(r"^(answered|overdue|in all)((?: +[\d,]+)+)$", re.MULTILINE)
_HEADING = re.compile(r"^([A-Z][A-Z0-9 ]+) \(([\d,]+)\)$", re.MULTILINE)


def shown(mail: EmailMessage) -> tuple[dict[str, int], ...]:
    """Return the numbers as a reader sees them: now, then, of the headings, of the trend."""
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content().replace("\r\n", "\n")
    now, then = {}, {}
    table = text[: text.index(" in all\n") + 8]
    for first, second, name in _ROW.findall(table):
        now[name], then[name] = _number(first), _number(second)
    if not now:
        now = {name: _number(first) for first, name in _ALONE.findall(table)}
    weeks = {
        f"{name}, {back} weeks ago": _number(n)
        for name, numbers in _WEEKS.findall(text)
        for back, n in enumerate(reversed(numbers.split()))
    }
    return now, then, {name.lower(): _number(n) for name, n in _HEADING.findall(text)}, weeks


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def moment(text: str) -> datetime:
    """Read a moment as the tables have it."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _text(when: datetime) -> str:
    """Write a moment as the tables do."""
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _later(day: date | None, count: int, off: list[tuple[date, date]] = ()) -> date:  # type: ignore[assignment]
    free = [*_FREE, *(a + timedelta(days=n) for a, b in off for n in range((b - a).days))]
    moved = np.busday_offset(np.datetime64(day), count, roll="backward", holidays=free)
    return moved.astype(date)  # type: ignore[no-any-return]


def _business(first: date, stop: date) -> int:
    """Count business days from the first, up to one before the last."""
    return int(np.busday_count(first, stop, holidays=_FREE)) if first < stop else 0
