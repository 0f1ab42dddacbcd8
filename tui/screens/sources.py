"""The sources: which deliver, which are quiet or blocked, when each was last seen."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Footer, Static

from tracker import wording
from tui import views
from tui.screens.base import BACK, ViewScreen
from tui.widgets.filter import FilterBar
from tui.widgets.grid import Grid
from tui.widgets.header import Masthead
from tui.widgets.table import Column, Table, Width, line


class SourcesScreen(ViewScreen[tuple[views.SourceLine, ...]]):
    """Every source with its health, those in trouble first."""

    BINDINGS = [  # noqa: RUF012
        BACK,
        Binding("g", "poll", "Poll now"),
        Binding("slash", "filter", "Filter", key_display="/"),
    ]
    PLACE = "sources"
    HELP_TEXT = (
        "A source is a page or a feed that we look at for answers. One that is blocked or "
        "silent for longer than it should be stands on top: as long as it is so, an answer "
        "there would be missed. g looks at the one under the cursor now."
    )

    def compose(self) -> ComposeResult:
        """Lay out the table and the words about the source under the cursor."""
        yield Masthead("Sources")
        yield Table(
            Column("Health", 14),
            Column("Source", 10, grows=3),
            Column("Last look", 16),
            Column("Newest", 12),
            Column("Kept", 6),
            Column("Gaps", 5, when=Width.WIDE),
            Column("Next look", 16, when=Width.WIDE),
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
        """Read the sources."""
        return views.sources(self.desk_app.store, self.desk_app.now())

    def draw(self, view: tuple[views.SourceLine, ...]) -> None:
        """Draw the sources."""
        zone = self.desk_app.zone
        self._lines = {x.watched.source.name: x for x in view}
        self.query_one(Table).fill({key: _cells(x, zone) for key, x in self._lines.items()})
        self._explain()

    @on(Grid.Moved)
    def _explain(self) -> None:
        found = getattr(self, "_lines", {}).get(self.query_one(Table).current)
        self.query_one("#detail", Static).update(_explained(found) if found else "")

    def action_poll(self) -> None:
        """Look at the source under the cursor now."""
        if name := self.query_one(Table).current:
            self.desk_app.poll(name)

    def action_filter(self) -> None:
        """Filter the table while typing."""
        self.query_one(FilterBar).open()

    @on(FilterBar.Narrowed)
    def _filter(self, message: FilterBar.Narrowed) -> None:
        self.query_one(Table).narrow(message.words)


def _cells(found: views.SourceLine, zone: ZoneInfo) -> tuple[str, ...]:
    watched = found.watched
    return (
        wording.health(found.health),
        wording.source(watched),
        wording.moment(watched.last.at if watched.last else None, zone, year=False),
        wording.day(watched.newest.date()) if watched.newest else "nothing yet",
        str(watched.documents),
        str(watched.gaps or ""),
        wording.moment(watched.next_due, zone, year=False) if watched.next_due else "now",
    )


def _explained(found: views.SourceLine) -> str:
    source = found.watched.source
    ways = "\n".join(f"  {way.layout}: {line(way.url)}" for way in source.ways)
    return f"{line(found.health.words)}\n{ways}"
