"""`askwatch import`: an export taken in again, or a spreadsheet that somebody keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, say, talk
from tui.commands.shared import by_option, json_option, pass_kit, word


@word()
@click.argument("path", metavar="FILE|DIR")
@click.option(
    "--dry-run", "--preview", "trial", is_flag=True, help="Show what would come in; keep nothing."
)
@click.option(
    "--map",
    "columns",
    metavar="FIELD=HEADING",
    multiple=True,
    help="Which column holds what; 'FIELD=' for none. Once for each.",
)
@click.option(
    "--dates",
    type=click.Choice(["day-first", "month-first"]),
    help="How 3/4/2025 is meant; without it such dates are refused.",
)
@click.option("--campaign", metavar="NAME", help="Put the letters into this campaign.")
@click.option("--yes", is_flag=True, help="Confirm the letters: somebody has checked them.")
@by_option
@json_option
@pass_kit
def command(
    kit: Kit, /, path: str, by: str | None, trial: bool, as_json: bool, **wishes: Any
) -> None:
    """Take in a folder that `askwatch export` filled, or a spreadsheet of letters.

    All of it comes in, or nothing; what is held already is left alone. Of a
    spreadsheet (.csv, .xlsx, .json, .jsonl) the columns are recognised by their
    headings: look at them with --preview, put them right with --map. Fields are title,
    date, addressees, cc, signers, lead, asks, text, url, committee, reply_by, total, campaign.
    """
    source = Path(path).expanduser()
    if source.is_dir():
        if any(wishes.values()):
            from tracker.errors import UsageError

            why = "--map, --dates, --campaign and --yes are for a spreadsheet"
            raise UsageError("nothing to choose", path, why)
        _folder(kit, source, trial, as_json)
        return
    from tui.commands.sheets import Wishes, take_in

    who = kit.who(by)
    take_in(kit, source, Wishes(who=who, trial=trial, as_json=as_json, **wishes))


def _folder(kit: Kit, folder: Path, trial: bool, as_json: bool) -> None:
    from jobs.moving.folder import Exported
    from jobs.moving.shape import FILES

    store = kit.store
    export = Exported(folder, store.moving.fields())
    counts = store.moving.load(export.tables, export.where, trial=trial)
    for table, (new, held) in counts.items():
        if as_json:
            emit({"table": table, "new": new, "held": held})
        elif new or held:
            say(f"{FILES[table][0].replace('_', ' ')}: {new:,} new, {held:,} held already")
    if not export.private:
        talk("private evidence was left out when this was exported")
    if trial:
        talk("nothing was kept: this was a trial")
