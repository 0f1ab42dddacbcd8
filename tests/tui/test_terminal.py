"""Keys as they come from a terminal."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from queue import Queue
from threading import Thread
from unittest.mock import Mock

import pytest_asyncio
from textual import events

from tui.terminal import Terminal


@pytest_asyncio.fixture
async def typing(app) -> AsyncIterator[tuple[int, Queue[str]]]:
    """Where one types, and the keys that are heard."""
    before = {one: signal.getsignal(one) for one in (signal.SIGTSTP, signal.SIGCONT)}
    heard: Queue[str] = Queue()
    terminal = Terminal(app)
    terminal.process_message = lambda message: (
        heard.put(message.key) if isinstance(message, events.Key) else None
    )
    terminal.fileno, end = os.pipe()
    reading = Thread(target=terminal.run_input_thread)
    reading.start()
    yield end, heard
    terminal.exit_event.set()
    reading.join()
    with suppress(OSError):
        os.close(end)
    os.close(terminal.fileno)
    for one, handler in before.items():
        signal.signal(one, handler)


async def test_escape_is_heard_alone_and_as_the_beginning_of_another_key(typing):
    end, heard = typing

    os.write(end, b"\x1b")
    first = heard.get(timeout=20)
    os.write(end, "\x1b[Aé".encode())

    assert [first, heard.get(timeout=20), heard.get(timeout=20)] == ["escape", "up", "é"]


async def test_a_terminal_that_is_gone_ends_the_program_as_one_that_hangs_up(typing, monkeypatch):
    told: Queue[tuple[int, int]] = Queue()
    monkeypatch.setattr(os, "kill", lambda *one: told.put(one))
    end, _ = typing

    os.close(end)

    assert told.get(timeout=20) == (os.getpid(), signal.SIGHUP)


async def test_a_terminal_that_cannot_be_read_is_gone(typing, monkeypatch):
    told: Queue[tuple[int, int]] = Queue()
    monkeypatch.setattr(os, "kill", lambda *one: told.put(one))
    end, _ = typing

    with monkeypatch.context() as gone:
        gone.setattr(os, "read", Mock(side_effect=OSError(errno.EIO, "gone")))
        os.write(end, b"q")
        number = told.get(timeout=20)[1]

    assert number == signal.SIGHUP
