"""Which browser a page is opened in: one with a window, one in the terminal itself, or none.

A machine reached over ssh often has none; a browser in the terminal has it to itself.
"""

from __future__ import annotations

import webbrowser
from enum import Enum, auto


class Browser(Enum):
    """What there is to open a page with."""

    WINDOW = auto()
    TERMINAL = auto()
    NONE = auto()


def found() -> Browser:
    """Say what this machine has; BROWSER in the environment names another."""
    try:
        one = webbrowser.get()
    except webbrowser.Error:
        return Browser.NONE
    waits = isinstance(one, webbrowser.GenericBrowser)
    background = isinstance(one, webbrowser.BackgroundBrowser)
    return Browser.TERMINAL if waits and not background else Browser.WINDOW
