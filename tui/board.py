"""The board as a value: how many asks stand where, which are on it, in which order.

Works without a screen. The order is that of the whole board; words are read only
of the asks that are in sight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from tracker import deadlines, explanation, schedule, settled, standing, wording
from tracker.coverage import Coverage
from tracker.filters import Wanted
from tracker.news import News
from tracker.schedule import HealthState
from tracker.standing import Standing
from tracker.timeline import Moment, timeline
from tracker.types import Letter, Watched
from tui import nightly
from tui.views import BoardLine, coverage_of_letter, today

if TYPE_CHECKING:
    from db.board import Selection
    from db.store import Store
    from tracker.config import Deadlines
    from tracker.duties import Duty

    Look = Callable[[Store, Letter, datetime], Coverage]

ORDERS = {
    "due": "by due day",
    "letter": "by letter",
    "addressee": "by addressee",
    "campaign": "by campaign",
    "owner": "by owner",
    "newest": "newest first",
}
"""By what the board can be sorted, and how that is said."""
NEAR = 60
"""Rows that are read above and below the cursor of a table whose height is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is wanted of the board."""

    everything: bool = False
    """Settled asks, too."""
    wanted: Wanted = field(default_factory=Wanted)
    order: str = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The line above asks that stand together."""

    title: str
    counts: Mapping[Standing, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView:
    """The home screen."""

    keys: tuple[str, ...]
    """Ids of asks in order, and between them those of headings, which begin with "=". """
    headings: Mapping[str, Heading]
    lines: Mapping[str, BoardLine]
    """The asks near the cursor, by key."""
    counts: tuple[tuple[str, int], ...]
    """All asks, each once, by how they stand; they add up to the last one, the total."""
    to_review: int
    """Candidates that wait for a person."""
    coverage: str
    news: News | None = None
    """What came in since the last visit; None: there was none."""
    troubled: int = 0
    """Sources that are switched on and do not answer as they should."""
    failing: int = 0
    """Jobs that fail or have been silent for too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known of one ask besides its line: all that happened, and where we looked."""

    ask_id: int
    clock: tuple[str, ...]
    """Sentences that explain it."""
    timeline: tuple[Moment, ...]
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Desk:
    """What reading a board needs."""

    store: Store
    rules: Deadlines
    now: datetime
    zone: tzinfo
    who: str = ""
    since: datetime | None = None
    """When this person looked before."""
    plan: Sequence[Duty] = ()
    """The jobs that are to run by themselves."""
    near: int = NEAR
    """Rows that are read above and below the cursor."""


def board(desk: Desk, asked: Asked, cursor: str = "") -> BoardView:
    """Return the outstanding asks, or those that are wanted, with the words of those near."""
    from db.board import Order, Selection

    store = desk.store
    name, day = settle(desk)
    selection = Selection(
        rules=name,
        today=day,
        everything=asked.everything,
        wanted=asked.wanted,
        order=Order(asked.order),
    )
    with store.moment():
        return _read(desk, selection, cursor)


def _read(desk: Desk, selection: Selection, cursor: str) -> BoardView:
    store = desk.store
    keys: list[str] = []
    headings: dict[str, Heading] = {}
    for group in store.board.groups(selection):
        if group.counts:
            keys.append(f"={len(headings)}")
            headings[keys[-1]] = Heading(title=group.title, counts=group.counts)
        keys += map(str, group.ask_ids)
    watched = store.sources.watched()
    return BoardView(
        keys=tuple(keys),
        headings=headings,
        lines=lines(desk, near(desk, keys, cursor)),
        counts=standing.in_order(store.board.counts(selection)),
        to_review=store.board.waiting(selection.rules),
        coverage=wording.coverage(watched, desk.zone),
        news=news(desk),
        troubled=sum(_is_troubled(one, desk.now) for one in watched),
        failing=nightly.trouble(store, desk.plan, desk.now, desk.zone) if desk.plan else 0,
    )


def near(desk: Desk, keys: Sequence[str], cursor: str) -> Sequence[str]:
    """Return those of many keys that are near the cursor, or the first ones."""
    at = keys.index(cursor) if cursor in keys else 0
    return keys[max(0, at - desk.near) : at + desk.near]


def _is_troubled(one: Watched, now: datetime) -> bool:
    """Say whether somebody should see to a source; one never looked at may be just new."""
    bad = schedule.health(one, now).state.trouble >= HealthState.DEGRADED.trouble
    return bad and one.last is not None and schedule.is_watched(one.source, now)


def news(desk: Desk) -> News | None:
    """Return what came in since the last visit; the asks must have been settled for today."""
    if desk.since is None:
        return None
    name, day = settled.name(desk.rules), today(desk.now, desk.zone)
    return desk.store.looked.news(desk.who, desk.since, today(desk.since, desk.zone), name, day)


def told(desk: Desk, ask_id: int, look: Look = coverage_of_letter) -> Told:
    """Return the clock, the timeline and the coverage of an ask; `look` knows the last.

    Raises:
        NotHeldError: there is no such ask.
    """
    store = desk.store
    with store.moment():
        row = store.asks.row(ask_id)
        letter = store.letters.get(row.letter_id)
        onward = [link for link in store.links.of_ask(ask_id) if link.ask_id == ask_id]
        events = store.ledger.events(ask_id=ask_id)
        looked = look(store, letter, desk.now)
    return Told(
        ask_id=ask_id,
        clock=explanation.explain(row, desk.rules, today(desk.now, desk.zone)),
        timeline=timeline([letter], onward, events, desk.zone),
        coverage=looked,
    )


def settle(desk: Desk) -> tuple[str, date]:
    """See that the store knows how each ask stands; return the name of the rules and the day."""
    name, day = settled.name(desk.rules), today(desk.now, desk.zone)
    desk.store.board.settle(name, day, lambda row: settled.settled(row, desk.rules, day))
    return name, day


def lines(desk: Desk, keys: Iterable[str]) -> dict[str, BoardLine]:
    """Return some asks with their clocks, by key; headings are passed over."""
    day = today(desk.now, desk.zone)
    rows = desk.store.board.rows([int(key) for key in keys if not key.startswith("=")])
    return {
        str(row.ask.id): BoardLine(row=row, due=deadlines.due(row, desk.rules, day)) for row in rows
    }
