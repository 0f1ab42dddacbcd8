"""The table of which only the rows in sight are asked for."""

from __future__ import annotations

from textual.app import App, ComposeResult

from tui.widgets.grid import Grid

COUNT = 10_000


class Gridded(App[None]):
    """A grid alone, and what it told."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()
        self.wanted: list[str] = []
        self.chosen = 0
        self.known: set[str] | None = None

    def compose(self) -> ComposeResult:
        yield Grid()

    def cells(self, key: str) -> list[str] | None:
        self.asked.add(key)
        return [key, f"row {key}"] if self.known is None or key in self.known else None

    def on_grid_wanted(self, message: Grid.Wanted) -> None:
        self.wanted = list(message.keys)

    def on_grid_chosen(self) -> None:
        self.chosen += 1

    def show(self, count: int = COUNT) -> Grid:
        grid = self.query_one(Grid)
        grid.show([("No", 6), ("What", 20)], [str(n) for n in range(count)], self.cells)
        return grid


def drawn(grid: Grid, y: int) -> str:
    return grid.render_line(y).text


async def test_only_rows_near_the_window_are_asked_for():
    async with Gridded().run_test(size=(40, 10)) as pilot:
        pilot.app.show()
        await pilot.pause()
        await pilot.press("end")
        await pilot.pause()

        assert "9999" in pilot.app.asked
        assert len(pilot.app.asked) < 60


async def test_rows_that_were_not_read_are_wanted_and_drawn_as_dots():
    async with Gridded().run_test(size=(40, 10)) as pilot:
        pilot.app.known = set()
        grid = pilot.app.show()
        await pilot.pause()

        assert pilot.app.wanted[:2] == ["0", "1"]
        assert drawn(grid, 1).split() == ["…", "…"]


async def test_rows_scrolled_into_sight_are_wanted_too():
    async with Gridded().run_test(size=(40, 10)) as pilot:
        pilot.app.known = {str(n) for n in range(30)}
        grid = pilot.app.show()
        await pilot.pause()
        grid.scroll_to(y=100, animate=False)
        await pilot.pause()

        assert "100" in pilot.app.wanted


async def test_the_cursor_moves_by_rows_pages_and_to_the_ends():
    async with Gridded().run_test(size=(40, 10)) as pilot:
        grid = pilot.app.show()
        places = []
        for key in ("j", "down", "k", "pagedown", "pageup", "end", "j", "home", "up"):
            await pilot.press(key)
            places.append(grid.cursor)

        assert places == [1, 2, 1, 9, 1, 9999, 9999, 0, 0]


async def test_the_cursor_keeps_its_key_when_rows_come_and_go():
    async with Gridded().run_test(size=(40, 10)) as pilot:
        grid = pilot.app.show()
        grid.go_to("50")

        grid.show([("No", 6), ("What", 20)], ["7", "50", "8"], pilot.app.cells)

        assert (grid.current, grid.cursor) == ("50", 1)


async def test_a_cursor_whose_row_is_gone_stays_where_it_stood():
    async with Gridded().run_test(size=(40, 10)) as pilot:
        grid = pilot.app.show()
        grid.go_to("2")

        grid.show([("No", 6), ("What", 20)], ["0", "1", "3", "4"], pilot.app.cells)

        assert grid.current == "3"


async def test_a_click_moves_the_cursor_and_a_second_one_chooses():
    async with Gridded().run_test(size=(40, 10)) as pilot:
        grid = pilot.app.show()
        await pilot.click(Grid, offset=(3, 4))
        first = grid.current, pilot.app.chosen
        await pilot.click(Grid, offset=(3, 4))
        await pilot.pause()

        assert (first, pilot.app.chosen) == (("3", 0), 1)


async def test_a_click_on_the_heading_or_below_the_rows_does_nothing():
    async with Gridded().run_test(size=(40, 10)) as pilot:
        grid = pilot.app.show(3)
        grid.go_to("1")
        await pilot.click(Grid, offset=(3, 0))
        await pilot.click(Grid, offset=(3, 8))
        await pilot.pause()

        assert (grid.current, pilot.app.chosen) == ("1", 0)


async def test_nothing_happens_in_a_grid_without_rows():
    async with Gridded().run_test(size=(40, 10)) as pilot:
        grid = pilot.app.show(0)
        await pilot.press("j", "enter", "end")

        assert (grid.current, grid.row_count, pilot.app.chosen) == ("", 0, 0)


async def test_wide_and_hostile_characters_keep_the_columns_in_line():
    async with Gridded().run_test(size=(40, 10)) as pilot:
        grid = pilot.app.query_one(Grid)
        rows = {"a": ["日本国外務省", "x"], "b": ["\x1b[b]x\r\ny", "x"]}
        grid.show([("No", 6), ("What", 20)], list(rows), rows.get)
        await pilot.pause()

        assert {grid.render_line(y).cell_length for y in range(10)} == {40}
        assert drawn(grid, 2).split() == ["[b]x", "y", "x"]


async def test_only_lines_that_are_others_are_drawn_anew(monkeypatch):
    async with Gridded().run_test(size=(40, 10)) as pilot:
        grid = pilot.app.show()
        await pilot.pause()
        drawn_anew: list[int] = []
        monkeypatch.setattr(
            grid, "refresh_line", lambda y: drawn_anew.append(y) or Grid.refresh_line(grid, y)
        )

        pilot.app.show()
        await pilot.pause()
        assert drawn_anew == []

        monkeypatch.setattr(
            pilot.app, "cells", lambda key: [key, "changed" if key == "3" else f"row {key}"]
        )
        pilot.app.show()
        await pilot.pause()
        assert drawn_anew == [4]  # below the heading
