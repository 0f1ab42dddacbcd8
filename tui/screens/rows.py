"""What screens over long lists share: rows are read when they come in sight."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from textual import on, work

from tracker.errors import AskwatchError
from tui import board
from tui.messages import Failed, MoreLoaded
from tui.screens.base import ViewScreen
from tui.widgets.grid import Grid
from tui.widgets.table import Table

if TYPE_CHECKING:
    from tui.doing import Doing

V = TypeVar("V")

_AT_ONCE = 200
"""Rows that are read at once for a file."""


class RowsScreen(ViewScreen[V]):
    """A screen with one long table, of which only what is in sight has been read."""

    _lines: dict[str, Any]
    """The rows that have been read, by key."""
    _cursor = ""
    """The key under the cursor, for the worker that reads anew: it may outlive the table."""
    _near = board.NEAR
    """Rows that are read above and below it: a page beyond what may be in sight."""

    @abstractmethod
    def more(self, keys: Sequence[str]) -> Mapping[str, Any]:
        """Read some rows, by key; runs in a worker.

        Raises:
            AskwatchError: they cannot be read; the sentence is shown.
        """

    def in_steps(self, keys: Sequence[str], doing: Doing) -> Iterator[Any]:
        """Yield many rows in this order, for a file; says how far it has come, and may be stopped.

        Raises:
            AskwatchError: they cannot be read.
        """
        for at in range(0, len(keys), _AT_ONCE):
            doing.say(f"{at:,} of {len(keys):,}")
            if doing.stop():
                return
            some = keys[at : at + _AT_ONCE]
            found = self.more(some)
            yield from (found[key] for key in some if key in found)

    def sighted(self) -> None:
        """Draw what depends on a row that has been read only now."""

    def _desk(self) -> board.Desk:
        app = self.desk_app
        return board.Desk(app.store, app.rules, app.now(), app.zone, near=self._near)

    @on(Grid.Moved)
    def _mark(self) -> None:
        table = self.query_one(Table)
        self._cursor, self._near = table.current, 2 * table.grid.size.height or board.NEAR

    @on(Grid.Wanted)
    def _read_more(self, message: Grid.Wanted) -> None:
        self._read_lines(message.keys)

    @work(thread=True, exclusive=True, group="lines")
    def _read_lines(self, keys: Sequence[str]) -> None:
        try:
            self.post_message(MoreLoaded(self.more(keys)))
        except AskwatchError as error:
            self.post_message(MoreLoaded({}))
            self.post_message(Failed(str(error)))

    @on(MoreLoaded)
    def _add_lines(self, message: MoreLoaded) -> None:
        self.if_here(self._show_lines, message)

    def _show_lines(self, message: MoreLoaded) -> None:
        self._lines |= message.lines
        self.query_one(Table).fit(message.lines)
        self.sighted()
        self.make_up()
