"""The screens as pictures; `pytest --snapshot-update` draws them anew, then look at them."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.tui.seeing import settled, until

PICTURES = [
    ("board-120", [], (120, 40), "askwatch-dark"),
    ("board-80", [], (80, 24), "askwatch-contrast"),
    ("board-200", [], (200, 60), "askwatch-light"),
    ("record-80", ["P"], (80, 24), "askwatch-dark"),
    ("letter-120", ["enter"], (120, 40), "askwatch-light"),
    ("review-80", ["r"], (80, 24), "askwatch-dark"),
    ("sources-120", ["s"], (120, 24), "askwatch-dark"),
    ("decide-100", ["r", "a"], (100, 30), "askwatch-dark"),
    ("letter-80", ["enter"], (80, 24), "askwatch-contrast"),
    ("letters-80", ["l"], (80, 24), "askwatch-light"),
    ("signers-80", ["enter", "g"], (80, 24), "askwatch-dark"),
    ("facts-80", ["enter", "t"], (80, 24), "askwatch-contrast"),
    ("words-80", ["enter", "w"], (80, 24), "askwatch-dark"),
    ("cut-100", ["enter", "d"], (100, 30), "askwatch-light"),
    ("people-80", ["S"], (80, 24), "askwatch-dark"),
    ("person-80", ["S", "enter"], (80, 24), "askwatch-light"),
    ("trends-80", ["R"], (80, 24), "askwatch-contrast"),
    ("digest-80", ["M"], (80, 24), "askwatch-light"),
    ("settings-120", ["comma"], (120, 30), "askwatch-dark"),
    ("search-120", ["d", "slash", *"harbour", "enter"], (120, 40), "askwatch-dark"),
    ("search-80", ["d"], (80, 24), "askwatch-light"),
    ("document-120", ["d", "enter"], (120, 40), "askwatch-light"),
    ("document-80", ["d", "enter"], (80, 24), "askwatch-contrast"),
    ("board-bare", [], (80, 24), "no colour"),
]
"""Name, keys, size, theme; the file is called by the name."""


@pytest.mark.parametrize(
    ("name", "keys", "size", "theme"), PICTURES, ids=[picture[0] for picture in PICTURES]
)
def test_screen_looks_as_it_did(snap_compare, app_with, monkeypatch, name, keys, size, theme):
    if theme == "no colour":
        monkeypatch.setenv("NO_COLOR", "1")
        theme = "askwatch-dark"

    async def walk(pilot):
        await settled(pilot)
        board = pilot.app.screen
        await until(pilot, lambda: "Looked for" in str(board.query_one("#told").render()))
        for key in keys:
            await pilot.press(key)
            await settled(pilot)
        # The footer is filled a moment after the screen.
        footers = pilot.app.screen.query("Footer")
        await until(pilot, lambda: not footers or len(footers.first().query("FooterKey")) > 3)
        for line in pilot.app.screen.query(Input):
            line.cursor_blink = False
        await pilot.pause()

    assert snap_compare(app_with(theme=theme), run_before=walk, terminal_size=size)
