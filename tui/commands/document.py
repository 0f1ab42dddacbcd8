"""`askwatch document`: what the sources published, and what people filed by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, say, table
from tui.commands.shared import by_option, json_option, noun, pass_kit, published_option

if TYPE_CHECKING:
    from jobs.given import Given


@noun()
def command() -> None:
    """List documents, read one, file one by hand."""


@command.command("list")
@click.option("--source", metavar="NAME", help="Only those of a source.")
@click.option("--limit", metavar="N", type=click.IntRange(1), help="At most so many.")
@json_option
@pass_kit
def list_(kit: Kit, source: str | None, limit: int | None, as_json: bool) -> None:
    """List the documents, last recorded first."""
    from tui.commands import lines, rows

    held = kit.store.documents.list(source=source, limit=limit)
    if as_json:
        for document in held:
            emit(rows.document(document))
        return
    table(lines.DOCUMENT_HEAD, (lines.document_cells(d, kit.zone) for d in held))


@command.command()
@click.argument("document_id", metavar="ID", type=int)
@click.option("--revision", metavar="N", type=click.IntRange(1), help="Not the latest but the Nth.")
@json_option
@pass_kit
def show(kit: Kit, document_id: int, revision: int | None, as_json: bool) -> None:
    """Show a document's text, where it came from and how often it changed."""
    from tracker.errors import NotHeldError
    from tui.commands import lines, rows

    document = kit.store.documents.get(document_id)
    states = kit.store.documents.revisions(document_id)
    number = revision or len(states)
    if number > len(states):
        raise NotHeldError("no such revision", str(number), f"there are {len(states)}")
    shown = states[number - 1]
    if as_json:
        history = [rows.revision(state) for state in states]
        emit(rows.document(document) | {"states": history, "text": shown.text})
    else:
        say(lines.document(document, shown, kit.zone))


@command.command()
@click.argument("names", metavar="FILE|URL ...", nargs=-1, required=True)
@click.option("--title", metavar="TEXT", help="What to call it. [default: as it calls itself]")
@click.option("--private", is_flag=True, help="Never show it outside.")
@published_option
@by_option
@json_option
@pass_kit
def add(
    kit: Kit,
    names: tuple[str, ...],
    title: str | None,
    private: bool,
    published: date | None,
    by: str | None,
    as_json: bool,
) -> None:
    """File documents by hand; they are matched like polled ones."""
    from jobs.given import texts
    from tui.commands import rows
    from tui.commands.each import each, end

    def file(given: Given) -> None:
        who, now = kit.who(by), kit.now()
        document = kit.intake.file(given, title=title, private=private, who=who, now=now)
        if as_json:
            emit(rows.document(document))
        else:
            say(f"filed: document {document.id}: {document.title}")

    failures = each(texts(names, None, lambda: kit.fetcher, published=published), file)
    kit.match_pending()
    end(failures)
