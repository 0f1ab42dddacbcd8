"""`askwatch poll`: visit the sources once and exit."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, failed, say, talk
from tui.commands.progress import Progress
from tui.commands.shared import Many, json_option, pass_kit, word

if TYPE_CHECKING:
    from jobs.poll import Polled


@word()
@click.option("--source", "names", cls=Many, metavar="NAME", help="Only these; may be several.")
@click.option("--all", "everything", is_flag=True, help="All that are switched on, due or not.")
@json_option
@pass_kit
def command(kit: Kit, names: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """Visit the sources that are due, keep what is new, and pair it with the asks."""
    from contextlib import nullcontext

    from jobs.record import Tally
    from tui.commands import work
    from tui.commands.each import end

    kit.sync_sources()
    progress = Progress(sys.stderr)

    def report(one: Polled) -> None:
        with progress.ends(one.source):
            _tell(one, as_json)

    # A look at some sources is no run of the job.
    name = "sweep" if everything else "poll"
    with nullcontext(Tally()) if names else kit.recorded(name) as tally:
        kit.see_room(name)
        try:
            polled = kit.poll(names, everything, report, progress.starts)
        finally:
            progress.close()
        work.tell_polled(tally, polled)
    for news in kit.health_news():
        talk(news)
    with kit.recorded("match") as tally:
        work.match(kit, tally)
    if not polled and not as_json:
        say("no source is due; to visit all: askwatch poll --all")
    end(sum(one.status.value in ("blocked", "failed") for one in polled))


def _tell(one: Polled, as_json: bool) -> None:
    from tui.commands import rows

    if as_json:
        emit(rows.polled(one))
        return
    words = f"{one.new} new, {one.revised} revised, {one.documents} listed"
    say(f"{one.source}: {one.status.value}: {words} ({one.seconds:.1f} s)")
    if one.error:
        failed(Exception(one.error))
