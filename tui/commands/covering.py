"""`askwatch ask coverage`: where an answer was looked for, and what was missed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, say
from tui.commands.shared import Command, day_option, json_option, pass_kit

if TYPE_CHECKING:
    from tracker.coverage import Coverage, Covered


@click.command(cls=Command)
@click.argument("ask_id", metavar="ID", type=int)
@day_option("--since", "From this day on. [default: the letter's]")
@day_option("--until", "Up to this day. [default: today]")
@json_option
@pass_kit
def coverage(kit: Kit, ask_id: int, since: date | None, until: date | None, as_json: bool) -> None:
    """Say where an answer was looked for: which sources, how often, which gaps."""
    from tracker import coverage as words
    from tracker.errors import UsageError
    from tui import views

    found = views.coverage(kit.store, ask_id, kit.now(), since, until)
    if found.since > found.until:
        raise UsageError("no such time", str(found.since), "it is later than the last day")
    if as_json:
        for one in found.sources:
            emit(_row(ask_id, found, one))
        return
    say(f"ask {ask_id}: {words.summary(found, kit.zone)}")
    for one in found.sources:
        say(words.sentence(one, kit.zone))


def _row(ask_id: int, found: Coverage, one: Covered) -> dict[str, Any]:
    return {
        "ask": ask_id,
        "since": found.since,
        "until": found.until,
        "source": one.source.name,
        "enabled": one.source.enabled,
        "looks": one.looks,
        "good": one.good,
        "days": one.days,
        "last": one.last,
        "last_good": one.last_good,
        "new": one.new,
        "gaps": one.gaps,
        "blocked": one.blocked,
        "failed": one.failed,
        "unwatched": [{"from": first, "to": last} for first, last in one.unwatched],
    }
