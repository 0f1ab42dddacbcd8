"""`askwatch ask promise`, `pause`, `resume`: what moves or stops the clock of an ask."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from tui.commands.kit import Kit
from tui.commands.output import say
from tui.commands.shared import by_option, day, day_option, pass_kit, why_option

if TYPE_CHECKING:
    from tracker.types import EventKind

seen_option = click.option(
    "--seen", metavar="EVENT", type=int, help="Refuse if anything happened after it."
)


@click.command()
@click.argument("ask_id", metavar="ID", type=int)
@click.argument("until", metavar="[DATE]", required=False, callback=day)
@click.option("--none", "nothing", is_flag=True, help="No promise stands any more.")
@click.option("--evidence", metavar="DOCUMENT", type=int, help="The document that shows it.")
@seen_option
@why_option
@by_option
@pass_kit
def promise(
    kit: Kit,
    ask_id: int,
    until: date | None,
    nothing: bool,
    evidence: int | None,
    seen: int | None,
    why: str | None,
    by: str | None,
) -> None:
    """Record that an official promised an answer by DATE: --why says who and where.

    It is shown beside the due day and moves none. A new promise takes the place of
    the last, which stays in the history.
    """
    from tracker.errors import UsageError
    from tracker.types import EventKind
    from tui.commands.evidence import fixed

    if nothing is (until is not None):
        raise UsageError("which promise?", None, "", "name a day like 2026-12-05, or --none")
    who = kit.who(by)
    proof = fixed(kit, ask_id, evidence, who) if evidence is not None else None
    after = until.isoformat() if until else None
    _record(kit, ask_id, EventKind.PROMISE_SET, after, who, seen, why, proof)


@click.command()
@click.argument("ask_id", metavar="ID", type=int)
@click.option(
    "--from",
    "start",
    metavar="DATE",
    callback=day,
    help="The first day that does not count. [default: today]",
)
@day_option("--until", "The day on which it runs again. [default: when it is resumed]")
@click.option("--why", metavar="TEXT", required=True, help="Why it is paused.")
@seen_option
@by_option
@pass_kit
def pause(
    kit: Kit,
    ask_id: int,
    start: date | None,
    until: date | None,
    why: str,
    seen: int | None,
    by: str | None,
) -> None:
    """Pause the clock of an ask: the days of a pause do not count."""
    from tracker.pauses import written
    from tracker.types import EventKind

    after = written(start or kit.today, until)
    _record(kit, ask_id, EventKind.CLOCK_PAUSED, after, kit.who(by), seen, why)


@click.command()
@click.argument("ask_id", metavar="ID", type=int)
@day_option("--on", "The first day that counts again. [default: today]")
@seen_option
@why_option
@by_option
@pass_kit
def resume(
    kit: Kit, ask_id: int, on: date | None, seen: int | None, why: str | None, by: str | None
) -> None:
    """Let the clock of a paused ask run again."""
    from tracker.types import EventKind

    after = (on or kit.today).isoformat()
    _record(kit, ask_id, EventKind.CLOCK_RESUMED, after, kit.who(by), seen, why)


def _record(
    kit: Kit,
    ask_id: int,
    kind: EventKind,
    after: str | None,
    who: str,
    seen: int | None,
    why: str | None,
    evidence_id: int | None = None,
) -> None:
    """Keep the event, and say how the ask stands now."""
    from tracker import deadlines, deeds, wording

    event = kit.store.ledger.append(
        ask_id, kind, after, who=who, now=kit.now(), why=why, evidence_id=evidence_id, seen=seen
    )
    say(f"recorded: ask {ask_id}: {deeds.deed(event)} (event {event.id}, by {who})")
    row = kit.store.asks.row(ask_id)
    due = deadlines.due(row, kit.config.deadlines, kit.today)
    say(f"  {wording.status(row, due)}; {due.why}")
