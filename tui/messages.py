"""What workers tell the screens. A worker never draws; it posts one of these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.message import Message


class Loaded(Message):
    """A screen's view is ready to be drawn, or could not be read."""

    def __init__(self, view: Any, trouble: str = "") -> None:
        """Carry the view, a frozen value made by `tui.views`; or why there is none."""
        super().__init__()
        self.view = view
        self.trouble = trouble


class MoreLoaded(Message):
    """Rows that came in sight have been read."""

    def __init__(self, lines: Mapping[str, Any]) -> None:
        """Carry them by key."""
        super().__init__()
        self.lines = lines


class Failed(Message):
    """Something that was asked for could not be done."""

    def __init__(self, words: str) -> None:
        """Carry the reason, as an error's own sentence."""
        super().__init__()
        self.words = words


class Seen(Message):
    """The store was looked at for what others wrote."""

    def __init__(self, version: int | None, trouble: str = "", state: str = "") -> None:
        """Carry the version of its data; None, why and in short, where it could not be read."""
        super().__init__()
        self.version = version
        self.trouble = trouble
        self.state = state


class Done(Message):
    """A decision or a job has been carried out."""

    def __init__(self, words: str, *, changed: bool = True) -> None:
        """Carry what was done, in words; unless nothing was changed, the screen reads anew."""
        super().__init__()
        self.words = words
        self.changed = changed
