"""The last line of a window: what its keys do; each that does something can be clicked, too."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text
from textual.widgets import Static


class Hints(Static):
    """Hints in a row, and the action of the window that a click on one runs; empty: none."""

    def __init__(self, *hints: tuple[str, str]) -> None:
        """Name what is said, and what a click on it does."""
        super().__init__(markup=False, classes="quiet hints")
        self._hints = hints

    def on_mount(self) -> None:
        """Write the line."""
        text = Text()
        arrow = True
        for words, action in self._hints:
            # The one of two arrows that stands alone belongs to what follows.
            text.append(" " if arrow else " · ") if text else None
            arrow = len(words) == 1
            # Only words and actions of our own come here, none of a document.
            text.append(words, Style(meta={"@click": f"screen.{action}"}) if action else None)
        self.update(text)
