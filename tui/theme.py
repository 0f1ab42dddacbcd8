"""The colours of the dashboard: one calm dark theme, one light, one of high contrast.

Colour only ever repeats what a symbol and a word already say, so it can be left out.
"""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import BUILTIN_THEMES, Theme

from tracker.errors import ConfigError

DARK = Theme(
    name="askwatch-dark",
    primary="#7aa2c8",
    secondary="#9a8fb8",
    accent="#e0af68",
    warning="#e0af68",
    error="#e57373",
    success="#8fbf7f",
    foreground="#d5dae2",
    background="#14181f",
    surface="#1a1f28",
    panel="#232a35",
    dark=True,
)

LIGHT = Theme(
    name="askwatch-light",
    primary="#2f5d8a",
    secondary="#6a5a93",
    accent="#9a5b00",
    warning="#9a5b00",
    error="#b3261e",
    success="#2e6b34",
    foreground="#1d232b",
    background="#f6f6f3",
    surface="#ffffff",
    panel="#e7e8e4",
    dark=False,
)

CONTRAST = Theme(
    name="askwatch-contrast",
    primary="#ffffff",
    secondary="#ffffff",
    accent="#ffff00",
    warning="#ffff00",
    error="#ff8080",
    success="#80ff80",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#202020",
    dark=True,
)

THEMES = (DARK, LIGHT, CONTRAST)
_APART = 0.05
"""How much brighter or darker something must be to be set apart, of 1."""


def known(name: str) -> str:
    """Return the name of a theme that exists.

    Raises:
        ConfigError: there is none of that name; says which there are.
    """
    names = [*(theme.name for theme in THEMES), *BUILTIN_THEMES]
    if name not in names:
        step = f"there are: {', '.join(names)}"
        raise ConfigError("bad setting", "dashboard.theme", f"no theme '{name}'", step)
    return name


class Plain(LineFilter):
    """Leaves every colour out: what only a colour sets apart, as the cursor, is reversed."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return what lies on this background without a colour."""
        return [Segment(text, _plain(style, background), None) for text, style, _ in segments]


@lru_cache(1024)
def _plain(style: Style | None, background: Color) -> Style | None:
    if style is None:
        return None
    below = style.bgcolor and Color.from_rich_color(style.bgcolor)
    apart = below is not None and abs(below.brightness - background.brightness) > _APART
    return style.without_color + Style(reverse=apart is not bool(style.reverse))
