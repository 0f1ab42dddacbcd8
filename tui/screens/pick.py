"""A small window in which a person types a few words and picks from what fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tracker.text import one_line
from tui.widgets.hints import Hints

Found = Sequence[tuple[str, Any]]
"""What fits: words to show, and what is picked by them."""


class PickScreen(ModalScreen[Any]):
    """The list follows the typing; arrows move in it while one types, enter picks."""

    BINDINGS = [  # noqa: RUF012
        Binding("escape", "cancel", "Cancel"),
        Binding("down", "move('down')", show=False, priority=True),
        Binding("up", "move('up')", show=False, priority=True),
        Binding("pagedown", "move('page_down')", show=False, priority=True),
        Binding("pageup", "move('page_up')", show=False, priority=True),
    ]

    def __init__(
        self, title: str, search: Callable[[str], Found], *, hint: str, typed: str = ""
    ) -> None:
        """Offer what `search` finds for the words typed so far."""
        super().__init__()
        self._title = title
        self._search = search
        self._hint = hint
        self._typed = typed
        self._found: Found = ()

    def compose(self) -> ComposeResult:
        """Lay out the line and the list below it."""
        with Vertical(id="pick", classes="window"):
            yield Static(one_line(self._title), markup=False, classes="title")
            yield Input(one_line(self._typed), placeholder=self._hint, compact=True)
            yield OptionList(id="found")
            yield Static(id="many", classes="quiet", markup=False)
            yield Hints(
                ("↑", "move('up')"),
                ("↓ move", "move('down')"),
                ("enter takes it", "take"),
                ("escape leaves all as it is", "cancel"),
            )

    def on_mount(self) -> None:
        """Begin to type; the list shows what fits already."""
        self.query_one(Input).focus()
        self._fill(self._typed)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def _fill(self, typed: str) -> None:
        self._found = self._search(typed)
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(Text(one_line(words))) for words, _ in self._found)
        options.highlighted = 0 if self._found else None
        many = f"{len(self._found):,} found" if self._found else "nothing found"
        self.query_one("#many", Static).update(many)

    def action_move(self, where: str) -> None:
        """Move in the list."""
        options: Any = self.query_one(OptionList)
        match where:
            case "down":
                options.action_cursor_down()
            case "up":
                options.action_cursor_up()
            case "page_down":
                options.action_page_down()
            case _:
                options.action_page_up()

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def action_take(self) -> None:
        """Pick what is marked in the list."""
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self.dismiss(self._found[at][1])

    def action_cancel(self) -> None:
        """Leave all as it is."""
        self.dismiss(None)
