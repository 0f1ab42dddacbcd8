"""What runs by itself: which jobs fail or are silent, when each ran and runs next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from tracker import queueing, wording
from tracker.text import one_line
from tui import nightly
from tui.screens.base import BACK, READS, ViewScreen
from tui.widgets.filter import FilterBar
from tui.widgets.footer import Footer
from tui.widgets.grid import Grid
from tui.widgets.header import Masthead
from tui.widgets.table import Column, Table, Width

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from tui.doing import Doing
    from tui.exporting import Sheet


class JobsScreen(ViewScreen[nightly.Jobs]):
    """One row a job."""

    BINDINGS = [  # noqa: RUF012
        Binding("slash", "filter", "Filter", key_display="/"),
        Binding("t", "again", "Try again"),
        BACK,
        *READS,
    ]
    PLACE = "jobs"
    HELP_TEXT = (
        "Each row is one job that Askwatch does by itself, those in trouble first: visiting "
        "sources, pairing what is new with the asks, backups, digests. “Failing” means that its "
        "last run was not done, “silent” that it has not succeeded for longer than is bearable. "
        "They run while `askwatch jobs run` does; `askwatch jobs once NAME` does one now, "
        "`askwatch jobs log` lists single runs. Where workers of a team do them, tasks that failed "
        "for good stay in the queue: {try-again:t} lets workers try those of the job under the "
        "cursor again now."
    )

    def compose(self) -> ComposeResult:
        """Lay out the table and the words about the job under the cursor."""
        yield Masthead("Jobs")
        yield Static(id="counts", markup=False)
        yield Table(
            Column("Health", 13),
            Column("Job", 12),
            Column("What it does", 20, grows=1, when=Width.WIDE),
            Column("Last run", 12),
            Column("Next run", 12, when=Width.NARROW),
            Column("Next run", 28, when=Width.WIDE),
            Column("How it went", 11, grows=1),
            id="jobs",
            empty="No jobs to show.\n\nEscape clears the filter.",
        )
        yield FilterBar()
        yield Vertical(Static(id="detail", markup=False), id="detail-pane")
        yield Footer()

    def view(self) -> nightly.Jobs:
        """Read how the jobs fare."""
        app = self.desk_app
        return nightly.jobs(app.store, app.desk.plan(), app.now(), app.zone)

    def draw(self, view: nightly.Jobs) -> None:
        """Draw the jobs."""
        zone = self.desk_app.zone
        ordered = sorted(view.lines, key=lambda line: not line.troubled)
        self._lines = {line.duty.name: line for line in ordered}
        self._queue = view.queue
        now = self.desk_app.now()
        self.query_one("#counts", Static).update(_counts(view, zone, now))
        self.query_one(Table).fill({key: _cells(x, zone) for key, x in self._lines.items()})
        self._explain()

    @on(Grid.Moved)
    def _explain(self) -> None:
        found = self._current()
        words = nightly.told(found, self.desk_app.zone, self._queue) if found else ""
        self.query_one("#detail", Static).update(words)

    def _current(self) -> nightly.JobLine | None:
        return getattr(self, "_lines", {}).get(self.query_one(Table).current)

    def copied(self) -> str:
        """Return all that is known of the job under the cursor."""
        found = self._current()
        return nightly.told(found, self.desk_app.zone, self._queue) if found else ""

    def exported(self, doing: Doing) -> Sheet:
        """Return the jobs that are shown, as `askwatch jobs list` tells of them."""
        from tui import exporting

        return exporting.Sheet(
            title="Jobs",
            rows=[nightly.row(self._lines[key]) for key in self.query_one(Table).shown],
            bullet=exporting.bullet("name", "health", "health_words", "last_run", "next_run"),
        )

    def action_again(self) -> None:
        """Let what failed of the job under the cursor be tried again."""
        if name := self.query_one(Table).current:
            self.desk_app.again(name)

    def action_filter(self) -> None:
        """Filter the table while typing."""
        self.query_one(FilterBar).open()

    @on(FilterBar.Narrowed)
    def _filter(self, message: FilterBar.Narrowed) -> None:
        self.query_one(Table).narrow(message.words)


def _cells(line: nightly.JobLine, zone: ZoneInfo) -> tuple[str, ...]:
    return (
        nightly.health(line),
        line.duty.name,
        line.duty.what,
        nightly.last_words(line, zone, year=False),
        nightly.next_words(line, zone, year=False),
        nightly.next_words(line, zone, year=False),
        one_line(line.health.words),
    )


def _counts(view: nightly.Jobs, zone: ZoneInfo, now: datetime) -> str:
    bad = sum(line.troubled for line in view.lines)
    words = f"{wording.plural(len(view.lines), 'job')}: {bad} in trouble"
    if view.queue:
        words += f"\nQueue: {queueing.words(view.queue, now)}"
        if trouble := queueing.trouble(view.queue, now):
            words += f"\n! {trouble[:1].upper()}{trouble[1:]}"
    if view.scheduler:
        since = wording.moment(view.scheduler.since, zone)
        return f"{words}\nThe scheduler has let them run at their hours since {since}."
    return f"{words}\n! No scheduler runs: start `askwatch jobs run`, unless timers do these jobs."
