"""Every screen at three sizes, in light and dark colours and in none, against kept pictures.

What is kept of a picture: its words as they stand, and for each way of colours a sum of
the SVG. `pytest tests/tui/test_pictures.py --snapshot-update` keeps what is drawn now;
a test that fails says where it wrote the SVGs, so that they can be looked at first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.seeing import settled, until
from tui.screens.board import BoardScreen
from tui.widgets.detail import Detail

SIZES = ((80, 24), (120, 40), (200, 60))
COLOURS = ("none", "light", "dark")
WALKS = {
    "home": {"board": [], "news": ["i"], "letter": ["enter"], "letters": ["l"]},
    "people": {"signatories": ["S"], "person": ["S", "enter"], "trends": ["R"], "digest": ["M"]},
    "papers": {
        "documents": ["d"],
        "document": ["d", "enter"],
        "search": ["d", "slash", *"harbour", "enter"],
        "review": ["r"],
    },
    "work": {"sources": ["s"], "jobs": ["J"], "settings": ["comma"]},
}
"""Screens that one run of the dashboard shows, and the keys that lead there from the board."""
WINDOWS = {
    "help": ["question_mark"],
    "record": ["P"],
    "decide": ["r", "a"],
    "export": ["e"],
    "signers": ["enter", "g"],
    "facts": ["enter", "t"],
    "words": ["enter", "w"],
    "cut": ["enter", "d"],
    "pick": ["enter", "g", "down", "f"],
}
"""The keys that open each window; these are no wider on a wide terminal."""


@pytest.mark.no_cover  # it holds how things look; that their code is run, the screens' own tests
@pytest.mark.parametrize("walk", WALKS)
async def test_a_screen_looks_as_it_did(app_with, snapshot, tmp_path, walk):
    await look(app_with(), WALKS[walk], SIZES, snapshot, tmp_path)


@pytest.mark.no_cover
async def test_a_window_looks_as_it_did(app_with, snapshot, tmp_path):
    await look(app_with(), WINDOWS, SIZES[:1], snapshot, tmp_path)


async def test_no_color_takes_every_colour_away(app_with, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_with()
    async with app.run_test(size=SIZES[0]) as pilot:
        await there(pilot, [])
        styles = [
            segment.style
            for strip in app.screen._compositor.render_strips()
            for segment in strip
            if segment.style
        ]
        assert not any(style.color or style.bgcolor for style in styles)
        # What only a colour would set apart, such as the row under the cursor, is reversed.
        assert any(style.reverse for style in styles)


async def look(app, walk, sizes, snapshot, folder: Path) -> None:
    """Compare the pictures of some screens with those that are kept."""
    async with app.run_test(size=sizes[0]) as pilot:
        for name, keys in walk.items():
            while not isinstance(app.screen, BoardScreen):
                await pilot.press("escape")
            await there(pilot, keys)
            drawn = await pictures(pilot, sizes)
            assert told(drawn) == snapshot(name=name), kept(drawn, folder, name)


async def pictures(pilot, sizes):
    """Return SVG and words of the screen on top, by size and colours."""
    found = {}
    for size in sizes:
        await pilot.resize_terminal(*size)
        await settled(pilot)
        for colours in COLOURS:
            paint(pilot.app, colours)
            await settled(pilot)
            found[size, colours] = pilot.app.export_screenshot(), list(shown(pilot.app))
    return found


def paint(app, colours: str) -> None:
    """Change the colours as settings and environment do at the start."""
    before = app.theme, app.no_color
    app.no_color = colours == "none"
    app.theme = f"askwatch-{'dark' if app.no_color else colours}"
    if app.theme == before[0] and app.no_color is not before[1]:
        app.refresh_css(animate=False)


async def there(pilot: Pilot[None], keys: list[str]) -> None:
    """Press some keys, and wait until all is drawn that will be."""
    await settled(pilot)
    board = pilot.app.screen
    await until(pilot, lambda: "Looked for" in board.query_one(Detail).words)
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
    for line in pilot.app.screen.query(Input):
        line.cursor_blink = False
    await pilot.pause()


def shown(app) -> Iterator[str]:
    """Yield the lines of the terminal, without blanks at their ends."""
    for strip in app.screen._compositor.render_strips():
        yield strip.text.rstrip()


def told(drawn) -> str:
    """Return what is kept of some pictures."""
    parts = []
    for width, height in dict.fromkeys(size for size, _ in drawn):
        of = {colours: drawn[(width, height), colours] for colours in COLOURS}
        for colours, (svg, words) in of.items():
            assert words == of["dark"][1], f"other words at {width} x {height} with {colours}"
            parts.append(f"{width} x {height} {colours} {hashlib.sha256(svg.encode()).hexdigest()}")
        parts += of["dark"][1]
    return "\n".join(parts)


def kept(drawn, folder: Path, name: str) -> str:
    """Write the pictures down, and say where."""
    for ((width, height), colours), (svg, _) in drawn.items():
        (folder / f"{name}-{width}x{height}-{colours}.svg").write_text(svg)
    return f"the pictures are in {folder}"
