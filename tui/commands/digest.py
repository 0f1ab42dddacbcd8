"""`askwatch digest`: the weekly mail."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, failed, say, talk
from tui.commands.shared import Many, json_option, pass_kit, word

if TYPE_CHECKING:
    from jobs.digest import Prepared

PASSWORD = "ASKWATCH_SMTP_PASSWORD"


@word()
@click.option("--week", metavar="WEEK", help="An ISO week, like 2026-W47.")
@click.option("--to", cls=Many, metavar="ADDRESS", help="Instead of those in config.toml.")
@click.option("--dry-run", "folder", metavar="DIR", help="Write each mail to a file in DIR.")
@click.option("--send", is_flag=True, help="Send it; nobody gets a week twice.")
@json_option
@pass_kit
def command(
    kit: Kit, week: str | None, to: tuple[str, ...], folder: str | None, send: bool, as_json: bool
) -> None:
    """Say what happened in a week: print it, write it to files, or send it."""
    from jobs import digest
    from tracker.errors import UsageError

    if folder and send:
        raise UsageError("two things at once", "--dry-run", "and --send", "leave one out")
    kit.sync_sources()
    prepared = digest.prepare(kit.store, kit.office, kit.now(), week=week, to=to)
    if send:
        _send(kit, prepared, as_json)
    elif folder:
        _write(prepared, Path(folder).expanduser(), as_json)
    else:
        _print(prepared, as_json)


def _print(prepared: tuple[Prepared, ...], as_json: bool) -> None:
    for one in prepared:
        if one.message is None:
            talk(f"{one.recipient}: nothing happened; no mail for {one.period.week}")
            continue
        subject, body = str(one.message["Subject"]), one.message.get_body(("plain",))
        text = str(body.get_content()) if body else ""
        if as_json:
            week = one.period.week
            emit({"to": one.recipient, "week": week, "subject": subject, "text": text})
        else:
            say(f"To: {one.recipient}\nSubject: {subject}\n\n{text}")


def _write(prepared: tuple[Prepared, ...], folder: Path, as_json: bool) -> None:
    from jobs import digest

    for one in prepared:
        if one.message is None:
            talk(f"{one.recipient}: nothing happened; no mail for {one.period.week}")
    for file in digest.write(prepared, folder):
        if as_json:
            emit({"file": str(file)})
        else:
            say(str(file))


def _send(kit: Kit, prepared: tuple[Prepared, ...], as_json: bool) -> None:
    from jobs import digest
    from tui.commands.each import end

    failures = 0
    password = os.environ.get(PASSWORD)
    for one in digest.send(kit.store, prepared, kit.config.smtp, password, kit.now()):
        if as_json:
            emit({"to": one.recipient, "status": one.how, "error": one.error and str(one.error)})
        else:
            say(f"{one.recipient}: {one.how}")
        if one.error:
            failures += 1
            failed(one.error)
    end(failures)
