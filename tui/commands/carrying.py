"""`askwatch ask again|hearing|unlink`: what carries an ask on."""

from __future__ import annotations

from datetime import date

import click

from tui.commands.kit import Kit
from tui.commands.output import say
from tui.commands.shared import by_option, day_option, pass_kit, why_option, word


@word()
@click.argument("ask_id", metavar="ID", type=int)
@click.option("--letter", metavar="ID", type=int, help="The later letter that asks it again.")
@click.option("--ask", "later", metavar="ID", type=int, help="The ask of that letter.")
@why_option
@by_option
@pass_kit
def again(
    kit: Kit, ask_id: int, letter: int | None, later: int | None, why: str | None, by: str | None
) -> None:
    """Say that a later letter asks ID again; both tell of each other from then on."""
    from tracker import carrying
    from tracker.errors import UsageError

    if letter is None and later is None:
        raise UsageError("nothing to link", None, "", "name --letter ID, --ask ID or both")
    to = kit.store.asks.get(later).letter_id if letter is None and later else letter or 0
    link = kit.store.links.add_letter(ask_id, to, later, who=kit.who(by), now=kit.now(), why=why)
    say(f"linked: ask {ask_id} {carrying.onward(link)} (link {link.id})")


@word()
@click.argument("ask_ids", metavar="ID ...", type=int, nargs=-1, required=True)
@click.option("--text", metavar="TEXT", required=True, help="The question, as it was asked.")
@day_option("--date", "The day of the hearing, like 2026-11-21; needed.")
@click.option("--committee", metavar="TEXT", help="Whose hearing it was.")
@click.option("--asked-by", "asker", metavar="NAME", help="Who asked it.")
@click.option("--url", metavar="URL", help="Where it can be read or heard.")
@why_option
@by_option
@pass_kit
def hearing(
    kit: Kit,
    ask_ids: tuple[int, ...],
    text: str,
    date: date | None,
    committee: str | None,
    asker: str | None,
    url: str | None,
    why: str | None,
    by: str | None,
) -> None:
    """Record a question at a hearing that carries asks on."""
    from tracker import carrying
    from tracker.errors import UsageError
    from tracker.types import Hearing

    if date is None:
        raise UsageError("hearing not recorded", None, "it has no day", "give it by --date")
    asked = Hearing(text=text, day=date, committee=committee, asker=asker, url=url)
    for ask_id in ask_ids:
        link = kit.store.links.add_hearing(ask_id, asked, who=kit.who(by), now=kit.now(), why=why)
        say(f"linked: ask {ask_id} {carrying.onward(link)} (link {link.id})")


@word()
@click.argument("link_id", metavar="LINK", type=int)
@why_option
@by_option
@pass_kit
def unlink(kit: Kit, link_id: int, why: str | None, by: str | None) -> None:
    """Take a link to a later letter or a hearing away."""
    link = kit.store.links.remove(link_id, who=kit.who(by), now=kit.now(), why=why)
    say(f"unlinked: ask {link.ask_id} (link {link_id})")
