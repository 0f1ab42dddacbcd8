"""The board as a picture: what README shows, drawn by the dashboard itself."""

from __future__ import annotations

import asyncio
import re

from tui.app import AskwatchApp, Desk
from tui.widgets.detail import Detail
from tui.widgets.grid import Grid

WIDTH, HEIGHT = 120, 32

# Textual names a font on a web server; a picture should ask nobody for anything.
_FONT_FACE = re.compile(r"@font-face \{[^}]*\}\s*")


def board(desk: Desk) -> str:
    """Return the home screen as SVG, as it looks on a terminal of 120 by 32."""
    return asyncio.run(_board(desk))


async def _board(desk: Desk) -> str:
    app = AskwatchApp(desk)
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        for _ in range(100):
            await pilot.pause(0.05)
            screen = app.screen
            drawn = screen.query(Grid) and screen.query_one(Grid).row_count
            told = drawn and "Looked for" in screen.query_one(Detail).words
            if told:
                break
        await pilot.pause(0.1)
        return _FONT_FACE.sub("", app.export_screenshot(title="askwatch"))
