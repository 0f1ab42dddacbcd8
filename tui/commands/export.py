"""`askwatch export`: everything that may be shown outside, as files for other programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, plain, say
from tui.commands.shared import json_option, pass_kit, word

Table = list[dict[str, Any]]


@word()
@click.argument("folder", metavar="DIR")
@click.option(
    "--format", "form", type=click.Choice(["csv", "json", "md"]), default="csv", show_default=True
)
@json_option
@pass_kit
def command(kit: Kit, folder: str, form: str, as_json: bool) -> None:
    """Write letters, asks, signatories, documents, candidates and events to files in DIR.

    Private documents, and what was proposed or decided by them, are left out.
    """
    target = Path(folder).expanduser()
    target.mkdir(parents=True, exist_ok=True)
    tables = _tables(kit)
    files = _FORMS[form](tables)
    for name, text in files:
        file = target / name
        _write(file, text)
        if as_json:
            emit({"file": str(file)})
        else:
            say(str(file))


def _tables(kit: Kit) -> dict[str, Table]:
    """Return what may be shown outside, by noun."""
    from tracker import outside
    from tui import views
    from tui.commands import rows

    store, rules, now, zone = kit.store, kit.config.deadlines, kit.now(), kit.zone
    board = views.board(store, rules, now, zone, everything=True, outward=True)
    letters = store.letters.all()
    private = store.ledger.private()
    candidates = [c for c in store.candidates.list() if not c.private]
    asks = [line.row.ask.id for line in board.lines]
    proof = [e for ask in asks for e in store.ledger.evidence(ask)]
    told = outside.events(store.ledger.events(), private)
    shown = (e for e in told if not outside.rests(e, private))
    return {
        "letters": [rows.letter_row(row) for row in store.letters.rows()],
        "signatories": [
            {"letter": letter.id, **signer}
            for letter in letters
            for signer in rows.signers(letter.signatories)
        ],
        "asks": [rows.ask(line) for line in sorted(board.lines, key=lambda x: x.row.ask.id)],
        "documents": [rows.document(d) for d in store.documents.list() if not d.private],
        "candidates": [rows.candidate(c) for c in candidates],
        "evidence": [rows.evidence(e) for e in proof if not e.private],
        "events": [rows.event(e) for e in shown],
    }


def _as_csv(tables: dict[str, Table]) -> Iterator[tuple[str, str]]:
    for name, table in tables.items():
        text = io.StringIO()
        writer = csv.writer(text)
        if table:
            writer.writerow(table[0])
        writer.writerows([_cell(value) for value in row.values()] for row in table)
        yield f"{name}.csv", text.getvalue()


def _cell(value: object) -> object:
    """Return a value as a spreadsheet takes it: no formula, lists as JSON."""
    bare = plain(value)
    if isinstance(bare, list | dict):
        return json.dumps(bare, ensure_ascii=False)
    if isinstance(bare, str) and bare.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{bare}"
    return bare


def _as_json(tables: dict[str, Table]) -> Iterator[tuple[str, str]]:
    for name, table in tables.items():
        lines = (json.dumps(plain(row), ensure_ascii=False) + "\n" for row in table)
        yield f"{name}.jsonl", "".join(lines)


def _as_markdown(tables: dict[str, Table]) -> Iterator[tuple[str, str]]:
    parts = ["# Letters and their asks", ""]
    for letter in tables["letters"]:
        day = letter["letter_date"] or letter["announced"] or "undated"
        parts += [f"## {_escaped(letter['title'])} ({day})", ""]
        for ask in (a for a in tables["asks"] if a["letter"] == letter["id"]):
            due = f", due {ask['due']}" if ask["due"] else ""
            parts.append(
                f"- **{ask['outcome']}** ({ask['clock']}{due}): {_escaped(ask['summary'])}"
            )
        parts.append("")
    yield "letters.md", "\n".join(parts)


def _escaped(text: str) -> str:
    """Return a text on one line in which Markdown and HTML mean nothing."""
    from tracker.text import one_line

    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|!&" else c for c in one_line(text))


_FORMS: dict[str, Callable[[dict[str, Table]], Iterable[tuple[str, str]]]] = {
    "csv": _as_csv,
    "json": _as_json,
    "md": _as_markdown,
}


def _write(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    part = file.with_name(f"{file.name}.part")
    try:
        part.write_text(text, "utf-8", newline="")
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)
        raise
