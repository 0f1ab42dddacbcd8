"""`askwatch undo`: take a decision back."""

from __future__ import annotations

import click

from tui.commands.kit import Kit
from tui.commands.output import say
from tui.commands.shared import by_option, pass_kit, why_option, word


@word()
@click.argument("event", metavar="EVENT", type=int)
@why_option
@by_option
@pass_kit
def command(kit: Kit, event: int, why: str | None, by: str | None) -> None:
    """Take back what EVENT changed, by a new event; nothing is erased.

    `askwatch ask show` and `askwatch letter show` give the numbers of events.
    """
    undone = kit.store.ledger.undo(event, who=kit.who(by), now=kit.now(), why=why)
    say(f"undone: event {event}, by event {undone.id}")
