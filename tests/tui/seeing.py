"""What a test can see of a screen."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from rich.cells import cell_len
from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from tui.widgets.detail import Detail
from tui.widgets.grid import Grid


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until no worker is left and what they posted is drawn."""
    await pilot.pause()
    while running := list(pilot.app.workers):
        for worker in running:
            # A newer look at the store may take the place of one under way.
            with suppress(WorkerCancelled):
                await worker.wait()
        await pilot.pause()


async def click(pilot: Pilot[Any], told: str) -> None:
    """Click on some words where they stand on the screen."""
    lines = [strip.text for strip in pilot.app.screen._compositor.render_strips()]
    y, line = next((y, line) for y, line in enumerate(lines) if told in line)
    await pilot.click(offset=(cell_len(line[: line.index(told)]) + 1, y))
    await settled(pilot)


async def until(pilot: Pilot[Any], holds: Callable[[], bool]) -> None:
    """Wait until something holds; a test that waits for nothing fails in the end."""
    for _ in range(1200):
        if holds():
            return
        await pilot.pause(0.05)
    raise AssertionError("it never came to hold")


def rows(app: App[Any]) -> list[list[str]]:
    """Return the words in the table of the screen on top."""
    grid = app.screen.query_one(Grid)
    return [list(grid.cells_of(key)) for key in grid.order]


def words(app: App[Any], selector: str) -> str:
    """Return the words of one part of the screen on top, in sight or not."""
    part = app.screen.query_one(selector)
    return part.words if isinstance(part, Detail) else str(part.render())
