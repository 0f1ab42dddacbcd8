"""`askwatch report`: how fast and how fully asks are answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tui.commands.kit import Kit
from tui.commands.output import emit, say, table
from tui.commands.shared import json_option, pass_kit, word

if TYPE_CHECKING:
    from tracker.responsiveness import Middle
    from tui.reports import Group
    from tui.trends import Trends


@word()
@click.option(
    "--by",
    type=click.Choice(["letter", "campaign", "addressee", "signatory"]),
    help="Tell it of each of these, too.",
)
@click.option("--trend", is_flag=True, help="Tell it by month, and how fast addressees answer.")
@json_option
@pass_kit
def command(kit: Kit, by: str | None, trend: bool, as_json: bool) -> None:
    """Show how many asks are acknowledged and answered, how fast, and how many are open.

    An ask that is still open counts as open, and a response whose day nobody knows
    counts for no day. Beside it stands where answers were looked for.
    """
    from tracker.errors import UsageError
    from tui import reports

    if trend and by:
        raise UsageError("two things at once", "--trend", "and --by", "leave one out")
    if trend:
        _trend(kit, as_json)
        return
    found = reports.report(kit.store, kit.config.deadlines, kit.now(), kit.zone, by=by)
    for group in (found.everything, *found.groups):
        if as_json:
            kind = "all" if group is found.everything else by
            emit({"by": kind} | reports.row(group) | {"coverage": found.coverage})
        else:
            for line in _lines(group, by):
                say(line)
    if not as_json:
        say(f"coverage: {found.coverage}")
    if by in ("addressee", "signatory") and not as_json:
        say(f"an ask counts once for each {by} of its letter: these do not add up to the whole")


def _trend(kit: Kit, as_json: bool) -> None:
    from tui import reports, trends

    found = trends.trends(kit.store, kit.config.deadlines, kit.now(), kit.zone)
    if not as_json:
        _print_trend(found)
        return
    for month in found.trend.months:
        emit(trends.row(month))
    emit({"undated": found.trend.undated, "letter_undated": found.trend.unplaced})
    for group in found.addressees:
        emit({"by": "addressee"} | reports.row(group) | {"coverage": found.coverage})


def _print_trend(found: Trends) -> None:
    from tracker.trends import HEAPS
    from tui import plot, trends

    months = found.trend.months
    for line in trends.told(found) or ("no asks yet",):
        say(line)
    if months:
        drawn = plot.area(trends.points(months), _WIDTH, _HEIGHT)
        say("\n".join(["", trends.legend(), *drawn, ""]))
        heads = ("month", "asked", *HEAPS, "sent so far")
        table(heads, ((trends.named(m), m.asked, *m.heaps, m.sent) for m in months))
        say()
        table(_SPEED, map(_speed, found.addressees))
        say("\nhalf of the asks had it within so many days of the letter; open ones count as open")
    if left_out := trends.left_out(found.trend):
        say(left_out)
    say(f"coverage: {found.coverage}")


def _speed(group: Group) -> tuple[object, ...]:
    from tui import trends

    told = group.figures
    middles = trends.half(told.response), trends.half(told.answer)
    return *middles, trends.waiting(told.answer), told.asks, group.name


_WIDTH, _HEIGHT = 78, 14
_SPEED = ("first response", "answer", "still open", "asks", "addressee")


def _lines(group: Group, by: str | None) -> Iterator[str]:
    from tracker.text import one_line
    from tui.commands import lines

    told = group.figures
    known = f" ({by} {group.key})" if by in ("letter", "campaign") and group.key else ""
    yield f"{one_line(group.name)}{known}"
    yield f"  {lines.counts(told.counts)}"
    yield f"  responded  {told.responded} of {told.asks}; {_middle(told.response)}"
    yield f"  answered   {told.answered} of {told.asks}; {_middle(told.answer)}"
    heaps = ", ".join(f"{number} {name}" for name, number in told.timing if number)
    yield f"  first response, by the due day: {heaps or 'no asks'}"
    yield ""


def _middle(one: Middle) -> str:
    from tracker import wording

    if one.days is not None:
        said = f"half of all had it within {wording.plural(one.days, 'day')} of the letter"
    else:
        said = "fewer than half have it, so there is no middle time yet"
    parts = [f"{said} ({one.came:,} with a known day)"]
    if one.undated:
        parts.append(f"{one.undated} more on a day that nobody knows")
    if one.waiting:
        longest = wording.plural(one.longest or 0, "day")
        parts.append(f"{one.waiting} open, the longest for {longest}")
    if one.unplaced:
        parts.append(f"{one.unplaced} of a letter without a date")
    return "; ".join(parts)
