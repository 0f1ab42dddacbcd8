"""The terminal that keys come from: escape is heard at once, and its end is.

Escape begins other keys, too, so that after it one waits a moment for more. Textual looks
only ten times a second whether that moment has passed; going back took as long. And it
does not know a terminal that is gone, which can be read at once, for ever, and says nothing.
"""

from __future__ import annotations

import os
import selectors
import signal
from codecs import getincrementaldecoder

from textual._xterm_parser import XTermParser
from textual.constants import ESCAPE_DELAY
from textual.drivers.linux_driver import LinuxDriver

IDLE = 0.1
"""Seconds between two looks whether the program ends."""
ESCAPE = "\x1b"


class Terminal(LinuxDriver):
    """Textual's own, but for the time that it waits."""

    def run_input_thread(self) -> None:
        """Read keys, and hand them on, until the program ends."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")().decode
        typed, last = "", False
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not last:
                # Once more at the end: answers of the terminal are not for the shell.
                last = self.exit_event.is_set()
                wait = ESCAPE_DELAY if typed.endswith(ESCAPE) else IDLE
                ready = bool(selector.select(wait))
                came = self._read() if ready else b""
                if ready and not came:
                    # Whoever watches a session is told so; nobody watches this one.
                    os.kill(os.getpid(), signal.SIGHUP)
                    return
                typed = decode(came)
                for event in [*(parser.feed(typed) if typed else ()), *parser.tick()]:
                    self.process_message(event)

    def _read(self) -> bytes:
        """Return what was typed; nothing: there is no terminal any more."""
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""
