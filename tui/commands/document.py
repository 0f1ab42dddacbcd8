"""`askwatch document`: what the sources published, and what people filed by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, plain, say, table
from tui.commands.shared import by_option, json_option, noun, pass_kit, published_option
from tui.commands.writing import overwrite_option, write_new

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobs.given import Given
    from tracker.types import Revision


@noun()
def command() -> None:
    """List documents, read one and its changes, file one by hand, export what was captured."""


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
@click.option("--changes", is_flag=True, help="Only what each revision says otherwise.")
@click.option("--warc", metavar="FILE", help="Not its text: its page as it came, as WARC.")
@json_option
@pass_kit
def show(
    kit: Kit,
    document_id: int,
    revision: int | None,
    changes: bool,
    warc: str | None,
    as_json: bool,
) -> None:
    """Show a document's text, where it came from and how often it changed."""
    from tracker.errors import NotHeldError
    from tui.commands import lines, rows

    document = kit.store.documents.get(document_id)
    states = kit.store.documents.revisions(document_id)
    number = revision or len(states)
    if number > len(states):
        raise NotHeldError("no such revision", str(number), f"there are {len(states)}")
    shown = states[number - 1]
    if warc:
        _write_captures(kit, document_id, states, number, warc, overwrite=False)
        return
    if changes:
        _changes(kit, states if revision is None else states[max(0, number - 2) : number], as_json)
    elif as_json:
        history = [rows.revision(state) for state in states]
        emit(rows.document(document) | {"states": history, "text": shown.text})
    else:
        say(lines.document(document, shown, kit.zone))


def _changes(kit: Kit, states: Sequence[Revision], as_json: bool) -> None:
    """Tell what each of some revisions says otherwise than the one before it."""
    from itertools import pairwise

    from tracker import redline, wording

    if len(states) < 2 and not as_json:
        say("it has one revision only; nothing changed")
    for old, new in pairwise(states):
        told = [
            f"{name}: {redline.difference(str(was), str(now))}"
            for name, was, now in (
                ("title", old.title, new.title),
                ("address", old.url, new.url),
                ("published", old.published, new.published),
            )
            if was != now
        ]
        told += redline.changes(old.text, new.text)
        if as_json:
            emit({"revision": new.number, "seen": new.seen, "changes": told})
        else:
            say(f"revision {new.number}, seen {wording.moment(new.seen, kit.zone)}")
            for line in told or ["(only blanks or marks)"]:
                say(f"  {line}")


@command.command()
@click.argument("document_id", metavar="ID", type=int)
@click.option("--revision", metavar="N", type=click.IntRange(1), help="Only what the Nth is from.")
@click.option("--warc", metavar="FILE", required=True, help="Where to; '-' is standard output.")
@overwrite_option
@pass_kit
def export(kit: Kit, document_id: int, revision: int | None, warc: str, overwrite: bool) -> None:
    """Write the captured pages that a document was read from, as WARC 1.1.

    Any replay tool opens the file. Each revision's page comes once, in order.
    """
    states = kit.store.documents.revisions(kit.store.documents.get(document_id).id)
    _write_captures(kit, document_id, states, revision, warc, overwrite)


def _write_captures(
    kit: Kit,
    document_id: int,
    states: Sequence[Revision],
    revision: int | None,
    warc: str,
    overwrite: bool,
) -> None:
    from tracker.errors import NotHeldError

    wanted = [one for one in states if revision in (None, one.number)]
    hashes = list(dict.fromkeys(one.capture for one in wanted if one.capture))
    if not hashes:
        which = str(document_id) if wanted else f"{document_id}, revision {revision}"
        raise NotHeldError("no captured page", which, f"it has {len(states)} revisions")
    write_new(warc, b"".join(map(kit.archive.warc, hashes)), overwrite)


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


@command.command("addresses")
@click.option("--all", "everything", is_flag=True, help="Also those that show what they showed.")
@json_option
@pass_kit
def addresses_(kit: Kit, everything: bool, as_json: bool) -> None:
    """List evidence whose page is gone or lost the quoted words, and where a copy stands.

    Pages are looked at by the job "recheck", copies by "copies". Nothing is rewritten.
    """
    from tracker import wording

    found = kit.store.addresses.list(troubled=not everything)
    lines = []
    for address, asks in found:
        if as_json:
            emit(plain(address) | {"asks": asks})
            continue
        rest = ", ".join(map(str, asks))
        since = wording.moment(address.since, kit.zone)
        why, copy = address.why, address.suggestion or ""
        lines.append((address.state.value, since, rest, address.url, why, copy))
    if not as_json:
        table(("state", "since", "asks", "address", "why", "copy"), lines)
