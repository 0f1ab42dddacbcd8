"""The table that keeps its cursor."""

from __future__ import annotations

import pytest
from textual.app import App

from tui.widgets.table import Column, Table


class Shown(App[None]):
    def compose(self):
        yield Table(Column("Name", 10), id="names", empty="nobody")


@pytest.mark.parametrize(
    ("left", "current"),
    [(["c", "b", "a"], "b"), (["a", "c"], "c"), (["a"], "a"), ([], "")],
)
async def test_cursor_stays_on_its_row_or_else_on_its_place(left, current):
    app = Shown()
    async with app.run_test():
        table = app.query_one(Table)
        table.fill({key: (key,) for key in "abc"})
        table.go_to("b")

        table.fill({key: (key,) for key in left})

        assert table.current == current


class Fitting(App[None]):
    def compose(self):
        columns = Column("State", 17, fits=True), Column("Ask", 10, grows=1)
        yield Table(*columns, id="asks", empty="none")


async def test_a_column_takes_what_its_words_need_and_another_the_rest():
    rows = {"a": ("waiting", "x"), "b": ("partly answered", "y"), "c": ("not well answered", "z")}
    app = Fitting()
    async with app.run_test(size=(80, 24)):
        table = app.query_one(Table)
        table.show(list(rows), rows.get, ["a"])
        assert table.grid.widths == [7, 67]

        table.fit(["b"])
        assert table.grid.widths == [15, 59]
        table.fit(["a"])
        assert table.grid.widths == [15, 59]

        table.fit(["c"])
        assert table.grid.widths == [17, 57]


async def test_nothing_breaks_where_rows_come_as_the_screen_is_left():
    app = Shown()
    async with app.run_test() as pilot:
        table = app.query_one(Table)
        app.set_focus(None)

        table.fill({"a": ("a",)})
        await table.grid.remove()
        await pilot.pause()

        assert app.focused is None
