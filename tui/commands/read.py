"""`askwatch read`: what letters say, without storing anything."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.commands.kit import Kit
from tui.commands.output import emit
from tui.commands.shared import Many, json_option, pass_kit, published_option, word

if TYPE_CHECKING:
    from jobs.given import Given


def _roster_file(value: str) -> bool:
    """Say whether a further value after `--roster A` is a roster, and not a letter."""
    return value.endswith(".json") or Path(value).is_dir()


@word()
@click.argument("names", metavar="FILE|URL ...", nargs=-1)
@click.option("--jsonl", metavar="DOCUMENTS", help="Read the texts of a file of JSON Lines.")
@click.option(
    "--roster",
    "rosters",
    cls=Many,
    fits=_roster_file,
    metavar="FILE|FOLDER",
    help="Resolve names by these roster files, not the store's; may be several.",
)
@published_option
@json_option
@pass_kit
def command(
    kit: Kit,
    names: tuple[str, ...],
    jsonl: str | None,
    rosters: tuple[str, ...],
    published: date | None,
    as_json: bool,
) -> None:
    """Read letters and write what they say as JSON Lines, one object a document."""
    from jobs.given import how_many, incoming, texts
    from jobs.reading import read
    from tui.commands import rows
    from tui.commands.each import each, end

    if not rosters:
        kit.miss_roster()
    roster = kit.roster_of(rosters) if rosters else kit.roster

    def write(given: Given) -> None:
        reading = read(incoming(given), roster)
        emit(rows.reading(given.name, reading))

    inputs = texts(names, jsonl, lambda: kit.fetcher, published=published)
    end(each(inputs, write, how_many(names, jsonl)))
