"""How many asks stand where; each number opens what it counts."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from rich.text import Text
from textual.message import Message
from textual.visual import visualize
from textual.widgets import Static

from tracker import wording

Hint = tuple[str, str]
"""What is said, and the action that a click on it runs; empty: none."""


class Counts(Static):
    """A line of numbers that can be clicked, and hints below it."""

    HELP = "On top stand all asks by how they stand. A click on a number shows only those."

    class Picked(Message):
        """A number was clicked: show what it counts; empty: all."""

        def __init__(self, state: str) -> None:
            """Name the state."""
            super().__init__()
            self.state = state

    def __init__(self) -> None:
        """Start empty."""
        super().__init__("reading …", id="counts", markup=False)
        self.states: list[str] = []
        self._shown: tuple[object, ...] = ()

    def show(self, counts: Sequence[tuple[str, int]], hints: Sequence[Sequence[Hint]]) -> None:
        """Show heaps that have any, the total last of `counts`, then some lines of hints."""
        if (counts, hints) == self._shown:
            return
        self._shown = counts, hints
        heaps, (_, total) = [(w, n) for w, n in counts[:-1] if n], counts[-1]
        self.states = [words for words, _ in heaps]
        text = Text()
        text.append(wording.plural(total, "ask"), _opens(""))
        text.append(": ")
        for place, (words, number) in enumerate(heaps):
            text.append(" · " if place else "")
            text.append(f"{number:,} {words}", _opens(words))
        if not heaps:
            text.append("none yet")
        for line in filter(None, hints):
            for place, (words, action) in enumerate(line):
                text.append(" · " if place else "\n")
                text.append(words, Style(meta={"@click": action}) if action else None)
        # To lay out the screen takes long: only where it needs more lines, or fewer.
        width, height = self.content_size
        fits = width > 0 and visualize(self, text).get_height({}, width) == height
        self.update(text, layout=not fits)

    def action_pick(self, state: str) -> None:
        """Tell which number was clicked."""
        self.post_message(self.Picked(state))


def _opens(state: str) -> Style:
    # Only words of `Standing` come here, no words of a document.
    return Style(meta={"@click": f"pick('{state}')"}, underline=bool(state))
