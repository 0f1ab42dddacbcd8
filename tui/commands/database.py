"""`askwatch database`: the store as a whole, moved from one place to another."""

from __future__ import annotations

import sys

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, say, table, talk
from tui.commands.shared import json_option, noun, pass_kit

HEAD = ("table", "rows", "sha-256 of its rows")


@noun()
def command() -> None:
    """Move the store between a file and a PostgreSQL server."""


@command.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@json_option
@pass_kit
def copy(kit: Kit, source: str, target: str, as_json: bool) -> None:
    """Copy the whole store FROM one database TO another, which must be empty.

    Either is a file or an address like postgresql+psycopg://name@host/database. Each
    table is counted and hashed on both sides. A copy that was cut off goes on when the
    same command is given again. Let nobody write to either meanwhile.
    """
    from db.store import Store
    from tui.commands.settings import archive_folder, database_file

    file = database_file(source)
    if file is not None and not file.is_file():
        from tracker.errors import UsageError

        raise UsageError("not copied", source, "there is no such file")
    with Store.open(source) as of, Store.open(target) as to:
        tables = of.fill(to, _shown if sys.stderr.isatty() else lambda *_: None)
    if as_json:
        for one in tables:
            emit(one)
        return
    table(HEAD, ((one.table, one.rows, one.sha256[:16]) for one in tables))
    say(f"copied: {sum(one.rows for one in tables)} rows, the same on both sides")
    here, there = archive_folder(source), archive_folder(target)
    if here != there and here.is_dir():
        talk(f"captured files are not in a database: copy {here} to {there}, too")


def _shown(name: str, done: int, rows: int) -> None:
    click.echo(
        f"\r\x1b[K{name}: {done} of {rows}" if done < rows else "\r\x1b[K", err=True, nl=False
    )
