"""`askwatch restore`: bring a backup back, never over a store that is there."""

from __future__ import annotations

from pathlib import Path

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, say, talk
from tui.commands.shared import json_option, pass_kit, word


@word()
@click.argument("file", metavar="FILE")
@click.option("--replace", is_flag=True, help="Put a store that is there already aside.")
@json_option
@pass_kit
def command(kit: Kit, file: str, replace: bool, as_json: bool) -> None:
    """Copy the backup FILE to where the store should lie.

    That is where --database, ASKWATCH_DATABASE or the settings say.
    """
    from jobs.backup import restore
    from tracker import wording
    from tracker.errors import UsageError
    from tui.commands.settings import database_file

    target = database_file(kit.url)
    if target is None:
        step = "name one with --database; into a server, `askwatch database copy`"
        raise UsageError("cannot restore", kit.url, "it is no file", step)
    made = restore(Path(file).expanduser(), target, aside=kit.now() if replace else None)
    if as_json:
        emit(made)
        return
    rows = wording.plural(sum(made.counts.values()), "row")
    files = wording.plural(made.captures, "captured file")
    say(f"restored: {made.file}: {rows}, {files}")
    talk("what was mailed after that backup is not known to it; see: askwatch digest outbox --all")
    if made.aside:
        say(f"the store that was there is now {made.aside}")
