"""`askwatch backup`: a verified copy of the store and its archive, while others go on."""

from __future__ import annotations

from pathlib import Path

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, say
from tui.commands.shared import json_option, pass_kit, word


@word()
@click.argument("file", metavar="FILE")
@json_option
@pass_kit
def command(kit: Kit, file: str, as_json: bool) -> None:
    """Copy the store to a new FILE, and the captured bytes to a folder beside it.

    The copy is opened, checked and counted before it counts as made.
    """
    from jobs.backup import backup
    from tracker import wording

    with kit.recorded("backup") as tally:
        made = backup(kit.store, Path(file).expanduser(), kit.archive_folder)
        tally.counts |= {"rows": sum(made.counts.values()), "captured files": made.captures}
    if as_json:
        emit(made)
    else:
        rows = sum(made.counts.values())
        files = wording.plural(made.captures, "captured file")
        say(f"backed up: {made.file}: {wording.plural(rows, 'row')}, {files}")
