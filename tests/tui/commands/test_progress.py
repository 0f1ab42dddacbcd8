"""How far a poll is."""

from __future__ import annotations

import io

from tui.commands.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_shows_who_is_visited_and_how_many_are_done(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    terminal = Terminal()
    progress = Progress(terminal)

    progress.starts("releases", 3)
    progress.starts("brief\x1b[2Jings", 3)
    with progress.ends("releases"):
        terminal.write("releases: new\n")
    progress.close()

    shown = terminal.getvalue().split("\r\x1b[K")
    assert shown[1:] == [
        "0 of 3 visited; now releases",
        "0 of 3 visited; now releases, brief[2Jings",
        "releases: new\n",
        "1 of 3 visited; now brief[2Jings",
        "",
    ]


def test_a_line_is_never_longer_than_the_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    terminal = Terminal()

    Progress(terminal).starts("a-source-of-a-very-long-name", 300)

    assert len(terminal.getvalue().removeprefix("\r\x1b[K")) < 20


def test_what_is_no_terminal_gets_plain_lines():
    stream = io.StringIO()
    progress = Progress(stream)

    progress.starts("releases", 1)
    with progress.ends("releases"):
        stream.write("releases: new\n")
    progress.close()

    assert stream.getvalue() == "releases: new\n"
