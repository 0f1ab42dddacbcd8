"""`askwatch calendar`: the days on which answers are due, for a calendar program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tui.commands.kit import Kit
from tui.commands.output import talk
from tui.commands.shared import pass_kit, word
from tui.commands.writing import overwrite_option, write_new

if TYPE_CHECKING:
    from datetime import datetime

    from jobs.ics import Entry
    from tui.views import BoardLine


@word()
@click.argument("file", metavar="[FILE]", required=False)
@click.option("--all", "everything", is_flag=True, help="Settled asks too, as cancelled.")
@overwrite_option
@pass_kit
def command(kit: Kit, file: str | None, everything: bool, overwrite: bool) -> None:
    """Write the due days of outstanding asks as iCalendar (.ics), to FILE or stdout.

    Each ask keeps its entry: a calendar that takes a newer file in moves it.
    """
    from jobs.ics import calendar
    from tracker import wording
    from tui import views

    view = views.board(
        kit.store,
        kit.config.deadlines,
        kit.now(),
        kit.zone,
        everything=everything,
        outward=True,
    )
    recorded = {letter.id: letter.recorded for letter in kit.store.letters.all()}
    dated = [line for line in view.lines if line.due.day]
    name = f"{kit.config.organisation.name or 'Askwatch'}: answers due"
    entries = [_entry(line, recorded[line.row.letter_id]) for line in dated]
    text = calendar(entries, name, kit.now())
    write_new(file, text.encode(), overwrite)
    undated = len(view.lines) - len(dated)
    rest = f"; {wording.plural(undated, 'ask')} without a due day left out" if undated else ""
    talk(f"{wording.plural(len(dated), 'due day')}{rest}")


def _entry(line: BoardLine, recorded: datetime) -> Entry:
    from datetime import date

    from jobs.ics import Entry
    from tracker import ledger, wording

    row, due = line.row, line.due
    told = (
        f"“{row.ask.quote}”",
        f"{row.letter_title}, to {wording.addressees(row.addressees)}",
        f"{wording.status(row, due)}. {due.why[:1].upper()}{due.why[1:]}.",
        f"askwatch ask show {row.ask.id}",
    )
    return Entry(
        # Ids alone are the same in every store; the moment of recording is not.
        uid=f"ask-{row.ask.id}-{recorded:%Y%m%dT%H%M%S%f}@askwatch",
        sequence=row.state.last_event or 0,
        day=due.day or date.max,
        summary=f"Answer due: {row.ask.summary}",
        description="\n\n".join(told),
        cancelled=ledger.stopped(row.state),
    )
