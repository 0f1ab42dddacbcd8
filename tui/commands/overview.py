"""`askwatch settings`: every setting, and where its value comes from."""

from __future__ import annotations

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, table
from tui.commands.shared import json_option, pass_kit, word

HEAD = ("setting", "from", "value")


@word()
@click.argument("words", nargs=-1, metavar="[WORD]...")
@json_option
@pass_kit
def command(kit: Kit, words: tuple[str, ...], as_json: bool) -> None:
    """Show every setting with its value, and where that comes from.

    Passwords and keys are never shown. WORDs narrow the list. What is no setting is
    named, too; then the command ends as every other one does with such a file.
    """
    from tracker import overview
    from tui.commands import origins
    from tui.commands.settings import load

    rows = [one for one in origins.settings(kit) if _wanted(one.key, words)]
    if as_json:
        for one in rows:
            emit(overview.row(one))
    else:
        table(HEAD, ((one.key, one.origin, one.wrong or one.words) for one in rows))
    load(kit.config_file)


def _wanted(key: str, words: tuple[str, ...]) -> bool:
    return all(word.lower() in key.lower() for word in words)
