"""`askwatch signatory`: who signed what, who still serves, and what is outstanding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, say, table
from tui.commands.shared import json_option, noun, pass_kit

if TYPE_CHECKING:
    from tracker.types import Signer
    from tui.board import Desk
    from tui.signatories import Person

HEAD = ("id", "seat", "in office", "letters", "lead", "outstanding", "name")
_AT_ONCE = 400


@noun()
def command() -> None:
    """Look up who signed letters, who still serves, and what became of their asks."""


@command.command("list")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option("--serving", is_flag=True, help="Only those who serve today.")
@click.option(
    "--sort",
    type=click.Choice(["letters", "outstanding", "name", "state"]),
    default="letters",
    show_default=True,
)
@json_option
@pass_kit
def list_(kit: Kit, words: tuple[str, ...], serving: bool, sort: str, as_json: bool) -> None:
    """List who signed, each person once, with how many letters and outstanding asks.

    WORDs narrow the list: parts of a name, a party, a state or a chamber, "left office",
    "not made out". Seat and party are as of today, or the last ones.
    """
    from tui import signatories
    from tui.signatories import Asked

    asked = Asked(words=" ".join(words), serving=serving, order=sort)
    found = _all(_desk(kit), asked)
    if as_json:
        for one in found:
            emit(signatories.row(one))
        return
    cells = (
        (
            one.bioguide or "–",
            signatories.seat(one),
            signatories.in_office(one),
            one.letters,
            one.led,
            one.outstanding,
            one.name,
        )
        for one in found
    )
    table(HEAD, cells)


@command.command()
@click.argument("who", metavar="WHO", nargs=-1, required=True)
@json_option
@pass_kit
def show(kit: Kit, who: tuple[str, ...], as_json: bool) -> None:
    """Show the letters that somebody signed, and how the asks in them stand.

    WHO is a bioguide id, or enough of a name that only one signatory has it.
    """
    from tui import signatories
    from tui.commands import rows

    desk = _desk(kit)
    person = signatories.person(desk, signatories.known_as(desk, " ".join(who)))
    lines = _lines(desk, person)
    if not as_json:
        say("\n".join(_told(person, lines)))
        return
    letters = [
        {
            "id": one.letter_id,
            "title": one.title,
            "date": one.dated,
            "lead": one.lead,
            "asks": [rows.ask(lines[ask]) for ask in one.ask_ids if ask in lines],
        }
        for one in person.letters
    ]
    emit(signatories.row(person.signer) | {"signed": letters})


def _desk(kit: Kit) -> Desk:
    from tui.board import Desk

    return Desk(kit.store, kit.config.deadlines, kit.now(), kit.zone)


def _all(desk: Desk, asked: Any) -> Iterator[Signer]:
    from tui import signatories

    keys = signatories.people(desk, asked).keys
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        found = signatories.some(desk, some)
        yield from (found[key] for key in some if key in found)


def _lines(desk: Desk, person: Person) -> dict[int, Any]:
    from tui import board

    asks = [str(ask) for letter in person.letters for ask in letter.ask_ids]
    found: dict[int, Any] = {}
    for start in range(0, len(asks), _AT_ONCE):
        lines = board.lines(desk, asks[start : start + _AT_ONCE])
        found |= {int(key): line for key, line in lines.items()}
    return found


def _told(person: Person, lines: dict[int, Any]) -> Iterator[str]:
    from tracker import wording
    from tracker.text import one_line
    from tui import signatories

    yield signatories.told(person.signer)
    yield signatories.signed(person.signer)
    for one in person.letters:
        role = "lead" if one.lead else "cosigner"
        yield ""
        yield f"letter {one.letter_id}, {wording.day(one.dated)}, {role}: {one_line(one.title)}"
        for line in (lines[ask] for ask in one.ask_ids if ask in lines):
            stands = wording.standing(line.row, line.due)
            yield f"  ask {line.row.ask.id}  {stands}: {one_line(line.row.ask.summary)}"
