"""What came in since a person last looked, one row each."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Footer, Static

from db.looked import MOST
from tracker import deeds, news, wording
from tracker.news import News
from tracker.text import one_line
from tracker.types import BoardRow
from tui import board
from tui.screens.base import BACK, ViewScreen
from tui.widgets.grid import Grid
from tui.widgets.header import Masthead
from tui.widgets.table import Column, Table, Width

Row = tuple[int, tuple[str, ...]]
"""The ask's id, and the words of the row."""


class NewsScreen(ViewScreen[tuple[News | None, dict[str, Row], dict[int, BoardRow]]]):
    """Possible answers, outcomes that others set, asks that became overdue."""

    BINDINGS = [Binding("enter", "open", "Letter", show=False), BACK]  # noqa: RUF012
    HELP_TEXT = (
        "Each row is something that came in since you closed the dashboard the last time: a "
        "possible answer, an outcome that somebody else set, or an ask whose due day has passed. "
        "Enter opens the letter; possible answers are judged on the review screen (r)."
    )

    def compose(self) -> ComposeResult:
        """Lay out the line and the table."""
        yield Masthead("What is new")
        yield Static(id="counts", markup=False)
        yield Table(
            Column("What", 16),
            Column("Ask", 8, grows=3),
            Column("More", 10, grows=3),
            Column("Letter", 8, grows=2, when=Width.WIDE),
            id="news",
            empty="Nothing has come in since you last looked.\n\nEscape goes back to the board.",
        )
        yield Footer()

    def view(self) -> tuple[News | None, dict[str, Row], dict[int, BoardRow]]:
        """Read what came in."""
        app = self.desk_app
        before = app.looked_before()
        desk = board.Desk(app.store, app.rules, app.now(), app.zone, app.who, before)
        found = board.news(desk)
        if found is None:
            return None, {}, {}
        proposed = [app.store.candidates.get(one) for one in found.candidate_ids]
        told = [event.ask_id or 0 for event in found.events]
        ask_ids = dict.fromkeys([*(one.ask_id for one in proposed), *told, *found.ask_ids])
        asks = {row.ask.id: row for row in app.store.board.rows(list(ask_ids))}
        rows: dict[str, Row] = {}
        for one in proposed:
            more = f"{wording.proposal(one)}: {one.title}"
            rows[f"c{one.id}"] = (one.ask_id, ("? possible answer", more))
        for event in found.events:
            more = f"{event.who}: {deeds.deed(event)}"
            rows[f"e{event.id}"] = (event.ask_id or 0, ("✎ outcome set", more))
        for ask_id in found.ask_ids:
            rows[f"o{ask_id}"] = (ask_id, ("! newly overdue", ""))
        return found, rows, asks

    def draw(self, view: tuple[News | None, dict[str, Row], dict[int, BoardRow]]) -> None:
        """Draw them."""
        found, self._rows, self._asks = view
        words = news.words(found, self.desk_app.zone)
        if found and max(found.proposed, found.decided, found.overdue) > MOST:
            words += f"; of each kind the newest {MOST} stand here"
        self.query_one("#counts", Static).update(words)
        known = {k: (self._asks[a], w) for k, (a, w) in self._rows.items() if a in self._asks}
        self.query_one(Table).fill(
            {
                key: (what, one_line(row.ask.summary), one_line(more), one_line(row.letter_title))
                for key, (row, (what, more)) in known.items()
            }
        )

    @on(Grid.Chosen)
    def action_open(self) -> None:
        """Open the letter of the row under the cursor."""
        ask_id, _ = getattr(self, "_rows", {}).get(self.query_one(Table).current, (0, ()))
        if row := getattr(self, "_asks", {}).get(ask_id):
            self.desk_app.open_letter(row.letter_id, ask_id)
