"""`askwatch search`: full text over letters and documents."""

from __future__ import annotations

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, say, talk
from tui.commands.shared import json_option, pass_kit, word


@word()
@click.argument("query", metavar="WORD ...", nargs=-1, required=True)
@click.option("--limit", metavar="N", type=click.IntRange(1), default=50, show_default=True)
@json_option
@pass_kit
def command(kit: Kit, query: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Find the letters and documents in which all the words stand, best first.

    "Quoted words" are a phrase; the last word may be the beginning of one.
    """
    found = kit.store.documents.search(" ".join(query), limit + 1)
    for hit in found[:limit]:
        if as_json:
            emit(hit)
        else:
            say(f"{hit.noun} {hit.id}  {hit.when or 'undated'}  {hit.title}")
            say(f"    {' '.join(hit.snippet.split())}")
    if len(found) > limit:
        talk(f"there are more than {limit}; see more with --limit")
    if not found:
        talk("nothing found")
