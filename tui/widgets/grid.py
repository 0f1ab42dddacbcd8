"""Rows under a heading, of which only those in sight are ever asked for.

Ten thousand rows cost as much as forty. Cells are plain text: nothing in them
is read as markup, and control characters are taken out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, chain

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from tracker.text import one_line
from tui import keys
from tui.widgets.lines import Lines

NOT_YET = "…"
"""Stands in a row until it has been read."""


_Line = tuple[Sequence[str], Sequence[int], Style]
"""Cells, their widths, how they look."""


class Grid(Lines[_Line]):
    """A table of rows by key, with a cursor on one of them."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"grid--header", "grid--cursor"}  # noqa: RUF012
    BINDINGS = keys.with_names(
        [
            Binding("down,j", "move(1)", "Down", show=False),
            Binding("up,k", "move(-1)", "Up", show=False),
            Binding("pagedown,ctrl+d", "page(1)", "Page down", show=False),
            Binding("pageup,ctrl+u", "page(-1)", "Page up", show=False),
            Binding("home", "edge(0)", "First", show=False),
            Binding("end,G", "edge(1)", "Last", show=False),
            Binding("enter", "choose", "Choose", show=False),
        ]
    )
    HELP = (
        "The cursor stands in a table: arrows or a click move it, {choose:enter} or a second click "
        "opens what it stands on."
    )

    cursor = reactive(0, repaint=False, always_update=True)
    """The place of the cursor in the order."""

    class Moved(Message):
        """The cursor is on another row, or the rows are others."""

    class Chosen(Message):
        """A row was chosen: enter, or a click on the row under the cursor."""

    class Headed(Message):
        """A heading was clicked."""

        def __init__(self, title: str) -> None:
            """Name it."""
            super().__init__()
            self.title = title

    class Wanted(Message):
        """Rows are in sight that have not been read yet."""

        def __init__(self, keys: Sequence[str]) -> None:
            """Name them by key."""
            super().__init__()
            self.keys = keys

    def __init__(self) -> None:
        """Start without rows."""
        super().__init__()
        self.order: Sequence[str] = ()
        self.titles: Sequence[str] = ()
        self.widths: Sequence[int] = ()
        self._places: dict[str, int] = {}
        self._cells: Callable[[str], Sequence[str] | None] = lambda _: ()

    def show(
        self,
        columns: Sequence[tuple[str, int]],
        order: Sequence[str],
        cells: Callable[[str], Sequence[str] | None],
    ) -> None:
        """Show rows in this order under these titles, of these widths in cells.

        `cells` gives the words of a row, or None while they have not been read.
        The cursor stays on its key; where that is gone, it stays where it stood.
        """
        kept, self.order, self._cells = self.current, order, cells
        self._places = {key: place for place, key in enumerate(order)}
        self.titles, self.widths = [t for t, _ in columns], [w for _, w in columns]
        self.virtual_size = Size(sum(self.widths) + 2 * len(self.widths), len(order) + 1)
        self.cursor = self._places.get(kept, min(self.cursor, max(0, len(order) - 1)))

    @property
    def current(self) -> str:
        """The key under the cursor; empty if there is no row."""
        return self.order[self.cursor] if 0 <= self.cursor < len(self.order) else ""

    @property
    def row_count(self) -> int:
        """How many rows there are, in sight or not."""
        return len(self.order)

    def go_to(self, key: str) -> None:
        """Put the cursor on the row with this key, if there is one."""
        if key in self._places:
            self.cursor = self._places[key]

    def cells_of(self, key: str) -> Sequence[str]:
        """Return the words of a row; dots if they have not been read yet."""
        found = self._cells(key)
        return [NOT_YET] * len(self.widths) if found is None else found

    def line(self, y: int) -> _Line | None:
        """Return the heading, or the row that stands on a line of the window."""
        if y == 0:
            return self.titles, self.widths, self.get_component_rich_style("grid--header")
        place = self.scroll_offset.y + y - 1
        if place >= len(self.order):
            return None
        style = self.look
        if place == self.cursor:
            style += self.get_component_rich_style("grid--cursor")
        return self.cells_of(self.order[place]), self.widths, style

    def strip(self, y: int, line: _Line) -> Strip:
        """Return a row as it is drawn."""
        cells, widths, style = line
        pairs = zip(cells, widths, strict=True)
        words = chain.from_iterable((" ", _fitted(cell, width), " ") for cell, width in pairs)
        left = self.scroll_offset.x
        strip = Strip([Segment("".join(words), style)])
        return strip.crop_extend(left, left + self.size.width, style)

    def watch_cursor(self, before: int, after: int) -> None:
        """Keep the cursor in sight, ask for what is in sight, and tell."""
        if not self.is_mounted:
            return
        # The heading lies over the first line of the window.
        self.scroll_to_region(
            Region(0, after, 1, 2), animate=False, force=True, x_axis=False, immediate=True
        )
        self.redraw()
        self._ask()
        self.post_message(self.Moved())

    def watch_scroll_y(self, before: float, after: float) -> None:
        """Ask for the rows that came in sight."""
        super().watch_scroll_y(before, after)
        self._ask()

    def _ask(self) -> None:
        top, height = self.scroll_offset.y, self.size.height
        near = self.order[max(0, top - height) : top + 2 * height]
        missing = [key for key in near if self._cells(key) is None]
        if missing:
            self.post_message(self.Wanted(missing))

    def stays(self, key: str) -> bool:
        """Say whether a key only moves the cursor."""
        bound = self._bindings.key_to_bindings.get(key, ())
        return any(one.action.startswith(("move", "page", "edge")) for one in bound)

    def action_move(self, by: int) -> None:
        """Move the cursor by some rows, not past the ends."""
        if self.order:
            self.cursor = max(0, min(len(self.order) - 1, self.cursor + by))

    def action_page(self, by: int) -> None:
        """Move the cursor by a window's height."""
        self.action_move(by * max(1, self.size.height - 2))

    def action_edge(self, last: int) -> None:
        """Move the cursor to the first row or the last."""
        self.action_move(len(self.order) * (1 if last else -1))

    def action_choose(self) -> None:
        """Tell that the row under the cursor was chosen."""
        if self.order:
            self.post_message(self.Chosen())

    def _title_at(self, x: int) -> str:
        """Return the heading over a column of the window; empty: there is none."""
        ends = accumulate(width + 2 for width in self.widths)
        x += self.scroll_offset.x
        return next((t for t, end in zip(self.titles, ends, strict=False) if x < end), "")

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where it was clicked; on the cursor itself, choose the row."""
        place = self.scroll_offset.y + event.y - 1
        if event.y == 0 and (title := self._title_at(event.x)):
            self.post_message(self.Headed(title))
        if event.y == 0 or place >= len(self.order):
            return
        if place == self.cursor:
            self.action_choose()
        self.cursor = place


def _fitted(cell: str, width: int) -> str:
    """Return harmless words of exactly that many cells; wide characters fill two."""
    return set_cell_size(one_line(cell, width), width)
