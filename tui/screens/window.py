"""A small window in which a person answers something.

What was typed there is in nobody's memory but hers: where the answer is to be stored, the
window stays until that is done, and where the store refuses, it says why and keeps all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from textual.screen import ModalScreen
from textual.widgets import Static

from tracker.errors import AskwatchError, OvertakenError
from tracker.text import one_line
from tracker.types import AskState

if TYPE_CHECKING:
    from tui.app import AskwatchApp

T = TypeVar("T")

LONG = 1.0
"""Seconds for which a person is not told that the store is waited for."""
AFTER_IT = ". Yours is kept here; saved once more, it is recorded after that."
"""What a person may do who came second."""


class Before:
    """Up to which event of an ask a person has read: on the screen, then in a refusal."""

    def __init__(self, state: AskState) -> None:
        """Begin with the ask as it is drawn."""
        self.newest = state.last_event or 0

    @contextmanager
    def told(self) -> Iterator[int]:
        """Give the newest event for a decision; she who comes second is told of a newer one."""
        try:
            yield self.newest
        except OvertakenError as late:
            self.newest = late.newest
            raise


class Window(ModalScreen[T | None], Generic[T]):
    """Closes with an answer, or with None; it has a line `#wrong` for what will not do."""

    keep: Callable[[T], object] | None = None
    """Begins to store an answer, and tells the window by `kept` or `refused` what came of it."""
    _found: T
    _keeping = False

    def answer(self, found: T) -> None:
        """Close with an answer; where it is to be stored, not before it has been."""
        if self.keep is None:
            self.dismiss(found)
        elif not self._keeping:
            self._keeping, self._found = True, found
            self.say()
            self.set_timer(LONG, self._say_what_takes_long)
            self.keep(found)

    def kept(self) -> None:
        """Close: the answer is stored."""
        if self.is_current:
            self.dismiss(self._found)

    def refused(self, error: AskwatchError) -> bool:
        """Say why it was not stored, and let it be changed; False: the window has been left."""
        self._keeping = False
        if self.is_current:
            more = AFTER_IT if isinstance(error, OvertakenError) else ""
            self.say(f"! {error}{more}")
            app: Any = self.app
            desk: AskwatchApp = app
            desk.go_on()
        return self.is_current

    def say(self, words: str = "") -> None:
        """Write what will not do below what was typed."""
        line = self.query_one("#wrong", Static)
        line.update(one_line(words))
        line.set_class(bool(words), "-said")

    def holds(self, key: str) -> bool:
        """Say whether a key waits until the answer is stored; it may be for what lies below."""
        return self._keeping and not self.gives_up(key)

    def gives_up(self, key: str) -> bool:
        """Say whether a key leaves the window, whatever comes of the answer."""
        return key == "escape"

    def action_cancel(self) -> None:
        """Leave all as it is."""
        self.dismiss(None)

    def _say_what_takes_long(self) -> None:
        if self._keeping and self.is_current:
            self.say("Keeping it in the store; escape does not wait for that.")
