"""`askwatch export`: everything that may be shown outside, as files for other programs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, plain, say, talk
from tui.commands.shared import json_option, pass_kit, word
from tui.commands.writing import write_whole

if TYPE_CHECKING:
    from jobs.moving.folder import Views
    from jobs.moving.shape import Tables
    from tui.views import BoardLine, BoardView


@word()
@click.argument("folder", metavar="DIR")
@click.option(
    "--format", "form", type=click.Choice(["csv", "json", "md"]), default="csv", show_default=True
)
@click.option("--private", is_flag=True, help="Private documents and what rests on them, too.")
@click.option("--bom", is_flag=True, help="Mark CSV files so that Excel takes them for UTF-8.")
@json_option
@pass_kit
def command(kit: Kit, folder: str, form: str, private: bool, bom: bool, as_json: bool) -> None:
    """Write letters, asks, signatories, documents, candidates and events to files in DIR.

    Private documents, and what was proposed by them, are left out; a decision that
    rests on one is written without its evidence and its reason. CSV and JSON can be
    taken in again by `askwatch import DIR`.
    """
    target = Path(folder).expanduser()
    target.mkdir(parents=True, exist_ok=True)
    marked = "utf-8-sig" if bom and form == "csv" else "utf-8"
    for name, text in _files(kit, form, private):
        file = target / name
        write_whole(file, text.encode(marked if name.endswith(".csv") else "utf-8"))
        if as_json:
            emit({"file": str(file)})
        else:
            say(str(file))
    if private:
        talk("private evidence is among these files; do not pass them on")


def _files(kit: Kit, form: str, private: bool) -> Iterator[tuple[str, str]]:
    from jobs.moving import folder
    from jobs.moving.private import public
    from tui import views

    store = kit.store
    if form == "md":
        rules, now, zone = kit.config.deadlines, kit.now(), kit.zone
        board = views.board(store, rules, now, zone, everything=True, outward=not private)
        return _as_markdown(kit, board)
    tables = store.moving.dump()
    if not private:
        tables = public(tables, store.ledger.events(), store.ledger.private())
    shown = _views(kit, tables)
    return folder.files(tables, shown, store.moving.fields(), form, private=private)


def _views(kit: Kit, tables: Tables) -> Views:
    """Return the columns that the command line promises, among them what is worked out."""
    from tui.commands import rows

    store = kit.store
    document = {row["id"]: row["document_id"] for row in tables["revisions"]}
    found: dict[str, dict[int, dict[str, Any]]] = {
        "letters": {row.id: rows.letter_row(row) for row in store.letters.rows()},
        "asks": {line.row.ask.id: rows.ask(line) for line in _lines(kit, tables)},
        "documents": {one.id: rows.document(one) for one in store.documents.list()},
        "candidates": {one.id: rows.candidate(one) for one in store.candidates.list()},
        "evidence": {
            row["id"]: {"id": row["id"], "document": document[row["revision_id"]]}
            for row in tables["evidence"]
        },
    }
    return {name: {k: plain(row) for k, row in some.items()} for name, some in found.items()}


def _lines(kit: Kit, tables: Tables) -> Iterator[BoardLine]:
    """Yield the asks as the events and candidates among the tables tell of them, and no others."""
    from tui.exporting import outward

    told = {row["id"]: row for row in tables["events"]}
    events = defaultdict(list)
    for event in kit.store.ledger.events():
        if event.id in told:
            row = told[event.id]
            bare = {name: row[name] for name in ("before", "after", "why", "evidence_id")}
            events[event.ask_id].append(replace(event, **bare))
    open_ones = [row for row in tables["candidates"] if row["verdict"] in ("new", "later")]
    waiting = Counter(row["ask_id"] for row in open_ones)
    changed = Counter(row["ask_id"] for row in open_ones if row["evidence_id"])
    rules, today = kit.config.deadlines, kit.today
    for held in kit.store.asks.board():
        key = held.ask.id
        yield outward(held, events[key], waiting[key], changed[key], rules, today)


def _as_markdown(kit: Kit, board: BoardView) -> Iterator[tuple[str, str]]:
    from tui.commands import rows
    from tui.exporting import ask_bullet, escaped

    parts = ["# Letters and their asks", ""]
    for letter in kit.store.letters.rows():
        day = letter.letter_date or letter.announced or "undated"
        parts += [f"## {escaped(letter.title)} ({day})", ""]
        own = (line for line in board.lines if line.row.letter_id == letter.id)
        for line in sorted(own, key=lambda line: line.row.ask.id):
            parts.append(f"- {ask_bullet(rows.ask(line))}")
        parts.append("")
    yield "letters.md", "\n".join(parts)
