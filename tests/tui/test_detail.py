"""The pane that tells of one ask."""

from __future__ import annotations

from tests import builders
from tests.tui.seeing import settled, words
from tui.widgets.detail import Detail


async def test_another_ask_is_told_of_without_laying_out_the_screen(app):
    async with app.run_test(size=(200, 60)) as pilot:
        await settled(pilot)
        laid_out: list[object] = []
        app.screen.screen_layout_refresh_signal.subscribe(app.screen, laid_out.append)
        before = words(app, "#detail")

        await pilot.press("down")
        await settled(pilot)

        assert words(app, "#detail") != before
        assert not laid_out


async def test_long_words_are_wrapped_anew_in_a_window_of_another_width(app):
    async with app.run_test(size=(40, 40)) as pilot:
        await settled(pilot)
        pane = app.screen.query_one(Detail)
        narrow = [strip.text.strip() for strip in pane.render_lines(pane.outer_size.region)]

        await pilot.resize_terminal(150, 40)
        await settled(pilot)

        wide = [strip.text.strip() for strip in pane.render_lines(pane.outer_size.region)]
        assert f"“{builders.RELEASE_FUNDS}”" in wide
        assert f"“{builders.RELEASE_FUNDS}”" not in narrow
        assert f"“{builders.RELEASE_FUNDS}”" in " ".join(narrow)


async def test_words_that_the_mouse_marks_can_be_copied(app):
    async with app.run_test(size=(140, 40)) as pilot:
        await settled(pilot)
        told = words(app, "#detail").splitlines()[0]

        await pilot.mouse_down(Detail, offset=(1, 1))
        await pilot.hover(Detail, offset=(9, 1))
        await pilot.mouse_up(Detail, offset=(9, 1))

        assert app.screen.get_selected_text() == told[:9]
        [pane] = app.screen.query(Detail)
        marked = app.screen.get_component_rich_style("screen--selection").bgcolor
        [first] = [s for s in pane.render_line(0) if s.style and s.style.bgcolor == marked]
        assert first.text == told[:9]
