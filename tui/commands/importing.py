"""`askwatch import`: an export taken in again."""

from __future__ import annotations

from pathlib import Path

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, say, talk
from tui.commands.shared import json_option, pass_kit, word


@word()
@click.argument("path", metavar="DIR")
@click.option(
    "--dry-run", "--preview", "trial", is_flag=True, help="Show what would come in; keep nothing."
)
@json_option
@pass_kit
def command(kit: Kit, path: str, trial: bool, as_json: bool) -> None:
    """Take in a folder that `askwatch export` filled.

    All of it comes in, or nothing; what is held already is left alone.
    """
    _folder(kit, Path(path).expanduser(), trial, as_json)


def _folder(kit: Kit, folder: Path, trial: bool, as_json: bool) -> None:
    from jobs.moving.folder import Exported

    store = kit.store
    export = Exported(folder, store.moving.fields())
    counts = store.moving.load(export.tables, export.where, trial=trial)
    for table, (new, held) in counts.items():
        if as_json:
            emit({"table": table, "new": new, "held": held})
        elif new or held:
            say(f"{table.replace('_', ' ')}: {new:,} new, {held:,} held already")
    if not export.private:
        talk("private evidence was left out when this was exported")
    if trial:
        talk("nothing was kept: this was a trial")
