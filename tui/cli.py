"""The `askwatch` command: the words it knows, and how it ends.

Each word's module is imported when it is used, and imports what it needs when
it runs: a nightly poll does not pay for the dashboard, and help pays for
nothing. Commands find everything they work with on their `Kit`.
"""

from __future__ import annotations

import signal
import sys
from importlib import import_module
from typing import Any

import click

from tui.commands.ending import ended
from tui.commands.kit import Kit
from tui.commands.shared import Group, json_option, pass_kit

WORDS = {
    "read": "tui.commands.read",
    "match": "tui.commands.match",
    "letter": "tui.commands.letter",
    "ask": "tui.commands.ask",
    "signatory": "tui.commands.signatory",
    "campaign": "tui.commands.campaign",
    "reply": "tui.commands.reply",
    "document": "tui.commands.document",
    "search": "tui.commands.search",
    "source": "tui.commands.source",
    "poll": "tui.commands.poll",
    "review": "tui.commands.review",
    "report": "tui.commands.report",
    "undo": "tui.commands.undo",
    "digest": "tui.commands.digest",
    "jobs": "tui.commands.jobs",
    "worker": "tui.commands.worker",
    "roster": "tui.commands.roster",
    "backup": "tui.commands.backup",
    "restore": "tui.commands.restore",
    "database": "tui.commands.database",
    "team": "tui.commands.team",
    "export": "tui.commands.export",
    "import": "tui.commands.importing",
    "calendar": "tui.commands.calendar",
    "serve": "tui.commands.serve",
    "settings": "tui.commands.overview",
    "doctor": "tui.commands.doctor",
    "demo": "tui.commands.demo",
}
"""Each word, and the module whose `command` it is."""


class Askwatch(Group):
    """The outermost command: finds the others by name, and turns every end into an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the words in the order of the work, not of the alphabet."""
        return list(WORDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, imported now; None: there is none."""
        module = WORDS.get(cmd_name)
        return import_module(module).command if module else None

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command line and leave the program with its exit code."""
        extra |= {"standalone_mode": False, "prog_name": "askwatch"}
        extra.setdefault("obj", Kit())
        sys.exit(ended(lambda: super(Askwatch, self).main(*args, **extra)))


@click.group(cls=Askwatch, invoke_without_command=True)
@click.version_option(package_name="askwatch", message="askwatch %(version)s")
@json_option
@pass_kit
@click.pass_context
def cli(ctx: click.Context, kit: Kit, as_json: bool) -> None:
    """Track what letters from Congress ask for, and watch official pages for the answers.

    Without a command, opens the dashboard; where there is no terminal, prints
    the board of outstanding asks.
    """
    ctx.call_on_close(kit.close)
    if ctx.invoked_subcommand is None:
        from tui.commands.board import open_board

        open_board(kit, as_json)


def main() -> None:
    """Run `askwatch` on the program's own arguments; does not return."""
    # As Ctrl-C: what is open is closed, a run is recorded as cut off, the exit code is 130.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    cli.main()
