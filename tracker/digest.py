"""Say what happened in a week, and how all asks stand, or that nothing happened.

Pure: what the store holds goes in, a `Digest` comes out; nobody renders or
sends here. Its lines are written in `tracker.telling`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo

from tracker import asof, standing, telling, wording
from tracker.asof import Held, Past
from tracker.config import Deadlines
from tracker.coverage import Coverage
from tracker.errors import CountsError, UsageError
from tracker.schedule import HealthChange
from tracker.standing import Standing
from tracker.telling import SOON as SOON
from tracker.telling import midnight
from tracker.types import (
    Address,
    BoardRow,
    Candidate,
    Digest,
    DigestLine,
    Due,
    Event,
    Evidence,
    LetterRow,
    Point,
    Watched,
)

INSTANT = timedelta(microseconds=1)
"""Between the end of one digest and the start of the next."""
WEEK = timedelta(weeks=1)
WEEKS = 8
"""How many weeks the trend shows, this one included."""
_WEEK = re.compile(r"(\d{4})-W(\d{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The time of which a digest tells: from `since` to `until`, both within it."""

    week: str
    """The ISO week under which it is filed: "2026-W47"; of alerts, their bundle's name."""
    since: datetime
    until: datetime

    def holds(self, when: datetime) -> bool:
        """Say whether something that happened then belongs into it."""
        return self.since <= when <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What the store holds that a digest may need."""

    asks: Sequence[tuple[BoardRow, Due]]
    """Every ask that is not struck, with its clock."""
    letters: Sequence[LetterRow]
    events: Sequence[Event]
    """Those of the trend and the period, and all earlier ones of the asks that they
    touch; in order."""
    evidence: Sequence[Evidence] = ()
    """On which the period's decisions rest."""
    candidates: Sequence[Candidate] = ()
    """Those that wait for review, and those that were judged since."""
    struck: Sequence[BoardRow] = ()
    """Asks that were struck since the events begin."""
    rules: Deadlines = field(default_factory=Deadlines)
    watched: Sequence[Watched] = ()
    health: Sequence[HealthChange] = ()
    """How sources began to fare otherwise in the period."""
    coverage: Coverage | None = None
    """How well sources were watched in the period."""
    silent: Sequence[DigestLine] = ()
    """Jobs that have not succeeded for too long."""
    addresses: Sequence[tuple[Address, Sequence[int]]] = ()
    """Pages of evidence that no longer show what they showed, and the asks that rest on them."""


def narrowed(material: Material, letters: Collection[int]) -> Material:
    """Return what concerns some letters alone; sources and jobs concern everybody."""
    asks = [pair for pair in material.asks if pair[0].letter_id in letters]
    struck = [row for row in material.struck if row.letter_id in letters]
    ids = {row.ask.id for row, _ in asks} | {row.ask.id for row in struck}
    return replace(
        material,
        asks=asks,
        struck=struck,
        letters=[row for row in material.letters if row.id in letters],
        events=[
            event
            for event in material.events
            if (event.ask_id in ids if event.ask_id else event.letter_id in letters)
        ],
        evidence=[one for one in material.evidence if one.ask_id in ids],
        candidates=[one for one in material.candidates if one.ask_id in ids],
    )


def period(
    week: str | None,
    now: datetime,
    zone: tzinfo,
    *,
    last: datetime | None = None,
    due: datetime | None = None,
) -> Period:
    """Return the time of which a digest tells: a named week, or this week so far.

    With `last`, when the recipient's last digest ended, this week's begins there.
    It is filed under the week in which it was due, if `due` says when that was.
    Weeks begin on Monday at midnight in the organisation's time zone.

    Raises:
        UsageError: the week does not exist, or has not begun.
    """
    today = (due or now).astimezone(zone).date()
    if week is None:
        year, number, _ = today.isocalendar()
        start = midnight(date.fromisocalendar(year, number, 1), zone)
        return Period(
            week=f"{year}-W{number:02}", since=last + INSTANT if last else start, until=now
        )
    monday = _monday(week)
    start = midnight(monday, zone)
    if start > now:
        raise UsageError("no digest", week, "the week has not begun", "name an earlier one")
    end = midnight(monday + timedelta(days=7), zone) - INSTANT
    return Period(week=week, since=start, until=min(end, now))


def _monday(week: str) -> date:
    found = _WEEK.fullmatch(week)
    try:
        if found:
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        pass
    raise UsageError("no such week", week, "", "write it like '2026-W47'")


def build(
    period: Period,
    material: Material,
    zone: tzinfo,
    *,
    empty: bool = False,
    scope: str = "",
    dates: str = "en-GB",
) -> Digest | None:
    """Return what happened in the period, and how all asks stand.

    None: nothing happened, nothing waits, nothing falls due, nothing is wrong;
    with `empty` there is a digest even so. `scope` says of what it tells, and
    `dates` how days are written.

    Raises:
        CountsError: an ask is counted twice or not at all.
    """
    _reconcile(material)
    with wording.dates(dates):
        digest = _built(period, material, zone, scope)
        return digest if empty or headline(digest) else None


def _built(period: Period, material: Material, zone: tzinfo, scope: str) -> Digest:
    asks = {row.ask.id: (row, due) for row, due in material.asks}
    proposed, changed = telling.to_review(material.candidates, asks)
    overdue = telling.newly_overdue(period, material, zone)
    past = _past(material, zone)
    now = standing.counts(material.asks)
    return Digest(
        week=period.week,
        since=period.since,
        until=period.until,
        answers=telling.answers(period, material, asks, zone),
        to_review=proposed,
        changed=(
            *changed,
            *telling.doubts(period, material, asks, zone),
            *telling.lost(period, material, asks, zone),
        ),
        newly_overdue=overdue,
        promises=telling.promises(period, material, zone, told=overdue),
        due_soon=telling.due_soon(period, material, zone),
        new_letters=telling.new_letters(period, material),
        troubles=telling.troubles(period, material, zone),
        silent=tuple(material.silent),
        counts=now,
        before=past.counts(period.since) or (),
        trend=_trend(past, now, period.until, zone),
        scope=scope,
        coverage=wording.coverage(material.watched, zone),
        late=late(period),
    )


def late(period: Period) -> str:
    """Say of how many weeks a digest tells that makes up for others; empty: of its own."""
    weeks = round((period.until - period.since) / WEEK)
    if weeks < 2:
        return ""
    return f"It tells of {weeks} weeks: none was sent in between, and this one makes up for them."


def headline(digest: Digest) -> str:
    """Return the week in one line: "2 decisions, 1 newly overdue"; empty: nothing happened."""
    parts = (
        (len(digest.answers), "decision", "decisions"),
        (len(digest.to_review), "possible answer to review", "possible answers to review"),
        (len(digest.changed), "change of evidence", "changes of evidence"),
        (len(digest.newly_overdue), "newly overdue", "newly overdue"),
        (len(digest.promises), "promise broken", "promises broken"),
        (len(digest.due_soon), "due soon", "due soon"),
        (len(digest.new_letters), "new letter", "new letters"),
        (len(digest.troubles), "remark on sources", "remarks on sources"),
        (len(digest.silent), "job silent", "jobs silent"),
    )
    return ", ".join(wording.plural(n, noun, many) for n, noun, many in parts if n)


def _reconcile(material: Material) -> None:
    """Compare independent counts: the board's asks, what the letters say, each heap's outcomes."""
    rows = [row for row, _ in material.asks]
    ids = {row.ask.id for row in rows}
    told = sum(letter.asks for letter in material.letters)
    if len(ids) != len(rows) or len(rows) != told:
        why = f"the board has {wording.plural(len(rows), 'ask')}, the letters have {told}"
        raise CountsError("the digest's numbers do not add up", None, why, "run it again")


def _past(material: Material, zone: tzinfo) -> Past:
    return asof.Past(
        Held(
            asks=material.asks,
            struck=material.struck,
            events=material.events,
            candidates=material.candidates,
            rules=material.rules,
        ),
        zone,
    )


def _trend(
    past: Past, now: tuple[tuple[str, int], ...], until: datetime, zone: tzinfo
) -> tuple[Point, ...]:
    """Return how asks stood at the end of each of the last weeks, as far as it can be told."""
    points: list[Point] = []
    for back in range(WEEKS):
        when = until - back * WEEK
        found = past.counts(when) if back else now
        if found is None or (back and not dict(found)["total"]):
            break
        heaps = dict(found)
        points.append(
            Point(
                day=when.astimezone(zone).date(),
                answered=heaps[Standing.ANSWERED.value] + heaps[Standing.PARTLY.value],
                overdue=heaps[Standing.OVERDUE.value],
                total=heaps["total"],
            )
        )
    return tuple(reversed(points)) if len(points) > 1 else ()
