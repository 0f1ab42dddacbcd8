"""The sources: which deliver, which are quiet or blocked, when each was last seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from tracker import wording
from tracker.errors import AskwatchError
from tui import views
from tui.messages import Failed
from tui.screens.base import BACK, READS, ViewScreen
from tui.widgets.filter import FilterBar
from tui.widgets.footer import Footer
from tui.widgets.grid import Grid
from tui.widgets.header import Masthead
from tui.widgets.table import Column, Table, Width, line

if TYPE_CHECKING:
    from tui.doing import Doing
    from tui.exporting import Sheet


class SourcesScreen(ViewScreen[tuple[views.SourceLine, ...]]):
    """Every source with its health, those in trouble first."""

    BINDINGS = [  # noqa: RUF012
        BACK,
        Binding("g", "poll", "Poll now"),
        Binding("t", "test", "Test"),
        Binding("o", "open", "Page"),
        Binding("x", "switch", "On or off", show=False),
        Binding("slash", "filter", "Filter", key_display="/"),
        *READS,
    ]
    PLACE = "sources"
    HELP_TEXT = (
        "A source is a page or a feed that we look at for answers. One that is blocked or silent "
        "for longer than it should be stands on top: as long as it is so, an answer there would be "
        "missed. {poll-now:g} looks at the one under the cursor now, {test:t} only tests it and "
        "keeps nothing; {call-off:ctrl+x} calls either off. The little bars show what each of the "
        "last twelve weeks brought. Sources are switched on and off in config.toml."
    )

    _synced = False

    def compose(self) -> ComposeResult:
        """Lay out the table and the words about the source under the cursor."""
        yield Masthead("Sources")
        yield Table(
            Column("Health", 15),
            Column("Source", 10, grows=3),
            Column("Last look", 12),
            Column("Next look", 12),
            Column("12 weeks", 12, when=Width.ROOMY),
            Column("Newest", 12, when=Width.WIDE),
            Column("Kept", 6, when=Width.WIDE),
            Column("Gaps", 5, when=Width.WIDE),
            id="sources",
            empty=(
                "No sources yet.\n\nName some under [[sources]] in config.toml, or try "
                "`askwatch source add URL`."
            ),
        )
        yield FilterBar()
        yield Vertical(Static(id="detail", markup=False), id="detail-pane")
        yield Footer()

    def view(self) -> tuple[views.SourceLine, ...]:
        """Read the sources; at first, those of the settings become the ones that are watched."""
        if not self._synced:
            self._synced = True
            try:
                self.desk_app.desk.sync()
            except AskwatchError as error:
                self.post_message(Failed(str(error)))
        return views.sources(self.desk_app.store, self.desk_app.now())

    def draw(self, view: tuple[views.SourceLine, ...]) -> None:
        """Draw the sources."""
        zone = self.desk_app.zone
        self._lines = {x.watched.source.name: x for x in view}
        self.query_one(Table).fill({key: _cells(x, zone) for key, x in self._lines.items()})
        self._explain()

    @on(Grid.Moved)
    def _explain(self) -> None:
        found = self._current()
        self.query_one("#detail", Static).update(
            _explained(found, self.desk_app.zone) if found else ""
        )

    def action_poll(self) -> None:
        """Look at the source under the cursor now."""
        if name := self.query_one(Table).current:
            self.desk_app.poll(name)

    def action_test(self) -> None:
        """Look at the source under the cursor and keep nothing; say what it answers."""
        if name := self.query_one(Table).current:
            self.desk_app.test(name)

    def action_open(self) -> None:
        """Open the source's page in the browser."""
        if found := self._current():
            self.desk_app.open_page(found.watched.source.ways[0].url)

    def action_switch(self) -> None:
        """Say how the source under the cursor is switched on or off."""
        if found := self._current():
            name, on = found.watched.source.name, found.watched.source.enabled
            words = f"enabled = {'false' if on else 'true'}"
            told = f"In config.toml, under [[sources]] with name = '{line(name)}': write {words}."
            self.notify(told, markup=False)

    def copied(self) -> str:
        """Return the name and the address of the source under the cursor."""
        found = self._current()
        source = found.watched.source if found else None
        return f"{line(source.title or source.name)}\n{source.ways[0].url}" if source else ""

    def exported(self, doing: Doing) -> Sheet:
        """Return the sources that are shown, as `askwatch source list` tells of them."""
        from tui import exporting
        from tui.commands import rows

        return exporting.Sheet(
            title="Sources",
            rows=[rows.source(self._lines[key]) for key in self.query_one(Table).shown],
            bullet=exporting.bullet("name", "health", "why", "last_visit", "newest"),
        )

    def _current(self) -> views.SourceLine | None:
        return getattr(self, "_lines", {}).get(self.query_one(Table).current)

    def action_filter(self) -> None:
        """Filter the table while typing."""
        self.query_one(FilterBar).open()

    @on(FilterBar.Narrowed)
    def _filter(self, message: FilterBar.Narrowed) -> None:
        self.query_one(Table).narrow(message.words)


def _cells(found: views.SourceLine, zone: ZoneInfo) -> tuple[str, ...]:
    watched = found.watched
    source = watched.source
    health = wording.health(found.health) if watched.last else "· not looked at"
    due = wording.moment(watched.next_due, zone, year=False) if watched.next_due else "now"
    return (
        health if source.enabled else "– switched off",
        wording.source(watched),
        wording.moment(watched.last.at if watched.last else None, zone, year=False),
        due if source.enabled else "",
        sparkline(found.weekly),
        wording.day(watched.newest.date()) if watched.newest else "nothing yet",
        str(watched.documents),
        str(watched.gaps or ""),
    )


_BARS = "▁▂▃▄▅▆▇█"


def sparkline(numbers: Sequence[int]) -> str:
    """Return numbers as a row of bars, the highest the most; a dot for nought."""
    most = max(numbers, default=0)
    return "".join(_BARS[(n * 7 + most - 1) // most] if n else "·" for n in numbers)


def _explained(found: views.SourceLine, zone: ZoneInfo) -> str:
    watched, source = found.watched, found.watched.source
    last = watched.last
    lines = [line(found.health.words[:1].upper() + found.health.words[1:])]
    if last and last.error and last.error not in found.health.words:
        lines.append(f"Last error: {line(last.error)}")
    looked = wording.moment(last.at if last else None, zone)
    due = wording.moment(watched.next_due, zone) if watched.next_due else "at once"
    lines.append(f"Last look {looked}, next {due}" if source.enabled else "Switched off")
    if found.weekly:
        told = wording.plural(sum(found.weekly), "new document")
        lines.append(f"{told} in {len(found.weekly)} weeks, {found.weekly[-1]} in the last")
    return "\n".join([*lines, *(f"  {way.layout}: {line(way.url)}" for way in source.ways)])
