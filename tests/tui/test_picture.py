"""The picture in README."""

from __future__ import annotations

from tui import picture


def test_picture_shows_the_board_and_asks_no_server_for_a_font(desk):
    drawn = picture.board(desk)

    assert drawn.startswith("<svg")
    assert "Friends&#160;of&#160;Norvania" in drawn
    assert "harbour" in drawn
    assert "@font-face" not in drawn
