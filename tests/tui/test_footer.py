"""The line of keys at the bottom."""

from __future__ import annotations

from tests.tui.seeing import settled
from tui.screens.review import ReviewScreen
from tui.widgets.footer import Footer


def drawn(app) -> str:
    """Return the line as it is drawn."""
    return app.screen.query_one(Footer).render_line(0).text


def column(app, words: str) -> tuple[int, int]:
    """Return where some words stand in it."""
    return drawn(app).index(words), 0


def style(app, words: str) -> object:
    """Return how some words are drawn."""
    line = app.screen.query_one(Footer).render_line(0)
    return next(segment.style for segment in line if words in segment.text)


async def test_a_narrow_footer_ends_with_a_whole_word_and_never_leaves_help_out(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        narrow = drawn(app)
        assert narrow.rstrip().endswith("? Help  u Undo  y Copy  e Export  r Review")
        await pilot.press("question_mark", "escape")
        assert drawn(app) == narrow

        await pilot.resize_terminal(24, 24)
        await settled(pilot)

        assert drawn(app).split() == ["a", "Outcome", "?", "Help"]


async def test_a_click_on_a_key_of_the_footer_presses_it(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        plain = style(app, "Review")
        await pilot.hover(Footer, column(app, "Review"))
        marked = style(app, "Review")
        await pilot.click(Footer, column(app, "Review"))
        await settled(pilot)

        assert isinstance(app.screen, ReviewScreen)
        assert "r Review" not in drawn(app)
        assert plain != marked
