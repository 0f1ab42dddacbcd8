"""A window of lines that scrolls: only those in sight are made, only those that are other drawn."""

from __future__ import annotations

from abc import abstractmethod
from typing import Generic, TypeVar

from rich.style import Style
from textual.scroll_view import ScrollView
from textual.strip import Strip

Line = TypeVar("Line")
"""All that a line's look follows from."""


class Lines(ScrollView, Generic[Line], can_focus=True):
    """Draws line by line; whoever changes what is shown calls `redraw`."""

    _look: Style | None = None

    def __init__(self, *, id: str | None = None) -> None:
        """Start with nothing drawn."""
        super().__init__(id=id)
        self._drawn: dict[int, Line | None] = {}
        """What was drawn last on each line of the window; None: nothing."""

    @property
    def look(self) -> Style:
        """How words look that nothing marks: worked out once, and not for each line."""
        if self._look is None:
            self._look = self.rich_style
        return self._look

    def notify_style_update(self) -> None:
        """Work it out anew in other colours."""
        self._look = None
        super().notify_style_update()

    @abstractmethod
    def line(self, y: int) -> Line | None:
        """Return what stands on a line of the window; None: nothing."""

    @abstractmethod
    def strip(self, y: int, line: Line) -> Strip:
        """Return it as it is drawn, as wide as the window."""

    def render_line(self, y: int) -> Strip:
        """Draw one line of the window."""
        line = self._drawn[y] = self.line(y)
        if line is None:
            return Strip.blank(self.size.width, self.look)
        return self.strip(y, line)

    def redraw(self) -> None:
        """Draw the lines whose words or looks are others than those that stand there."""
        for y in range(self.size.height):
            if y not in self._drawn or self._drawn[y] != self.line(y):
                self.refresh_line(self.scroll_offset.y + y)
