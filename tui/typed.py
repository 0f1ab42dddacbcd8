"""Keys in the order in which they are typed, each for the screen that stands there when it is due.

Textual hands each key to what has the focus when the key arrives. What a key opens is not
there yet when the next one comes from a quick hand, a script or a paste; that one then went
to the screen below. Here a key is handed on when the one before has been done.
"""

from __future__ import annotations

from collections import deque
from time import monotonic
from typing import Any, Protocol, runtime_checkable

from textual import events, on
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widgets import Input

PATIENCE = 2.0
"""Seconds after which a key of which nothing was heard again holds up no other."""


@runtime_checkable
class Holding(Protocol):
    """A screen that may have to be read before a key means anything to it."""

    def holds(self, key: str) -> bool:
        """Say whether this key has to wait; the screen calls `go_on` when it need not any more."""

    def gives_up(self, key: str) -> bool:
        """Say whether with this key a person gives up what waits."""


@runtime_checkable
class Staying(Protocol):
    """Something that takes keys, and knows which only move its cursor."""

    def stays(self, key: str) -> bool:
        """Say whether this key leads nowhere else."""


class Heard(Message):
    """Follows a key through the same queues: where this one is, the key has been."""

    def __init__(self, again: bool) -> None:
        """Carry whether it must go that way once more."""
        super().__init__()
        self.again = again


class TypedApp(App[None]):
    """Hands on keys and what is pasted, one after another."""

    def __init__(self, *args: Any, **more: Any) -> None:
        """Start with nothing typed."""
        super().__init__(*args, **more)
        self._typed: deque[events.Key | events.Paste] = deque()
        self._handed_on: float | None = None

    async def on_event(self, event: events.Event) -> None:
        """Let what is typed stand in line; all else is the toolkit's."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        if self._handed_on is None and self._typed and _gives_up(self.screen, event):
            self._typed.clear()
        self._typed.append(event)
        if self._handed_on is None or monotonic() - self._handed_on > PATIENCE:
            await self._hand_on()

    def go_on(self) -> None:
        """Hand on what waits, if the screen on top holds it no longer."""
        if self._typed and self._handed_on is None:
            self._follow(again=False)

    async def _hand_on(self) -> None:
        """Hand on what comes next, and send after it what tells when it has been done."""
        self._handed_on = None
        if not self._typed or not self.screen_stack or _holds(self.screen, self._typed[0]):
            return
        event, target = self._typed.popleft(), self.focused or self.screen
        await super().on_event(event)
        if not (event.is_forwarded and _stays(target, event)):
            self._follow(target if event.is_forwarded else None)
        elif self._typed:
            self.call_next(self._hand_on)

    def _follow(self, target: MessagePump | None = None, *, again: bool = True) -> None:
        self._handed_on = monotonic()
        if not (target or self.focused or self.screen).post_message(Heard(again)):
            self.call_next(self._hand_on)  # it is gone

    @on(Heard)
    def _heard(self, message: Heard) -> None:
        """Follow once more, for a key may have sent a message of its own; then the next is due.

        What a new screen needs to stand has been called next before that.
        """
        if message.again:
            self._follow(again=False)
        else:
            self.call_next(self._hand_on)


def _stays(target: object, event: events.Event) -> bool:
    """Say whether a key does nothing beyond what it is for: then the next may follow at once."""
    if isinstance(target, Input) and isinstance(event, events.Key):
        return event.is_printable
    return isinstance(target, Staying) and target.stays(getattr(event, "key", ""))


def _holds(screen: object, event: events.Event) -> bool:
    return isinstance(screen, Holding) and screen.holds(getattr(event, "key", ""))


def _gives_up(screen: object, event: events.Event) -> bool:
    return isinstance(screen, Holding) and screen.gives_up(getattr(event, "key", ""))
