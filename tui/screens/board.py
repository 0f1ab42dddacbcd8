"""The home screen: which asks are outstanding, when each was due, what came in."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Footer, Static

from tracker import wording
from tracker.text import one_line
from tui import views
from tui.screens.base import ViewScreen
from tui.widgets.filter import FilterBar
from tui.widgets.grid import Grid
from tui.widgets.header import Masthead
from tui.widgets.table import Column, Table, Width, line


class BoardScreen(ViewScreen[views.BoardView]):
    """Outstanding asks, most urgent first, with the one under the cursor explained."""

    BINDINGS = [  # noqa: RUF012
        Binding("enter", "letter", "Letter", show=False),
        Binding("a", "decide", "Outcome"),
        Binding("e", "everything", "All"),
        Binding("slash", "filter", "Filter", key_display="/"),
    ]
    PLACE = "board"
    HELP_TEXT = (
        "Each row is one ask of one letter. The most urgent stand first. Below the table "
        "you see the words of the ask under the cursor, when an answer is due and why, and "
        "where we have looked so far. Nothing here changes by itself: an outcome is set by "
        "a person, with a reason or a passage as evidence."
    )

    everything = False

    def compose(self) -> ComposeResult:
        """Lay out counts, table and explanation."""
        yield Masthead()
        yield Static(id="counts", markup=False)
        yield Table(
            Column("State", 16),
            Column("Ask", 4, grows=6),
            Column("Letter", 4, grows=2),
            Column("To", 12, grows=1, when=Width.WIDE),
            Column("Due", 26, when=Width.WIDE),
            Column("Due", 14, when=Width.NARROW),
            Column("Review", 6),
            id="asks",
            empty=(
                "No outstanding asks.\n\n"
                "Add a letter with `askwatch letter add FILE`, or press e to see those that "
                "are settled."
            ),
        )
        yield FilterBar()
        yield Vertical(Static(id="detail", markup=False), id="detail-pane")
        yield Footer()

    def view(self) -> views.BoardView:
        """Read the board."""
        app = self.desk_app
        return views.board(app.store, app.rules, app.now(), app.zone, everything=self.everything)

    def draw(self, view: views.BoardView) -> None:
        """Draw the board; the cursor stays on its ask."""
        self.query_one("#counts", Static).update(_counts(view))
        self._coverage = view.coverage
        self._lines = {str(x.row.ask.id): x for x in view.lines}
        self.query_one(Table).fill(
            {
                key: (
                    wording.standing(x.row, x.due),
                    one_line(x.row.ask.summary),
                    one_line(x.row.letter_title),
                    _to(x),
                    wording.due_short(x.due),
                    wording.due_short(x.due).rpartition(", ")[2],
                    str(x.row.waiting_candidates or ""),
                )
                for key, x in self._lines.items()
            }
        )
        self._explain()

    @on(Grid.Moved)
    def _explain(self) -> None:
        key = self.query_one(Table).current
        found = getattr(self, "_lines", {}).get(key)
        words = _explained(found, self._coverage) if found else ""
        self.query_one("#detail", Static).update(words)

    @on(Grid.Chosen)
    def action_letter(self) -> None:
        """Open the letter of the ask under the cursor."""
        if found := self._current():
            self.desk_app.open_letter(found.row.letter_id, found.row.ask.id)

    def action_decide(self) -> None:
        """Set the outcome of the ask under the cursor."""
        if found := self._current():
            self.desk_app.decide(found)

    def action_everything(self) -> None:
        """Show settled asks too, or outstanding ones only."""
        self.everything = not self.everything
        self.reload()

    def action_filter(self) -> None:
        """Filter the table while typing."""
        self.query_one(FilterBar).open()

    @on(FilterBar.Narrowed)
    def _filter(self, message: FilterBar.Narrowed) -> None:
        self.query_one(Table).narrow(message.words)

    def _current(self) -> views.BoardLine | None:
        return getattr(self, "_lines", {}).get(self.query_one(Table).current)


def _to(found: views.BoardLine) -> str:
    """Name the addressees without their offices, which stand in the letter."""
    return one_line("; ".join(a.name or a.office or "" for a in found.row.addressees))


def _counts(view: views.BoardView) -> str:
    parts = [f"{n} {words}" for words, n in view.counts[:-1] if n]
    lines = [f"{wording.plural(view.counts[-1][1], 'ask')}: " + (" · ".join(parts) or "none yet")]
    if view.to_review:
        waits = wording.plural(view.to_review, "possible answer")
        lines.append(f"{waits} to review: press r")
    return "\n".join(lines)


def _explained(found: views.BoardLine, coverage: str) -> str:
    row = found.row
    return "\n".join(
        [
            f"“{one_line(row.ask.quote)}”",
            f"Ask {row.ask.id}, no. {row.ask.number} of letter {row.letter_id}: "
            f"{line(row.letter_title)}",
            line(wording.status(row, found.due)),
            _sentence(found.due.why),
            _sentence(coverage),
        ]
    )


def _sentence(words: str) -> str:
    return line(words[:1].upper() + words[1:] + ".")
