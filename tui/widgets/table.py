"""A table that keeps its cursor, fits the width of the window and can be narrowed.

Cells are plain text: nothing in them is read as markup, and control characters
are taken out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.coordinate import Coordinate
from textual.widgets import DataTable, Static

from tracker.text import folded, one_line


class Width(Enum):
    """Windows by how much fits into them."""

    ANY = "any"
    NARROW = "fewer than 110 columns"
    WIDE = "110 columns and more"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its least width in cells, its share of what is left over."""

    title: str
    least: int
    grows: int = 0
    when: Width = Width.ANY
    """In which windows it is shown."""


def line(text: str) -> str:
    """Return hostile text as one harmless line."""
    return one_line(text)


class Grid(DataTable[Text]):
    """Textual's table, with the keys of vi beside the arrows."""

    BINDINGS = [  # noqa: RUF012
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
    ]


class Table(Vertical):
    """Rows by key; the cursor stays on its key when rows come and go."""

    def __init__(self, *columns: Column, id: str, empty: str) -> None:
        """Set the columns, and what to say when there are no rows."""
        super().__init__(id=id)
        self._columns = columns
        self._empty = empty
        self._rows: Mapping[str, Sequence[str]] = {}
        self._words: list[str] = []
        self._widths: list[int] = []

    def compose(self) -> ComposeResult:
        """Lay out the table and the words for when it is empty."""
        yield Grid(cursor_type="row")
        yield Static(self._empty, classes="empty", markup=False)

    @property
    def grid(self) -> Grid:
        """The table proper."""
        return self.query_one(Grid)

    @property
    def current(self) -> str:
        """The key under the cursor; empty if there is no row."""
        grid = self.grid
        if not grid.is_valid_coordinate(grid.cursor_coordinate):
            return ""
        return grid.coordinate_to_cell_key(grid.cursor_coordinate).row_key.value or ""

    def go_to(self, key: str) -> None:
        """Put the cursor on the row with this key, if there is one."""
        if key in self.grid.rows:
            self.grid.move_cursor(row=self.grid.get_row_index(key))

    def focus(self, scroll_visible: bool = True) -> Table:
        """Put the focus on the table proper."""
        self.grid.focus(scroll_visible)
        return self

    def fill(self, rows: Mapping[str, Sequence[str]]) -> None:
        """Show these rows in this order; nothing flickers if nothing changed."""
        if rows != self._rows or not self._widths:
            self._rows = dict(rows)
            self._draw()

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
        hidden = Width.NARROW if self.app.size.width >= 110 else Width.WIDE
        return [i for i, c in enumerate(self._columns) if c.when is not hidden]

    def _fitted(self) -> list[int]:
        columns = [self._columns[i] for i in self._shown()]
        # Each cell has one blank on either side; one column is left to the scroll bar.
        left = self.size.width - 2 - sum(c.least + 2 for c in columns)
        shares = sum(c.grows for c in columns) or 1
        return [c.least + max(0, left) * c.grows // shares for c in columns]

    def _draw(self) -> None:
        grid, kept, top = self.grid, self.current, self.grid.scroll_y
        place = grid.cursor_row
        self._widths = self._fitted()
        shown = self._shown()
        grid.clear(columns=True)
        for i, width in zip(shown, self._widths, strict=True):
            grid.add_column(self._columns[i].title, width=width, key=str(i))
        for key, cells in self._rows.items():
            if self._matches(cells):
                grid.add_row(
                    *(
                        Text(one_line(cells[i], width), no_wrap=True)
                        for i, width in zip(shown, self._widths, strict=True)
                    ),
                    key=key,
                )
        self.set_class(not grid.row_count, "-empty")
        if grid.row_count and self.screen.focused is None:
            # While it was empty it could not have the focus.
            self.call_after_refresh(grid.focus)
        # A row that is gone leaves the cursor where it stood.
        row = grid.get_row_index(kept) if kept in grid.rows else place
        grid.cursor_coordinate = Coordinate(row, 0)
        grid.scroll_to(y=top, animate=False)

    def _matches(self, cells: Sequence[str]) -> bool:
        text = folded(" ".join(cells))
        return all(word in text for word in self._words)
