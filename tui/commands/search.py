"""`askwatch search`: letters, documents, replies and notes, by words and filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, say, table, talk
from tui.commands.shared import json_option, pass_kit, word

if TYPE_CHECKING:
    from tracker.types import SavedFilter


@word()
@click.argument("query", metavar="[WORD ...]", nargs=-1)
@click.option("--limit", metavar="N", type=click.IntRange(1), default=50, show_default=True)
@click.option("--save", metavar="NAME", help="Keep the search under a name, and search.")
@click.option("--saved", metavar="NAME", help="Search as saved; WORDs narrow it further.")
@click.option("--list", "listed", is_flag=True, help="List what is saved, and nothing else.")
@click.option("--remove", metavar="NAME", help="Forget what is saved under a name.")
@json_option
@pass_kit
def command(
    kit: Kit,
    query: tuple[str, ...],
    limit: int,
    save: str | None,
    saved: str | None,
    listed: bool,
    remove: str | None,
    as_json: bool,
) -> None:
    """Find letters, documents, replies and notes in which all the words stand, best first.

    "Quoted words" are a phrase; the last word may be the beginning of one. Filters narrow
    it: state:overdue, addressee:state, since:2024-01, until:, owner:, campaign:, kind:,
    letter:12, source:, is:letter (document, reply, note), private:yes or private:no. Those
    about asks find letters with such asks, documents that may answer them, and notes on
    them. Filters without words list the newest first.
    """
    if remove is not None:
        gone = kit.store.saved.remove(remove)
        talk(f"forgotten: {gone.name}: {gone.words}")
    elif listed:
        _list(kit.store.saved.list(), as_json)
    else:
        typed = " ".join([kit.store.saved.get(saved).words] if saved is not None else [])
        typed = f"{typed} {' '.join(query)}".strip()
        if not typed:
            raise click.UsageError("say what to look for, or --saved NAME")
        _search(kit, typed, limit, save, as_json)


def _search(kit: Kit, typed: str, limit: int, save: str | None, as_json: bool) -> None:
    from tracker import filters
    from tui import search
    from tui.board import Desk

    wanted = filters.parse(typed)
    if save is not None:
        before = kit.store.saved.save(save, typed, now=kit.now())
        was = f"; before: {before.words}" if before else ""
        talk(f"saved as {save}: {typed}{was}")
    desk = Desk(kit.store, kit.config.deadlines, kit.now(), kit.zone)
    found = search.find(desk, wanted, limit)
    for hit in kit.store.search.read(found.places[:limit], wanted):
        if as_json:
            emit(hit)
            continue
        marks = " (reply)" * (hit.kind == "reply") + " (private)" * hit.private
        say(f"{hit.noun} {hit.id}{marks}  {hit.when or 'undated'}  {hit.title}")
        say(f"    {' '.join(hit.snippet.split())}")
    if len(found.places) > limit:
        talk(f"there are more than {limit}; see more with --limit")
    if found.more:
        talk("so many fit that only the newest of them were ranked; narrow it, or raise --limit")
    if not found.places:
        talk("nothing found")


def _list(held: tuple[SavedFilter, ...], as_json: bool) -> None:
    if as_json:
        for one in held:
            emit(one)
    else:
        table(("name", "search"), ((one.name, one.words) for one in held))
