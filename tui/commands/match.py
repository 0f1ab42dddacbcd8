"""`askwatch match`: which documents may answer which asks, from files, storing nothing."""

from __future__ import annotations

from pathlib import Path

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, say
from tui.commands.shared import json_option, pass_kit, word


@word()
@click.option("--asks", metavar="FILE", help="Asks, as JSON Lines.")
@click.option("--documents", metavar="FILE", help="Documents, as JSON Lines, plain or .gz.")
@click.option("--top", metavar="N", type=click.IntRange(1), default=20, show_default=True)
@json_option
@pass_kit
def command(kit: Kit, asks: str | None, documents: str | None, top: int, as_json: bool) -> None:
    """Pair asks with documents.

    With --asks and --documents: from files, best first, as JSON Lines; nothing
    is stored. Without: what waits in the store; candidates go to review.
    """
    from tracker.errors import UsageError

    if asks and documents:
        from jobs.match import match_files

        for row in match_files(Path(asks), Path(documents), top):
            emit(row)
    elif asks or documents:
        missing = "--documents" if asks else "--asks"
        raise UsageError("an option is missing", missing, "", "name both files, or none")
    else:
        from tui.commands.work import do

        proposed = do(kit, "match").counts["to review"]
        if as_json:
            emit({"proposed": proposed})
        else:
            say(f"{proposed} possible answers to review; see: askwatch review list")
