"""`askwatch roster`: the members of Congress by whom printed names are resolved."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, say, table, talk
from tui.commands.shared import Many, day_option, json_option, noun, pass_kit

if TYPE_CHECKING:
    from tracker.types import Term


@noun()
def command() -> None:
    """Load the roster of members, and look somebody up in it."""


@command.command()
@click.option(
    "--from",
    "names",
    cls=Many,
    metavar="FILE|FOLDER",
    help="Read these files instead of downloading the public ones; may be several.",
)
@json_option
@pass_kit
def update(kit: Kit, names: tuple[str, ...], as_json: bool) -> None:
    """Load the current and historical members: downloaded, or from files.

    All or nothing: if anything is wrong, the roster stays as it was.
    """
    from jobs import roster
    from jobs.given import roster_files
    from tui.commands import work

    with kit.recorded("roster") as tally:
        if names:
            members = roster.read(roster_files(names))
            told = kit.store.roster.replace(members, kit.now())
            work.tell_roster(tally, len(members), told)
        else:
            talk("downloading the public roster of members, current and historical")
            with _counter(kit):
                work.roster(kit, tally)
    total, added, changed, gone = tally.counts.values()
    if as_json:
        emit({"members": total, "added": added, "changed": changed, "gone": gone})
    else:
        say(f"{total:,} members: {added:,} added, {changed:,} changed, {gone:,} gone")


def at_terminal() -> bool:
    """Say whether a person sees what is said on stderr."""
    return sys.stderr.isatty()


@contextmanager
def _counter(kit: Kit) -> Iterator[None]:
    """Show on a terminal, on one line, how much has come in so far."""
    if not at_terminal():
        yield
        return
    total = 0

    def shown(count: int) -> None:
        nonlocal total
        total += count
        click.echo(f"\r{total / 1_000_000:.1f} MB received", nl=False, err=True)

    kit.heard = shown
    try:
        yield
    finally:
        click.echo(err=True)


@command.command()
@click.argument("name", metavar="NAME ...", nargs=-1, required=True)
@day_option("--on", "As of this day. [default: any]")
@json_option
@pass_kit
def find(kit: Kit, name: tuple[str, ...], on: date | None, as_json: bool) -> None:
    """Say which member a printed name means, or why that cannot be said."""
    from tracker.errors import InputError

    found = kit.roster.resolve(" ".join(name), on=on)
    members = (found.member,) if found.member else found.suggestions
    for member in members:
        if as_json:
            emit(member)
    if not as_json:
        rows = ((m.bioguide, m.name, _seats(m.terms)) for m in members)
        table(("bioguide", "name", "seats"), rows)
    if found.member is None:
        raise InputError(found.warning(" ".join(name)) or "name not resolved")


def _seats(terms: tuple[Term, ...]) -> str:
    seats = {f"{t.chamber.value} {t.state}": t.end.year for t in terms}
    return "; ".join(f"{seat} until {year}" for seat, year in seats.items())
