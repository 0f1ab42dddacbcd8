"""`askwatch campaign`: letters that belong together, and what happened to all of them."""

from __future__ import annotations

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, say, table
from tui.commands.shared import by_option, json_option, noun, pass_kit, why_option

HEAD = ("id", "letters", "campaign")


@noun()
def command() -> None:
    """Group letters into campaigns; `askwatch letter file` puts a letter into one."""


@command.command()
@click.argument("name")
@why_option
@by_option
@json_option
@pass_kit
def add(kit: Kit, name: str, why: str | None, by: str | None, as_json: bool) -> None:
    """Begin a campaign."""
    from tui.commands import rows

    held = kit.store.campaigns.add(name, who=kit.who(by), now=kit.now(), why=why)
    if as_json:
        emit(rows.campaign(held))
    else:
        say(f"added: campaign {held.id}: {held.name}")


@command.command("list")
@json_option
@pass_kit
def list_(kit: Kit, as_json: bool) -> None:
    """List the campaigns, oldest first."""
    from tui.commands import rows

    held = kit.store.campaigns.all()
    if as_json:
        for one in held:
            emit(rows.campaign(one))
        return
    table(HEAD, ((one.id, len(one.letters), one.name) for one in held))


@command.command()
@click.argument("campaign", metavar="CAMPAIGN")
@json_option
@pass_kit
def show(kit: Kit, campaign: str, as_json: bool) -> None:
    """Show a campaign: its letters and follow-ups, hearings and decisions, in one timeline."""
    from tui import views
    from tui.commands import lines, rows
    from tui.commands.choices import campaign_named

    held = campaign_named(kit, campaign)
    view = views.campaign(kit.store, held.id, kit.config.deadlines, kit.now(), kit.zone)
    if as_json:
        asks = [rows.ask(line) for line in view.lines]
        emit(rows.campaign(held) | {"asks": asks, "timeline": view.timeline})
    else:
        say(lines.campaign(view))


@command.command()
@click.argument("campaign", metavar="CAMPAIGN")
@click.argument("name")
@why_option
@by_option
@pass_kit
def rename(kit: Kit, campaign: str, name: str, why: str | None, by: str | None) -> None:
    """Give a campaign another name."""
    from tui.commands.choices import campaign_named

    key = campaign_named(kit, campaign).id
    held = kit.store.campaigns.rename(key, name, who=kit.who(by), now=kit.now(), why=why)
    say(f"renamed: campaign {held.id}: {held.name}")


@command.command()
@click.argument("campaign", metavar="CAMPAIGN")
@click.option("--why", metavar="TEXT", required=True, help="Why it is given up.")
@by_option
@pass_kit
def remove(kit: Kit, campaign: str, why: str, by: str | None) -> None:
    """Take a campaign away; its letters stay, and `askwatch undo` brings it back with them."""
    from tui.commands.choices import campaign_named

    held = campaign_named(kit, campaign)
    event = kit.store.campaigns.remove(held.id, who=kit.who(by), now=kit.now(), why=why)
    say(f"removed: campaign {held.id}: {held.name}; `askwatch undo {event.id}` brings it back")
