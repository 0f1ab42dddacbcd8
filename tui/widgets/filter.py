"""The line in which one types words to narrow a table."""

from __future__ import annotations

from rich.markup import escape
from textual import on
from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input

from tracker.text import one_line


class FilterBar(Input):
    """Hidden until opened, unless it stays; each key narrows the table, escape clears it."""

    HELP = (
        "You are typing into the filter: the table is narrowed with each key. Enter goes back "
        "to the table, escape clears the filter."
    )

    BINDINGS = [Binding("escape", "clear", "Clear filter")]  # noqa: RUF012

    class Narrowed(Message):
        """The words to narrow by have changed."""

        def __init__(self, words: str) -> None:
            """Carry the words as typed."""
            super().__init__()
            self.words = words

    def __init__(
        self, hint: str = "filter: words that must all occur", *, stays: bool = False
    ) -> None:
        """Say what can be typed; start hidden, or stay for good."""
        super().__init__(placeholder=hint, id="filter")
        self.display = self._stays = stays

    def open(self) -> None:
        """Show the line and type into it."""
        self.display = True
        self.focus()

    def put(self, words: str) -> None:
        """Put words into the line without typing; none hide it."""
        self.value = words
        self.display = bool(words)

    def say(self, words: str) -> None:
        """Say beneath the line why what was typed cannot be used; nothing: it can."""
        self.border_subtitle = escape(one_line(words))

    def action_clear(self) -> None:
        """Forget the words, leave the line."""
        self.value = ""
        self.display = self._stays
        self.screen.query("Table").first().focus()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(FilterBar.Narrowed(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.display = self._stays or bool(self.value)
        self.screen.query("Table").first().focus()
