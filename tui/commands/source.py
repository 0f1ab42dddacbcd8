"""`askwatch source`: the places that are watched, and how their pages are read."""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import UTC, date, datetime, time
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, failed, say, table, talk
from tui.commands.shared import day_option, json_option, noun, pass_kit

if TYPE_CHECKING:
    from tracker.types import Item, Page
    from tui.commands.visiting import Look


@noun()
def command() -> None:
    """See how the watched sites fare, read a saved page, add a site."""


@command.command("list")
@click.option("--catalog", is_flag=True, help="The real sources that are known by name.")
@json_option
@pass_kit
def list_(kit: Kit, catalog: bool, as_json: bool) -> None:
    """List the sources and how each fares, those in trouble first."""
    from tracker import wording
    from tui import views
    from tui.commands import lines, rows

    if catalog:
        _list_catalog(as_json)
        return
    kit.sync_sources()
    shown = views.sources(kit.store, kit.now())
    if as_json:
        for line in shown:
            emit(rows.source(line))
        return
    table(lines.SOURCE_HEAD, (lines.source_cells(line, kit.zone) for line in shown))
    for line in shown:
        trouble = wording.trouble(line.watched, kit.now(), kit.zone)
        if trouble:
            talk(trouble)


@command.command()
@day_option("--since", "Only what changed on this day or later.")
@json_option
@pass_kit
def changes(kit: Kit, since: date | None, as_json: bool) -> None:
    """List when sources began to fare otherwise: blocked, quiet, delivering again."""
    from tracker import wording

    begin = datetime.combine(since or date.min, time(), UTC)
    for change in kit.store.sources.changes_of_health(begin):
        if as_json:
            was = change.was.value if change.was else None
            told = {"source": change.source, "at": change.at, "was": was}
            emit(told | {"health": change.state.value, "words": change.words})
        else:
            say(f"{wording.moment(change.at, kit.zone)}  {wording.change_of_health(change)}")


def _list_catalog(as_json: bool) -> None:
    from jobs import sources
    from tui.commands import rows

    known = sources.catalog().values()
    if as_json:
        for one in known:
            emit(rows.known_source(one))
        return
    head = ("name", "layout", "proven", "title")
    table(head, ((s.name, s.ways[0].layout, "yes" if s.proven else "no", s.title) for s in known))


@command.command()
@click.argument("file", metavar="FILE")
@click.option("--url", metavar="URL", required=True, help="The address it was saved from.")
@click.option("--layout", "name", metavar="NAME", help="How to read it. [default: recognised]")
@json_option
@pass_kit
def read(kit: Kit, file: str, url: str, name: str | None, as_json: bool) -> None:
    """Read a saved page or feed as the poller would, item by item."""
    from jobs import sources
    from jobs.given import file_bytes

    page = _saved(Path(file), file_bytes(Path(file)), url, kit.now())
    layout, items = sources.read_page(page, sources.layout(name) if name else None)
    _show(items, layout.name, as_json)


def _saved(path: Path, body: bytes, url: str, now: datetime) -> Page:
    import mimetypes

    from tracker.types import Page

    return Page(
        url=url,
        final_url=url,
        status=200,
        media_type=mimetypes.guess_type(path.name)[0] or "",
        charset=None,
        headers=(),
        body=body,
        fetched=now,
    )


def _show(items: tuple[Item, ...], layout: str, as_json: bool) -> None:
    from tracker import wording
    from tui.commands import rows

    for item in items:
        if as_json:
            emit(rows.item(item, layout))
        else:
            day = item.published.date().isoformat() if item.published else "no date   "
            say(f"{day}  {item.title or '(no title)'}\n            {item.url}")
    if not as_json:
        talk(f"{wording.plural(len(items), 'item')}, read as '{layout}'")


@command.command()
@click.argument("names", metavar="[NAME ...]", nargs=-1)
@json_option
@pass_kit
def test(kit: Kit, names: tuple[str, ...], as_json: bool) -> None:
    """Visit sources without storing anything: reachable, allowed, recognised, what to do.

    Each source's fallbacks are looked at, too; only its first way decides the exit code.
    """
    from tui.commands.each import end
    from tui.commands.visiting import looks

    def tell(look: Look, main: bool) -> None:
        if as_json:
            emit(_look(look, main))
        elif look.error is None:
            say(f"{look.source}: {'' if main else _fallback(look)}{look.words}")
        if look.error is not None:
            failed(Exception(f"{'' if main else _fallback(look)}{look.error}"))

    wrong = 0
    for one in kit.watched(names):
        first, *others = looks(kit, one.source)
        tell(first, True)
        for other in others:
            tell(other, False)
        wrong += first.error is not None
    end(wrong)


def _fallback(look: Look) -> str:
    return f"fallback '{look.way.layout}': "


def _look(look: Look, main: bool) -> dict[str, object]:
    return {
        "source": look.source,
        "url": look.way.url,
        "fallback": not main,
        "reachable": look.reachable,
        "allowed": look.allowed,
        "recognised": look.recognised,
        "documents": look.documents,
        "newest": look.newest,
        "words": look.words,
        "error": str(look.error) if look.error else None,
    }


@command.command()
@click.argument("url", metavar="URL")
@click.option("--name", metavar="NAME", help="What to call it. [default: after its address]")
@click.option("--every", metavar="PERIOD", default="1h", show_default=True)
@click.option("--yes", is_flag=True, help="Add it without being asked.")
@pass_kit
def add(kit: Kit, url: str, name: str | None, every: str, yes: bool) -> None:
    """Visit a page, show what would be read, and add it to your config.toml."""
    from jobs import sources
    from jobs.given import answer
    from tracker.config import period
    from tracker.errors import UsageError
    from tracker.names import source_name
    from tui.commands.settings import extended

    period(every)
    if name is not None:
        source_name(name)
    taken = {one.name for one in kit.config.sources}
    if name in taken:
        step = "choose another one with --name"
        raise UsageError("name taken", name, "another source is called so", step)
    for one in sources.configured(kit.config.sources):
        if url in (way.url for way in one.ways):
            raise UsageError("watched already", url, f"it is a way in of '{one.name}'")
    name = name or _free_name(url, taken)
    page = answer(kit.fetcher, url)
    layout, items = sources.read_page(page)
    _show(items, layout.name, as_json=False)
    for feed in sources.feeds_named(page) if layout.name == "list" else ():
        talk(f"the page names a feed, which is better to watch: askwatch source add {feed}")
    entry = _entry(name, layout.name, url, every)
    if yes or (kit.talks and click.confirm(f"Watch it as '{name}'?", default=True, err=True)):
        say(f"added: source '{name}', to {extended(kit.settings, entry)}")
    else:
        talk("not added; to do so, put this into config.toml, or say --yes:")
        say(entry)


_NAME = 60
"""Characters of a name after an address."""


def _free_name(url: str, taken: Container[str]) -> str:
    """Return a name after an address: its host, and as much of its path as it takes."""
    parts = urlsplit(url)
    host = (parts.hostname or "source").removeprefix("www.")
    words = [host.replace(".", "-"), *re.findall(r"[a-z0-9]+", parts.path.lower())]
    after_it = ("-".join(words[: n + 1])[:_NAME] for n in range(len(words)))
    numbered = (f"{'-'.join(words)[:_NAME]}-{n}" for n in count(2))
    return next(name for name in chain(after_it, numbered) if name not in taken)


def _entry(name: str, layout: str, url: str, every: str) -> str:
    import json

    # A JSON string is a TOML string, too.
    pairs = (("name", name), ("layout", layout), ("url", url), ("every", every))
    return "\n".join(["[[sources]]", *(f"{key} = {json.dumps(value)}" for key, value in pairs)])
