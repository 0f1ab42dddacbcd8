"""The line at the bottom: the keys that work here and now, each of which can be clicked.

One widget that draws one line. A widget for each key, made and styled anew at every
change of the focus, took a fifth of the time of a change of screens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.reactive import reactive
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

HELP = "explain"
"""The action whose key is never cut off: it names all the others."""
ROOMY = 160
"""Columns from which on the palette's key is shown, too."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is drawn."""

    binding: Binding
    display: str
    enabled: bool

    @property
    def words(self) -> str:
        """What it does."""
        return self.binding.description

    def width(self, compact: bool) -> int:
        """Return how many columns it takes, with the blanks around it."""
        return cell_len(self.display) + cell_len(self.words) + (2 if compact else 3)


class Footer(Widget):
    """Keys in the order of importance: those of the screen, then those that work everywhere.

    Where not all have room, the last ones are left out whole.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"footer--key", "footer--words", "footer--under"}  # noqa: RUF012

    _under: reactive[int] = reactive(-1)
    """The column that the mouse is over; -1: none."""

    def __init__(self, *, compact: bool = False) -> None:
        """Begin; compact with fewer blanks, and without the key of the palette."""
        super().__init__()
        self._compact = compact
        self._found: list[Key] | None = None
        self._line: Strip | None = None

    def on_mount(self) -> None:
        """Hear when other keys work."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        # While the terminal has not the focus, nothing has; that is no other place.
        if screen.app.app_focus:
            self._found = self._line = None
            self.refresh()

    def keys(self) -> list[Key]:
        """Return the keys that work now and are shown where there is room."""
        if self._found is None:
            by_action: dict[str, Key] = {}
            for _, binding, enabled, _ in self.screen.active_bindings.values():
                if binding.show:
                    key = Key(binding, self.app.get_key_display(binding), enabled)
                    by_action.setdefault(binding.action, key)
            self._found = list(by_action.values())
        return self._found

    def shown(self) -> list[tuple[int, Key]]:
        """Return the keys that have room, each with the column where it begins."""
        # The blank after the last one need not be seen.
        room = min([at for at, _ in self._palette()], default=self.size.width + 1)
        helping = [key for key in self.keys() if key.binding.action == HELP]
        placed: list[tuple[int, Key]] = []
        at = 0
        for key in self.keys():
            # As long as help has no place yet, one is kept for it.
            kept = [one for one in helping if one is not key]
            if at + self._wide(key) + sum(map(self._wide, kept)) > room:
                return [*placed, *((at, one) for one in helping)]
            placed.append((at, key))
            at += self._wide(key)
            helping = kept
        return placed

    def _wide(self, key: Key) -> int:
        return key.width(self._compact)

    def _palette(self) -> Iterator[tuple[int, Key]]:
        """Yield the palette's key, which stands on the right of a very wide window."""
        if self._compact or self.size.width < ROOMY:
            return
        found = self.screen.active_bindings.get(self.app.COMMAND_PALETTE_BINDING)
        if found is not None:
            key = Key(found.binding, self.app.get_key_display(found.binding), found.enabled)
            yield self.size.width - self._wide(key) - 1, key

    def render_line(self, y: int) -> Strip:
        """Draw the line, or give the one that was drawn: who draws any part asks for it, too."""
        if self._line is None or self._line.cell_length != self.size.width:
            drawn, at, base = list[Segment](), 0, self.rich_style
            for start, key in [*self.shown(), *self._palette()]:
                drawn += [Segment(" " * (start - at), base), *self._drawn(start, key, base)]
                at = start + self._wide(key)
            self._line = Strip(drawn).adjust_cell_length(self.size.width, base)
        return self._line

    def notify_style_update(self) -> None:
        """Draw it anew in other colours."""
        self._line = None
        super().notify_style_update()

    def watch__under(self) -> None:
        """Draw it anew where the mouse is over another key."""
        self._line = None

    def _drawn(self, start: int, key: Key, base: Style) -> list[Segment]:
        under = start <= self._under < start + self._wide(key)
        base += Style(dim=not key.enabled)
        names = ("footer--under", "footer--under") if under else ("footer--key", "footer--words")
        styles = [base + self.get_component_rich_style(name) for name in names]
        if self._compact:
            words = [key.display, f" {key.words}"]
            return [*map(Segment, words, styles), Segment(" ", base)]
        return list(map(Segment, [f" {key.display} ", f"{key.words} "], styles))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Mark the key under the mouse."""
        self._under = event.x

    def on_leave(self) -> None:
        """Mark none."""
        self._under = -1

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Press the key that was clicked."""
        for start, key in [*self.shown(), *self._palette()]:
            if start <= event.x < start + self._wide(key):
                self.app.simulate_key(key.binding.key) if key.enabled else self.app.bell()
