"""A small window with a few lines to fill in; nothing is stored before it is read as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Label, Static

from tracker.errors import AskwatchError
from tracker.text import one_line
from tui.screens.window import Window
from tui.widgets.hints import Hints


@dataclass(frozen=True, slots=True)
class Field:
    """A line of a form."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    """What stands in the line while it is empty."""


class FormScreen(Window[Any]):
    """Gives back what `read` makes of the lines; what `read` refuses is said in the window."""

    BINDINGS = [  # noqa: RUF012
        Binding("escape", "cancel", "Cancel"),
        Binding("ctrl+s", "save", "Save", priority=True),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(
        self, title: str, fields: Sequence[Field], read: Callable[[Mapping[str, str]], Any]
    ) -> None:
        """Ask for some fields; `read` raises AskwatchError where a value will not do."""
        super().__init__()
        self._title = title
        self._fields = fields
        self._read = read

    def compose(self) -> ComposeResult:
        """Lay out a line for each field."""
        several = [("enter next line, at the last save", "")] * (len(self._fields) > 1)
        with VerticalScroll(id="form", classes="window", can_focus=False):
            yield Static(one_line(self._title), markup=False, classes="title")
            for field in self._fields:
                with Horizontal(classes="field"):
                    yield Label(field.label, markup=False)
                    yield Input(
                        one_line(field.value), placeholder=field.hint, id=field.name, compact=True
                    )
            yield Static(id="hint", markup=False, classes="quiet")
            yield Static(id="wrong", markup=False)
            yield Hints(
                *several,
                ("enter saves" if len(self._fields) == 1 else "ctrl+s save", "save"),
                ("escape leave", "cancel"),
            )

    def on_mount(self) -> None:
        """Begin with the first line."""
        self.query(Input).first().focus()

    @on(events.DescendantFocus)
    @on(Input.Changed)
    def _say_hint(self) -> None:
        """Say what may stand in the line that has the cursor, where it is filled already."""
        line, hints = self.focused, {field.name: field.hint for field in self._fields}
        filled = isinstance(line, Input) and line.value
        hint = hints.get(line.id or "", "") if line and filled else ""
        self.query_one("#hint", Static).update(hint)

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        if event.input.id == self._fields[-1].name:
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        """Read the lines and close, or say which will not do."""
        typed = {line.id or "": line.value.strip() for line in self.query(Input)}
        try:
            found = self._read(typed)
        except AskwatchError as error:
            self.say(f"! {error}")
        else:
            self.answer(found)
