"""What the screen below is for, and which keys work on it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

_END = "ctrl+p lists every place and action by name. escape closes this."


class HelpScreen(ModalScreen[None]):
    """A window over the screen that it explains."""

    BINDINGS = [  # noqa: RUF012
        Binding("escape,question_mark,q", "close", "Close"),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(self, words: str, keys: tuple[tuple[str, str], ...]) -> None:
        """Take the screen's own words and its keys with what they do."""
        super().__init__()
        self._words = words
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Lay out words and keys."""
        width = max((len(key) for key, _ in self._keys), default=0)
        keys = "\n".join(f"  {key:<{width}}   {what}" for key, what in self._keys)
        with VerticalScroll(id="help"):
            yield Static(f"{self._words}\n\nKeys\n{keys}\n\n{_END}", markup=False)

    def action_scroll(self, by: int) -> None:
        """Scroll by a line."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_close(self) -> None:
        """Go back to the screen."""
        self.dismiss(None)
