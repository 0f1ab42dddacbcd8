"""How many asks are answered over the months, and how fast each addressee answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from tracker.text import one_line
from tracker.trends import HEAPS
from tui import plot, trends
from tui.reports import Group
from tui.screens.base import BACK, READS, ViewScreen
from tui.widgets.filter import FilterBar
from tui.widgets.footer import Footer
from tui.widgets.header import Masthead
from tui.widgets.plot import Plot
from tui.widgets.table import Column, Table, Width

if TYPE_CHECKING:
    from tui.doing import Doing
    from tui.exporting import Sheet

BAR = 16


class TrendsScreen(ViewScreen[trends.Trends]):
    """A plot over the months, its words, and a row for each addressee."""

    BINDINGS = [Binding("slash", "filter", "Filter", key_display="/"), BACK, *READS]  # noqa: RUF012
    RESTS = 4
    HEAVY = True
    PLACE = "trends"
    HELP_TEXT = (
        "The plot shows where all asks stood at the end of each month; its height is how many "
        "had been sent by then. “Acknowledged” is any response that is no answer: acknowledged, "
        "answered in part, referred. “Closed” means withdrawn, superseded or closed "
        "without a response. Below, each addressee: within how many days of the letter half of "
        "the asks had a first response, and an answer. In brackets stands how many had it on a "
        "known day; those still open count as open, and there are no days before half have it. "
        "An ask to two addressees counts for both. `askwatch report --trend` prints the same."
    )

    def compose(self) -> ComposeResult:
        """Lay out the words, the plot and the table of addressees."""
        yield Masthead("Trends")
        yield Static("Counting …", id="trend-words", markup=False)
        with Vertical(id="trend"):
            yield Static(trends.legend(), id="trend-legend", markup=False)
            yield Plot()
        yield Static(id="trend-note", markup=False)
        yield Table(
            Column("Addressee", 16, grows=1),
            Column("Asks", 5),
            Column("Half had a first response within", BAR + 22, when=Width.WIDE),
            Column("First response", 20, when=Width.NARROW),
            Column("Answer", 20),
            Column("Still open", 20, when=Width.WIDE),
            id="trends",
            empty=(
                "Nothing to compare yet.\n\nAdd a letter with `askwatch letter add FILE`; what "
                "became of its asks shows here."
            ),
        )
        yield FilterBar()
        yield Footer()

    def view(self) -> trends.Trends:
        """Work the figures out, unless nothing has happened to any ask since the last time."""
        app = self.desk_app
        now = app.now()
        key = (app.store.ledger.last(), now.astimezone(app.zone).date())
        if app.trends is None or app.trends[0] != key:
            found = trends.trends(app.store, app.rules, now, app.zone, app.give_way)
            app.trends = key, found
        return app.trends[1]

    def draw(self, view: trends.Trends) -> None:
        """Draw words, plot and table."""
        words = trends.told(view) or ("No asks yet.",)
        self.query_one("#trend-words", Static).update("\n".join(words))
        self.query_one("#trend").display = bool(view.trend.months)
        self.query_one(Plot).show(trends.points(view.trend.months))
        note = self.query_one("#trend-note", Static)
        note.update(trends.left_out(view.trend))
        note.display = bool(trends.left_out(view.trend))
        most = max((one.figures.response.days or 0 for one in view.addressees), default=0)
        self.query_one(Table).fill({one.key: _cells(one, most) for one in view.addressees})

    def copied(self) -> str:
        """Return what the plot shows in words, and the addressee under the cursor."""
        if self.desk_app.trends is None:
            return ""
        found = self.desk_app.trends[1]
        current = self.query_one(Table).current
        named = [trends.speed(one) for one in found.addressees if one.key == current]
        return "\n".join([*trends.told(found), *named])

    def exported(self, doing: Doing) -> Sheet:
        """Return the months of the plot, then the addressees that are shown."""
        from tui import exporting

        found = self.desk_app.trends[1] if self.desk_app.trends else None
        shown = set(self.query_one(Table).shown)
        return exporting.Sheet(
            title="Trends",
            rows=trends.rows(found, shown) if found else (),
            bullet=exporting.bullet("name", "asks", *HEAPS, "response_days", "answer_days"),
        )

    def action_filter(self) -> None:
        """Filter the addressees while typing."""
        self.query_one(FilterBar).open()

    @on(FilterBar.Narrowed)
    def _filter(self, message: FilterBar.Narrowed) -> None:
        self.query_one(Table).narrow(message.words)


def _cells(one: Group, most: int) -> tuple[str, ...]:
    response, answer = one.figures.response, one.figures.answer
    drawn = plot.bar(response.days or 0, most, BAR) if response.days is not None else ""
    return (
        one_line(one.name),
        f"{one.figures.asks:,}",
        f"{drawn} {trends.half(response)}".strip(),
        trends.half(response),
        trends.half(answer),
        trends.waiting(answer),
    )
