"""The home screen: which asks are outstanding, when each was due, what came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Footer, Static

from tracker import filters, wording
from tracker.errors import AskwatchError, UsageError
from tracker.text import one_line
from tui import board, views
from tui.messages import Failed, MoreLoaded
from tui.screens.base import ViewScreen
from tui.widgets.filter import FilterBar
from tui.widgets.grid import Grid
from tui.widgets.header import Masthead
from tui.widgets.table import Column, Table, Width, line


class BoardScreen(ViewScreen[board.BoardView]):
    """Outstanding asks, most urgent first, with the one under the cursor explained."""

    BINDINGS = [  # noqa: RUF012
        Binding("enter", "letter", "Letter", show=False),
        Binding("a", "decide", "Outcome"),
        Binding("e", "everything", "All"),
        Binding("t", "sort", "Sort"),
        Binding("slash", "filter", "Filter", key_display="/"),
    ]
    PLACE = "board"
    HELP_TEXT = (
        "Each row is one ask of one letter. The most urgent stand first; t sorts and groups "
        "them otherwise. Below the table you see the words of the ask under the cursor, when "
        "an answer is due and why, and where we have looked so far. The filter takes words, "
        "and state:overdue, to:state, since:2024-01, until:, owner:, kind:, letter:. Nothing "
        "here changes by itself: an outcome is set by a person, with a reason or a passage as "
        "evidence."
    )

    def __init__(self) -> None:
        """Start with the outstanding asks, by due day."""
        super().__init__()
        self._asked = board.Asked()
        self._lines: dict[str, views.BoardLine] = {}
        self._view: board.BoardView | None = None

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

    def view(self) -> board.BoardView:
        """Read the board, with the words of the asks near the cursor."""
        return board.board(self._desk(), self._asked, self.query_one(Table).current)

    def _desk(self) -> board.Desk:
        app = self.desk_app
        return board.Desk(app.store, app.rules, app.now(), app.zone)

    def draw(self, view: board.BoardView) -> None:
        """Draw the board; the cursor stays on its ask."""
        self._view = view
        self._lines = dict(view.lines)
        self.query_one("#counts", Static).update(_counts(view, self._asked))
        self.query_one(Table).show(view.keys, self._cells)
        self._explain()

    def _cells(self, key: str) -> tuple[str, ...] | None:
        if self._view and (heading := self._view.headings.get(key)):
            title = heading.title or "nobody"
            return (wording.bar(heading.counts, 16), f"— {one_line(title)} —", "", "", "", "", "")
        found = self._lines.get(key)
        return _row(found) if found else None

    @on(Grid.Wanted)
    def _read_more(self, message: Grid.Wanted) -> None:
        self._read_lines(message.keys)

    @work(thread=True, exclusive=True, group="lines")
    def _read_lines(self, keys: Sequence[str]) -> None:
        try:
            self.post_message(MoreLoaded(board.lines(self._desk(), keys)))
        except AskwatchError as error:
            self.post_message(Failed(str(error)))

    @on(MoreLoaded)
    def _add_lines(self, message: MoreLoaded) -> None:
        self._lines |= message.lines
        self.query_one(Grid).refresh()
        self._explain()

    @on(Grid.Moved)
    def _explain(self) -> None:
        words = _explained(found, self._view) if self._view and (found := self._current()) else ""
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
        self._ask(replace(self._asked, everything=not self._asked.everything))

    def action_sort(self) -> None:
        """Sort by the next thing, and group by it where that makes groups."""
        orders = list(board.ORDERS)
        order = orders[(orders.index(self._asked.order) + 1) % len(orders)]
        self._ask(replace(self._asked, order=order))

    def _ask(self, asked: board.Asked) -> None:
        self._asked = asked
        self.reload()

    def action_filter(self) -> None:
        """Filter the table while typing."""
        self.query_one(FilterBar).open()

    @on(FilterBar.Narrowed)
    def _filter(self, message: FilterBar.Narrowed) -> None:
        bar = self.query_one(FilterBar)
        try:
            wanted = filters.parse_for_asks(message.words)
        except UsageError as error:
            bar.say(str(error))
        else:
            bar.say("")
            self._ask(replace(self._asked, wanted=wanted))

    def _current(self) -> views.BoardLine | None:
        return self._lines.get(self.query_one(Table).current)


def _row(found: views.BoardLine) -> tuple[str, ...]:
    due = wording.due_short(found.due)
    return (
        wording.standing(found.row, found.due),
        one_line(found.row.ask.summary),
        one_line(found.row.letter_title),
        _to(found),
        due,
        due.rpartition(", ")[2],
        str(found.row.waiting_candidates or ""),
    )


def _to(found: views.BoardLine) -> str:
    """Name the addressees without their offices, which stand in the letter."""
    return one_line("; ".join(a.name or a.office or "" for a in found.row.addressees))


def _counts(view: board.BoardView, asked: board.Asked) -> str:
    parts = [f"{n} {words}" for words, n in view.counts[:-1] if n]
    lines = [f"{wording.plural(view.counts[-1][1], 'ask')}: " + (" · ".join(parts) or "none yet")]
    hints = []
    if view.to_review:
        waits = wording.plural(view.to_review, "possible answer")
        hints.append(f"{waits} to review: press r")
    if asked != board.Asked():
        shown = sum(not key.startswith("=") for key in view.keys)
        hints.append(f"shown: {shown}, sorted {board.ORDERS[asked.order]}")
    return "\n".join([*lines, " · ".join(hints)]).rstrip()


def _explained(found: views.BoardLine, view: board.BoardView) -> str:
    row = found.row
    return "\n".join(
        [
            f"“{one_line(row.ask.quote)}”",
            f"Ask {row.ask.id}, no. {row.ask.number} of letter {row.letter_id}: "
            f"{line(row.letter_title)}",
            line(wording.status(row, found.due)),
            _sentence(found.due.why),
            _sentence(view.coverage),
        ]
    )


def _sentence(words: str) -> str:
    return line(words[:1].upper() + words[1:] + ".")
