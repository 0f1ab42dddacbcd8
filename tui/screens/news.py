"""What came in since a person last looked, one row each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from tracker import deeds, news, wording
from tracker.news import MOST, News
from tracker.text import one_line
from tracker.types import BoardRow
from tui import board, copying
from tui.screens.base import BACK, READS, ViewScreen
from tui.widgets.footer import Footer
from tui.widgets.grid import Grid
from tui.widgets.header import Masthead
from tui.widgets.table import Column, Table, Width

if TYPE_CHECKING:
    from tui.doing import Doing
    from tui.exporting import Sheet

NOTHING_NEW = "Nothing has come in since you last looked.\n\n{back:Escape} goes back to the board."
FIRST_VISIT = (
    "From your next visit on, what came in meanwhile stands here.\n\n{back:Escape} goes back to "
    "the board."
)
Row = tuple[int, tuple[str, ...]]
"""The ask's id, and the words of the row."""


class NewsScreen(ViewScreen[tuple[News | None, dict[str, Row], dict[int, BoardRow]]]):
    """Possible answers, outcomes that others set, asks that became overdue."""

    BINDINGS = [Binding("enter", "open", "Letter"), BACK, *READS]  # noqa: RUF012
    HELP_TEXT = (
        "Each row is something that came in since you closed the dashboard the last time: a "
        "possible answer, an outcome that somebody else set, or an ask whose due day has passed. "
        "{choose:Enter} opens the letter; possible answers are judged on the review screen "
        "({review:r})."
    )

    def __init__(self) -> None:
        """Start without news."""
        super().__init__()
        self._rows: dict[str, Row] = {}
        self._asks: dict[int, BoardRow] = {}
        self._shown: dict[str, tuple[BoardRow, tuple[str, ...]]] = {}
        self._private: set[str] = set()

    def compose(self) -> ComposeResult:
        """Lay out the line and the table."""
        yield Masthead("What is new")
        yield Static(id="counts", markup=False)
        yield Table(
            Column("What", 17),
            Column("Ask", 8, grows=3),
            Column("More", 10, grows=3),
            Column("Letter", 8, grows=2, when=Width.WIDE),
            id="news",
            empty="",
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
        self._private = {f"c{one.id}" for one in proposed if one.private}
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
        self.query_one(Table).when_empty(
            self.desk_app.told(FIRST_VISIT if found is None else NOTHING_NEW)
        )
        words = news.words(found, self.desk_app.zone)
        if found and max(found.proposed, found.decided, found.overdue) > MOST:
            words += f"; of each kind the newest {MOST} stand here"
        self.query_one("#counts", Static).update(words)
        known = {k: (self._asks[a], w) for k, (a, w) in self._rows.items() if a in self._asks}
        self._shown = known
        self.query_one(Table).fill(
            {
                key: (what, one_line(row.ask.summary), one_line(more), one_line(row.letter_title))
                for key, (row, (what, more)) in known.items()
            }
        )

    def copied(self) -> str:
        """Return what stands under the cursor, with the ask and its letter."""
        key = self.query_one(Table).current
        if key not in self._shown:
            return ""
        row, (what, more) = self._shown[key]
        letter = self.desk_app.store.letters.get(row.letter_id)
        told = ": ".join(filter(None, [what[2:], one_line(more)]))
        return f"{told[:1].upper()}{told[1:]}\n{copying.ask(row, letter)}"

    def exported(self, doing: Doing) -> Sheet:
        """Return what came in, without what is private."""
        from tui import exporting

        hidden = self.desk_app.store.ledger.private()
        left_out = self._private | {f"c{one}" for one in hidden.candidates}
        rows = [
            {
                "what": what[2:],
                # What is told of a decision may rest on private evidence.
                "more": "" if key[0] == "e" and row.ask.id in hidden.since else more,
                "ask": row.ask.id,
                "quote": row.ask.quote,
                "letter": row.letter_id,
                "letter_title": row.letter_title,
            }
            for key, (row, (what, more)) in self._shown.items()
            if key not in left_out
        ]
        return exporting.Sheet(
            title="What is new",
            rows=rows,
            bullet=exporting.bullet("what", "more", "quote", "letter_title"),
        )

    def export_name(self) -> str:
        """Return what an export of news is called."""
        return "news"

    @on(Grid.Chosen)
    def action_open(self) -> None:
        """Open the letter of the row under the cursor."""
        ask_id, _ = self._rows.get(self.query_one(Table).current, (0, ()))
        if row := self._asks.get(ask_id):
            self.desk_app.open_letter(row.letter_id, ask_id)
