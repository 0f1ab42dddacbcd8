"""How fast and how fully asks are answered, by letter, campaign, addressee or signatory.

Works without a screen, as `tui.views` does: reads the store a few times and
looks at no clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from tracker import deadlines, wording
from tracker.responsiveness import Course, Figures, Middle, course, figures
from tracker.types import BoardRow
from tui.views import today

if TYPE_CHECKING:
    from db.store import Store
    from tracker.config import Deadlines

_AT_ONCE = 150

Names = Callable[[BoardRow], Iterable[tuple[str, str]]]
"""Gives the groups to which an ask belongs: what each is known by, and its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some asks with something in common, and their figures."""

    key: str
    """What it is known by: a letter's id, a bioguide id, a folded name; "" for all asks."""
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of all asks, then those of each group, largest first."""

    by: str | None
    everything: Group
    groups: tuple[Group, ...]
    coverage: str
    """Where answers were looked for, and how well: no figure is better than that."""


def report(
    store: Store, rules: Deadlines, now: datetime, zone: tzinfo, *, by: str | None = None
) -> Report:
    """Return the figures of all asks that are not struck, and of each group of one kind.

    `by` is one of GROUPS. An ask belongs to each addressee and each signatory of
    its letter, so those groups do not add up to the whole.
    """
    day = today(now, zone)
    found = list(courses(store, rules, day))
    return Report(
        by=by,
        everything=Group(key="", name="all asks", figures=figures(found, day)),
        groups=grouped(found, GROUPS[by](store) if by else _alone, day),
        coverage=wording.coverage(store.sources.watched(), zone),
    )


def grouped(
    courses: Iterable[Course], names: Names, day: date, step: Callable[[], None] = lambda: None
) -> tuple[Group, ...]:
    """Return the figures of each group, largest first; `step` is called between."""
    called: dict[str, str] = {}
    members: defaultdict[str, list[Course]] = defaultdict(list)
    for one in courses:
        for key, name in dict(names(one.row)).items():
            called.setdefault(key, name)
            members[key].append(one)
    groups = []
    for key, some in members.items():
        step()
        groups.append(Group(key=key, name=called[key], figures=figures(some, day)))
    return tuple(sorted(groups, key=lambda g: (-g.figures.asks, g.name, g.key)))


def courses(
    store: Store, rules: Deadlines, day: date, step: Callable[[], None] = lambda: None
) -> Iterator[Course]:
    """Return what became of each ask, some hundred read at a time; `step` is called between."""
    # Claimed days are kept as midnight UTC, which no zone may move.
    claimed = {
        key: at.astimezone(UTC).date() if at else None for key, at in store.ledger.claimed().items()
    }
    ids = store.asks.ids()
    for start in range(0, len(ids), _AT_ONCE):
        step()
        some = ids[start : start + _AT_ONCE]
        histories = store.ledger.histories(some)
        for row in store.board.rows(some):
            due = deadlines.due(row, rules, day)
            yield course(row, due, histories.get(row.ask.id, ()), claimed)


def _alone(_: BoardRow) -> Iterable[tuple[str, str]]:
    return ()


def _letters(_: Store) -> Names:
    return lambda row: [(str(row.letter_id), row.letter_title)]


def _campaigns(store: Store) -> Names:
    found = {
        letter: (str(one.id), one.name) for one in store.campaigns.all() for letter in one.letters
    }
    return lambda row: [found.get(row.letter_id, ("", "no campaign"))]


def _addressees(_: Store) -> Names:
    def names(row: BoardRow) -> Iterator[tuple[str, str]]:
        for one in row.addressees:
            name = wording.addressee(one)
            yield name.casefold(), name

    return names


def _signatories(store: Store) -> Names:
    signed = {letter.id: letter.signatories for letter in store.letters.all()}

    def names(row: BoardRow) -> Iterator[tuple[str, str]]:
        for one in signed.get(row.letter_id, ()):
            yield one.bioguide or one.name.casefold(), one.name

    return names


GROUPS: dict[str, Callable[[Store], Names]] = {
    "letter": _letters,
    "campaign": _campaigns,
    "addressee": _addressees,
    "signatory": _signatories,
}
"""By what asks can be grouped."""


def row(group: Group) -> dict[str, Any]:
    """Return a group as a JSON object, as `askwatch report` writes it."""
    told: Figures = group.figures
    return {
        "key": group.key or None,
        "name": group.name,
        "asks": told.asks,
        "counts": dict(told.counts),
        "responded": told.responded,
        "answered": told.answered,
        "response": _as_row(told.response),
        "answer": _as_row(told.answer),
        "first_response": dict(told.timing),
    }


def _as_row(one: Middle) -> dict[str, int | None]:
    return {
        "median_days": one.days,
        "n": one.came,
        "undated": one.undated,
        "open": one.waiting,
        "letter_undated": one.unplaced,
        "longest_open_days": one.longest,
    }
