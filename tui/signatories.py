"""Who signed, as values: a list of people, and one person with letters and asks.

Works without a screen. The order is that of all people; words are read only of those
who are in sight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker import wording
from tracker.errors import InputError
from tracker.roster.places import state_name
from tracker.text import folded, one_line
from tracker.types import Chamber, Signed, Signer
from tui import board
from tui.people import seat_of
from tui.views import BoardLine

if TYPE_CHECKING:
    from db.signed import Choice
    from tui.board import Desk

ORDERS = {
    "letters": "by letters signed",
    "outstanding": "by outstanding asks",
    "name": "by name",
    "state": "by state",
}
"""By what people can be sorted, and how that is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is wanted."""

    words: str = ""
    serving: bool = False
    order: str = "letters"


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Those who signed."""

    keys: tuple[str, ...]
    rows: Mapping[str, Signer]
    """Those near the cursor, by key."""
    total: int
    serving: int
    unresolved: int
    """Names that nobody has made out; with those who left office all add up to the total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One of them."""

    signer: Signer
    letters: tuple[Signed, ...]
    """Newest first."""
    lines: Mapping[str, BoardLine]
    """The asks near the cursor, by id."""


def people(desk: Desk, asked: Asked, cursor: str = "") -> People:
    """Return who signed, in order, with the words of those near the cursor."""
    choice, signed = _choice(desk, asked), desk.store.signed
    keys = signed.keys(choice)
    near = board.near(desk, keys, cursor)
    total, serving, unresolved = signed.counts(choice)
    return People(
        keys=keys,
        rows={one.key: one for one in signed.some(choice, near)},
        total=total,
        serving=serving,
        unresolved=unresolved,
    )


def some(desk: Desk, keys: Sequence[str]) -> dict[str, Signer]:
    """Return some of them, by key."""
    return {one.key: one for one in desk.store.signed.some(_choice(desk, Asked()), keys)}


def person(desk: Desk, key: str, cursor: str = "") -> Person:
    """Return somebody with all letters they signed, and the asks near the cursor.

    Raises:
        NotHeldError: nobody with this key has signed a letter.
    """
    choice = _choice(desk, Asked())
    letters = desk.store.signed.letters(choice, key)
    asks = [str(ask) for letter in letters for ask in letter.ask_ids]
    return Person(
        signer=desk.store.signed.one(choice, key),
        letters=letters,
        lines=board.lines(desk, board.near(desk, asks, cursor)),
    )


def known_as(desk: Desk, who: str) -> str:
    """Return the key of the one whom somebody named: by bioguide id, or by words of the name.

    Raises:
        InputError: nobody who signed is called so, or several are.
    """
    choice = _choice(desk, Asked(words=who))
    exact = [one.key for one in desk.store.signed.some(choice, [who.upper(), f"={folded(who)}"])]
    found = exact or desk.store.signed.keys(choice)
    if len(found) == 1:
        return found[0]
    if not found:
        step = "`askwatch signatory list` shows who signed"
        raise InputError("no such signatory", who, "", step)
    named = desk.store.signed.some(choice, found[:5])
    names = ", ".join(f"{one.name} ({one.key})" for one in named)
    more = f", and {len(found) - 5} more" if len(found) > 5 else ""
    raise InputError("several signatories", who, names + more, "name the one in full, or by its id")


def _choice(desk: Desk, asked: Asked) -> Choice:
    from db.signed import By, Choice

    rules, day = board.settle(desk)
    words = tuple(folded(asked.words).split())
    by = By(asked.order)
    return Choice(rules=rules, today=day, words=words, serving=asked.serving, by=by)


def in_office(one: Signer) -> str:
    """Return symbol and words for whether somebody still serves: "– left Jan 2025"."""
    if one.serves:
        return "✓ serves"
    if one.term is None:
        return "? not made out" if one.bioguide is None else "? no term known"
    return f"– left {wording.day(one.term.end).partition(' ')[2]}"


def seat(one: Signer) -> str:
    """Return "Sen. D-MD", now or last; empty where it is not known."""
    return seat_of(one.term) if one.term else ""


def chamber(one: Signer) -> str:
    """Return the chamber as people write it; empty where it is not known."""
    if one.term is None:
        return ""
    return "Senate" if one.term.chamber is Chamber.SENATE else "House"


def state(one: Signer) -> str:
    """Return the state in full, with the district: "New Jersey, 4"."""
    if one.term is None:
        return ""
    district = f", {one.term.district}" if one.term.district else ""
    return f"{state_name(one.term.state)}{district}"


def told(one: Signer) -> str:
    """Return somebody in one line: name, seat, whether they serve."""
    parts = (one_line(one.name), seat(one), in_office(one)[2:])
    return ", ".join(filter(None, parts))


def signed(one: Signer) -> str:
    """Return what somebody signed in one line; led and cosigned letters add up."""
    letters = wording.plural(one.letters, "letter")
    asks = wording.plural(one.asks, "ask")
    parts = f"{one.led} as lead, {one.cosigned} as cosigner"
    return f"{letters} ({parts}) with {asks}: {one.outstanding} outstanding"


def row(one: Signer) -> dict[str, Any]:
    """Return somebody as a JSON object, as `signatory list` writes it."""
    term = one.term
    return {
        "bioguide": one.bioguide,
        "name": one.name,
        "chamber": term and term.chamber.value,
        "state": term and term.state,
        "district": term and term.district,
        "party": term and term.party,
        "serving": one.serves,
        "term_start": term and term.start,
        "term_end": term and term.end,
        "letters": one.letters,
        "lead": one.led,
        "cosigned": one.cosigned,
        "asks": one.asks,
        "asks_outstanding": one.outstanding,
    }
