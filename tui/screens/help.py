"""What the screen below is for, and which keys work on it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.widgets.hints import Hints

Keys = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Keys with what they do, below a heading each."""


class HelpScreen(ModalScreen[None]):
    """A window over the screen that it explains."""

    BINDINGS = [  # noqa: RUF012
        Binding("escape,question_mark,q", "close", "Close"),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(self, words: str, keys: Keys) -> None:
        """Take the screen's own words and the keys that work there."""
        super().__init__()
        self._words = words
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Lay out words and keys."""
        width = max((len(key) for _, keys in self._keys for key, _ in keys), default=0)
        parts = [self._words]
        for heading, keys in self._keys:
            parts.append("\n".join([heading, *(f"  {key:<{width}}   {is_}" for key, is_ in keys)]))
        with Vertical(id="help"):
            with VerticalScroll():
                yield Static("\n\n".join(parts), markup=False)
            yield Hints(
                ("↑", "scroll(-1)"),
                ("↓ scroll", "scroll(1)"),
                ("ctrl+p all by name", "palette"),
                ("escape closes", "close"),
            )

    def action_scroll(self, by: int) -> None:
        """Scroll by a line."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    async def action_palette(self) -> None:
        """Close, and list every place and action by name."""
        self.dismiss(None)
        await self.run_action("app.command_palette")

    def action_close(self) -> None:
        """Go back to the screen."""
        self.dismiss(None)
