"""A plot that fits itself into the room that it has."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget

from tui import plot


class Plot(Widget):
    """Layers over time; drawn anew whenever its size changes."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._points: Sequence[plot.Point] = ()

    def show(self, points: Sequence[plot.Point]) -> None:
        """Draw these columns."""
        self._points = points
        self.refresh()

    def render(self) -> Content:
        """Return the plot as plain text of just this size."""
        return Content("\n".join(plot.area(self._points, self.size.width, self.size.height)))
