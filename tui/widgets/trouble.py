"""What stands in the place of a view that could not be read: why, and what happens next."""

from __future__ import annotations

from collections.abc import Callable

from textual.binding import Binding
from textual.timer import Timer
from textual.widgets import Static

from tracker.text import one_line

AGAIN = 5.0
"""Seconds after which it is tried again by itself."""


class Trouble(Static, can_focus=True):
    """The reason in a sentence; tries again after a while, and at once for enter or a click."""

    BINDINGS = [Binding("enter", "again", "Try again")]  # noqa: RUF012
    HELP = "What stands here could not be read. Enter or a click tries it again at once."

    def __init__(self, why: str, again: Callable[[], None]) -> None:
        """Take the reason, and what to do again."""
        super().__init__(markup=False)
        self._again = again
        self._timer: Timer | None = None
        self._why = why

    def on_mount(self) -> None:
        """Say it, and take the keys."""
        self.say(self._why)
        self.focus()

    def say(self, why: str) -> None:
        """Say why it failed now, and wait again."""
        self.update(
            f"This could not be read:\n\n{one_line(why)}\n\n"
            f"It is tried again every {AGAIN:g} seconds; enter or a click tries at once."
        )
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(AGAIN, self._again)

    def action_again(self) -> None:
        """Try again at once."""
        self._again()

    def on_click(self) -> None:
        """Try again at once."""
        self._again()
