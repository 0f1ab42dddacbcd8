"""A small window in which a person chooses an outcome and says why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tracker.text import one_line
from tracker.types import Outcome
from tui.screens.window import Window
from tui.widgets.hints import Hints

T = TypeVar("T", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Decision(Generic[T]):
    """What a person decided."""

    outcome: T
    why: str | None


class Holds(StrEnum):
    """What a person says of a decision whose evidence has changed at its source."""

    STILL = "still holds"
    NO_LONGER = "no longer holds"


class DecideScreen(Window[Decision[T]]):
    """Choice first, then the reason; nothing is stored before the last enter."""

    BINDINGS = [  # noqa: RUF012
        Binding("escape", "cancel", "Cancel"),
        Binding("j", "move('down')", show=False),
        Binding("k", "move('up')", show=False),
        *(Binding(str(n), f"take({n})", show=False) for n in range(1, 10)),
    ]

    def __init__(
        self,
        summary: str,
        choices: tuple[T, ...],
        now: str,
        *,
        evidence: str | None = None,
        question: str = "What became of",
    ) -> None:
        """Offer what may follow; with evidence the reason may stay empty."""
        super().__init__()
        self._summary = summary
        self._choices = choices
        self._now = now
        self._evidence = evidence
        self._question = question

    def compose(self) -> ComposeResult:
        """Lay out the ask, the choices and the line for the reason."""
        with Vertical(id="decide"):
            yield Static(f"{self._question}: {one_line(self._summary)}", markup=False)
            yield Static(f"Now: {self._now}", markup=False, classes="quiet", id="becomes")
            named = enumerate(self._choices, 1)
            yield OptionList(*(Option(f"{n}  {one}", id=one.name) for n, one in named))
            need = "optional, the passage is kept as evidence" if self._evidence else "needed"
            yield Input(placeholder=f"why ({need}), then enter", id="why")
            yield Static(id="wrong", markup=False)
            yield Hints(
                ("a figure or enter chooses", ""),
                ("enter again records", "save"),
                ("escape leaves", "cancel"),
            )

    def on_mount(self) -> None:
        """Begin with the choice."""
        choices = self.query_one(OptionList)
        named = [str(choice) for choice in self._choices]
        for likely in (Outcome.ANSWERED, Outcome.CLAIMED_DONE):
            if likely in named:
                choices.highlighted = named.index(likely)
        choices.focus()

    def action_move(self, where: str) -> None:
        """Move in the list."""
        choices = self.query_one(OptionList)
        choices.action_cursor_down() if where == "down" else choices.action_cursor_up()

    def action_take(self, number: int) -> None:
        """Choose the one with that number, and go on to the reason."""
        if number <= len(self._choices):
            self.query_one(OptionList).highlighted = number - 1
            self._chosen()

    @on(OptionList.OptionHighlighted)
    def _say(self, event: OptionList.OptionHighlighted) -> None:
        """Say what would be recorded."""
        words = f"Now: {self._now} → {self._choices[event.option_index]}"
        self.query_one("#becomes", Static).update(words)

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        reason = self.query_one(Input)
        if self.focused is reason:
            self.action_save()  # a second enter, typed before the first one had been heard
        else:
            # At once: what is typed next is the reason.
            self.set_focus(reason)

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Give back what was chosen and said, if that will do."""
        why = self.query_one(Input).value.strip() or None
        at = self.query_one(OptionList).highlighted
        if at is None:
            return
        if why is None and self._evidence is None:
            self.say("! Say why: in a year nobody will remember.")
            return
        self.answer(Decision(self._choices[at], why))
