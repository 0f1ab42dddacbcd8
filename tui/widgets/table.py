"""A table that keeps its cursor, fits the width of the window and can be narrowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from tracker.text import folded, one_line
from tui.widgets.grid import Grid

_WIDEST = 4_000
"""Characters that are drawn of one line."""


class Width(Enum):
    """Windows by how much fits into them: from so many columns on, and below so many."""

    ANY = (0, 10_000)
    NARROW = (0, 110)
    WIDE = (110, 10_000)
    ROOMY = (80, 10_000)
    ULTRA = (160, 10_000)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its least width in cells, its share of what is left over."""

    title: str
    least: int
    grows: int = 0
    when: Width = Width.ANY
    """In which windows it is shown."""
    fits: bool = False
    """It takes no more than its words need; `least` is then the most."""


def line(text: str) -> str:
    """Return hostile text as one harmless line, not longer than any window is wide."""
    return one_line(text, _WIDEST)


class Table(Vertical):
    """Rows by key; the cursor stays on its key when rows come and go."""

    claims = False
    """Whether it is about to take the focus, for it has rows now."""

    class Claimed(Message):
        """The table has asked for the focus."""

    def __init__(self, *columns: Column, id: str, empty: str) -> None:
        """Set the columns, and what to say when there are no rows."""
        super().__init__(id=id)
        self._columns = columns
        self._empty = empty
        self._rows: Mapping[str, Sequence[str]] = {}
        self._order: Sequence[str] | None = None
        self._cells: Callable[[str], Sequence[str] | None] = self._filled
        self._words: list[str] = []
        self._by = ""
        self._down = False
        self._widths: list[int] = []
        self._needed: dict[int, int] = {}
        """What the words of columns that fit have needed so far, by the column's place."""
        self.grid = Grid()
        """The table proper; held, for what comes late finds no child of a screen that was left."""

    def compose(self) -> ComposeResult:
        """Lay out the table and the words for when it is empty."""
        yield self.grid
        yield Static(self._empty, classes="empty", markup=False)

    @property
    def current(self) -> str:
        """The key under the cursor; empty if there is no row."""
        return self.grid.current

    @property
    def shown(self) -> Sequence[str]:
        """The keys of the rows that are shown, in order."""
        return self.grid.order

    def go_to(self, key: str) -> None:
        """Put the cursor on the row with this key, if there is one."""
        self.grid.go_to(key)

    def focus(self, scroll_visible: bool = True) -> Table:
        """Put the focus on the table proper."""
        self.grid.focus(scroll_visible)
        return self

    def when_empty(self, words: str) -> None:
        """Say these words where there are no rows."""
        if words != self._empty:
            self._empty = words
            self.query_one(".empty", Static).update(words)

    def fill(self, rows: Mapping[str, Sequence[str]]) -> None:
        """Show these rows in this order; nothing flickers if nothing changed."""
        if rows != self._rows or not self._widths:
            self._rows = dict(rows)
            self._draw()

    def show(
        self,
        order: Sequence[str],
        cells: Callable[[str], Sequence[str] | None],
        read: Iterable[str] = (),
    ) -> None:
        """Show rows in this order, whose words are asked for when they come in sight.

        `cells` gives None for a row that has not been read yet; the grid then says
        that it is wanted. `read`: rows to which columns are fitted.
        """
        self._order, self._cells = order, cells
        self._learn(read)
        self._draw()

    def fit(self, read: Iterable[str]) -> None:
        """Make room for rows that have been read only now; no column becomes narrower."""
        self._learn(read)
        if self._widths and self._fitted() != self._widths:
            self._draw()
        else:
            self.grid.redraw()

    def _learn(self, read: Iterable[str]) -> None:
        fitting = [i for i, column in enumerate(self._columns) if column.fits]
        for key in read:
            if cells := self._cells(key):
                for i in fitting:
                    self._needed[i] = max(self._needed.get(i, 0), cell_len(cells[i]))

    def _filled(self, key: str) -> Sequence[str]:
        return self._rows[key]

    def narrow(self, words: str) -> None:
        """Show only rows in which all these words occur."""
        wanted = folded(words).split()
        if wanted != self._words:
            self._words = wanted
            self._draw()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the columns to the new width; before the rows are there, nothing is drawn."""
        if self._widths and self._fitted() != self._widths:
            self._draw()

    def _shown(self) -> list[int]:
        width = self.app.size.width
        within = (column.when.value for column in self._columns)
        return [i for i, (least, below) in enumerate(within) if least <= width < below]

    def _fitted(self) -> list[int]:
        shown = self._shown()
        widths, grows = [self._least(i) for i in shown], [self._columns[i].grows for i in shown]
        # Each cell has one blank on either side; one column is left to the scroll bar.
        left = max(0, self.size.width - 2 - sum(width + 2 for width in widths))
        shares = sum(grows) or 1
        return [width + left * grow // shares for width, grow in zip(widths, grows, strict=True)]

    def _least(self, place: int) -> int:
        column = self._columns[place]
        if not column.fits or place not in self._needed:
            return column.least
        return min(column.least, max(cell_len(column.title), self._needed[place]))

    def _draw(self) -> None:
        self._widths, shown = self._fitted(), self._shown()
        columns = [(self._columns[i].title, w) for i, w in zip(shown, self._widths, strict=True)]
        order = self._order
        if order is None:
            order = self._sorted()
        self.grid.show(columns, order, lambda key: _some(self._cells(key), shown))
        self.set_class(not order, "-empty")
        if order and self.screen.focused is None and not self.claims:
            # While it was empty it could not have the focus.
            self.claims = True
            self.call_after_refresh(self._claim)

    def _claim(self) -> None:
        self.claims = False
        self.grid.focus()
        self.post_message(self.Claimed())

    @on(Grid.Headed)
    def _sort(self, message: Grid.Headed) -> None:
        """Sort by the column whose heading was clicked; once more: the other way round."""
        if self._order is None:
            self._down = self._by == message.title and not self._down
            self._by = message.title
            self._draw()

    def _sorted(self) -> list[str]:
        order = [key for key, cells in self._rows.items() if self._matches(cells)]
        at = next((i for i, c in enumerate(self._columns) if c.title == self._by), None)
        if at is not None:
            order.sort(key=lambda key: _rank(self._rows[key][at]), reverse=self._down)
        return order

    def _matches(self, cells: Sequence[str]) -> bool:
        text = folded(" ".join(cells))
        return all(word in text for word in self._words)


def _rank(cell: str) -> tuple[int, float, str]:
    """Return by what a cell is sorted: numbers, then days, then words; what is empty last."""
    words = cell.strip()
    number = words.split(" ")[0].replace(",", "")
    try:
        return 1, datetime.strptime(words[:11].strip(), "%d %b %Y").toordinal(), words  # noqa: DTZ007
    except ValueError:
        if number.isascii() and number.isdigit():
            return 0, int(number), words
        return (2 if words else 3), 0, folded(words)


def _some(cells: Sequence[str] | None, shown: Sequence[int]) -> Sequence[str] | None:
    return None if cells is None else [cells[i] for i in shown]
